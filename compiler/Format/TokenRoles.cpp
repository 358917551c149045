// Part of Cortex, under the MIT licence.
// Walks over the tree and notes at each token what it is there.
#include "Format/TokenRoles.h"

#include "llvm/ADT/STLExtras.h"

namespace cortex {
namespace {

/// Each overload of operator() knows one class. The parser bounds how deep they recurse.
class RoleFinder {
public:
  explicit RoleFinder(const TokenBuffer &buffer)
      : tokens(buffer.tokens), facts(buffer.tokens.size()) {}

  std::vector<TokenFacts> run(const Module &module) {
    statements(module.statements);
    return std::move(facts);
  }

  // Expressions
  void operator()(const ErrorExpr &) {}
  void operator()(const IntLiteralExpr &) {}
  void operator()(const FloatLiteralExpr &) {}
  void operator()(const StringLiteralExpr &) {}
  void operator()(const BoolLiteralExpr &) {}
  void operator()(const NullLiteralExpr &) {}
  void operator()(const NameExpr &) {}
  /// Strings are printed as they stand, and so is everything in them.
  void operator()(const InterpolatedStringExpr &) {}
  void operator()(const ListExpr &e) {
    for (const ExprPtr &element : e.elements)
      expression(element);
  }
  void operator()(const DictExpr &e) {
    for (const DictExpr::Entry &entry : e.entries) {
      expression(entry.key);
      expression(entry.value);
    }
  }
  void operator()(const BracketExpr &e) {
    expression(e.callee);
    for (const Argument &argument : e.arguments)
      this->argument(argument);
  }
  void operator()(const FieldExpr &e) { expression(e.object); }
  void operator()(const UnaryExpr &e) { expression(e.operand); }
  void operator()(const BinaryExpr &e) {
    if (e.op == BinaryOperator::Subtract)
      set(indexAt(e.opRange.begin), TokenKind::Minus, TokenRole::Subtract);
    expression(e.lhs);
    expression(e.rhs);
  }
  void operator()(const LogicalExpr &e) {
    expression(e.lhs);
    expression(e.rhs);
  }
  void operator()(const TernaryExpr &e) {
    set(indexBehind(*e.whenTrue), TokenKind::Colon, TokenRole::ChoiceColon);
    expression(e.condition);
    expression(e.whenTrue);
    expression(e.whenFalse);
  }
  void operator()(const PipelineExpr &e) {
    expression(e.value);
    expression(e.target);
  }
  void operator()(const LambdaExpr &e) {
    parameters(e.callable);
    if (e.value)
      expression(e.value);
    else
      block(e.body);
  }
  void operator()(const NormExpr &e) {
    // The range may include parentheses around the norm.
    size_t first = indexAt(e.range().begin), last = indexAt(e.range().end - 1);
    while (tokens[first].is(TokenKind::LeftParen))
      ++first;
    while (tokens[last].is(TokenKind::RightParen))
      --last;
    facts[first].role = TokenRole::NormOpen;
    facts[last].role = TokenRole::NormClose;
    expression(e.operand);
  }

  // Statements
  void operator()(const LetStmt &s) { expression(s.value); }
  void operator()(const AssignStmt &s) {
    expression(s.target);
    expression(s.value);
  }
  void operator()(const IfStmt &s) {
    for (const IfStmt::Clause &clause : s.clauses) {
      expression(clause.condition);
      block(clause.body);
    }
    if (s.otherwise)
      block(*s.otherwise);
  }
  void operator()(const ForInStmt &s) {
    expression(s.iterable);
    block(s.body);
  }
  void operator()(const ForCountStmt &s) {
    expression(s.start);
    expression(s.condition);
    visit(*s.step, *this);
    block(s.body);
  }
  void operator()(const WhileStmt &s) {
    expression(s.condition);
    block(s.body);
  }
  void operator()(const DoWhileStmt &s) {
    block(s.body);
    expression(s.condition);
  }
  void operator()(const BreakStmt &) {}
  void operator()(const ContinueStmt &) {}
  void operator()(const ReturnStmt &s) {
    for (const ExprPtr &value : s.values)
      expression(value);
  }
  void operator()(const TryStmt &s) {
    block(s.body);
    block(s.handler);
  }
  void operator()(const ThrowStmt &s) { expression(s.value); }
  void operator()(const GuardStmt &s) {
    expression(s.condition);
    visit(*s.otherwise, *this);
  }
  void operator()(const MatchStmt &s) {
    expression(s.value);
    // Behind the value follow its `]` and the bar.
    set(indexBehind(*s.value) + 1, TokenKind::Bar, TokenRole::BlockOpen);
    for (const MatchStmt::Case &oneCase : s.cases) {
      startItem(oneCase.range);
      visit(*oneCase.body, *this);
    }
  }
  void operator()(const FuncStmt &s) {
    parameters(s.callable);
    block(s.body);
  }
  void operator()(const StructStmt &s) {
    set(indexAt(s.name.range.begin) + 1, TokenKind::Bar, TokenRole::BlockOpen);
    for (const StructStmt::Field &field : s.fields)
      startItem(field.name.range);
  }
  void operator()(const ImportStmt &) {}
  void operator()(const ExprStmt &s) { expression(s.value); }
  void operator()(const BlockStmt &s) { block(s.block); }

private:
  void expression(const ExprPtr &expr) {
    if (expr)
      visit(*expr, *this);
  }
  void parameters(const Callable &callable) {
    for (const Parameter &parameter : callable.parameters)
      expression(parameter.defaultValue);
  }
  void block(const Block &block) {
    set(indexAt(block.range.begin), TokenKind::Bar, TokenRole::BlockOpen);
    statements(block.statements);
  }
  void statements(const StmtList &list) {
    for (const StmtPtr &statement : list) {
      startItem(statement->range());
      visit(*statement, *this);
    }
  }
  void argument(const Argument &argument) {
    expression(argument.value);
    if (!argument.isSlice)
      return;
    size_t colon = argument.begin ? indexBehind(*argument.begin) : indexAt(argument.range.begin);
    bool isDouble = tokens[colon].is(TokenKind::ColonColon);
    facts[colon].role = TokenRole::SliceColon;
    if (!isDouble)
      set(argument.end ? indexBehind(*argument.end) : colon + 1, TokenKind::Colon,
          TokenRole::SliceColon);
    expression(argument.begin);
    expression(argument.end);
    expression(argument.step);
  }

  /// The token that an offset lies in.
  size_t indexAt(uint32_t offset) const {
    return llvm::partition_point(tokens, [&](const Token &t) { return t.begin <= offset; }) -
           tokens.begin() - 1;
  }
  size_t indexBehind(const Expr &expr) const { return indexAt(expr.range().end - 1) + 1; }
  void startItem(SourceRange range) { facts[indexAt(range.begin)].startsItem = true; }
  /// Notes a role where a token of this kind stands.
  void set(size_t index, TokenKind kind, TokenRole role) {
    if (tokens[index].is(kind))
      facts[index].role = role;
  }

  const std::vector<Token> &tokens;
  std::vector<TokenFacts> facts;
};

} // namespace

std::vector<TokenFacts> findTokenRoles(const TokenBuffer &buffer, const Module &module) {
  return RoleFinder(buffer).run(module);
}

} // namespace cortex
