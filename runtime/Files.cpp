// Part of Cortex, under the MIT licence.
// Owns how files are read whole and get a new content.
#include "Dataset.h"
#include "Errors.h"
#include "FileContent.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cortex::rt {

bool pathExists(const std::string &path) {
  struct stat info{};
  return stat(path.c_str(), &info) == 0;
}

bool isDirectory(const std::string &path) {
  struct stat info{};
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

namespace {

[[noreturn]] void throwIo(const std::string &what, const std::string &path, int code,
                          Loc location) {
  throwError(CortexIoError, what + " \"" + path + "\": " + std::strerror(code), location);
}

void refuseDirectory(const std::string &path, Loc location) {
  if (isDirectory(path))
    throwError(CortexIoError, "\"" + path + "\" is a directory, not a file", location);
}

} // namespace

void readChunks(const std::string &path, Loc location,
                const std::function<void(std::string_view)> &take) {
  refuseDirectory(path, location);
  files::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number < 0)
    throwIo("cannot read", path, errno, location);
  std::vector<char> chunk(1 << 18);
  while (true) {
    ssize_t count = ::read(file.number, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      throwIo("cannot read", path, errno, location);
    if (count == 0)
      return;
    take({chunk.data(), static_cast<size_t>(count)});
  }
}

std::string readBytes(const std::string &path, Loc location) {
  std::string text;
  readChunks(path, location, [&](std::string_view part) { text += part; });
  return text;
}

void writeBytes(const std::string &path, std::string_view bytes, Loc location) {
  refuseDirectory(path, location);
  if (int code = files::replace(path, bytes))
    throwIo("cannot write", path, code, location);
}

} // namespace cortex::rt
