// Part of Cortex, under the MIT licence.
// Owns the syntax tree: one class per construct of the language, in the order of Nodes.def.
//
// Children are owned by unique_ptr and never null unless the member says "may be null". Names are
// views into the source text, so the SourceManager must outlive the tree. The height of a tree is
// bounded by the parser (ParseOptions), so visitors may recurse freely.
#pragma once

#include "AST/Declaration.h"
#include "AST/Types.h"

#include <optional>
#include <string>

namespace cortex {

class Expr;
class Stmt;
class Pattern;
using ExprPtr = std::unique_ptr<Expr>;
using StmtPtr = std::unique_ptr<Stmt>;
using PatternPtr = std::unique_ptr<Pattern>;
using StmtList = std::vector<StmtPtr>;

//===-- Expressions ---------------------------------------------------------------------------===//

/// Base of all expressions. The range of an expression in parentheses includes them.
class Expr {
public:
  enum class Kind : uint8_t {
#define CORTEX_EXPR(K) K,
#include "AST/Nodes.def"
  };

  virtual ~Expr() = default;
  Kind kind() const { return exprKind; }
  SourceRange range() const { return sourceRange; }
  /// Number of levels of the tree, at least 1.
  unsigned height() const { return treeHeight; }
  /// Whether it was written in parentheses of its own.
  bool isParenthesized() const { return parenthesized; }
  /// Marks the expression as parenthesized and widens its range to the parentheses.
  void setParenthesized(SourceRange outer) {
    parenthesized = true;
    sourceRange = outer;
  }

protected:
  Expr(Kind kind, SourceRange range) : exprKind(kind), sourceRange(range) {}
  /// Raises the height above that of a child, which may be null.
  void over(const Expr *child) {
    if (child && child->treeHeight >= treeHeight)
      treeHeight = child->treeHeight + 1;
  }
  void over(unsigned childHeight) {
    if (childHeight >= treeHeight)
      treeHeight = childHeight + 1;
  }

private:
  Kind exprKind;
  bool parenthesized = false;
  unsigned treeHeight = 1;
  SourceRange sourceRange;
};

/// Stands where the text had an error that is already reported.
class ErrorExpr : public Expr {
public:
  explicit ErrorExpr(SourceRange range) : Expr(Kind::Error, range) {}
  static bool classof(const Expr *e) { return e->kind() == Kind::Error; }
};

class IntLiteralExpr : public Expr {
public:
  IntLiteralExpr(SourceRange range, int64_t value) : Expr(Kind::IntLiteral, range), value(value) {}
  static bool classof(const Expr *e) { return e->kind() == Kind::IntLiteral; }

  int64_t value;
};

class FloatLiteralExpr : public Expr {
public:
  FloatLiteralExpr(SourceRange range, double value)
      : Expr(Kind::FloatLiteral, range), value(value) {}
  static bool classof(const Expr *e) { return e->kind() == Kind::FloatLiteral; }

  double value;
};

/// A string without interpolation; the value has its escapes replaced and is valid UTF-8.
class StringLiteralExpr : public Expr {
public:
  StringLiteralExpr(SourceRange range, std::string value)
      : Expr(Kind::StringLiteral, range), value(std::move(value)) {}
  static bool classof(const Expr *e) { return e->kind() == Kind::StringLiteral; }

  std::string value;
};

/// What follows the colon in `{x:8.4f}`.
struct FormatSpec {
  /// Least width in characters, or -1.
  int width = -1;
  /// Digits after the point, or -1.
  int precision = -1;
  /// One of `d e f g %`, or 0 where none is written.
  char conversion = 0;
  SourceRange range;

  bool isEmpty() const { return width < 0 && precision < 0 && conversion == 0; }
};

/// `"a {x} b {y:.3f}"`: parts in order; a part with a null value is plain text.
class InterpolatedStringExpr : public Expr {
public:
  struct Part {
    std::string text;
    ExprPtr value; ///< may be null: then `text` is the part
    FormatSpec format;
  };

  InterpolatedStringExpr(SourceRange range, std::vector<Part> parts)
      : Expr(Kind::InterpolatedString, range), parts(std::move(parts)) {
    for (const Part &part : this->parts)
      over(part.value.get());
  }
  static bool classof(const Expr *e) { return e->kind() == Kind::InterpolatedString; }

  std::vector<Part> parts;
};

class BoolLiteralExpr : public Expr {
public:
  BoolLiteralExpr(SourceRange range, bool value) : Expr(Kind::BoolLiteral, range), value(value) {}
  static bool classof(const Expr *e) { return e->kind() == Kind::BoolLiteral; }

  bool value;
};

class NullLiteralExpr : public Expr {
public:
  explicit NullLiteralExpr(SourceRange range) : Expr(Kind::NullLiteral, range) {}
  static bool classof(const Expr *e) { return e->kind() == Kind::NullLiteral; }
};

/// A use of a name; `∇`, `∂` and `grad` are names like any other.
class NameExpr : public Expr {
public:
  NameExpr(SourceRange range, llvm::StringRef name) : Expr(Kind::Name, range), name(name) {}
  static bool classof(const Expr *e) { return e->kind() == Kind::Name; }

  llvm::StringRef name;
  /// Set by Sema; stays null only where an error was reported.
  Declaration *declaration = nullptr;
};

/// `[a, b, c]`: a tensor literal or a list, which IRGen decides.
class ListExpr : public Expr {
public:
  ListExpr(SourceRange range, std::vector<ExprPtr> elements)
      : Expr(Kind::List, range), elements(std::move(elements)) {
    for (const ExprPtr &element : this->elements)
      over(element.get());
  }
  static bool classof(const Expr *e) { return e->kind() == Kind::List; }

  std::vector<ExprPtr> elements;
};

/// `{"k": v}`, in the order of the text.
class DictExpr : public Expr {
public:
  struct Entry {
    ExprPtr key;
    ExprPtr value;
  };

  DictExpr(SourceRange range, std::vector<Entry> entries)
      : Expr(Kind::Dict, range), entries(std::move(entries)) {
    for (const Entry &entry : this->entries) {
      over(entry.key.get());
      over(entry.value.get());
    }
  }
  static bool classof(const Expr *e) { return e->kind() == Kind::Dict; }

  std::vector<Entry> entries;
};

/// One argument in brackets: `x`, `name=x`, or a slice `a:b:c` with any part left out.
struct Argument {
  SourceRange range;
  Identifier name; ///< empty text: positional
  ExprPtr value;   ///< null exactly for slices
  bool isSlice = false;
  ExprPtr begin; ///< of a slice; may be null
  ExprPtr end;   ///< of a slice; may be null
  ExprPtr step;  ///< of a slice; may be null

  bool isNamed() const { return !name.text.empty(); }
};

/// `callee[arguments]`: call, index, key lookup or explicit type arguments.
class BracketExpr : public Expr {
public:
  BracketExpr(SourceRange range, ExprPtr callee, std::vector<Argument> arguments)
      : Expr(Kind::Bracket, range), callee(std::move(callee)), arguments(std::move(arguments)) {
    over(this->callee.get());
    for (const Argument &argument : this->arguments) {
      over(argument.value.get());
      over(argument.begin.get());
      over(argument.end.get());
      over(argument.step.get());
    }
  }
  static bool classof(const Expr *e) { return e->kind() == Kind::Bracket; }

  ExprPtr callee;
  std::vector<Argument> arguments;
  /// Set by Sema: these are the type arguments of a generic function (`map[int, string]`), which
  /// the surrounding bracket calls.
  bool isTypeArguments = false;
  /// Set by Sema: the callee does not take these arguments, which has been reported.
  bool isRefused = false;
};

/// `object.name`.
class FieldExpr : public Expr {
public:
  FieldExpr(SourceRange range, ExprPtr object, Identifier name)
      : Expr(Kind::Field, range), object(std::move(object)), name(name) {
    over(this->object.get());
  }
  static bool classof(const Expr *e) { return e->kind() == Kind::Field; }

  ExprPtr object;
  /// Its declaration is set by Sema where the object is a module.
  Identifier name;
};

enum class UnaryOperator : uint8_t { Negate, Not };

class UnaryExpr : public Expr {
public:
  UnaryExpr(SourceRange range, UnaryOperator op, ExprPtr operand)
      : Expr(Kind::Unary, range), op(op), operand(std::move(operand)) {
    over(this->operand.get());
  }
  static bool classof(const Expr *e) { return e->kind() == Kind::Unary; }

  UnaryOperator op;
  ExprPtr operand;
};

enum class BinaryOperator : uint8_t {
#define CORTEX_BINARY(Name, Token, Spelling, Precedence) Name,
#include "AST/Operators.def"
};

/// The operator as it is written, such as `**`.
llvm::StringRef spelling(BinaryOperator op);
/// Whether it is one of `in == != < <= > >=`.
bool isComparison(BinaryOperator op);

class BinaryExpr : public Expr {
public:
  BinaryExpr(SourceRange range, BinaryOperator op, SourceRange opRange, ExprPtr lhs, ExprPtr rhs)
      : Expr(Kind::Binary, range), op(op), opRange(opRange), lhs(std::move(lhs)),
        rhs(std::move(rhs)) {
    over(this->lhs.get());
    over(this->rhs.get());
  }
  static bool classof(const Expr *e) { return e->kind() == Kind::Binary; }

  BinaryOperator op;
  SourceRange opRange;
  ExprPtr lhs;
  ExprPtr rhs;
};

enum class LogicalOperator : uint8_t { And, Or };

/// `a and b`, `a or b`: evaluates `rhs` only where `lhs` does not decide; the value is a bool.
class LogicalExpr : public Expr {
public:
  LogicalExpr(SourceRange range, LogicalOperator op, ExprPtr lhs, ExprPtr rhs)
      : Expr(Kind::Logical, range), op(op), lhs(std::move(lhs)), rhs(std::move(rhs)) {
    over(this->lhs.get());
    over(this->rhs.get());
  }
  static bool classof(const Expr *e) { return e->kind() == Kind::Logical; }

  LogicalOperator op;
  ExprPtr lhs;
  ExprPtr rhs;
};

/// `condition ? whenTrue : whenFalse`.
class TernaryExpr : public Expr {
public:
  TernaryExpr(SourceRange range, ExprPtr condition, ExprPtr whenTrue, ExprPtr whenFalse)
      : Expr(Kind::Ternary, range), condition(std::move(condition)), whenTrue(std::move(whenTrue)),
        whenFalse(std::move(whenFalse)) {
    over(this->condition.get());
    over(this->whenTrue.get());
    over(this->whenFalse.get());
  }
  static bool classof(const Expr *e) { return e->kind() == Kind::Ternary; }

  ExprPtr condition;
  ExprPtr whenTrue;
  ExprPtr whenFalse;
};

/// `value |> target`: a call of the target's callee with `value` before the written arguments, if
/// the target is a BracketExpr that is not parenthesized; else `target[value]`.
class PipelineExpr : public Expr {
public:
  PipelineExpr(SourceRange range, ExprPtr value, ExprPtr target)
      : Expr(Kind::Pipeline, range), value(std::move(value)), target(std::move(target)) {
    over(this->value.get());
    over(this->target.get());
  }
  static bool classof(const Expr *e) { return e->kind() == Kind::Pipeline; }

  ExprPtr value;
  ExprPtr target;
  /// Set by Sema: the target is a name that does not take the value, which has been reported.
  bool isRefused = false;
};

/// One parameter of a function or lambda.
struct Parameter {
  Identifier name;
  SourceRange range;
  TypePtr type;         ///< may be null
  ExprPtr defaultValue; ///< may be null; evaluated at each call, in the scope of the callee
  bool isVariadic = false;
};

/// What functions and lambdas have in common. The lists below `parameters` are filled by Sema.
struct Callable {
  std::vector<Parameter> parameters;
  /// Variables, parameters and nested functions of enclosing functions (or of top-level blocks)
  /// that the body or anything nested in it uses; in order of first use, without globals.
  std::vector<Declaration *> captures;
  /// Global variables and constants that the body or anything nested in it uses.
  std::vector<Declaration *> globalsUsed;
  /// The function or lambda in whose body this one stands; null at top level.
  Callable *parent = nullptr;
};

/// Statements in a scope of their own; not a node by itself.
struct Block {
  SourceRange range; ///< from the opening `|` to the closing `^`
  StmtList statements;
};

/// `lambda[x] -> value` (`value` is set) or `lambda[x] | … ^` (`body` is set).
class LambdaExpr : public Expr {
public:
  LambdaExpr(SourceRange range, std::vector<Parameter> parameters, ExprPtr value)
      : Expr(Kind::Lambda, range), value(std::move(value)) {
    callable.parameters = std::move(parameters);
    over(this->value.get());
    overDefaults();
  }
  LambdaExpr(SourceRange range, std::vector<Parameter> parameters, Block body, unsigned bodyHeight)
      : Expr(Kind::Lambda, range), body(std::move(body)) {
    callable.parameters = std::move(parameters);
    over(bodyHeight);
    overDefaults();
  }
  static bool classof(const Expr *e) { return e->kind() == Kind::Lambda; }

  Callable callable;
  ExprPtr value; ///< null exactly for a block body
  Block body;

private:
  void overDefaults() {
    for (const Parameter &parameter : callable.parameters)
      over(parameter.defaultValue.get());
  }
};

/// `|operand|`, the L2 norm.
class NormExpr : public Expr {
public:
  NormExpr(SourceRange range, ExprPtr operand)
      : Expr(Kind::Norm, range), operand(std::move(operand)) {
    over(this->operand.get());
  }
  static bool classof(const Expr *e) { return e->kind() == Kind::Norm; }

  ExprPtr operand;
};

//===-- Patterns ------------------------------------------------------------------------------===//

/// What stands in the brackets of a `case`.
class Pattern {
public:
  enum class Kind : uint8_t {
#define CORTEX_PATTERN(K) K,
#include "AST/Nodes.def"
  };

  virtual ~Pattern() = default;
  Kind kind() const { return patternKind; }
  SourceRange range() const { return sourceRange; }

protected:
  Pattern(Kind kind, SourceRange range) : patternKind(kind), sourceRange(range) {}

private:
  Kind patternKind;
  SourceRange sourceRange;
};

/// A literal, possibly a negated number: fits what is equal to it.
class LiteralPattern : public Pattern {
public:
  explicit LiteralPattern(ExprPtr value)
      : Pattern(Kind::Literal, value->range()), value(std::move(value)) {}
  static bool classof(const Pattern *p) { return p->kind() == Kind::Literal; }

  ExprPtr value;
};

/// `n` (fits anything) or `n: int` (fits values of the type); binds the name.
class BindingPattern : public Pattern {
public:
  BindingPattern(SourceRange range, Identifier name, TypePtr type)
      : Pattern(Kind::Binding, range), name(name), type(std::move(type)) {}
  static bool classof(const Pattern *p) { return p->kind() == Kind::Binding; }

  Identifier name;
  TypePtr type; ///< may be null
};

/// `[p, q]`: fits a tuple, list or 1-D tensor of as many elements, all of which fit.
class ListPattern : public Pattern {
public:
  ListPattern(SourceRange range, std::vector<PatternPtr> elements)
      : Pattern(Kind::List, range), elements(std::move(elements)) {}
  static bool classof(const Pattern *p) { return p->kind() == Kind::List; }

  std::vector<PatternPtr> elements;
};

//===-- Statements ----------------------------------------------------------------------------===//

/// Base of all statements.
class Stmt {
public:
  enum class Kind : uint8_t {
#define CORTEX_STMT(K) K,
#include "AST/Nodes.def"
  };

  virtual ~Stmt() = default;
  Kind kind() const { return stmtKind; }
  SourceRange range() const { return sourceRange; }

protected:
  Stmt(Kind kind, SourceRange range) : stmtKind(kind), sourceRange(range) {}

private:
  Kind stmtKind;
  SourceRange sourceRange;
};

/// `let a, b: T := value` or `let N :: value`.
class LetStmt : public Stmt {
public:
  struct Binding {
    Identifier name;
    TypePtr type; ///< may be null
  };

  LetStmt(SourceRange range, std::vector<Binding> bindings, bool isConstant, ExprPtr value)
      : Stmt(Kind::Let, range), bindings(std::move(bindings)), isConstant(isConstant),
        value(std::move(value)) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::Let; }

  std::vector<Binding> bindings;
  bool isConstant;
  ExprPtr value;
};

/// `target := value` or `target op= value`; the target is a Name, Bracket or Field expression.
class AssignStmt : public Stmt {
public:
  AssignStmt(SourceRange range, ExprPtr target, std::optional<BinaryOperator> op,
             SourceRange opRange, ExprPtr value)
      : Stmt(Kind::Assign, range), target(std::move(target)), op(op), opRange(opRange),
        value(std::move(value)) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::Assign; }

  ExprPtr target;
  std::optional<BinaryOperator> op; ///< set for compound assignment
  SourceRange opRange;
  ExprPtr value;
};

/// `if [c] | … ^ else if [d] | … ^ else | … ^`: clauses are tried in order.
class IfStmt : public Stmt {
public:
  struct Clause {
    ExprPtr condition;
    Block body;
  };

  IfStmt(SourceRange range, std::vector<Clause> clauses, std::optional<Block> otherwise)
      : Stmt(Kind::If, range), clauses(std::move(clauses)), otherwise(std::move(otherwise)) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::If; }

  std::vector<Clause> clauses;
  std::optional<Block> otherwise;
};

/// `for [x in xs] | … ^` or `for [k, v in d] | … ^`: one or two names.
class ForInStmt : public Stmt {
public:
  ForInStmt(SourceRange range, std::vector<Identifier> names, ExprPtr iterable, Block body)
      : Stmt(Kind::ForIn, range), names(std::move(names)), iterable(std::move(iterable)),
        body(std::move(body)) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::ForIn; }

  std::vector<Identifier> names;
  ExprPtr iterable;
  Block body;
};

/// `for [i := start; condition; step] | … ^`: declares `i`, which each turn has for itself.
class ForCountStmt : public Stmt {
public:
  ForCountStmt(SourceRange range, Identifier name, ExprPtr start, ExprPtr condition, StmtPtr step,
               Block body)
      : Stmt(Kind::ForCount, range), name(name), start(std::move(start)),
        condition(std::move(condition)), step(std::move(step)), body(std::move(body)) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::ForCount; }

  Identifier name;
  ExprPtr start;
  ExprPtr condition;
  StmtPtr step; ///< an AssignStmt or ExprStmt
  Block body;
};

class WhileStmt : public Stmt {
public:
  WhileStmt(SourceRange range, ExprPtr condition, Block body)
      : Stmt(Kind::While, range), condition(std::move(condition)), body(std::move(body)) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::While; }

  ExprPtr condition;
  Block body;
};

/// `do | … ^ while [condition]`; the condition does not see the names of the body.
class DoWhileStmt : public Stmt {
public:
  DoWhileStmt(SourceRange range, Block body, ExprPtr condition)
      : Stmt(Kind::DoWhile, range), body(std::move(body)), condition(std::move(condition)) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::DoWhile; }

  Block body;
  ExprPtr condition;
};

class BreakStmt : public Stmt {
public:
  explicit BreakStmt(SourceRange range) : Stmt(Kind::Break, range) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::Break; }
};

class ContinueStmt : public Stmt {
public:
  explicit ContinueStmt(SourceRange range) : Stmt(Kind::Continue, range) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::Continue; }
};

/// `return[]` gives null, `return[a]` the value, `return[a, b]` a tuple.
class ReturnStmt : public Stmt {
public:
  ReturnStmt(SourceRange range, std::vector<ExprPtr> values)
      : Stmt(Kind::Return, range), values(std::move(values)) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::Return; }

  std::vector<ExprPtr> values;
};

/// `try | … ^ catch [e] | … ^`.
class TryStmt : public Stmt {
public:
  TryStmt(SourceRange range, Block body, Identifier name, Block handler)
      : Stmt(Kind::Try, range), body(std::move(body)), name(name), handler(std::move(handler)) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::Try; }

  Block body;
  Identifier name;
  Block handler;
};

/// `throw[value]`: a message or a caught error.
class ThrowStmt : public Stmt {
public:
  ThrowStmt(SourceRange range, ExprPtr value) : Stmt(Kind::Throw, range), value(std::move(value)) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::Throw; }

  ExprPtr value;
};

/// `guard [condition] else otherwise`.
class GuardStmt : public Stmt {
public:
  GuardStmt(SourceRange range, ExprPtr condition, StmtPtr otherwise)
      : Stmt(Kind::Guard, range), condition(std::move(condition)), otherwise(std::move(otherwise)) {
  }
  static bool classof(const Stmt *s) { return s->kind() == Kind::Guard; }

  ExprPtr condition;
  StmtPtr otherwise; ///< a BlockStmt where a block is written
};

/// `match [value] | case [pattern] -> body … default -> body ^`: the first case that fits is run.
class MatchStmt : public Stmt {
public:
  struct Case {
    SourceRange range;
    PatternPtr pattern; ///< null exactly for `default`
    StmtPtr body;       ///< a BlockStmt where a block is written
  };

  MatchStmt(SourceRange range, ExprPtr value, std::vector<Case> cases)
      : Stmt(Kind::Match, range), value(std::move(value)), cases(std::move(cases)) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::Match; }

  ExprPtr value;
  std::vector<Case> cases;
};

/// `inline func name[T][parameters] -> type | … ^`.
class FuncStmt : public Stmt {
public:
  FuncStmt(SourceRange range, SourceRange signatureRange, Identifier name,
           std::vector<Identifier> typeParameters, std::vector<Parameter> parameters,
           TypePtr resultType, Block body, bool isInline)
      : Stmt(Kind::Func, range), signatureRange(signatureRange), name(name),
        typeParameters(std::move(typeParameters)), resultType(std::move(resultType)),
        body(std::move(body)), isInline(isInline) {
    callable.parameters = std::move(parameters);
  }
  static bool classof(const Stmt *s) { return s->kind() == Kind::Func; }

  /// From `func` to the end of the parameters, for messages.
  SourceRange signatureRange;
  Identifier name;
  std::vector<Identifier> typeParameters;
  Callable callable;
  TypePtr resultType; ///< may be null
  Block body;
  bool isInline;
};

/// `struct Name | field: type … ^`; a method is a field of function type.
class StructStmt : public Stmt {
public:
  struct Field {
    Identifier name;
    TypePtr type; ///< may be null
  };

  StructStmt(SourceRange range, Identifier name, std::vector<Field> fields)
      : Stmt(Kind::Struct, range), name(name), fields(std::move(fields)) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::Struct; }

  Identifier name;
  std::vector<Field> fields;
};

/// `import [path.to.module] as alias`.
class ImportStmt : public Stmt {
public:
  ImportStmt(SourceRange range, std::vector<Identifier> path, Identifier alias)
      : Stmt(Kind::Import, range), path(std::move(path)), alias(alias) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::Import; }

  /// The name that the import binds: the alias, else the last part of the path.
  const Identifier &boundName() const { return alias.text.empty() ? path.back() : alias; }

  std::vector<Identifier> path; ///< at least one part
  Identifier alias;             ///< empty text: none
  Declaration *declaration = nullptr;
  /// Set before Sema by whoever found the module; null where it was not found.
  const ModuleInterface *module = nullptr;
};

class ExprStmt : public Stmt {
public:
  explicit ExprStmt(ExprPtr value) : Stmt(Kind::Expr, value->range()), value(std::move(value)) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::Expr; }

  ExprPtr value;
};

/// A block as a statement: after `->` of a case and after `else` of a guard.
class BlockStmt : public Stmt {
public:
  explicit BlockStmt(Block block) : Stmt(Kind::Block, block.range), block(std::move(block)) {}
  static bool classof(const Stmt *s) { return s->kind() == Kind::Block; }

  Block block;
};

/// The declaration that an expression names, by itself or as `module.name`; null where it names
/// none. Known once Sema has set it.
Declaration *declarationOf(const Expr &expr);

/// One parsed file.
class Module {
public:
  FileId file = SourceRange::noFile;
  StmtList statements;
};

} // namespace cortex

#include "AST/Visit.h"
