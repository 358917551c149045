// Part of Cortex, under the MIT licence.
// Giving a file a new content in one step, as compiler and run time both do it.
#ifndef CORTEX_RUNTIME_FILECONTENT_H
#define CORTEX_RUNTIME_FILECONTENT_H

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <fcntl.h>
#include <random>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace cortex::files {

inline constexpr int MostLinks = 40;
inline constexpr int MostNames = 100;

/// Closes a descriptor at the end of its scope, if that has not been done.
struct Descriptor {
  int number;
  explicit Descriptor(int n) : number(n) {}
  Descriptor(const Descriptor &) = delete;
  ~Descriptor() { close(); }
  /// The error of the system, or 0: some file systems say only here that writing has failed.
  int close() {
    int open = std::exchange(number, -1);
    return open >= 0 && ::close(open) != 0 ? errno : 0;
  }
};

/// With the part of the path up to the last slash, which may be nothing.
inline std::string folderOf(const std::string &path) { return path.substr(0, path.rfind('/') + 1); }

/// What a path leads to.
struct Target {
  std::string path; // with no link at its end
  bool isThere = false;
  bool isPlain = true; // a file to be replaced, not a device, a pipe or an open descriptor
  struct stat info{};
};

/// Whether a link is no path but stands for something that a process has opened.
inline bool isDescriptorLink(const struct stat &link) {
  struct stat processes{};
  return stat("/proc", &processes) == 0 && processes.st_dev == link.st_dev;
}

/// Follows the links, also to where there is nothing yet; the error of the system, or 0.
inline int findTarget(const std::string &path, Target &target) {
  target.path = path;
  for (int followed = 0; followed < MostLinks; ++followed) {
    if (lstat(target.path.c_str(), &target.info) != 0)
      return errno == ENOENT ? 0 : errno;
    target.isThere = true;
    if (!S_ISLNK(target.info.st_mode)) {
      target.isPlain = S_ISREG(target.info.st_mode);
      return 0;
    }
    if (isDescriptorLink(target.info)) {
      target.isPlain = false;
      return 0;
    }
    target.isThere = false;
    std::array<char, PATH_MAX> next{};
    ssize_t length = readlink(target.path.c_str(), next.data(), next.size());
    if (length < 0)
      return errno;
    std::string text(next.data(), static_cast<size_t>(length));
    target.path = text.starts_with('/') ? text : folderOf(target.path) + text;
  }
  return ELOOP;
}

inline int writeAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR)
      return errno;
    bytes.remove_prefix(count > 0 ? static_cast<size_t>(count) : 0);
  }
  return 0;
}

inline int writeAsItIs(const std::string &path, std::string_view bytes) {
  // What a descriptor has got already stays.
  Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  if (file.number < 0)
    return errno;
  int code = writeAll(file.number, bytes);
  int closing = file.close();
  return code != 0 ? code : closing;
}

/// Opens a file that was not there in a folder (with its slash), and says under which name.
inline int openTemporary(const std::string &folder, mode_t mode, std::string &name) {
  std::random_device random;
  int file = -1;
  for (int tries = 0; file < 0 && tries < MostNames; ++tries) {
    std::array<char, 16> number{};
    std::snprintf(number.data(), number.size(), "%08x", random());
    name = folder + ".cortex-" + number.data();
    file = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0 && errno != EEXIST)
      break;
  }
  return file;
}

/// Gives a new file the bytes and, where it takes the place of another, what that one had.
inline int fill(Descriptor &file, std::string_view bytes, const Target &target) {
  if (int code = writeAll(file.number, bytes))
    return code;
  if (target.isThere) {
    // Only root may give files away. It comes first, for it clears bits of the mode.
    bool hasGroup = fchown(file.number, target.info.st_uid, target.info.st_gid) == 0 ||
                    fchown(file.number, static_cast<uid_t>(-1), target.info.st_gid) == 0;
    // What the group may do is not for another group.
    mode_t kept = hasGroup ? 07777 : 0707;
    if (fchmod(file.number, target.info.st_mode & kept) != 0)
      return errno;
  }
  if (::fsync(file.number) != 0 && errno != EINVAL)
    return errno;
  return file.close();
}

/// Brings a rename to the disk. The content stands under its name already, so a file system that
/// cannot do this is no reason to fail.
inline void syncFolder(const std::string &folder) {
  Descriptor opened(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number >= 0)
    ::fsync(opened.number);
}

inline int replacePlain(const Target &target, std::string_view bytes) {
  if (target.isThere && faccessat(AT_FDCWD, target.path.c_str(), W_OK, AT_EACCESS) != 0)
    return errno;
  std::string folder = folderOf(target.path), temporary;
  // Nobody else reads it before it has the mode of the file.
  Descriptor file(openTemporary(folder, target.isThere ? 0600 : 0666, temporary));
  if (file.number < 0)
    return errno;
  int code = fill(file, bytes, target);
  if (code == 0 && ::rename(temporary.c_str(), target.path.c_str()) != 0)
    code = errno;
  if (code != 0)
    ::unlink(temporary.c_str());
  else
    syncFolder(folder);
  return code;
}

/// Gives a file a new content and keeps its mode and, where that is allowed, its owner; a file that
/// is not there is made. The error of the system, or 0.
/// Whatever happens, the file holds either the old content or the new one in full: that is written
/// to a file beside it, brought to the disk, and renamed. A link is followed; what is no regular
/// file, a pipe or a device, is written to as it is. Fails, too, where writing to the file itself
/// is not permitted.
inline int replace(const std::string &path, std::string_view bytes) {
  Target target;
  if (int code = findTarget(path, target))
    return code;
  return target.isPlain ? replacePlain(target, bytes) : writeAsItIs(target.path, bytes);
}

} // namespace cortex::files

#endif // CORTEX_RUNTIME_FILECONTENT_H
