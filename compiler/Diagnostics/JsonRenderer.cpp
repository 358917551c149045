// Part of Cortex, under the MIT licence.
// Owns the JSON form of diagnostics: one object a line, for editors and scripts.
#include "Diagnostics/Diagnostics.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace cortex {

/// Source text may be invalid UTF-8, which JSON cannot hold.
static std::string valid(llvm::StringRef text) { return llvm::json::fixUTF8(text); }

static void writePlace(llvm::json::OStream &json, const SourceManager &sources, SourceRange range) {
  if (!range.isValid())
    return;
  const SourceFile &file = sources.file(range.file);
  LineColumn begin = file.lineColumn(range.begin);
  LineColumn end = file.lineColumn(range.end);
  json.attribute("file", valid(file.path()));
  json.attribute("line", begin.line);
  json.attribute("column", begin.column);
  json.attribute("endLine", end.line);
  json.attribute("endColumn", end.column);
}

void renderJson(llvm::raw_ostream &os, const SourceManager &sources, const Diagnostic &diagnostic) {
  llvm::json::OStream json(os);
  json.object([&] {
    json.attribute("severity", diagnostic.severity == Severity::Error ? "error" : "warning");
    json.attribute("code", diagnostic.code());
    json.attribute("kind", info(diagnostic.kind).name);
    json.attribute("message", valid(diagnostic.message));
    if (!diagnostic.label.empty())
      json.attribute("label", valid(diagnostic.label));
    writePlace(json, sources, diagnostic.range);
    json.attributeArray("notes", [&] {
      for (const DiagNote &note : diagnostic.notes)
        json.object([&] {
          json.attribute("message", valid(note.message));
          writePlace(json, sources, note.range);
        });
    });
    json.attributeArray("hints", [&] {
      for (const std::string &hint : diagnostic.hints)
        json.value(valid(hint));
    });
  });
  json.flush();
  os << '\n';
}

} // namespace cortex
