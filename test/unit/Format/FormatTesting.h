// Part of Cortex, under the MIT licence.
// What the tests of the formatter share: texts in, texts out.
#pragma once

#include "Format/Format.h"

#include "catch2/catch.hpp"

/// Gives texts to the formatter as files.
class FormatTester {
public:
  /// The formatted text; the test fails if there is none.
  std::string format(const std::string &text) {
    std::optional<std::string> result = tryFormat(text);
    std::string errors = describeErrors();
    INFO(text);
    INFO(errors);
    REQUIRE(result.has_value());
    return result.value_or("");
  }
  std::optional<std::string> tryFormat(const std::string &text) {
    diagnostics.clear();
    return cortex::formatSource(file(text), diagnostics);
  }
  bool isSameProgram(const std::string &before, const std::string &after) {
    return cortex::isSameProgram(file(before), file(after));
  }
  const cortex::SourceFile &file(const std::string &text) {
    return sources.file(sources.addText("test.ctx", text));
  }
  std::string describeErrors() const {
    std::string all;
    for (const cortex::Diagnostic &diagnostic : diagnostics.all())
      all += diagnostic.code().str() + ": " + diagnostic.message + "\n";
    return all;
  }

  cortex::SourceManager sources;
  cortex::DiagnosticEngine diagnostics{sources};
};
