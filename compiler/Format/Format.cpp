// Part of Cortex, under the MIT licence.
// Formats a file, and proves that the result is the same program.
#include "Format/Format.h"

#include "AST/Printer.h"
#include "Format/Layout.h"
#include "Lex/Lexer.h"
#include "Parse/Parser.h"

#include "llvm/Support/raw_ostream.h"

namespace cortex {
namespace {

struct ParsedFile {
  TokenBuffer tokens;
  Module tree;
};

/// Nothing after an error.
std::optional<ParsedFile> parseFile(const SourceFile &file, DiagnosticEngine &diagnostics) {
  unsigned errorsBefore = diagnostics.errorCount();
  TokenBuffer tokens = lex(file, diagnostics);
  Module tree = parse(tokens, file, diagnostics);
  if (diagnostics.errorCount() != errorsBefore)
    return std::nullopt;
  return ParsedFile{std::move(tokens), std::move(tree)};
}

/// The characters of all tokens with nothing between them, and each comment on lines of its own.
std::string charactersOf(const SourceFile &file, const TokenBuffer &tokens) {
  std::string result;
  auto comment = tokens.comments.begin();
  for (const Token &token : tokens.tokens) {
    for (; comment != tokens.comments.end() && comment->begin < token.begin; ++comment) {
      SourceRange range(tokens.file, comment->begin, comment->end);
      result += "\n" + llvm::StringRef(printedText(file.text(range))).rtrim().str() + "\n";
    }
    result += file.text(tokens.rangeOf(token));
  }
  return result;
}

std::string printedTree(const Module &tree) {
  std::string result;
  llvm::raw_string_ostream os(result);
  printAst(os, tree);
  return result;
}

/// Whether a text is the same program as a file that is parsed already.
bool isSameAs(const SourceFile &file, const ParsedFile &parsed, const SourceFile &other) {
  // Errors of the other text are no business of the user.
  SourceManager noSources;
  DiagnosticEngine unseen(noSources);
  std::optional<ParsedFile> otherParsed = parseFile(other, unseen);
  return otherParsed &&
         charactersOf(file, parsed.tokens) == charactersOf(other, otherParsed->tokens) &&
         printedTree(parsed.tree) == printedTree(otherParsed->tree);
}

/// A text in memory as a file.
SourceFile asFile(llvm::StringRef path, llvm::StringRef text) {
  return {0, llvm::MemoryBuffer::getMemBuffer(text, path, /*RequiresNullTerminator=*/false)};
}

} // namespace

bool isSameProgram(const SourceFile &before, const SourceFile &after) {
  SourceManager noSources;
  DiagnosticEngine unseen(noSources);
  std::optional<ParsedFile> parsed = parseFile(before, unseen);
  return parsed && isSameAs(before, *parsed, after);
}

std::optional<std::string> formatSource(const SourceFile &file, DiagnosticEngine &diagnostics) {
  std::optional<ParsedFile> parsed = parseFile(file, diagnostics);
  if (!parsed)
    return std::nullopt;
  std::vector<TokenFacts> roles = findTokenRoles(parsed->tokens, parsed->tree);
  std::string text = Layout(file, makeItems(file, parsed->tokens, roles)).run();
  if (text == file.text() || isSameAs(file, *parsed, asFile(file.path(), text)))
    return text;
  diagnostics.report(DiagKind::InternalError, {})
      .arg("formatting would change what `" + file.path() + "` means, so it was left as it is");
  return std::nullopt;
}

} // namespace cortex
