// Part of Cortex, under the MIT licence.
// Writes beside the file, syncs, and renames.
#include "Driver/ReplaceFile.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <fcntl.h>
#include <unistd.h>

using namespace llvm;

namespace cortex {
namespace {

std::error_code write(int fd, StringRef content) {
  raw_fd_ostream out(fd, /*shouldClose=*/false);
  out << content;
  out.flush();
  std::error_code error = out.error();
  out.clear_error();
  return error;
}

/// Writes a new file that is to take the place of one with this status, and closes it.
std::error_code fill(int fd, StringRef content, const sys::fs::file_status &status) {
  std::error_code error = write(fd, content);
  // Root alone may give files away. It comes first, for it clears bits of the mode.
  if (!error && status.getUser() != ::geteuid())
    sys::fs::changeFileOwnership(fd, status.getUser(), status.getGroup());
  if (!error)
    error = sys::fs::setPermissions(fd, status.permissions());
  if (!error && ::fsync(fd) != 0)
    error = errnoAsErrorCode();
  if (::close(fd) != 0 && !error)
    error = errnoAsErrorCode();
  return error;
}

/// Brings a rename to the disk. The content stands under its name already, so a file system that
/// cannot do this is no reason to fail.
void syncFolder(StringRef file) {
  int fd = ::open(sys::path::parent_path(file).str().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;
  ::fsync(fd);
  ::close(fd);
}

} // namespace

/// The same for a file that is not there.
static std::error_code makeFile(StringRef path, StringRef content) {
  auto write = [&](raw_ostream &out) {
    out << content;
    return Error::success();
  };
  // Through a temporary file, which is renamed.
  return errorToErrorCode(writeToOutput(path, write));
}

std::error_code replaceFile(StringRef path, StringRef content) {
  SmallString<128> target, temporary;
  sys::fs::file_status status;
  std::error_code missing = sys::fs::real_path(path, target);
  if (missing == std::errc::no_such_file_or_directory)
    return makeFile(path, content);
  if (missing)
    return missing;
  if (std::error_code error = sys::fs::status(target, status))
    return error;
  if (std::error_code error = sys::fs::access(target, sys::fs::AccessMode::Write))
    return error;
  int fd = -1;
  // Nobody else reads it before it has the mode of the file.
  auto mode = sys::fs::owner_read | sys::fs::owner_write;
  if (std::error_code error =
          sys::fs::createUniqueFile(target + ".%%%%%%%%", fd, temporary, sys::fs::OF_None, mode))
    return error;
  scope_exit removeTemporary([&] { sys::fs::remove(temporary); });
  if (std::error_code error = fill(fd, content, status))
    return error;
  if (std::error_code error = sys::fs::rename(temporary, target))
    return error;
  removeTemporary.release();
  syncFolder(target);
  return {};
}

} // namespace cortex
