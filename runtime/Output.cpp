// Part of Cortex, under the MIT licence.
// Owns the program's standard output: one buffer, written out when full, at each line of a
// terminal, and at the end.
#include "Output.h"
#include "Errors.h"
#include "Text.h"
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace cortex::rt {
namespace {

constexpr size_t BufferBytes = 64 * 1024;
std::string buffer;
bool failed = false;

bool isTerminal() {
  static const bool terminal = isatty(STDOUT_FILENO) == 1;
  return terminal;
}

} // namespace

bool flushOutput() noexcept {
  size_t done = 0;
  while (done < buffer.size() && !failed) {
    ssize_t written = ::write(STDOUT_FILENO, buffer.data() + done, buffer.size() - done);
    if (written < 0 && errno != EINTR)
      failed = true;
    done += written > 0 ? static_cast<size_t>(written) : 0;
  }
  buffer.clear();
  return !failed;
}

void writeOutput(std::string_view text) {
  buffer.append(text);
  bool lineDone = isTerminal() && text.find('\n') != std::string_view::npos;
  if ((buffer.size() >= BufferBytes || lineDone) && !flushOutput())
    throwError(CortexIoError,
               std::string("cannot write to standard output: ") + std::strerror(errno), nullptr);
}

void reportEnd(const std::string &kind, const std::string &message) {
  const char *path = std::getenv("CORTEX_END_REPORT");
  std::FILE *file = path ? std::fopen(path, "w") : nullptr;
  if (!file)
    return;
  std::fprintf(file, "%s\n", kind.c_str());
  std::fwrite(message.data(), 1, message.size(), file);
  std::fclose(file);
}

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

void cortex_rt_any_print(void *values, int64_t count) {
  std::string line;
  for (int64_t i = 0; i < count; ++i)
    line += (i > 0 ? " " : "") + textOf(static_cast<Value *>(values)[i]);
  writeOutput(line + "\n");
}

void cortex_rt_print_i64(int64_t value) { writeOutput(std::to_string(value)); }
void cortex_rt_print_f64(double value) { writeOutput(floatText(value)); }
void cortex_rt_print_i1(bool value) { writeOutput(value ? "true" : "false"); }
void cortex_rt_print_str(Value value) { writeOutput(textOf(value)); }

void cortex_rt_print_bytes(void *bytes, int64_t count) {
  writeOutput({static_cast<const char *>(bytes), static_cast<size_t>(count)});
}

void cortex_rt_flush() noexcept { flushOutput(); }
}
