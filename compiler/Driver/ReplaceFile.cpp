// Part of Cortex, under the MIT licence.
// Writes beside the file, syncs, and renames.
#include "Driver/ReplaceFile.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <array>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;

namespace cortex {
namespace {

constexpr int MostLinks = 40;

std::error_code write(int fd, StringRef content) {
  raw_fd_ostream out(fd, /*shouldClose=*/false);
  out << content;
  out.flush();
  std::error_code error = out.error();
  out.clear_error();
  return error;
}

/// What a path leads to.
struct Target {
  std::string path; // with no link at its end
  bool isThere = false;
  bool isPlain = true; // a file to be replaced, not a device, a pipe or an open descriptor
  struct stat info{};
};

/// Whether a link is no path but stands for something that a process has opened.
bool isDescriptorLink(const struct stat &link) {
  struct stat processes{};
  return stat("/proc", &processes) == 0 && processes.st_dev == link.st_dev;
}

/// Follows the links, also to where there is nothing yet.
std::error_code findTarget(StringRef path, Target &target) {
  target.path = path.str();
  for (int followed = 0; followed < MostLinks; ++followed) {
    if (lstat(target.path.c_str(), &target.info) != 0)
      return errno == ENOENT ? std::error_code() : errnoAsErrorCode();
    bool isLink = S_ISLNK(target.info.st_mode);
    target.isThere = !isLink || isDescriptorLink(target.info);
    target.isPlain = S_ISREG(target.info.st_mode) || !target.isThere;
    if (target.isThere)
      return {};
    std::array<char, PATH_MAX> next{};
    ssize_t length = readlink(target.path.c_str(), next.data(), next.size());
    if (length < 0)
      return errnoAsErrorCode();
    SmallString<128> absolute(StringRef(next.data(), static_cast<size_t>(length)));
    sys::path::make_absolute(sys::path::parent_path(target.path), absolute);
    target.path = absolute.str();
  }
  return std::make_error_code(std::errc::too_many_symbolic_link_levels);
}

/// Writes to what is no regular file. What a descriptor has got already stays.
std::error_code writeAsItIs(const std::string &path, StringRef content) {
  int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (fd < 0)
    return errnoAsErrorCode();
  std::error_code error = write(fd, content);
  if (::close(fd) != 0 && !error)
    error = errnoAsErrorCode();
  return error;
}

/// Writes a new file that is to take the place of the target, and closes it.
std::error_code fill(int fd, StringRef content, const Target &target) {
  std::error_code error = write(fd, content);
  if (!error && target.isThere) {
    // Only root may give files away. It comes first, for it clears bits of the mode.
    bool hasGroup = fchown(fd, target.info.st_uid, target.info.st_gid) == 0 ||
                    fchown(fd, static_cast<uid_t>(-1), target.info.st_gid) == 0;
    // What the group may do is not for another group.
    if (fchmod(fd, target.info.st_mode & (hasGroup ? 07777 : 0707)) != 0)
      error = errnoAsErrorCode();
  }
  if (!error && ::fsync(fd) != 0)
    error = errnoAsErrorCode();
  if (::close(fd) != 0 && !error)
    error = errnoAsErrorCode();
  return error;
}

/// Brings a rename to the disk. The content stands under its name already, so a file system that
/// cannot do this is no reason to fail.
void syncFolder(StringRef file) {
  StringRef folder = sys::path::parent_path(file);
  int fd = ::open(folder.empty() ? "." : folder.str().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;
  ::fsync(fd);
  ::close(fd);
}

} // namespace

std::error_code replaceFile(StringRef path, StringRef content) {
  Target target;
  if (std::error_code error = findTarget(path, target))
    return error;
  if (!target.isPlain)
    return writeAsItIs(target.path, content);
  if (target.isThere)
    if (std::error_code error = sys::fs::access(target.path, sys::fs::AccessMode::Write))
      return error;
  SmallString<128> temporary;
  int fd = -1;
  // Nobody else reads it before it has the mode of the file.
  auto mode = target.isThere ? sys::fs::owner_read | sys::fs::owner_write
                             : sys::fs::all_read | sys::fs::all_write;
  if (std::error_code error = sys::fs::createUniqueFile(target.path + ".%%%%%%%%", fd, temporary,
                                                        sys::fs::OF_None, mode))
    return error;
  scope_exit removeTemporary([&] { sys::fs::remove(temporary); });
  if (std::error_code error = fill(fd, content, target))
    return error;
  if (std::error_code error = sys::fs::rename(temporary, target.path))
    return error;
  removeTemporary.release();
  syncFolder(target.path);
  return {};
}

} // namespace cortex
