// Part of Cortex, under the MIT licence.
// Writes results as text and as JUnit's XML.
#include "Driver/TestReport.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace cortex {
namespace {

using Outcome = TestResult::Outcome;

/// With a newline at the end.
std::string wholeLines(StringRef text) {
  return text.empty() || text.ends_with("\n") ? text.str() : (text + "\n").str();
}

size_t countOf(const TestSuite &suite, Outcome outcome) {
  return count_if(suite.results, [&](const TestResult &r) { return r.outcome == outcome; });
}

double secondsOf(const TestSuite &suite) {
  double seconds = 0;
  for (const TestResult &result : suite.results)
    seconds += result.seconds;
  return seconds;
}

/// Text for XML, in an attribute if `inQuotes`.
std::string escaped(StringRef text, bool inQuotes = false) {
  std::string valid = json::isUTF8(text) ? text.str() : json::fixUTF8(text);
  std::string result;
  for (size_t at = 0; at < valid.size(); ++at) {
    char c = valid[at];
    // U+FFFE and U+FFFF are no characters of XML, nor are control characters.
    if (StringRef(valid).substr(at).starts_with("\xEF\xBF\xBE") ||
        StringRef(valid).substr(at).starts_with("\xEF\xBF\xBF"))
      at += 2;
    else if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '"' && inQuotes)
      result += "&quot;";
    else if ((c == '\n' || c == '\t') && inQuotes)
      result += c == '\n' ? "&#10;" : "&#9;";
    else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')
      result += c;
  }
  return result;
}

std::string attribute(StringRef name, StringRef value) {
  return (" " + name + "=\"" + escaped(value, /*inQuotes=*/true) + "\"").str();
}

/// `tests`, `failures`, `errors` and `time`.
std::string counts(size_t tests, size_t failures, size_t errors, double seconds) {
  return attribute("tests", utostr(tests)) + attribute("failures", utostr(failures)) +
         attribute("errors", utostr(errors)) + attribute("time", formatv("{0:f3}", seconds).str());
}

std::string caseXml(const TestSuite &suite, const TestResult &result) {
  std::string className = StringRef(suite.path).rsplit('.').first.str();
  std::replace(className.begin(), className.end(), '/', '.');
  std::string text = "    <testcase" + attribute("classname", StringRef(className).ltrim('.')) +
                     attribute("name", result.name) +
                     attribute("time", formatv("{0:f3}", result.seconds).str()) + ">\n";
  if (result.outcome != Outcome::Passed) {
    std::string element = result.outcome == Outcome::Failed ? "failure" : "error";
    text += "      <" + element + attribute("message", result.message) +
            attribute("type", result.kind) + ">" + escaped(result.details) + "</" + element + ">\n";
  }
  if (!result.output.empty())
    text += "      <system-out>" + escaped(result.output) + "</system-out>\n";
  return text + "    </testcase>\n";
}

} // namespace

std::string testText(const TestSuite &suite, const TestResult &result) {
  bool passed = result.outcome == Outcome::Passed;
  std::string text = formatv("{0}  {1}  {2} ({3:f3} s)", passed ? "ok  " : "FAIL", suite.path,
                             result.name, result.seconds);
  if (passed)
    return text + "\n";
  StringRef firstLine = StringRef(result.message).split('\n').first;
  text += (": " + result.kind + ": " + firstLine + "\n").str() + wholeLines(result.details);
  if (!result.output.empty())
    text += "output:\n" + wholeLines(result.output);
  return text;
}

std::string testSummary(const std::vector<TestSuite> &suites) {
  size_t all = 0, passed = 0;
  for (const TestSuite &suite : suites) {
    all += suite.results.size();
    passed += countOf(suite, Outcome::Passed);
  }
  std::string text = utostr(all) + (all == 1 ? " test: " : " tests: ") + utostr(passed) + " passed";
  return text + (all > passed ? ", " + utostr(all - passed) + " failed" : "") + "\n";
}

std::string junitXml(const std::vector<TestSuite> &suites) {
  size_t tests = 0, failures = 0, errors = 0;
  double seconds = 0;
  std::string body;
  for (const TestSuite &suite : suites) {
    size_t failed = countOf(suite, Outcome::Failed), broken = countOf(suite, Outcome::Error);
    body += "  <testsuite" + attribute("name", suite.path) +
            counts(suite.results.size(), failed, broken, secondsOf(suite)) + ">\n";
    for (const TestResult &result : suite.results)
      body += caseXml(suite, result);
    body += "  </testsuite>\n";
    tests += suite.results.size();
    failures += failed;
    errors += broken;
    seconds += secondsOf(suite);
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
         counts(tests, failures, errors, seconds) + ">\n" + body + "</testsuites>\n";
}

} // namespace cortex
