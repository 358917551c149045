// Part of Cortex, under the MIT licence.
// Owns the reading of tokens that look alike and mean different things, such as `|`.
#pragma once

#include "AST/AST.h"
#include "Lex/Token.h"

namespace cortex {

/// What the tree says about a token whose kind alone does not tell how it is to be printed.
enum class TokenRole : uint8_t {
  /// All others, among them a `-` that is a sign, a `|` of a union, a `:` before a type or a value.
  Plain,
  /// The `|` of a block.
  BlockOpen,
  /// A bar that opens a norm; `||` may open two.
  NormOpen,
  /// A bar that closes a norm; `||` may close two, and of `|>` it is the first half.
  NormClose,
  /// A `-` between two operands.
  Subtract,
  /// The `:` of `c ? a : b`.
  ChoiceColon,
  /// `:` or `::` of a slice.
  SliceColon,
};

struct TokenFacts {
  TokenRole role = TokenRole::Plain;
  /// First token of a statement of a block or of the file, of a case, or of a field of a struct.
  bool startsItem = false;
};

/// What a tree without errors says about each of the tokens that it was made of.
std::vector<TokenFacts> findTokenRoles(const TokenBuffer &buffer, const Module &module);

} // namespace cortex
