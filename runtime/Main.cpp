// Part of Cortex, under the MIT licence.
// Owns the life of a compiled program: command line, big stack, uncaught errors, exit status.
#include "Dataset.h"
#include "Errors.h"
#include "MemoryReport.h"
#include "Options.h"
#include "Output.h"
#include "Parallel.h"
#include "Unwind.h"
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <pthread.h>
#include <random>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

// Only programs with matrix products contain OpenBLAS.
extern "C" __attribute__((weak)) void openblas_set_num_threads(int threads);

using namespace cortex::rt;

namespace {

constexpr int UsageStatus = 2;
constexpr size_t StackBytes = size_t{1} << 30;
constexpr size_t LeastStackBytes = size_t{8} << 20;

const char *const flags[] = {"--help",    "--version",        "--data",         "--seed",
                             "--threads", "--checkpoint-dir", "--memory-limit", "--memory-report"};

[[noreturn]] void failUsage(const std::string &message) {
  std::fprintf(stderr, "%s: %s\n", cortex_program_info.name, message.c_str());
  std::exit(UsageStatus);
}

/// Options that the program itself asks for by `arg["name"]`, with their dashes.
std::vector<std::string> programFlags() {
  std::vector<std::string> own;
  for (std::string_view rest = cortex_program_info.options; !rest.empty();) {
    size_t end = rest.find('\n');
    own.push_back("--" + std::string(rest.substr(0, end)));
    rest.remove_prefix(end + 1);
  }
  return own;
}

[[noreturn]] void showHelp() {
  std::printf(
      "usage: %s [options] [--] [arguments]\n"
      "\n"
      "  --data PATH             the program's default dataset: a folder of IDX files, a "
      ".csv or .npy file\n"
      "  --seed N|random         the seed of the random numbers (default 0)\n"
      "  --threads N             how many threads to use (default: all)\n"
      "  --checkpoint-dir PATH   where checkpoints go (default checkpoints)\n"
      "  --memory-limit SIZE     how much memory to use at most, as in 512M or 4G (default: "
      "the machine's)\n"
      "  --memory-report         says on standard error what is alive when the program "
      "ends\n"
      "  --version               shows the program's version\n"
      "  --help                  shows this\n"
      "\n"
      "What follows `--` goes to the program (args[], arg[name, default]).\n",
      cortex_program_info.name);
  std::vector<std::string> own = programFlags();
  if (!own.empty())
    std::printf("The program's own options, which need no `--`:");
  for (const std::string &flag : own)
    std::printf(" %s", flag.c_str());
  if (!own.empty())
    std::printf("\n");
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

/// A number of bytes: `100000`, `64K`, `512M`, `4G`.
int64_t parseSize(const std::string &flag, std::string text) {
  static const std::string units = "KMG";
  size_t unit = text.empty() ? std::string::npos : units.find(text.back());
  if (unit != std::string::npos)
    text.pop_back();
  int shift = unit == std::string::npos ? 0 : 10 * (static_cast<int>(unit) + 1);
  int64_t count = parseNumber(flag, text, 1);
  if (count > INT64_MAX >> shift)
    failUsage(flag + ": the size does not fit");
  return count << shift;
}

void takeOption(const std::string &flag, const std::string &value) {
  if (flag == "--data")
    setData(value);
  else if (flag == "--seed")
    setSeed(value);
  else if (flag == "--threads")
    options().threads = parseNumber(flag, value, 1);
  else if (flag == "--memory-limit")
    options().memoryLimit = parseSize(flag, value);
  else
    options().checkpointDirectory = value;
}

[[noreturn]] void failUnknown(const std::string &flag) {
  std::vector<std::string> candidates = programFlags();
  candidates.insert(candidates.end(), std::begin(flags), std::end(flags));
  std::string nearest = nearestName(flag, candidates);
  failUsage("unknown option " + flag +
            (nearest.empty()
                 ? "; --help lists them, and `--` goes before the program's own arguments"
                 : "; did you mean " + nearest + "?"));
}

void parseCommandLine(int count, char **arguments) {
  const std::vector<std::string> own = programFlags();
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
    if (argument == "--memory-report") {
      options().memoryReport = true;
      continue;
    }
    size_t equals = argument.find('=');
    std::string flag = argument.substr(0, equals);
    bool known = false;
    for (const char *each : flags)
      known = known || flag == each;
    if (!known && std::find(own.begin(), own.end(), flag) != own.end()) {
      options().arguments.push_back(argument);
      // Its value may begin with a dash, as a negative number does.
      if (equals == std::string::npos && i + 1 < count &&
          !std::string_view(arguments[i + 1]).starts_with("--"))
        options().arguments.push_back(arguments[++i]);
      continue;
    }
    if (!known || flag == "--help" || flag == "--version" || flag == "--memory-report")
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

/// Runs the program; the status of the process.
int runProgram() {
  std::string failure;
  if (std::optional<ErrorData> error = catchError([] { cortex_main(); })) {
    failure = renderError(*error);
    reportEnd(errorKindName(error->kind),
              error->details.empty() ? error->message : error->message + "\n" + error->details);
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

/// What the process has of a resource that setrlimit limits, in bytes.
int64_t addressSpaceInUse() {
  int64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * sysconf(_SC_PAGESIZE);
}

void limitMemory() {
  int64_t wanted = options().memoryLimit;
  if (wanted == 0)
    return;
  rlimit limit{};
  getrlimit(RLIMIT_AS, &limit);
  // What is reserved by now, the stack above all, is no memory in use.
  limit.rlim_cur = std::min(limit.rlim_max, static_cast<rlim_t>(addressSpaceInUse() + wanted));
  setrlimit(RLIMIT_AS, &limit);
}

/// Reserves the program's stack; the system gives pages only where it really grows. Null if there
/// is no room.
void *makeStack(size_t &bytes) {
  for (bytes = StackBytes; bytes >= LeastStackBytes; bytes /= 2) {
    void *stack = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (stack == MAP_FAILED)
      continue;
    mprotect(stack, static_cast<size_t>(sysconf(_SC_PAGESIZE)), PROT_NONE);
    return stack;
  }
  return nullptr;
}

} // namespace

int main(int count, char **arguments) {
  parseCommandLine(count, arguments);
  applyOptions();
  size_t stackBytes = 0;
  void *stack = makeStack(stackBytes);
  reserveSlots(stackBytes / 4);
  limitMemory();
  int status = 1;
  pthread_t thread{};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  bool started = stack && pthread_attr_setstack(&attributes, stack, stackBytes) == 0;
  if (started) {
    setStack(stack, stackBytes);
    started = pthread_create(&thread, &attributes, threadBody, &status) == 0;
  }
  if (!started) {
    std::fputs("error: out of memory: no room for the program's stack\n", stderr);
    return 1;
  }
  pthread_join(thread, nullptr);
  if (options().memoryReport)
    std::fputs(memoryReport().c_str(), stderr);
  std::fflush(stderr);
  // No destructors: worker threads may still wait for work.
  std::_Exit(status);
}
