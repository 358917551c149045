// Part of Cortex, under the MIT licence.
// Names, finds and forgets cached executables.
#include "Driver/Cache.h"

#include "Diagnostics/Diagnostics.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>

using namespace llvm;

namespace cortex {
namespace {

/// An executable takes 0.2 to 6 MB.
constexpr size_t MaxEntries = 64;

bool cacheRoot(SmallString<128> &root) {
  // The specification of XDG says that a relative path is to be ignored.
  std::optional<std::string> configured = sys::Process::GetEnv("XDG_CACHE_HOME");
  if (configured && sys::path::is_absolute(*configured)) {
    root = *configured;
    return true;
  }
  if (!sys::path::home_directory(root))
    return false;
  sys::path::append(root, ".cache");
  return true;
}

} // namespace

Expected<std::string> cachePath(StringRef key) {
  SmallString<128> path;
  if (!cacheRoot(path))
    return createStringError("there is no home folder to keep executables in; set XDG_CACHE_HOME");
  sys::path::append(path, "cortex");
  if (std::error_code error = sys::fs::create_directories(path))
    return createStringError(
        codedMessage(DiagKind::CannotWrite, {path.str().str(), error.message()}));
  sys::path::append(path, key);
  return path.str().str();
}

bool isCached(StringRef path) {
  if (!sys::fs::can_execute(path))
    return false;
  utimensat(AT_FDCWD, path.str().c_str(), nullptr, 0);
  return true;
}

void pruneCache(StringRef anyPathInIt) {
  std::vector<std::pair<sys::TimePoint<>, std::string>> entries;
  std::error_code error;
  sys::fs::directory_iterator entry(sys::path::parent_path(anyPathInIt), error), end;
  for (; !error && entry != end; entry.increment(error))
    if (auto status = entry->status())
      entries.emplace_back(status->getLastModificationTime(), entry->path());
  if (entries.size() <= MaxEntries)
    return;
  llvm::sort(entries);
  for (size_t i = 0; i < entries.size() - MaxEntries; ++i)
    sys::fs::remove(entries[i].second);
}

} // namespace cortex
