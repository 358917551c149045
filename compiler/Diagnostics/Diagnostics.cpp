// Part of Cortex, under the MIT licence.
// Owns reporting, ordering and counting of diagnostics.
#include "Diagnostics/Diagnostics.h"

#include "NearestName.h"

#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <tuple>

namespace cortex {

static constexpr DiagInfo diagTable[] = {
#define CORTEX_ERROR(Name, Code, Format, Summary) {#Name, Code, Severity::Error, Format, Summary},
#define CORTEX_WARNING(Name, Code, Format, Summary)                                                \
  {#Name, Code, Severity::Warning, Format, Summary},
#include "Diagnostics/Kinds.def"
};

const DiagInfo &info(DiagKind kind) { return diagTable[static_cast<unsigned>(kind)]; }

unsigned diagKindCount() { return std::size(diagTable); }

/// Replaces each `{n}` of the format by the argument of that number.
static std::string formatMessage(llvm::StringRef format, llvm::ArrayRef<std::string> arguments) {
  std::string result;
  for (size_t at = 0; at < format.size(); ++at) {
    bool isPlaceholder = at + 2 < format.size() && format[at] == '{' && format[at + 2] == '}' &&
                         llvm::isDigit(format[at + 1]);
    if (!isPlaceholder) {
      result += format[at];
      continue;
    }
    unsigned number = format[at + 1] - '0';
    if (number < arguments.size())
      result += arguments[number];
    at += 2;
  }
  return result;
}

std::string codedMessage(DiagKind kind, llvm::ArrayRef<std::string> arguments) {
  return "[" + info(kind).code.str() + "] " + formatMessage(info(kind).format, arguments);
}

std::optional<DiagKind> takeCode(std::string &message) {
  for (unsigned number = 0; number < diagKindCount(); ++number) {
    std::string prefix = "[" + diagTable[number].code.str() + "] ";
    if (!llvm::StringRef(message).starts_with(prefix))
      continue;
    message.erase(0, prefix.size());
    return static_cast<DiagKind>(number);
  }
  return std::nullopt;
}

DiagnosticBuilder::DiagnosticBuilder(DiagnosticEngine &engine, DiagKind kind, SourceRange range)
    : engine(engine) {
  diagnostic.kind = kind;
  diagnostic.range = range;
}

DiagnosticBuilder::~DiagnosticBuilder() {
  diagnostic.message = formatMessage(info(diagnostic.kind).format, arguments);
  engine.add(std::move(diagnostic));
}

DiagnosticBuilder &DiagnosticBuilder::arg(const llvm::Twine &value) {
  arguments.push_back(value.str());
  return *this;
}

DiagnosticBuilder &DiagnosticBuilder::label(const llvm::Twine &text) {
  diagnostic.label = text.str();
  return *this;
}

DiagnosticBuilder &DiagnosticBuilder::note(SourceRange range, const llvm::Twine &message) {
  diagnostic.notes.push_back({range, message.str()});
  return *this;
}

DiagnosticBuilder &DiagnosticBuilder::hint(const llvm::Twine &message) {
  diagnostic.hints.push_back(message.str());
  return *this;
}

std::string warningName(DiagKind kind) {
  std::string name;
  for (char c : info(kind).name) {
    if (llvm::isUpper(c) && !name.empty())
      name += '-';
    name += llvm::toLower(c);
  }
  return name;
}

std::optional<DiagKind> findDiagKind(llvm::StringRef codeOrName) {
  for (unsigned number = 0; number < diagKindCount(); ++number) {
    auto kind = static_cast<DiagKind>(number);
    bool isName = info(kind).severity == Severity::Warning &&
                  codeOrName.equals_insensitive(warningName(kind));
    if (isName || codeOrName.equals_insensitive(info(kind).code))
      return kind;
  }
  return std::nullopt;
}

void DiagnosticEngine::add(Diagnostic diagnostic) {
  diagnostic.severity = info(diagnostic.kind).severity;
  if (diagnostic.severity == Severity::Warning) {
    if (policy.silenced.count(diagnostic.kind))
      return;
    if (policy.areErrors || policy.errors.count(diagnostic.kind))
      diagnostic.severity = Severity::Error;
  }
  const SourceRange &range = diagnostic.range;
  size_t identity = llvm::hash_combine(static_cast<unsigned>(diagnostic.kind), range.file,
                                       range.begin, range.end, diagnostic.message);
  if (!reported.insert(identity).second)
    return;
  isWrong |= info(diagnostic.kind).severity == Severity::Error;
  Severity severity = diagnostic.severity;
  ++(severity == Severity::Error ? errors : warnings);
  if (stored[{range.file, severity}]++ < storedPerFile)
    diagnostics.push_back(std::move(diagnostic));
}

/// Diagnostics about no text come first, then file by file in the order of the text. The address
/// keeps the order of the report among equals.
static auto sortKey(const Diagnostic *diagnostic) {
  const SourceRange &range = diagnostic->range;
  return std::make_tuple(range.isValid(), range.file, range.begin, diagnostic->severity,
                         diagnostic);
}

std::vector<const Diagnostic *> DiagnosticEngine::shown(unsigned maxErrors) const {
  std::vector<const Diagnostic *> sorted;
  for (const Diagnostic &diagnostic : diagnostics)
    sorted.push_back(&diagnostic);
  llvm::sort(sorted,
             [](const Diagnostic *a, const Diagnostic *b) { return sortKey(a) < sortKey(b); });
  std::map<std::pair<FileId, Severity>, unsigned> count;
  llvm::erase_if(sorted, [&](const Diagnostic *diagnostic) {
    return count[{diagnostic->range.file, diagnostic->severity}]++ >= maxErrors;
  });
  return sorted;
}

std::string countedNoun(size_t count, llvm::StringRef noun) {
  return (llvm::Twine(count) + " " + noun + (count == 1 ? "" : "s")).str();
}

void DiagnosticEngine::render(llvm::raw_ostream &os, const RenderOptions &options) const {
  std::vector<const Diagnostic *> list = shown(options.maxErrors);
  for (const Diagnostic *diagnostic : list) {
    if (options.format == RenderOptions::Format::Json)
      renderJson(os, sourceManager, *diagnostic);
    else
      renderText(os, sourceManager, *diagnostic, options.useColor);
  }
  if (options.format == RenderOptions::Format::Json || errors == 0)
    return;
  unsigned shownErrors =
      llvm::count_if(list, [](const Diagnostic *d) { return d->severity == Severity::Error; });
  os << countedNoun(errors, "error");
  if (shownErrors < errors)
    os << " (" << shownErrors << " shown)";
  if (warnings != 0)
    os << ", " << countedNoun(warnings, "warning");
  os << '\n';
}

void DiagnosticEngine::hintLast(const llvm::Twine &text) {
  for (Diagnostic &diagnostic : llvm::reverse(diagnostics))
    if (diagnostic.severity == Severity::Error)
      return diagnostic.hints.push_back(text.str());
}

void DiagnosticEngine::clear() {
  diagnostics.clear();
  stored.clear();
  reported.clear();
  errors = warnings = 0;
  isWrong = false;
}

bool colorFitsTerminal(int fileDescriptor) {
  // https://no-color.org: any value that is not empty switches colour off.
  auto noColor = llvm::sys::Process::GetEnv("NO_COLOR");
  if (noColor && !noColor->empty())
    return false;
  return llvm::sys::Process::FileDescriptorIsDisplayed(fileDescriptor) &&
         llvm::sys::Process::FileDescriptorHasColors(fileDescriptor);
}

llvm::StringRef nearestName(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> candidates) {
  return findNearest(name, candidates);
}

llvm::StringRef adviceForForeign(llvm::StringRef word) {
  static const llvm::StringMap<llvm::StringRef> advice = {
#define CORTEX_FOREIGN(word, text) {word, text},
#include "Diagnostics/ForeignWords.def"
  };
  return advice.lookup(word);
}

} // namespace cortex
