// Part of Cortex, under the MIT licence.
// Owns the counts of what is alive, and their text.
#include "MemoryReport.h"
#include "Value.h"
#include <cstdio>

namespace cortex::rt {
namespace {

struct KindName {
  CortexKind kind;
  const char *name;
};

constexpr KindName kindNames[] = {
    {CortexKindInt, "int"},       {CortexKindFloat, "float"},    {CortexKindString, "string"},
    {CortexKindTensor, "tensor"}, {CortexKindList, "list"},      {CortexKindDict, "dict"},
    {CortexKindTuple, "tuple"},   {CortexKindStruct, "struct"},  {CortexKindFunction, "function"},
    {CortexKindCell, "cell"},     {CortexKindRange, "range"},    {CortexKindSlice, "slice"},
    {CortexKindError, "error"},   {CortexKindDataset, "dataset"}};

void addCount(std::string &text, int64_t count, const char *name) {
  if (count == 0)
    return;
  text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + name;
  if (count != 1)
    text += "s";
}

} // namespace

int64_t liveObjects() noexcept {
  int64_t count = memoryUse.buffers;
  for (int64_t each : liveValues)
    count += each;
  return count;
}

std::string liveText() {
  std::string text;
  for (auto [kind, name] : kindNames)
    addCount(text, liveValues[kind], name);
  addCount(text, memoryUse.buffers, "buffer");
  return text.empty() ? "nothing" : text;
}

std::string memoryReport() {
  int64_t runs = collector.runs;
  collectGarbage();
  char peak[64];
  std::snprintf(peak, sizeof peak, "%.1f MiB", static_cast<double>(memoryUse.peakBytes) / 0x1p20);
  std::string text = std::string("memory: ") + peak + " at the peak, ";
  return text + std::to_string(runs) + (runs == 1 ? " collection" : " collections") +
         "\nalive: " + liveText() + "\n";
}

} // namespace cortex::rt
