// Part of Cortex, under the MIT licence.
// Properties of the formatter over all programs of the repository, as they are and spoilt.
#include "Format/FormatTesting.h"
#include "Format/Mangler.h"
#include "Format/RandomProgram.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <regex>

namespace {

/// The texts of all programs under test/, lib/ and examples/ that have no error of syntax.
std::vector<std::string> programs() {
  std::vector<std::string> texts;
  for (const char *folder : {"/test", "/lib", "/examples"}) {
    std::error_code error;
    llvm::sys::fs::recursive_directory_iterator it(std::string(CORTEX_SOURCE_DIR) + folder, error);
    for (llvm::sys::fs::recursive_directory_iterator end; !error && it != end;
         it.increment(error)) {
      if (llvm::sys::path::extension(it->path()) != ".ctx")
        continue;
      auto buffer = llvm::MemoryBuffer::getFile(it->path());
      REQUIRE(buffer);
      std::string text = (*buffer)->getBuffer().str();
      FormatTester tester;
      if (tester.isSameProgram(text, text))
        texts.push_back(text);
    }
    REQUIRE_FALSE(error);
  }
  return texts;
}

/// What no formatted text may hold.
void checkWhiteSpace(const std::string &text) {
  static const std::regex bad("[ \t\r\f\v]\n|\n\n\n|^\n|\n\n$|[^\n]$|\n\t|\r\n");
  std::smatch match;
  bool found = std::regex_search(text, match, bad);
  INFO(text);
  CHECK_FALSE(found);
}

/// Formats a text, checks what holds for every result, and returns it.
std::string formatAndCheck(FormatTester &tester, const std::string &text) {
  std::string formatted = tester.format(text);
  INFO(text);
  CHECK(tester.isSameProgram(text, formatted));
  CHECK(tester.format(formatted) == formatted);
  checkWhiteSpace(formatted);
  return formatted;
}

} // namespace

TEST_CASE("formatting a program twice is formatting it once, and it stays the program") {
  std::vector<std::string> texts = programs();
  REQUIRE(texts.size() > 50);
  FormatTester tester;
  for (const std::string &text : texts)
    formatAndCheck(tester, text);
}

TEST_CASE("spaces, indentation and the number of blank lines make no difference") {
  for (const std::string &text : programs()) {
    FormatTester tester;
    std::string formatted = tester.format(text);
    for (uint32_t seed = 0; seed < 4; ++seed) {
      std::string spoilt = mangle(tester.file(text), Mangling::Spaces, seed);
      INFO(spoilt);
      CHECK(tester.format(spoilt) == formatted);
    }
  }
}

TEST_CASE("programs with comments and line breaks anywhere are formatted and stay what they are") {
  for (const std::string &text : programs()) {
    FormatTester tester;
    for (uint32_t seed = 0; seed < 4; ++seed)
      formatAndCheck(tester, mangle(tester.file(text), Mangling::Breaks, seed));
  }
}

TEST_CASE("random programs are formatted and stay what they are") {
  constexpr unsigned seeds = 200;
  unsigned parsed = 0;
  for (uint32_t seed = 0; seed < seeds; ++seed) {
    FormatTester tester;
    std::string program = randomProgram(seed);
    // A case whose value begins with a norm is read as one with a block.
    if (!tester.isSameProgram(program, program))
      continue;
    ++parsed;
    std::string formatted = formatAndCheck(tester, program);
    CHECK(tester.format(mangle(tester.file(program), Mangling::Spaces, seed)) == formatted);
    formatAndCheck(tester, mangle(tester.file(program), Mangling::Breaks, seed));
  }
  CHECK(parsed > seeds * 9 / 10);
}
