// Part of Cortex, under the MIT licence.
// `cortexc run`: builds into the cache what is not there, then becomes the program.
#include "Driver/Cache.h"
#include "Driver/Compilation.h"
#include "Driver/Verbs.h"

#include "llvm/Support/Errno.h"
#include "llvm/Support/raw_ostream.h"

#include <unistd.h>

using namespace llvm;

namespace cortex {

std::string executableInCache(Compilation &compilation) {
  Expected<std::string> path = cachePath(compilation.fingerprint());
  if (!path) {
    compilation.fail(path.takeError());
    return "";
  }
  if (isCached(*path))
    return *path;
  if (!buildExecutable(compilation, *path))
    return "";
  pruneCache(*path);
  return *path;
}

/// Does not return unless it fails.
static void execute(const std::string &path, const std::vector<std::string> &arguments) {
  std::vector<char *> words{const_cast<char *>(path.c_str())};
  for (const std::string &argument : arguments)
    words.push_back(const_cast<char *>(argument.c_str()));
  words.push_back(nullptr);
  outs().flush();
  errs().flush();
  execv(path.c_str(), words.data());
}

int runProgram(const DriverOptions &options) {
  std::string path;
  {
    Compilation compilation(options);
    if (compilation.runFrontEnd())
      path = executableInCache(compilation);
    ExitStatus status = compilation.finish();
    if (status != ExitSuccess)
      return status;
  }
  execute(path, options.programArguments);
  errs() << "cortexc: cannot run `" << path << "`: " << sys::StrError() << "\n";
  return ExitFailure;
}

} // namespace cortex
