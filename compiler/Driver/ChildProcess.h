// Part of Cortex, under the MIT licence.
// Running another program to its end, or to the end of a time.
#ifndef CORTEX_DRIVER_CHILDPROCESS_H
#define CORTEX_DRIVER_CHILDPROCESS_H

#include <string>
#include <vector>

namespace cortex {

/// What is to be run; standard input is empty.
struct ChildCommand {
  std::vector<std::string> words;
  /// Added to the environment, each `NAME=value`.
  std::vector<std::string> environment;
  /// The files that take standard output and standard error.
  std::string outputPath, errorPath;
  double timeoutSeconds = 60;
};

/// How it ended.
struct ChildEnd {
  enum class How { Exited, Signalled, TimedOut, NotStarted };
  How how = How::NotStarted;
  /// The exit status, the signal, or what the system says about why it did not start.
  int code = 0;
  double seconds = 0;
};

/// Runs a program and waits for its end; one that takes longer than its time is killed.
ChildEnd runChild(const ChildCommand &command);

} // namespace cortex

#endif // CORTEX_DRIVER_CHILDPROCESS_H
