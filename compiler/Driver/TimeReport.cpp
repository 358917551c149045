// Part of Cortex, under the MIT licence.
// Measures and prints.
#include "Driver/TimeReport.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

namespace cortex {

void TimeReport::begin(llvm::StringRef step) {
  end();
  steps.push_back({step.str(), {}});
  running = true;
  start = Clock::now();
}

void TimeReport::end() {
  if (running)
    steps.back().time = Clock::now() - start;
  running = false;
}

void TimeReport::print(llvm::raw_ostream &out) const {
  auto milliseconds = [](Clock::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
  };
  Clock::duration sum{};
  for (const Step &step : steps)
    sum += step.time;
  for (const Step &step : steps) {
    double share = sum.count() ? 100.0 * step.time.count() / sum.count() : 0;
    out << llvm::format("%10.1f ms %5.1f %%  ", milliseconds(step.time), share) << step.name
        << "\n";
  }
  out << llvm::format("%10.1f ms          total\n", milliseconds(sum));
}

} // namespace cortex
