// Part of Cortex, under the MIT licence.
// `cortexc test`: builds test files and runs each of their tests in a process of its own.
#include "Driver/ChildProcess.h"
#include "Driver/Compilation.h"
#include "Driver/ReplaceFile.h"
#include "Driver/Reporting.h"
#include "Driver/TestReport.h"
#include "Driver/Verbs.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/raw_ostream.h"

#include <cstring>

using namespace llvm;

namespace cortex {
namespace {

std::string contentOf(const Twine &path) {
  auto buffer = MemoryBuffer::getFile(path);
  return buffer ? (*buffer)->getBuffer().str() : "";
}

class Testing {
public:
  Testing(const DriverOptions &options, std::string &current)
      : options(options), current(current),
        filter(options.testFilter.empty() ? "." : options.testFilter), diagnostics(sources) {}

  ExitStatus run();

private:
  std::string checkUse();
  std::vector<std::string> findFiles();
  bool runFile(const std::string &path);
  TestResult runTest(const std::string &executable, const std::string &name);
  void explain(TestResult &result, const ChildEnd &end, StringRef report);
  void refuse(TestSuite &suite, const DiagnosticEngine &why);
  void take(TestSuite &suite, TestResult result);
  ExitStatus conclude();

  const DriverOptions &options;
  std::string &current;
  Regex filter;
  SourceManager sources;
  DiagnosticEngine diagnostics;
  /// Where the programs write what is read afterwards.
  SmallString<128> folder;
  std::vector<TestSuite> suites;
};

std::vector<std::string> Testing::findFiles() {
  std::vector<std::string> files;
  for (const std::string &word : options.inputs) {
    if (sys::fs::is_directory(word))
      append_range(files, filesBelow(word, "_test.ctx", diagnostics));
    else
      files.push_back(word);
  }
  return files;
}

/// Says what a test did and keeps it.
void Testing::take(TestSuite &suite, TestResult result) {
  outs() << testText(suite, result);
  outs().flush();
  suite.results.push_back(std::move(result));
}

/// Why a test that did not return is taken to have failed.
void Testing::explain(TestResult &result, const ChildEnd &end, StringRef report) {
  // The kind on the first line, then the message (runtime/Output.h).
  auto [kind, message] = report.split('\n');
  if (end.how == ChildEnd::How::TimedOut) {
    result.kind = "timeout";
    result.message = formatv("it took longer than {0} s", options.testSeconds).str();
  } else if (end.how == ChildEnd::How::Signalled) {
    result.kind = "crash";
    result.message = "it was ended by the signal " + std::string(strsignal(end.code));
  } else if (end.how == ChildEnd::How::NotStarted) {
    result.kind = "system";
    result.message = "it could not be started: " + sys::StrError(end.code);
  } else if (!kind.empty()) {
    result.kind = kind.str();
    result.message = message.str();
  } else {
    result.kind = "exit";
    result.message =
        "the program ended with status " + std::to_string(end.code) + " before the test returned";
  }
}

TestResult Testing::runTest(const std::string &executable, const std::string &name) {
  std::string base = folder.str().str();
  sys::fs::remove(base + "/report");
  // No program says by chance that its test has returned.
  std::string token = utohexstr(sys::Process::GetRandomNumber(), /*LowerCase=*/true);
  ChildCommand command;
  command.words = {executable};
  command.environment = {"CORTEX_TEST=" + name, "CORTEX_TEST_TOKEN=" + token,
                         "CORTEX_END_REPORT=" + base + "/report"};
  command.outputPath = base + "/output";
  command.errorPath = base + "/errors";
  command.timeoutSeconds = options.testSeconds;
  ChildEnd end = runChild(command);
  TestResult result;
  result.name = name;
  result.seconds = end.seconds;
  std::string report = contentOf(base + "/report");
  if (end.how == ChildEnd::How::Exited && end.code == 0 && report == "returned\n" + token)
    return result;
  result.outcome = TestResult::Outcome::Failed;
  explain(result, end, report);
  result.details = contentOf(command.errorPath);
  result.output = contentOf(command.outputPath);
  return result;
}

/// Says that a file could not be built.
void Testing::refuse(TestSuite &suite, const DiagnosticEngine &why) {
  TestResult broken{"build", TestResult::Outcome::Error, 0, "compile", "the file has errors", "",
                    ""};
  raw_string_ostream details(broken.details);
  why.render(details, {});
  outs() << "FAIL  " << suite.path << ": " << broken.message << "\n";
  outs().flush();
  suite.results.push_back(std::move(broken));
}

/// False after an internal error: what a reproducer is to show is this file then.
bool Testing::runFile(const std::string &path) {
  current = path;
  DriverOptions forFile = options;
  forFile.input = path;
  Compilation compilation(forFile);
  bool isRead = compilation.runFrontEnd();
  std::vector<std::string> names;
  copy_if(compilation.program().tests, std::back_inserter(names),
          [&](const std::string &name) { return filter.match(name); });
  TestSuite &suite = suites.emplace_back(TestSuite{path, {}});
  bool isWanted = !isRead || !names.empty();
  std::string executable = isRead && isWanted ? executableInCache(compilation) : "";
  if (executable.empty() && isWanted)
    refuse(suite, compilation.program().diagnostics);
  ExitStatus status = compilation.finish();
  if (!executable.empty())
    for (const std::string &name : names)
      take(suite, runTest(executable, name));
  return status != ExitInternalError;
}

/// What is wrong with the command line, or nothing.
std::string Testing::checkUse() {
  std::string wrong;
  if (!filter.isValid(wrong))
    return "--filter `" + options.testFilter + "`: " + wrong;
  for (const std::string &word : options.inputs)
    if (!sys::fs::exists(word))
      return "there is no file or folder `" + word + "`";
  return "";
}

/// The summary, and the results for other tools.
ExitStatus Testing::conclude() {
  auto passed = [](const TestResult &r) { return r.outcome == TestResult::Outcome::Passed; };
  bool areThere = any_of(suites, [](const TestSuite &suite) { return !suite.results.empty(); });
  if (areThere)
    outs() << testSummary(suites);
  else
    errs() << "cortexc: no tests found: they are functions named `test_...` without parameters, in "
              "files named `..._test.ctx`\n";
  outs().flush();
  if (!options.junitPath.empty())
    if (std::error_code error = replaceFile(options.junitPath, junitXml(suites)))
      diagnostics.report(DiagKind::CannotWrite, {}).arg(options.junitPath).arg(error.message());
  if (renderAll(diagnostics, options) != ExitSuccess)
    return ExitFailure;
  if (!areThere)
    return ExitUsage;
  return all_of(suites, [&](const TestSuite &suite) { return all_of(suite.results, passed); })
             ? ExitSuccess
             : ExitFailure;
}

ExitStatus Testing::run() {
  if (std::string wrong = checkUse(); !wrong.empty()) {
    errs() << "cortexc: " << wrong << "\n";
    return ExitUsage;
  }
  if (std::error_code error = sys::fs::createUniqueDirectory("cortexc-test", folder)) {
    errs() << "cortexc: no temporary folder could be made: " << error.message() << "\n";
    return ExitFailure;
  }
  scope_exit removeFolder([&] { sys::fs::remove_directories(folder); });
  for (const std::string &path : findFiles())
    if (!runFile(path))
      return ExitInternalError;
  return conclude();
}

} // namespace

int runTests(const DriverOptions &options, std::string &current) {
  return Testing(options, current).run();
}

} // namespace cortex
