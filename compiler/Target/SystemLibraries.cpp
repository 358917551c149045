// Part of Cortex, under the MIT licence.
// Finds the C and C++ libraries by looking at the usual folders; no compiler is asked.
#include "Target/SystemLibraries.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VersionTuple.h"

using namespace llvm;

namespace cortex {
namespace {

constexpr StringRef LibraryDirs[] = {"/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu",
                                     "/usr/lib64", "/lib64", "/usr/lib"};
constexpr StringRef GccDirs[] = {
    "/usr/lib/gcc/x86_64-linux-gnu", "/usr/lib/gcc/x86_64-redhat-linux",
    "/usr/lib64/gcc/x86_64-suse-linux", "/usr/lib/gcc/x86_64-pc-linux-gnu"};
constexpr StringRef Loader = "/lib64/ld-linux-x86-64.so.2";

std::string pathIn(StringRef dir, StringRef name) {
  SmallString<128> path(dir);
  sys::path::append(path, name);
  return path.str().str();
}

std::string newestGcc() {
  std::string best;
  VersionTuple bestVersion;
  for (StringRef root : GccDirs) {
    std::error_code error;
    for (sys::fs::directory_iterator entry(root, error), end; !error && entry != end;
         entry.increment(error)) {
      VersionTuple version;
      if (version.tryParse(sys::path::filename(entry->path())))
        continue;
      bool complete = sys::fs::exists(pathIn(entry->path(), "crtbeginS.o")) &&
                      sys::fs::exists(pathIn(entry->path(), "libstdc++.a"));
      if (complete && (best.empty() || bestVersion < version)) {
        best = entry->path();
        bestVersion = version;
      }
    }
  }
  return best;
}

} // namespace

std::string SystemLibraries::find(StringRef name) const {
  std::string inGcc = pathIn(gccDir, name);
  if (sys::fs::exists(inGcc))
    return inGcc;
  for (const std::string &dir : libDirs) {
    std::string path = pathIn(dir, name);
    if (sys::fs::exists(path))
      return path;
  }
  return "";
}

Expected<SystemLibraries> findSystemLibraries() {
  SystemLibraries found;
  found.loader = Loader.str();
  found.gccDir = newestGcc();
  if (found.gccDir.empty())
    return createStringError(
        "cannot find `crtbeginS.o` and `libstdc++.a`, which executables are linked with "
        "(Debian package: g++)");
  for (StringRef dir : LibraryDirs)
    if (sys::fs::is_directory(dir))
      found.libDirs.push_back(dir.str());
  for (auto [name, package] :
       {std::pair("Scrt1.o", "libc6-dev"), std::pair("libm.so", "libc6-dev")})
    if (found.find(name).empty())
      return createStringError(
          "cannot find `%s`, which executables are linked with (Debian package: %s)", name,
          package);
  return found;
}

} // namespace cortex
