// Part of Cortex, under the MIT licence.
// Tests of sources and diagnostics: positions, order, limits and both renderings.
#include "Diagnostics/Diagnostics.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include "catch2/catch.hpp"

using namespace cortex;

namespace {

std::string rendered(const DiagnosticEngine &diagnostics, RenderOptions options = {}) {
  std::string text;
  llvm::raw_string_ostream os(text);
  diagnostics.render(os, options);
  return text;
}

} // namespace

TEST_CASE("columns count code points from 1") {
  SourceManager sources;
  FileId id = sources.addText("a.ctx", "\xEF\xBB\xBF"
                                       "ab\r\n∇x\n");
  const SourceFile &file = sources.file(id);
  CHECK(file.lineColumn(3) == LineColumn{1, 1});
  CHECK(file.lineColumn(10) == LineColumn{2, 2}); // Behind the three bytes of ∇.
  CHECK(file.offsetOf({2, 2}) == 10);
  CHECK(file.offsetOf({2, 99}) == 11);
  CHECK(file.lineText(1) == "ab");
  CHECK(file.lineText(2) == "∇x");
  CHECK(file.lineCount() == 3);
}

TEST_CASE("columns of long lines are those of a walk along the line") {
  std::string text = "let x := 1\n";
  for (int i = 0; i < 300; ++i)
    text += i % 7 == 0 ? "∇" : i % 11 == 0 ? "\U0001F600" : "a";
  text += "\r\nlast";
  SourceManager sources;
  const SourceFile &file = sources.file(sources.addText("a.ctx", text));
  LineColumn expected;
  for (uint32_t offset = 0; offset < text.size(); ++offset) {
    bool isInside = (static_cast<unsigned char>(text[offset]) & 0xC0) == 0x80;
    if (isInside)
      continue;
    CHECK(file.lineColumn(offset) == expected);
    bool isOnLine = text[offset] != '\r' && text[offset] != '\n';
    if (isOnLine)
      CHECK(file.offsetOf(expected) == offset);
    expected = text[offset] == '\n' ? LineColumn{expected.line + 1, 1}
                                    : LineColumn{expected.line, expected.column + 1};
  }
  CHECK(file.lineColumn(text.size()) == LineColumn{3, 5});
  CHECK(file.offsetOf({2, 1000}) == text.find('\r'));
  CHECK(file.offsetOf({9, 1000}) == text.size());
}

TEST_CASE("ranges survive the way through lines and columns") {
  SourceManager sources;
  FileId id = sources.addText("a.ctx", "let x := 1\nprint[∇y]\n");
  SourceRange range(id, 17, 20);
  const SourceFile &file = sources.file(id);
  CHECK(sources.rangeOf("a.ctx", file.lineColumn(range.begin), file.lineColumn(range.end)) ==
        range);
  CHECK_FALSE(sources.rangeOf("b.ctx", {1, 1}, {1, 2}).isValid());
}

TEST_CASE("text form") {
  SourceManager sources;
  FileId id = sources.addText("a.ctx", "let x := 1\nprint[yy]\n");
  DiagnosticEngine diagnostics(sources);
  diagnostics.report(DiagKind::UnknownName, {id, 17, 19})
      .arg("yy")
      .label("here")
      .note({id, 4, 5}, "declared names")
      .hint("there is `x`");
  CHECK(rendered(diagnostics) == "error[E0201]: `yy` is not declared\n"
                                 " --> a.ctx:2:7\n"
                                 "  |\n"
                                 "2 | print[yy]\n"
                                 "  |       ^^ here\n"
                                 "note: declared names\n"
                                 " --> a.ctx:1:5\n"
                                 "  |\n"
                                 "1 | let x := 1\n"
                                 "  |     -\n"
                                 "help: there is `x`\n"
                                 "\n"
                                 "1 error\n");
}

TEST_CASE("control characters of the source do not reach the terminal") {
  SourceManager sources;
  FileId id = sources.addText("a.ctx", "x \x1B[31m y\n");
  DiagnosticEngine diagnostics(sources);
  diagnostics.report(DiagKind::UnexpectedCharacter, {id, 2, 3}).arg("?");
  CHECK(rendered(diagnostics).find('\x1B') == std::string::npos);
}

TEST_CASE("long lines are cut around the underline") {
  SourceManager sources;
  FileId id = sources.addText("a.ctx", std::string(5000, 'a') + " b " + std::string(5000, 'c'));
  DiagnosticEngine diagnostics(sources);
  diagnostics.report(DiagKind::UnknownName, {id, 5001, 5002}).arg("b");
  std::string text = rendered(diagnostics);
  CHECK(text.size() < 800);
  CHECK(text.find(" b ") != std::string::npos);
  CHECK(text.find("a.ctx:1:5002") != std::string::npos);
}

TEST_CASE("sorted by place, repetitions dropped, at most twenty errors") {
  SourceManager sources;
  FileId id = sources.addText("a.ctx", std::string(100, 'x'));
  DiagnosticEngine diagnostics(sources);
  for (unsigned at = 30; at-- > 0;)
    for (unsigned twice = 0; twice < 2; ++twice)
      diagnostics.report(DiagKind::UnknownName, {id, at, at + 1}).arg("x");
  diagnostics.report(DiagKind::CannotRead, {}).arg("f").arg("gone");
  CHECK(diagnostics.errorCount() == 31);
  auto shown = diagnostics.shown(20);
  REQUIRE(shown.size() == 21);
  CHECK(shown[0]->kind == DiagKind::CannotRead);
  CHECK(shown[1]->range.begin == 0);
  CHECK(shown[20]->range.begin == 19);
  CHECK(rendered(diagnostics).find("31 errors (21 shown)") != std::string::npos);
}

TEST_CASE("JSON lines") {
  SourceManager sources;
  FileId id = sources.addText("a.ctx", "∇ x\n");
  DiagnosticEngine diagnostics(sources);
  diagnostics.report(DiagKind::UnusedVariable, {id, 4, 5}).arg("x").hint("h");
  auto value = llvm::json::parse(rendered(diagnostics, {RenderOptions::Format::Json}));
  REQUIRE(bool(value));
  const llvm::json::Object &object = *value->getAsObject();
  CHECK(object.getString("severity") == llvm::StringRef("warning"));
  CHECK(object.getString("code") == llvm::StringRef("W0001"));
  CHECK(object.getInteger("line") == 1);
  CHECK(object.getInteger("column") == 3);
  CHECK(object.getInteger("endColumn") == 4);
  CHECK(object.getArray("hints")->size() == 1);
}

TEST_CASE("codes are unique and fit their severity") {
  llvm::StringSet<> codes;
  for (unsigned kind = 0; kind < diagKindCount(); ++kind) {
    const DiagInfo &row = info(static_cast<DiagKind>(kind));
    INFO(row.name.str());
    CHECK(codes.insert(row.code).second);
    CHECK(row.code.front() == (row.severity == Severity::Error ? 'E' : 'W'));
    CHECK(row.code.size() == 5);
    CHECK_FALSE(row.summary.empty());
  }
}

TEST_CASE("the nearest name") {
  std::vector<llvm::StringRef> names = {"softmax", "sigmoid", "learning_rate", "x"};
  CHECK(nearestName("sofmax", names) == "softmax");
  CHECK(nearestName("lerning_rate", names) == "learning_rate");
  CHECK(nearestName("Sigmoid", names) == "sigmoid");
  CHECK(nearestName("y", names).empty());
  CHECK(nearestName("entirely_else", names).empty());
}
