// Part of Cortex, under the MIT licence.
// Tests of cortexc's command line: what it accepts and the one line it answers to what it does not.
#include "Driver/CommandLine.h"

#include <catch2/catch.hpp>

using namespace cortex;

namespace {

/// The error line of a wrong command line, without its end.
std::string complaint(const std::vector<std::string> &words) {
  CommandLine command = parseCommandLine(words);
  REQUIRE_FALSE(command.options);
  REQUIRE(command.status == ExitUsage);
  REQUIRE(command.text.find('\n') == command.text.size() - 1);
  return command.text.substr(0, command.text.size() - 1);
}

DriverOptions accepted(const std::vector<std::string> &words) {
  CommandLine command = parseCommandLine(words);
  INFO(command.text);
  REQUIRE(command.options);
  return *command.options;
}

} // namespace

TEST_CASE("build takes all of its flags") {
  DriverOptions options =
      accepted({"build", "a.ctx", "-o", "a", "-O3", "-g", "--cpu=x86-64-v3", "--dtype", "f64",
                "--time-report", "--no-specialize", "--diagnostics=json"});
  CHECK(options.verb == Verb::Build);
  CHECK(options.input == "a.ctx");
  CHECK(options.output == "a");
  CHECK(options.codegen.optLevel == 3);
  CHECK(options.codegen.debugInfo);
  CHECK(options.codegen.cpu == "x86-64-v3");
  CHECK(options.floatBits == 64);
  CHECK(options.timeReport);
  CHECK_FALSE(options.specialize);
  CHECK(options.diagnostics == RenderOptions::Format::Json);
}

TEST_CASE("the defaults are -O2 for this processor with float32") {
  DriverOptions options = accepted({"build", "a.ctx"});
  CHECK(options.codegen.optLevel == 2);
  CHECK(options.codegen.cpu == "native");
  CHECK(options.floatBits == 32);
  CHECK(options.specialize);
}

TEST_CASE("run hands on what follows the dashes, flags included") {
  DriverOptions options = accepted({"run", "a.ctx", "-O1", "--", "--seed", "7", "--", "-O3"});
  CHECK(options.verb == Verb::Run);
  CHECK(options.codegen.optLevel == 1);
  CHECK(options.programArguments == std::vector<std::string>{"--seed", "7", "--", "-O3"});
}

TEST_CASE("fmt takes files and folders") {
  DriverOptions options = accepted({"fmt", "a.ctx", "lib", "-"});
  CHECK(options.verb == Verb::Fmt);
  CHECK(options.inputs == std::vector<std::string>{"a.ctx", "lib", "-"});
  CHECK_FALSE(options.checkOnly);
  CHECK(accepted({"fmt", "--check", "a.ctx"}).checkOnly);
  CHECK(complaint({"fmt"}) == "cortexc: FILE is required; see `cortexc fmt --help`");
  CHECK(complaint({"fmt", "a.ctx", "-O2"}) ==
        "cortexc: unknown flag `-O2`; see `cortexc fmt --help`");
}

TEST_CASE("explain takes codes, and names of warnings") {
  CHECK(accepted({"explain"}).explained.empty());
  CHECK(accepted({"explain", "e0401", "unused-variable", "W0001"}).explained ==
        std::vector<DiagKind>{DiagKind::ShapeMismatch, DiagKind::UnusedVariable,
                              DiagKind::UnusedVariable});
  // Of the codes that are one digit away, the one of the same group.
  CHECK(complaint({"explain", "E0310"}) ==
        "cortexc: there is no diagnostic `E0310`; did you mean `E0311`?");
  CHECK(complaint({"explain", "E203"}) ==
        "cortexc: there is no diagnostic `E203`; did you mean `E0203`?");
  CHECK(complaint({"explain", "shadow-in-lop"}) ==
        "cortexc: there is no diagnostic `shadow-in-lop`; did you mean `shadow-in-loop`?");
  CHECK(complaint({"explain", "loss"}) ==
        "cortexc: there is no diagnostic `loss`; `cortexc explain` lists them");
}

TEST_CASE("every stage of the table can be emitted") {
  for (const StageInfo &info : allStages())
    CHECK(accepted({"emit", "a.ctx", "--stage=" + info.name.str()}).stage == info.stage);
}

TEST_CASE("a wrong command line is one line that says what to do") {
  CHECK(complaint({}) == "cortexc: no command given; `cortexc --help` lists them");
  CHECK(complaint({"bild", "a.ctx"}) == "cortexc: unknown command `bild`; did you mean `build`?");
  CHECK(complaint({"a.ctx"}) ==
        "cortexc: `a.ctx` is not a command; did you mean `cortexc build a.ctx`?");
  CHECK(complaint({"build"}) == "cortexc: FILE is required; see `cortexc build --help`");
  CHECK(complaint({"build", "a.ctx", "--dtipe", "f64"}) ==
        "cortexc: unknown flag `--dtipe`; did you mean `--dtype`?");
  CHECK(complaint({"build", "a.ctx", "b.ctx"}) == "cortexc: unexpected argument `b.ctx`");
  CHECK(complaint({"run", "a.ctx", "x"}) ==
        "cortexc: unexpected argument `x`; arguments of the program follow `--`");
  CHECK(complaint({"build", "a.ctx", "--cpu=znver33"}) ==
        "cortexc: unknown processor `znver33`; did you mean `znver3`?");
  CHECK(complaint({"build", "a.ctx", "-O7"}).find("-O") != std::string::npos);
  CHECK(complaint({"emit", "a.ctx", "--stage=lnalg"}).find("linalg") != std::string::npos);
}

TEST_CASE("help and version are answers, not errors") {
  CommandLine help = parseCommandLine({"--help"});
  CHECK(help.status == ExitSuccess);
  CHECK(help.text.find("cortexc build train.ctx -o train") != std::string::npos);
  CommandLine stages = parseCommandLine({"emit", "--help"});
  CHECK(stages.status == ExitSuccess);
  for (const StageInfo &info : allStages())
    CHECK(stages.text.find(info.contract.str()) != std::string::npos);
  CHECK(parseCommandLine({"--version"}).text == versionText() + "\n");
}
