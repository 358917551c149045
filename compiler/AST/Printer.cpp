// Part of Cortex, under the MIT licence.
// Owns the printed form of the syntax tree.
#include "AST/Printer.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <charconv>

namespace cortex {
namespace {

/// Prints nodes line by line; each overload of operator() knows one class.
class Printer {
public:
  explicit Printer(llvm::raw_ostream &os) : os(os) {}

  void print(const Module &module) {
    line() << "Module\n";
    Indent indent(*this);
    for (const StmtPtr &statement : module.statements)
      visit(*statement, *this);
  }

  // Expressions
  void operator()(const ErrorExpr &) { line() << "Error\n"; }
  void operator()(const IntLiteralExpr &e) { line() << "Int " << e.value << '\n'; }
  void operator()(const FloatLiteralExpr &e) { line() << "Float " << shortest(e.value) << '\n'; }
  void operator()(const StringLiteralExpr &e) { quoted("String ", e.value); }
  void operator()(const BoolLiteralExpr &e) { line() << (e.value ? "True\n" : "False\n"); }
  void operator()(const NullLiteralExpr &) { line() << "Null\n"; }
  void operator()(const NameExpr &e) {
    line() << "Name " << e.name;
    facts(e.declaration);
  }
  void operator()(const InterpolatedStringExpr &e) {
    line() << "InterpolatedString\n";
    Indent indent(*this);
    for (const auto &part : e.parts) {
      if (!part.value) {
        quoted("Text ", part.text);
        continue;
      }
      line() << "Value";
      if (!part.format.isEmpty())
        format(part.format);
      os << '\n';
      child(*part.value);
    }
  }
  void operator()(const ListExpr &e) {
    line() << "List\n";
    for (const ExprPtr &element : e.elements)
      child(*element);
  }
  void operator()(const DictExpr &e) {
    line() << "Dict\n";
    Indent indent(*this);
    for (const auto &entry : e.entries) {
      line() << "Entry\n";
      child(*entry.key);
      child(*entry.value);
    }
  }
  void operator()(const BracketExpr &e) {
    line() << (e.isTypeArguments ? "TypeArguments\n" : "Bracket\n");
    child(*e.callee);
    Indent indent(*this);
    for (const Argument &argument : e.arguments)
      print(argument);
  }
  void operator()(const FieldExpr &e) {
    line() << "Field " << e.name.text << '\n';
    child(*e.object);
  }
  void operator()(const UnaryExpr &e) {
    line() << "Unary " << (e.op == UnaryOperator::Negate ? "-" : "not") << '\n';
    child(*e.operand);
  }
  void operator()(const BinaryExpr &e) {
    line() << "Binary " << spelling(e.op) << '\n';
    child(*e.lhs);
    child(*e.rhs);
  }
  void operator()(const LogicalExpr &e) {
    line() << "Logical " << (e.op == LogicalOperator::And ? "and" : "or") << '\n';
    child(*e.lhs);
    child(*e.rhs);
  }
  void operator()(const TernaryExpr &e) {
    line() << "Ternary\n";
    child(*e.condition);
    child(*e.whenTrue);
    child(*e.whenFalse);
  }
  void operator()(const PipelineExpr &e) {
    line() << "Pipeline\n";
    child(*e.value);
    child(*e.target);
  }
  void operator()(const LambdaExpr &e) {
    line() << "Lambda";
    captures(e.callable);
    Indent indent(*this);
    parameters(e.callable.parameters);
    if (e.value)
      visit(*e.value, *this);
    else
      block("Body", e.body);
  }
  void operator()(const NormExpr &e) {
    line() << "Norm\n";
    child(*e.operand);
  }

  // Patterns
  void operator()(const LiteralPattern &p) { visit(*p.value, *this); }
  void operator()(const BindingPattern &p) {
    line() << "Binding " << p.name.text;
    type(p.type.get());
    facts(p.name.declaration);
  }
  void operator()(const ListPattern &p) {
    line() << "ListPattern\n";
    Indent indent(*this);
    for (const PatternPtr &element : p.elements)
      visit(*element, *this);
  }

  // Statements
  void operator()(const LetStmt &s) {
    line() << (s.isConstant ? "Constant\n" : "Let\n");
    Indent indent(*this);
    for (const auto &binding : s.bindings) {
      line() << "Binding " << binding.name.text;
      type(binding.type.get());
      facts(binding.name.declaration);
    }
    visit(*s.value, *this);
  }
  void operator()(const AssignStmt &s) {
    line() << "Assign";
    if (s.op)
      os << ' ' << spelling(*s.op);
    os << '\n';
    child(*s.target);
    child(*s.value);
  }
  void operator()(const IfStmt &s) {
    line() << "If\n";
    for (const auto &clause : s.clauses) {
      child(*clause.condition);
      nested("Then", clause.body);
    }
    if (s.otherwise)
      nested("Else", *s.otherwise);
  }
  void operator()(const ForInStmt &s) {
    line() << "ForIn\n";
    Indent indent(*this);
    for (const Identifier &name : s.names)
      declared("Binding ", name);
    visit(*s.iterable, *this);
    block("Body", s.body);
  }
  void operator()(const ForCountStmt &s) {
    line() << "ForCount\n";
    Indent indent(*this);
    declared("Binding ", s.name);
    visit(*s.start, *this);
    visit(*s.condition, *this);
    visit(*s.step, *this);
    block("Body", s.body);
  }
  void operator()(const WhileStmt &s) {
    line() << "While\n";
    child(*s.condition);
    nested("Body", s.body);
  }
  void operator()(const DoWhileStmt &s) {
    line() << "DoWhile\n";
    nested("Body", s.body);
    child(*s.condition);
  }
  void operator()(const BreakStmt &) { line() << "Break\n"; }
  void operator()(const ContinueStmt &) { line() << "Continue\n"; }
  void operator()(const ReturnStmt &s) {
    line() << "Return\n";
    for (const ExprPtr &value : s.values)
      child(*value);
  }
  void operator()(const TryStmt &s) {
    line() << "Try\n";
    nested("Body", s.body);
    Indent indent(*this);
    declared("Binding ", s.name);
    block("Catch", s.handler);
  }
  void operator()(const ThrowStmt &s) {
    line() << "Throw\n";
    child(*s.value);
  }
  void operator()(const GuardStmt &s) {
    line() << "Guard\n";
    child(*s.condition);
    Indent indent(*this);
    visit(*s.otherwise, *this);
  }
  void operator()(const MatchStmt &s) {
    line() << "Match\n";
    child(*s.value);
    Indent indent(*this);
    for (const auto &oneCase : s.cases) {
      line() << (oneCase.pattern ? "Case\n" : "Default\n");
      Indent inner(*this);
      if (oneCase.pattern)
        visit(*oneCase.pattern, *this);
      visit(*oneCase.body, *this);
    }
  }
  void operator()(const FuncStmt &s) {
    line() << (s.isInline ? "InlineFunc " : "Func ") << s.name.text;
    for (const Identifier &name : s.typeParameters)
      os << (&name == &s.typeParameters.front() ? "[" : ", ") << name.text;
    os << (s.typeParameters.empty() ? "" : "]");
    if (s.resultType) {
      os << " -> ";
      printType(os, *s.resultType);
    }
    captures(s.callable);
    Indent indent(*this);
    parameters(s.callable.parameters);
    block("Body", s.body);
  }
  void operator()(const StructStmt &s) {
    line() << "Struct " << s.name.text << '\n';
    Indent indent(*this);
    for (const auto &field : s.fields) {
      line() << "Field " << field.name.text;
      type(field.type.get());
      os << '\n';
    }
  }
  void operator()(const ImportStmt &s) {
    line() << "Import ";
    for (const Identifier &part : s.path)
      os << (&part == &s.path.front() ? "" : ".") << part.text;
    if (!s.alias.text.empty())
      os << " as " << s.alias.text;
    os << '\n';
  }
  void operator()(const ExprStmt &s) { visit(*s.value, *this); }
  void operator()(const BlockStmt &s) { block("Block", s.block); }

private:
  struct Indent {
    explicit Indent(Printer &printer) : printer(printer) { ++printer.level; }
    ~Indent() { --printer.level; }
    Printer &printer;
  };

  llvm::raw_ostream &line() { return os.indent(2 * level); }

  void child(const Expr &expr) {
    Indent indent(*this);
    visit(expr, *this);
  }
  void block(llvm::StringRef title, const Block &block) {
    line() << title << '\n';
    Indent indent(*this);
    for (const StmtPtr &statement : block.statements)
      visit(*statement, *this);
  }
  void nested(llvm::StringRef title, const Block &inner) {
    Indent indent(*this);
    block(title, inner);
  }
  void quoted(llvm::StringRef title, llvm::StringRef text) {
    line() << title << '"';
    llvm::printEscapedString(text, os);
    os << "\"\n";
  }
  void declared(llvm::StringRef title, const Identifier &name) {
    line() << title << name.text;
    facts(name.declaration);
  }
  void type(const TypeExpr *type) {
    if (!type)
      return;
    os << ": ";
    printType(os, *type);
  }
  void format(const FormatSpec &format) {
    os << " :";
    if (format.width >= 0)
      os << format.width;
    if (format.precision >= 0)
      os << '.' << format.precision;
    if (format.conversion)
      os << format.conversion;
  }
  void parameters(llvm::ArrayRef<Parameter> parameters) {
    for (const Parameter &parameter : parameters) {
      line() << "Parameter " << parameter.name.text;
      type(parameter.type.get());
      os << (parameter.isVariadic ? " ..." : "");
      facts(parameter.name.declaration);
      if (parameter.defaultValue)
        child(*parameter.defaultValue);
    }
  }
  void print(const Argument &argument) {
    if (argument.isNamed()) {
      line() << "Named " << argument.name.text << '\n';
      return child(*argument.value);
    }
    if (!argument.isSlice)
      return visit(*argument.value, *this);
    line() << "Slice\n";
    Indent indent(*this);
    bound("Begin", argument.begin);
    bound("End", argument.end);
    bound("Step", argument.step);
  }
  void bound(llvm::StringRef title, const ExprPtr &value) {
    if (!value)
      return;
    line() << title << '\n';
    child(*value);
  }
  /// Ends a line with what Sema found out about a name.
  void facts(const Declaration *declaration) {
    if (declaration && declaration->kind == DeclarationKind::Library)
      os << " library";
    if (declaration && declaration->isVariable()) {
      os << (declaration->isGlobal ? " global" : "")
         << (declaration->isReassigned ? " reassigned" : "")
         << (declaration->isElementAssigned ? " element-assigned" : "")
         << (declaration->isCapturedByClosure ? " captured" : "");
    }
    os << '\n';
  }
  void captures(const Callable &callable) {
    auto list = [&](llvm::StringRef title, llvm::ArrayRef<Declaration *> names) {
      if (names.empty())
        return;
      os << ' ' << title << '[';
      llvm::interleaveComma(names, os, [&](const Declaration *d) { os << d->name; });
      os << ']';
    };
    list("captures", callable.captures);
    list("globals", callable.globalsUsed);
    os << '\n';
  }
  /// The shortest text that reads back as the same number.
  static std::string shortest(double value) {
    char text[32];
    return {text, std::to_chars(text, std::end(text), value).ptr};
  }

  llvm::raw_ostream &os;
  unsigned level = 0;
};

class TypePrinter {
public:
  explicit TypePrinter(llvm::raw_ostream &os) : os(os) {}

  void operator()(const NamedType &t) {
    os << t.module.text << (t.module.text.empty() ? "" : ".") << t.name.text;
    if (!t.arguments.empty())
      list(t.arguments);
  }
  void operator()(const FunctionType &t) {
    if (t.parameters.size() == 1 && llvm::isa<NamedType>(*t.parameters.front()))
      visit(*t.parameters.front(), *this);
    else
      list(t.parameters);
    os << " -> ";
    visit(*t.result, *this);
  }
  void operator()(const UnionType &t) {
    llvm::interleave(t.members, os, [&](const TypePtr &m) { visit(*m, *this); }, " | ");
  }

private:
  void list(llvm::ArrayRef<TypePtr> types) {
    os << '[';
    llvm::interleaveComma(types, os, [&](const TypePtr &t) { visit(*t, *this); });
    os << ']';
  }

  llvm::raw_ostream &os;
};

} // namespace

void printAst(llvm::raw_ostream &os, const Module &module) { Printer(os).print(module); }

void printType(llvm::raw_ostream &os, const TypeExpr &type) { visit(type, TypePrinter(os)); }

} // namespace cortex
