// Part of Cortex, under the MIT licence.
// Owns the reading of numbers.
#include "Lex/LexerImpl.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Error.h"

namespace cortex {

/// Underscores stand between digits, one at a time.
static bool underscoresFit(llvm::StringRef digits) {
  return !digits.starts_with("_") && !digits.ends_with("_") && !digits.contains("__");
}

static std::string withoutUnderscores(llvm::StringRef digits) {
  std::string result = digits.str();
  std::erase(result, '_');
  return result;
}

void Lexer::lexNumber() {
  if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X'))
    return lexHexadecimal();
  uint32_t begin = at;
  auto skipDigits = [&] {
    uint32_t from = at;
    while (llvm::isDigit(peek()) || peek() == '_')
      ++at;
    return text.slice(from, at);
  };
  bool isFloat = false;
  bool fits = underscoresFit(skipDigits());
  if (peek() == '.' && llvm::isDigit(peek(1))) {
    isFloat = true;
    ++at;
    fits &= underscoresFit(skipDigits());
  }
  unsigned signLength = peek(1) == '+' || peek(1) == '-';
  if ((peek() == 'e' || peek() == 'E') && llvm::isDigit(peek(1 + signLength))) {
    isFloat = true;
    at += 1 + signLength;
    fits &= underscoresFit(skipDigits());
  }
  if (!fits || startsIdentifier(at))
    return invalidNumber(begin);
  llvm::StringRef spelling = text.slice(begin, at);
  return isFloat ? lexFloat(spelling) : lexInteger(spelling, spelling, 10);
}

void Lexer::lexHexadecimal() {
  uint32_t begin = at;
  at += 2;
  uint32_t from = at;
  while (llvm::isHexDigit(peek()) || peek() == '_')
    ++at;
  llvm::StringRef digits = text.slice(from, at);
  if (digits.empty() || !underscoresFit(digits) || startsIdentifier(at))
    return invalidNumber(begin);
  lexInteger(text.slice(begin, at), digits, 16);
}

/// What begins like a number and goes on like a name: taken as a whole.
void Lexer::invalidNumber(uint32_t begin) {
  skipIdentifier();
  diagnostics.report(DiagKind::InvalidNumber, range(begin, at)).arg(text.slice(begin, at));
  buffer.ints.push_back(0);
  push(TokenKind::Int, begin, buffer.ints.size() - 1);
}

void Lexer::lexInteger(llvm::StringRef spelling, llvm::StringRef digits, unsigned radix) {
  constexpr uint64_t largest = uint64_t(1) << 63;
  uint64_t value = 0;
  if (llvm::StringRef(withoutUnderscores(digits)).getAsInteger(radix, value) || value > largest) {
    diagnostics.report(DiagKind::IntegerTooLarge, range(at - spelling.size(), at))
        .arg(spelling)
        .hint("a number with a decimal point is a float");
    value = 0;
  }
  buffer.ints.push_back(value);
  push(TokenKind::Int, at - spelling.size(), buffer.ints.size() - 1);
}

void Lexer::lexFloat(llvm::StringRef spelling) {
  llvm::APFloat value(llvm::APFloat::IEEEdouble());
  auto status =
      value.convertFromString(withoutUnderscores(spelling), llvm::APFloat::rmNearestTiesToEven);
  // The spelling is well formed, so the conversion itself cannot fail.
  if (llvm::errorToBool(status.takeError()) || value.isInfinity()) {
    diagnostics.report(DiagKind::FloatTooLarge, range(at - spelling.size(), at))
        .arg(spelling)
        .hint("infinity is `float[\"inf\"]`");
    value = llvm::APFloat(0.0);
  }
  buffer.floats.push_back(value.convertToDouble());
  push(TokenKind::Float, at - spelling.size(), buffer.floats.size() - 1);
}

} // namespace cortex
