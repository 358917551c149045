// Part of Cortex, under the MIT licence.
// Puts the link line together and runs lld on it, in this process.
#include "Target/Linker.h"

#include "Diagnostics/Diagnostics.h"
#include "Target/SystemLibraries.h"

#include "lld/Common/Driver.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <sys/mman.h>
#include <unistd.h>

// Declares lld::elf::link.
LLD_HAS_DRIVER(elf)

using namespace llvm;

namespace cortex {
namespace {

/// An object file without a name in the file system, so nothing is left behind whatever happens.
class ObjectInMemory {
public:
  explicit ObjectInMemory(StringRef bytes) : fd(memfd_create("object", MFD_CLOEXEC)) {
    if (fd < 0)
      return;
    raw_fd_ostream out(fd, /*shouldClose=*/false);
    out << bytes;
    out.flush();
    complete = !out.has_error();
    out.clear_error();
  }
  ~ObjectInMemory() {
    if (fd >= 0)
      ::close(fd);
  }
  ObjectInMemory(const ObjectInMemory &) = delete;
  ObjectInMemory &operator=(const ObjectInMemory &) = delete;

  bool isComplete() const { return complete; }
  std::string path() const { return "/proc/self/fd/" + std::to_string(fd); }

private:
  int fd;
  bool complete = false;
};

/// The link line, which owns its words.
using LinkLine = std::vector<std::string>;

/// A position-independent executable, the same bytes each time, without what nobody refers to.
/// So little is linked that threads cost more than they gain.
constexpr StringRef FixedFlags =
    "ld.lld -m elf_x86_64 -pie --hash-style=gnu --eh-frame-hdr --build-id=none -z relro -z now "
    "--gc-sections --no-demangle --color-diagnostics=never --error-limit=0 --threads=1";

void add(LinkLine &line, std::initializer_list<std::string> words) { append_range(line, words); }

std::string resource(const LinkOptions &options, StringRef name) {
  SmallString<128> path(options.resourceDir);
  sys::path::append(path, name);
  return path.str().str();
}

void addRuntime(LinkLine &line, const SystemLibraries &system, const LinkOptions &options) {
  line.push_back(resource(options, "libcortex_rt.a"));
  if (options.mathLibrary != MathLibrary::None)
    line.push_back(resource(options, fileNameOf(options.mathLibrary)));
  // By path, so that these are the static ones. libmvec comes before libm, which brings a shared
  // one.
  for (StringRef archive : {"libstdc++.a", "libz.a", "libmvec.a"})
    if (std::string path = system.find(archive); !path.empty())
      line.push_back(path);
  add(line, {"--as-needed", "-lm", "-lc", system.find("libgcc_eh.a"), system.find("libgcc.a")});
}

LinkLine buildLine(StringRef object, StringRef output, const SystemLibraries &system,
                   const LinkOptions &options) {
  LinkLine line;
  for (StringRef flag : split(FixedFlags, ' '))
    line.push_back(flag.str());
  if (!options.debugInfo)
    line.push_back("--strip-debug");
  add(line, {"-dynamic-linker", system.loader, "-o", output.str()});
  add(line, {system.find("Scrt1.o"), system.find("crti.o"), system.find("crtbeginS.o")});
  line.push_back("-L" + system.gccDir);
  for (const std::string &dir : system.libDirs)
    line.push_back("-L" + dir);
  line.push_back(object.str());
  addRuntime(line, system, options);
  add(line, {system.find("crtendS.o"), system.find("crtn.o")});
  return line;
}

/// Runs lld; on failure returns what it said.
bool runLinker(const LinkLine &line, std::string &messages) {
  std::vector<const char *> words;
  for (const std::string &word : line)
    words.push_back(word.c_str());
  raw_string_ostream out(messages);
  lld::Result result = lld::lldMain(words, out, out, {{lld::Gnu, &lld::elf::link}});
  return result.retCode == 0;
}

Error cannotWrite(StringRef output, const Twine &reason) {
  return createStringError(codedMessage(DiagKind::CannotWrite, {output.str(), reason.str()}));
}

/// Refuses what a rename must not replace: a folder, a device.
Error checkOutput(StringRef output) {
  sys::fs::file_status status;
  if (sys::fs::status(output, status) || status.type() == sys::fs::file_type::file_not_found)
    return Error::success();
  if (status.type() == sys::fs::file_type::directory_file)
    return cannotWrite(output, "it is a directory");
  if (status.type() != sys::fs::file_type::regular_file)
    return cannotWrite(output, "it is not a regular file");
  return Error::success();
}

/// Links under a temporary name beside the output, so that the rename stays within one file system.
Error linkTo(StringRef object, const SystemLibraries &system, const LinkOptions &options) {
  SmallString<128> temporary;
  int fd = -1;
  if (std::error_code error =
          sys::fs::createUniqueFile(options.output + ".%%%%%%%%", fd, temporary))
    return cannotWrite(options.output, error.message());
  ::close(fd);
  scope_exit removeTemporary([&] { sys::fs::remove(temporary); });

  std::string messages;
  if (!runLinker(buildLine(object, temporary, system, options), messages))
    return createStringError("the program cannot be linked:\n" + StringRef(messages).rtrim());
  if (std::error_code error = sys::fs::rename(temporary, options.output))
    return cannotWrite(options.output, error.message());
  removeTemporary.release();
  return Error::success();
}

} // namespace

Error linkExecutable(StringRef object, const LinkOptions &options) {
  if (Error error = checkOutput(options.output))
    return error;
  Expected<SystemLibraries> system = findSystemLibraries();
  if (!system)
    return system.takeError();
  ObjectInMemory input(object);
  if (!input.isComplete())
    return createStringError("no memory for the object file");
  return linkTo(input.path(), *system, options);
}

} // namespace cortex
