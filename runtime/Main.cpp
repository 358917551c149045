// Part of Cortex, under the MIT licence.
// Owns the life of a compiled program: command line, big stack, uncaught errors, exit status.
#include "Dataset.h"
#include "Errors.h"
#include "Options.h"
#include "Output.h"
#include "Parallel.h"
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <pthread.h>
#include <random>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>

// Only programs with matrix products contain OpenBLAS.
extern "C" __attribute__((weak)) void openblas_set_num_threads(int threads);

using namespace cortex::rt;

namespace {

constexpr int UsageStatus = 2;
constexpr size_t StackBytes = size_t{1} << 30;

const char *const flags[] = {"--help", "--version", "--data",
                             "--seed", "--threads", "--checkpoint-dir"};

[[noreturn]] void failUsage(const std::string &message) {
  std::fprintf(stderr, "%s: %s\n", cortex_program_info.name, message.c_str());
  std::exit(UsageStatus);
}

[[noreturn]] void showHelp() {
  std::printf("usage: %s [options] [--] [arguments]\n"
              "\n"
              "  --data PATH             the program's default dataset: a folder of IDX files, a "
              ".csv or .npy file\n"
              "  --seed N|random         the seed of the random numbers (default 0)\n"
              "  --threads N             how many threads to use (default: all)\n"
              "  --checkpoint-dir PATH   where checkpoints go (default checkpoints)\n"
              "  --version               shows the program's version\n"
              "  --help                  shows this\n"
              "\n"
              "What follows `--` goes to the program (args[], arg[name, default]).\n",
              cortex_program_info.name);
  std::exit(0);
}

[[noreturn]] void showVersion() {
  std::printf("%s, source %s, compiled by cortexc %s\n", cortex_program_info.name,
              cortex_program_info.sourceHash, cortex_program_info.compilerVersion);
  std::exit(0);
}

int64_t parseNumber(const std::string &flag, const std::string &text, int64_t least) {
  int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least)
    failUsage(flag + " needs a whole number" + (least > 0 ? " from " + std::to_string(least) : "") +
              ", found \"" + text + "\"");
  return value;
}

void setSeed(const std::string &text) {
  if (text != "random") {
    options().seed = parseNumber("--seed", text, INT64_MIN);
    return;
  }
  std::random_device device;
  options().seed = static_cast<int64_t>((uint64_t{device()} << 32 | device()) >> 1);
  // So that the run can be repeated.
  std::fprintf(stderr, "%s: --seed %lld\n", cortex_program_info.name,
               static_cast<long long>(options().seed));
}

void setData(const std::string &path) {
  if (!pathExists(path)) {
    std::fprintf(stderr, "%s: --data \"%s\": there is no such file or folder\n",
                 cortex_program_info.name, path.c_str());
    std::exit(1);
  }
  options().dataPath = path;
}

void takeOption(const std::string &flag, const std::string &value) {
  if (flag == "--data")
    setData(value);
  else if (flag == "--seed")
    setSeed(value);
  else if (flag == "--threads")
    options().threads = parseNumber(flag, value, 1);
  else
    options().checkpointDirectory = value;
}

[[noreturn]] void failUnknown(const std::string &flag) {
  std::string nearest = nearestName(flag, {std::begin(flags), std::end(flags)});
  failUsage("unknown option " + flag +
            (nearest.empty()
                 ? "; --help lists them, and `--` goes before the program's own arguments"
                 : "; did you mean " + nearest + "?"));
}

void parseCommandLine(int count, char **arguments) {
  for (int i = 1; i < count; ++i) {
    std::string argument = arguments[i];
    if (argument == "--") {
      options().arguments.insert(options().arguments.end(), arguments + i + 1, arguments + count);
      return;
    }
    if (!argument.starts_with("-") || argument == "-") {
      options().arguments.push_back(argument);
      continue;
    }
    if (argument == "--help" || argument == "-h")
      showHelp();
    if (argument == "--version")
      showVersion();
    size_t equals = argument.find('=');
    std::string flag = argument.substr(0, equals);
    bool known = false;
    for (const char *each : flags)
      known = known || flag == each;
    if (!known || flag == "--help" || flag == "--version")
      failUnknown(flag);
    if (equals != std::string::npos)
      takeOption(flag, argument.substr(equals + 1));
    else if (++i < count)
      takeOption(flag, arguments[i]);
    else
      failUsage(flag + " needs a value");
  }
}

void applyOptions() {
  cortex_rt_rand_seed(options().seed);
  setThreadCount(options().threads);
  // A product is one thread's work: its bits must not depend on how many there are, and the
  // products of a training step are too small to be worth waking others for.
  if (openblas_set_num_threads)
    openblas_set_num_threads(1);
}

/// Tells the tool that runs the program, if there is one, what ended it: the kind of the error in
/// the first line, then its message.
void reportTo(const char *path, const std::string &kind, const std::string &message) {
  std::FILE *file = path ? std::fopen(path, "w") : nullptr;
  if (!file)
    return;
  std::fprintf(file, "%s\n", kind.c_str());
  std::fwrite(message.data(), 1, message.size(), file);
  std::fclose(file);
}

/// Runs the program; the status of the process.
int runProgram() {
  std::string failure;
  const char *report = std::getenv("CORTEX_ERROR_REPORT");
  try {
    cortex_main();
  } catch (const CortexError &error) {
    failure = renderError(error.data);
    reportTo(report, errorKindName(error.data.kind), error.data.message);
  } catch (const std::bad_alloc &) {
    failure = "error: out of memory\n";
    reportTo(report, errorKindName(CortexMemoryError), "out of memory");
  } catch (const std::length_error &) {
    failure = "error: out of memory\n";
    reportTo(report, errorKindName(CortexMemoryError), "out of memory");
  }
  bool written = flushOutput();
  if (!failure.empty()) {
    // The text may quote a file's NUL bytes.
    std::fwrite(failure.data(), 1, failure.size(), stderr);
    return 1;
  }
  if (!written)
    std::fputs("error: cannot write to standard output\n", stderr);
  return written ? 0 : 1;
}

void *threadBody(void *status) {
  *static_cast<int *>(status) = runProgram();
  return nullptr;
}

} // namespace

int main(int count, char **arguments) {
  parseCommandLine(count, arguments);
  applyOptions();
  // Deep recursion needs room; the system gives pages only where the stack really grows.
  void *stack = mmap(nullptr, StackBytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  int status = 1;
  pthread_t thread{};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  bool started = stack != MAP_FAILED && pthread_attr_setstack(&attributes, stack, StackBytes) == 0;
  if (started) {
    mprotect(stack, static_cast<size_t>(sysconf(_SC_PAGESIZE)), PROT_NONE);
    setStackLimit(stack);
    started = pthread_create(&thread, &attributes, threadBody, &status) == 0;
  }
  if (!started) {
    std::fputs("error: out of memory: no room for the program's stack\n", stderr);
    return 1;
  }
  pthread_join(thread, nullptr);
  std::fflush(stderr);
  // No destructors: worker threads may still wait for work.
  std::_Exit(status);
}
