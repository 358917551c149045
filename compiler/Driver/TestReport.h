// Part of Cortex, under the MIT licence.
// What `cortexc test` found, and how it is written.
#ifndef CORTEX_DRIVER_TESTREPORT_H
#define CORTEX_DRIVER_TESTREPORT_H

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace cortex {

/// One test, or a file that could not be built.
struct TestResult {
  enum class Outcome { Passed, Failed, Error };
  std::string name;
  Outcome outcome = Outcome::Passed;
  double seconds = 0;
  /// Of a failure: the kind of the error, or how the process ended.
  std::string kind;
  std::string message;
  /// What it wrote on standard error: the error with its place and the calls that led there.
  std::string details;
  std::string output;
};

/// The tests of one file.
struct TestSuite {
  std::string path;
  std::vector<TestResult> results;
};

/// One line for a test, and all that is known about it if it did not pass.
std::string testText(const TestSuite &suite, const TestResult &result);

/// How many there were and how they ended.
std::string testSummary(const std::vector<TestSuite> &suites);

/// The results in the XML of JUnit, which services for continuous integration read. Characters
/// that XML does not know are left out.
std::string junitXml(const std::vector<TestSuite> &suites);

} // namespace cortex

#endif // CORTEX_DRIVER_TESTREPORT_H
