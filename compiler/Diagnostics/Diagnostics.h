// Part of Cortex, under the MIT licence.
// Owns the collection of errors and warnings: kinds, the builder to report one, order and limits.
#pragma once

#include "Source/SourceFile.h"
#include "llvm/ADT/Twine.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace cortex {

/// One enumerator per row of Kinds.def.
enum class DiagKind : uint8_t {
#define CORTEX_ERROR(Name, Code, Format, Summary) Name,
#define CORTEX_WARNING(Name, Code, Format, Summary) Name,
#include "Diagnostics/Kinds.def"
};

enum class Severity : uint8_t { Error, Warning };

/// The row of a kind.
struct DiagInfo {
  llvm::StringRef name;
  llvm::StringRef code;
  Severity severity;
  llvm::StringRef format;
  llvm::StringRef summary;
};
const DiagInfo &info(DiagKind kind);
/// Number of rows of Kinds.def; kinds are 0 … diagKindCount() - 1.
unsigned diagKindCount();

/// `[E0401] shapes (2, 3) and (4,) do not fit in `+``: how a diagnostic of a kind travels through
/// code that knows only texts, until it is split again.
std::string codedMessage(DiagKind kind, llvm::ArrayRef<std::string> arguments);
/// Takes the code off the front of such a text; nothing if there is none.
std::optional<DiagKind> takeCode(std::string &message);

/// A further place that belongs to a diagnostic.
struct DiagNote {
  SourceRange range; ///< may be invalid: then only the text is shown
  std::string message;
};

/// One finished error or warning.
struct Diagnostic {
  DiagKind kind;
  SourceRange range; ///< invalid where the diagnostic is about no source text
  std::string message;
  /// Short text beside the underline; may be empty.
  std::string label;
  std::vector<DiagNote> notes;
  std::vector<std::string> hints;
  /// Of the kind, unless the command line makes errors of warnings; set when it is added.
  Severity severity = Severity::Error;

  llvm::StringRef code() const { return info(kind).code; }
};

/// `unused-variable` for UnusedVariable: how the command line names a warning.
std::string warningName(DiagKind kind);
/// The kind that a code or the name of a warning stands for, however its letters are written.
std::optional<DiagKind> findDiagKind(llvm::StringRef codeOrName);

/// What the command line says about warnings.
struct WarningPolicy {
  /// Every warning is an error.
  bool areErrors = false;
  std::set<DiagKind> errors;   ///< These are errors.
  std::set<DiagKind> silenced; ///< These are not shown.
};

class DiagnosticEngine;

/// Builds one diagnostic, which counts as reported when the builder goes out of scope.
class DiagnosticBuilder {
public:
  DiagnosticBuilder(DiagnosticEngine &engine, DiagKind kind, SourceRange range);
  DiagnosticBuilder(const DiagnosticBuilder &) = delete;
  DiagnosticBuilder &operator=(const DiagnosticBuilder &) = delete;
  ~DiagnosticBuilder();

  /// Gives the next argument of the format.
  DiagnosticBuilder &arg(const llvm::Twine &value);
  DiagnosticBuilder &arg(int64_t value) { return arg(llvm::Twine(value)); }
  /// Sets the text beside the underline.
  DiagnosticBuilder &label(const llvm::Twine &text);
  /// Adds another place, or just a sentence when the range is invalid.
  DiagnosticBuilder &note(SourceRange range, const llvm::Twine &message);
  /// Adds a suggestion, shown after `help:`.
  DiagnosticBuilder &hint(const llvm::Twine &message);

private:
  DiagnosticEngine &engine;
  Diagnostic diagnostic;
  std::vector<std::string> arguments;
};

/// How diagnostics are written.
struct RenderOptions {
  enum class Format : uint8_t { Text, Json };
  Format format = Format::Text;
  bool useColor = false;
  /// Errors shown for each file; the rest is only counted.
  unsigned maxErrors = 20;
};

/// Whether colour fits: the file descriptor is a terminal and NO_COLOR is not set.
bool colorFitsTerminal(int fileDescriptor);

/// Collects what all phases report about the files of one SourceManager.
class DiagnosticEngine {
public:
  explicit DiagnosticEngine(const SourceManager &sources) : sourceManager(sources) {}

  /// Starts a diagnostic: `diags.report(DiagKind::UnknownName, range).arg(name);`
  DiagnosticBuilder report(DiagKind kind, SourceRange range) {
    return DiagnosticBuilder(*this, kind, range);
  }
  /// From here on warnings are treated like this.
  void setPolicy(WarningPolicy wanted) { policy = std::move(wanted); }
  /// Adds a finished one. A silenced warning and a repetition are dropped; beyond storedPerFile
  /// errors or warnings of one file it is only counted.
  void add(Diagnostic diagnostic);

  /// Adds a suggestion to the last error; without one it is dropped.
  void hintLast(const llvm::Twine &text);

  /// Whether something is wrong, so that the next step has no whole program to work on.
  bool hasErrors() const { return isWrong; }
  /// Everything shown as an error, warnings that the policy makes one included.
  unsigned errorCount() const { return errors; }
  unsigned warningCount() const { return warnings; }
  const SourceManager &sources() const { return sourceManager; }
  /// Everything stored, in the order of the report.
  const std::vector<Diagnostic> &all() const { return diagnostics; }
  /// What is to be shown: sorted by file and position (those without a place first), at
  /// most `maxErrors` errors and as many warnings a file.
  std::vector<const Diagnostic *> shown(unsigned maxErrors) const;

  /// Writes everything that is to be shown. Text ends with the counts when there are errors.
  void render(llvm::raw_ostream &os, const RenderOptions &options) const;
  /// Forgets everything.
  void clear();

  static constexpr unsigned storedPerFile = 1000;

private:
  const SourceManager &sourceManager;
  std::vector<Diagnostic> diagnostics;
  std::map<std::pair<FileId, Severity>, unsigned> stored;
  std::set<size_t> reported;
  WarningPolicy policy;
  bool isWrong = false;
  unsigned errors = 0;
  unsigned warnings = 0;
};

/// Writes one diagnostic with its source lines, in the layout of rustc.
void renderText(llvm::raw_ostream &os, const SourceManager &sources, const Diagnostic &diagnostic,
                bool useColor);
/// Writes one diagnostic as one line of JSON. Lines and columns count from 1, columns in code
/// points; ends are exclusive.
void renderJson(llvm::raw_ostream &os, const SourceManager &sources, const Diagnostic &diagnostic);

/// The candidate nearest to `name` by edit distance, for hints; empty if none is near.
llvm::StringRef nearestName(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> candidates);

/// "1 argument", "3 arguments".
std::string countedNoun(size_t count, llvm::StringRef noun);

/// What stands here for a word of another language, as advice; empty if the word is not known.
llvm::StringRef adviceForForeign(llvm::StringRef word);

} // namespace cortex
