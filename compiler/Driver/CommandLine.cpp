// Part of Cortex, under the MIT licence.
// Declares the command line to CLI11 and puts its errors into one line each.
#include "Driver/CommandLine.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"

#include <CLI/CLI.hpp>

using namespace llvm;

namespace cortex {
namespace {

constexpr const char *Examples = R"(Examples:
  cortexc build train.ctx -o train     an executable that needs nothing but libc
  cortexc run train.ctx -- --seed 7    build into a cache, then run with --seed 7
  cortexc check train.ctx              errors and warnings only
  cortexc emit train.ctx --stage=typed what the compiler knows of the program
  cortexc grad train.ctx --of loss --wrt w
                                       the gradient as code one can read
  cortexc fmt .                        one layout for all programs of a folder
  cortexc test .                       run the tests in all ..._test.ctx of a folder
  cortexc explain E0401                what an error means and how to mend it

`cortexc VERB --help` lists the flags of a verb.)";

std::string stageHelp() {
  std::string text = "Stages:";
  for (const StageInfo &info : allStages())
    text += "\n  " + (info.name + std::string(11 - info.name.size(), ' ') + info.contract).str();
  return text;
}

/// The application with its verbs, bound to the options that it fills.
class CommandLineParser {
public:
  CommandLineParser() : app("Compiles Cortex programs to native executables.", "cortexc") {
    app.require_subcommand(1);
    app.set_version_flag("--version", versionText());
    app.footer(Examples);
    app.fallthrough(false);
    addBuild();
    addRun();
    addCheck();
    addEmit();
    addGrad();
    addFmt();
    addTest();
    addExplain();
  }

  CommandLine parse(std::vector<std::string> words);

private:
  CLI::App *addAnyVerb(Verb verb, const char *name, const char *description, const char *footer);
  CLI::App *addVerb(Verb verb, const char *name, const char *description, const char *example);
  void addCompileFlags(CLI::App *verb);
  void addCodegenFlags(CLI::App *verb);
  void addBuild();
  void addRun();
  void addCheck();
  void addEmit();
  void addGrad();
  void addFmt();
  void addTest();
  void addExplain();

  std::string explain(const CLI::ParseError &error);
  std::string explainVerb();
  std::string explainExtra(const CLI::App *verb, const std::string &word);
  std::string checkValues() const;
  std::string readWarningFlags();
  std::string readCodes();
  CLI::App *chosenVerb();

  CLI::App app;
  DriverOptions options;
  std::string level = "2", dtype = "f32", diagnostics = "text", stage;
  std::vector<std::string> warningFlags, codes;
  bool noSpecialize = false;
};

CLI::App *CommandLineParser::addAnyVerb(Verb verb, const char *name, const char *description,
                                        const char *footer) {
  CLI::App *added = app.add_subcommand(name, description);
  added->callback([this, verb] { options.verb = verb; });
  added->footer(footer);
  added->add_option("--diagnostics", diagnostics, "How errors are printed: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("FORMAT");
  return added;
}

/// A verb that takes one program through the compiler.
CLI::App *CommandLineParser::addVerb(Verb verb, const char *name, const char *description,
                                     const char *example) {
  CLI::App *added = addAnyVerb(verb, name, description, example);
  added->add_option("FILE", options.input, "The program, a .ctx file")
      ->required()
      ->option_text(" ");
  return added;
}

void CommandLineParser::addCompileFlags(CLI::App *verb) {
  verb->add_option("--dtype", dtype, "The default type of floats: f32 or f64")
      ->check(CLI::IsMember({"f32", "f64"}))
      ->option_text("TYPE");
  verb->add_option("-I,--path", options.searchPath,
                   "Where to look for modules that are not beside their importer; may be repeated")
      ->allow_extra_args(false)
      ->option_text("DIR");
  verb->add_option("-W", warningFlags,
                   "-Werror: warnings are errors; -Werror=NAME: this one; -Wno-NAME: not shown")
      ->allow_extra_args(false)
      ->option_text("error|no-NAME");
  verb->add_flag("--no-specialize", noSpecialize,
                 "Keep every value boxed (slow; the answers are the same)");
  verb->add_flag("--time-report", options.timeReport, "Say how long each step took");
}

void CommandLineParser::addCodegenFlags(CLI::App *verb) {
  verb->add_option("-O", level, "How hard to optimise, 0 to 3 (default 2)")
      ->check(CLI::IsMember({"0", "1", "2", "3"}))
      ->option_text("LEVEL");
  verb->add_flag("-g", options.codegen.debugInfo, "Keep lines and names for a debugger");
  verb->add_option("--cpu", options.codegen.cpu,
                   "The processor to run on (default: native, this one)")
      ->option_text("NAME");
}

void CommandLineParser::addBuild() {
  CLI::App *build = addVerb(Verb::Build, "build", "Makes an executable",
                            "Example:\n  cortexc build train.ctx -o train -O3 --cpu=x86-64-v3");
  build
      ->add_option("-o,--output", options.output,
                   "The executable (default: the program's name without .ctx)")
      ->option_text("OUT");
  addCompileFlags(build);
  addCodegenFlags(build);
}

void CommandLineParser::addRun() {
  CLI::App *run = addVerb(Verb::Run, "run",
                          "Builds into a cache, then runs; arguments for the program follow --",
                          "Example:\n  cortexc run train.ctx -- --data mnist --seed 7");
  addCompileFlags(run);
  addCodegenFlags(run);
}

void CommandLineParser::addCheck() {
  CLI::App *check = addAnyVerb(Verb::Check, "check", "Reports errors and warnings",
                               "Each program is checked by itself; the exit status is the worst "
                               "one.\n\nExample:\n  cortexc check train.ctx");
  check->add_option("FILE", options.inputs, "Programs, .ctx files")->required()->option_text("...");
  addCompileFlags(check);
}

void CommandLineParser::addEmit() {
  static const std::string help =
      stageHelp() + "\n\nExample:\n  cortexc emit train.ctx --stage=optimized";
  CLI::App *emit =
      addVerb(Verb::Emit, "emit", "Prints the program as it is at a stage", help.c_str());
  std::vector<std::string> names;
  for (const StageInfo &info : allStages())
    names.push_back(info.name.str());
  emit->add_option("--stage", stage, "The stage, see below")
      ->required()
      ->check(CLI::IsMember(names))
      ->option_text("STAGE");
  emit->add_option("-o,--output", options.output, "Where to write (default: standard output)")
      ->option_text("OUT");
  addCompileFlags(emit);
  addCodegenFlags(emit);
}

void CommandLineParser::addGrad() {
  CLI::App *grad = addVerb(
      Verb::Grad, "grad", "Writes gradients out as code of the language",
      "The text is a program that computes the same bits. `--of` and `--wrt` name a gradient as\n"
      "`∇[loss, w]` does; one that the program does not ask for is computed at its end.\nWithout "
      "them all gradients of the program are written out.\n\n"
      "Example:\n  cortexc grad train.ctx --of loss --wrt w -o derived.ctx");
  CLI::Option *of = grad->add_option("--of", options.gradientOf, "The scalar, such as loss")
                        ->option_text("EXPRESSION");
  CLI::Option *wrt = grad->add_option("--wrt", options.gradientWrt, "The variable, such as w")
                         ->option_text("VARIABLE");
  of->needs(wrt);
  wrt->needs(of);
  grad->add_option("-o,--output", options.output, "Where to write (default: standard output)")
      ->option_text("OUT");
  addCompileFlags(grad);
}

void CommandLineParser::addFmt() {
  CLI::App *fmt = addAnyVerb(Verb::Fmt, "fmt", "Formats programs, each in its place",
                             "A folder stands for the .ctx files in it and below it, without "
                             "hidden ones.\n`-` formats standard input to standard output.\n\n"
                             "Example:\n  cortexc fmt --check lib examples/digits.ctx");
  fmt->add_option("FILE", options.inputs, "Programs and folders")->required()->option_text("...");
  fmt->add_flag("--check", options.checkOnly,
                "Change nothing, name the files that are not formatted");
}

void CommandLineParser::addTest() {
  CLI::App *test = addAnyVerb(Verb::Test, "test", "Runs tests: the functions named `test_...`",
                              "A test fails if it ends in an error, as `assert` does where its "
                              "condition is false.\nA folder stands for the files ..._test.ctx "
                              "in it and below it.\n\n"
                              "Example:\n  cortexc test --filter loss --junit results.xml lib");
  test->add_option("FILE", options.inputs, "Test files and folders (default: this folder)")
      ->option_text("...");
  test->add_option("--filter", options.testFilter,
                   "Only tests whose names contain this; it may be a regular expression")
      ->option_text("TEXT");
  test->add_option("--timeout", options.testSeconds, "How long each may take (default 60)")
      ->check(CLI::PositiveNumber)
      ->option_text("SECONDS");
  test->add_option("--junit", options.junitPath, "A file for the results in JUnit's XML")
      ->option_text("FILE");
  addCompileFlags(test);
  addCodegenFlags(test);
}

void CommandLineParser::addExplain() {
  CLI::App *explain = addAnyVerb(Verb::Explain, "explain", "Explains errors and warnings",
                                 "Without a code it lists all of them.\n\n"
                                 "Example:\n  cortexc explain E0401 unused-variable");
  explain->add_option("CODE", codes, "Codes of errors, codes or names of warnings")
      ->option_text("...");
}

CLI::App *CommandLineParser::chosenVerb() {
  std::vector<CLI::App *> chosen = app.get_subcommands();
  return chosen.empty() ? nullptr : chosen.front();
}

std::string nearest(StringRef word, const std::vector<std::string> &candidates) {
  SmallVector<StringRef> views(candidates.begin(), candidates.end());
  StringRef found = nearestName(word, views);
  return found.empty() ? "" : "; did you mean `" + found.str() + "`?";
}

size_t commonPrefix(StringRef a, StringRef b) {
  return std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
}

/// Of the codes that are equally near, those of the same group come first.
std::string nearestDiagnostic(StringRef word) {
  std::string code = word.upper();
  std::vector<std::string> codes, names;
  for (unsigned number = 0; number < diagKindCount(); ++number) {
    auto kind = static_cast<DiagKind>(number);
    codes.push_back(info(kind).code.str());
    if (info(kind).severity == Severity::Warning)
      names.push_back(warningName(kind));
  }
  llvm::sort(codes, [&](const std::string &a, const std::string &b) {
    size_t inA = commonPrefix(a, code), inB = commonPrefix(b, code);
    return inA != inB ? inA > inB : a < b;
  });
  std::string hint = nearest(code, codes);
  if (hint.empty())
    hint = nearest(word.lower(), names);
  return hint.empty() ? "; `cortexc explain` lists them" : hint;
}

std::string CommandLineParser::explainVerb() {
  std::vector<std::string> rest = app.remaining();
  if (rest.empty())
    return "no command given; `cortexc --help` lists them";
  const std::string &word = rest.front();
  if (word.starts_with("-"))
    return explainExtra(&app, word);
  if (StringRef(word).ends_with(".ctx"))
    return "`" + word + "` is not a command; did you mean `cortexc build " + word + "`?";
  std::vector<std::string> verbs;
  for (const CLI::App *verb : app.get_subcommands(nullptr))
    verbs.push_back(verb->get_name());
  std::string hint = nearest(word, verbs);
  return "unknown command `" + word + "`" + (hint.empty() ? "; `cortexc --help` lists them" : hint);
}

std::string CommandLineParser::explainExtra(const CLI::App *verb, const std::string &word) {
  if (!word.starts_with("-")) {
    std::string hint = verb->get_name() == "run" ? "; arguments of the program follow `--`" : "";
    return "unexpected argument `" + word + "`" + hint;
  }
  std::vector<std::string> flags;
  for (const CLI::Option *option : verb->get_options()) {
    for (const std::string &name : option->get_lnames())
      flags.push_back("--" + name);
    for (const std::string &name : option->get_snames())
      flags.push_back("-" + name);
  }
  std::string flag = word.substr(0, word.find('='));
  std::string command = verb == &app ? "" : " " + verb->get_name();
  std::string hint = nearest(flag, flags);
  return "unknown flag `" + flag + "`" +
         (hint.empty() ? "; see `cortexc" + command + " --help`" : hint);
}

std::string CommandLineParser::explain(const CLI::ParseError &error) {
  const CLI::App *verb = chosenVerb();
  if (!verb)
    return explainVerb();
  // A misspelt flag may also be the reason why something required seems to be missing.
  if (std::vector<std::string> rest = app.remaining(/*recurse=*/true); !rest.empty())
    return explainExtra(verb, rest.front());
  return std::string(error.what()) + "; see `cortexc " + verb->get_name() + " --help`";
}

/// `error`, `error=NAME` and `no-NAME`; what is wrong, or nothing.
std::string CommandLineParser::readWarningFlags() {
  std::map<std::string, DiagKind> known;
  for (unsigned number = 0; number < diagKindCount(); ++number)
    if (auto kind = static_cast<DiagKind>(number); info(kind).severity == Severity::Warning)
      known[warningName(kind)] = kind;
  for (const std::string &flag : warningFlags) {
    StringRef name = flag;
    if (name == "error") {
      options.warnings.areErrors = true;
      continue;
    }
    bool isError = name.consume_front("error=");
    if (!isError && !name.consume_front("no-"))
      return "unknown flag `-W" + flag + "`; there are `-Werror`, `-Werror=NAME` and `-Wno-NAME`";
    auto found = known.find(name.str());
    if (found == known.end()) {
      std::vector<std::string> names(llvm::make_first_range(known).begin(),
                                     llvm::make_first_range(known).end());
      return "there is no warning `" + name.str() + "`" + nearest(name, names);
    }
    (isError ? options.warnings.errors : options.warnings.silenced).insert(found->second);
  }
  return "";
}

/// What `explain` is asked about; what is wrong, or nothing.
std::string CommandLineParser::readCodes() {
  for (const std::string &word : codes) {
    std::optional<DiagKind> kind = findDiagKind(word);
    if (!kind)
      return "there is no diagnostic `" + word + "`" + nearestDiagnostic(word);
    options.explained.push_back(*kind);
  }
  return "";
}

std::string CommandLineParser::checkValues() const {
  if (!isKnownCpu(options.codegen.cpu)) {
    std::vector<std::string> names = knownCpus();
    names.push_back("native");
    std::string hint = nearest(options.codegen.cpu, names);
    return "unknown processor `" + options.codegen.cpu + "`" + hint;
  }
  return "";
}

CommandLine CommandLineParser::parse(std::vector<std::string> words) {
  auto separator = llvm::find(words, "--");
  bool forwards = !words.empty() && words.front() == "run" && separator != words.end();
  if (forwards) {
    options.programArguments.assign(separator + 1, words.end());
    words.erase(separator, words.end());
  }
  std::reverse(words.begin(), words.end()); // CLI11 takes them from the back.
  auto wrong = [](const std::string &text) {
    return CommandLine{{}, "cortexc: " + text + "\n", ExitUsage};
  };
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp &) {
    const CLI::App *verb = chosenVerb();
    return {{}, verb ? verb->help("cortexc") : app.help(), ExitSuccess};
  } catch (const CLI::CallForVersion &) {
    return {{}, versionText() + "\n", ExitSuccess};
  } catch (const CLI::ParseError &error) {
    return wrong(explain(error));
  }
  if (std::string problem = checkValues(); !problem.empty())
    return wrong(problem);
  if (std::string problem = readWarningFlags(); !problem.empty())
    return wrong(problem);
  if (std::string problem = readCodes(); !problem.empty())
    return wrong(problem);
  options.codegen.optLevel = level[0] - '0';
  options.floatBits = dtype == "f64" ? 64 : 32;
  options.specialize = !noSpecialize;
  if (options.verb == Verb::Test && options.inputs.empty())
    options.inputs.push_back(".");
  options.diagnostics =
      diagnostics == "json" ? RenderOptions::Format::Json : RenderOptions::Format::Text;
  for (const StageInfo &info : allStages())
    if (info.name == stage)
      options.stage = info.stage;
  return {options, "", ExitSuccess};
}

} // namespace

CommandLine parseCommandLine(const std::vector<std::string> &words) {
  return CommandLineParser().parse(words);
}

std::string versionText() { return "cortexc " CORTEX_VERSION " (LLVM " LLVM_VERSION_STRING ")"; }

} // namespace cortex
