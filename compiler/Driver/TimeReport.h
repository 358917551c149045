// Part of Cortex, under the MIT licence.
// How long each step of a compilation took.
#ifndef CORTEX_DRIVER_TIMEREPORT_H
#define CORTEX_DRIVER_TIMEREPORT_H

#include "llvm/ADT/StringRef.h"

#include <chrono>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace cortex {

/// Wall times of steps that follow one another.
class TimeReport {
public:
  using Clock = std::chrono::steady_clock;

  /// Ends the step before, if one runs, and begins the next.
  void begin(llvm::StringRef step);
  /// Ends the step that runs.
  void end();
  /// One line a step with milliseconds and its share, and the sum.
  void print(llvm::raw_ostream &out) const;

private:
  struct Step {
    std::string name;
    Clock::duration time{};
  };
  std::vector<Step> steps;
  Clock::time_point start;
  bool running = false;
};

} // namespace cortex

#endif // CORTEX_DRIVER_TIMEREPORT_H
