// Part of Cortex, under the MIT licence.
// Crash recovery on top of LLVM's, with stack overflows and fatal errors of LLVM included.
#include "Driver/CrashGuard.h"

#include "Driver/CommandLine.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>

using namespace llvm;

namespace cortex {
namespace {

/// Passes recurse over programs; the parser's limits keep what is legal far below this.
constexpr unsigned StackBytes = 256u << 20;
constexpr size_t SignalStackBytes = 64u << 10;

/// Why LLVM or the C++ library gave up, if one of them did.
std::string fatalReason;

void onFatalError(void *, const char *reason, bool) {
  fatalReason = reason;
  std::abort();
}

void onTerminate() {
  fatalReason = "uncaught exception";
  std::abort();
}

/// LLVM's handlers would run on the stack that has overflown; this moves them to one of their own.
void useSignalStack() {
  for (int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTRAP}) {
    struct sigaction action;
    if (sigaction(signal, nullptr, &action))
      continue;
    action.sa_flags |= SA_ONSTACK;
    sigaction(signal, &action, nullptr);
  }
}

/// The reproducer's text: all that is needed to see the crash again.
std::string reproducerText(const CrashContext &context, StringRef reason) {
  std::string text = versionText() + "\nReason: " + reason.str() + "\nCommand:";
  for (const std::string &word : context.commandLine)
    text += " '" + word + "'";
  text += "\n\n";
  if (auto source = MemoryBuffer::getFile(context.input))
    text += (*source)->getBuffer();
  return text;
}

/// The name depends on the text alone, so a crash that is repeated leaves one file.
std::string writeReproducer(const CrashContext &context, StringRef reason) {
  std::string text = reproducerText(context, reason);
  std::string path = "cortexc-crash-" + utohexstr(xxh3_64bits(text), /*LowerCase=*/true) + ".txt";
  std::error_code error;
  raw_fd_ostream out(path, error);
  if (error)
    return "";
  out << text;
  out.close();
  bool failed = out.has_error();
  out.clear_error();
  return failed ? "" : path;
}

void offerReproducer(const CrashContext &context, StringRef reason) {
  std::string path = writeReproducer(context, reason);
  errs() << "cortexc: this is a fault of cortexc, not of your program; ";
  if (path.empty())
    errs() << "no reproducer could be written here\n";
  else
    errs() << "please report it with the file `" << path << "`\n";
}

void reportCrash(const CrashContext &context, int signalStatus) {
  // The recovery context returns 128 + the signal.
  const char *name = signalStatus > 128 ? strsignal(signalStatus - 128) : nullptr;
  std::string reason = !fatalReason.empty() ? fatalReason : name ? name : "unknown";
  errs() << "cortexc: internal error of the compiler: " << reason << "\n";
  offerReproducer(context, reason);
}

} // namespace

int runGuarded(function_ref<int()> work, const CrashContext &context) {
  fatalReason.clear();
  CrashRecoveryContext::Enable();
  useSignalStack();
  install_fatal_error_handler(onFatalError);
  std::set_terminate(onTerminate);

  auto signalStack = std::make_unique<char[]>(SignalStackBytes);
  int result = ExitInternalError;
  CrashRecoveryContext recovery;
  auto onOwnThread = [&] {
    stack_t stack = {};
    stack.ss_sp = signalStack.get();
    stack.ss_size = SignalStackBytes;
    sigaltstack(&stack, nullptr);
    result = work();
  };
  bool completed = recovery.RunSafelyOnThread(onOwnThread, StackBytes);
  remove_fatal_error_handler();
  if (completed && result == ExitInternalError)
    offerReproducer(context, "an internal error that was reported");
  if (!completed) {
    reportCrash(context, recovery.RetCode);
    return ExitInternalError;
  }
  return result;
}

} // namespace cortex
