// Part of Cortex, under the MIT licence.
// `cortexc grad`: writes the program with its gradients as code of the language.
#include "Dialect/Cortex.h"
#include "Dialect/Inference.h"
#include "Driver/Compilation.h"
#include "Driver/Verbs.h"
#include "Sema/Exits.h"
#include "Surface/Surface.h"

#include "llvm/Support/Path.h"

using namespace llvm;

namespace cortex {
namespace {

/// A gradient as the program writes it, and the line.
struct WrittenGradient {
  std::string of, wrt;
  unsigned line;
};

/// Without white space: `[w, b]` is `[w,b]`.
std::string squeezed(StringRef text) {
  std::string result;
  copy_if(text, std::back_inserter(result), [](char c) { return c != ' ' && c != '`'; });
  return result;
}

/// The gradients that the program asks for by name. The module is as IRGen made it.
std::vector<WrittenGradient> gradientsOf(mlir::ModuleOp module) {
  std::vector<WrittenGradient> found;
  module.walk([&](GradientOp op) {
    auto of = op->getAttrOfType<mlir::StringAttr>(gradientResultAttr);
    auto wrt = op->getAttrOfType<mlir::StringAttr>(gradientVariableAttr);
    auto place = dyn_cast<mlir::FileLineColRange>(op.getLoc());
    if (of && wrt && place)
      found.push_back({of.str(), wrt.str(), place.getStartLine()});
  });
  return found;
}

/// The names of variables by the places of the values that they take.
class ValueNames {
public:
  explicit ValueNames(const Program &program) : program(program) {
    add(program.tree.statements);
    for (const ImportedModule &module : program.modules->modules())
      add(module.tree.statements);
  }

  StringRef at(mlir::FileLineColRange place) const {
    return names.lookup(key(place.getFilename(), {place.getStartLine(), place.getStartColumn()},
                            {place.getEndLine(), place.getEndColumn()}));
  }

private:
  static std::string key(StringRef file, LineColumn begin, LineColumn end) {
    return (file + ":" + Twine(begin.line) + ":" + Twine(begin.column) + ":" + Twine(end.line) +
            ":" + Twine(end.column))
        .str();
  }

  void add(const StmtList &statements) {
    forEachStatement(itemsOf(statements), [&](const Stmt &statement) {
      if (auto *function = dyn_cast<FuncStmt>(&statement))
        add(function->body.statements);
      if (auto *let = dyn_cast<LetStmt>(&statement); let && let->bindings.size() == 1)
        add(let->value->range(), let->bindings.front().name.text);
      auto *assign = dyn_cast<AssignStmt>(&statement);
      auto *target = assign ? dyn_cast<NameExpr>(assign->target.get()) : nullptr;
      if (target)
        add(assign->op ? assign->range() : assign->value->range(), target->name);
    });
  }

  void add(SourceRange range, StringRef name) {
    const SourceFile &file = program.sources.file(range.file);
    names[key(file.path(), file.lineColumn(range.begin), file.lineColumn(range.end))] = name;
  }

  const Program &program;
  StringMap<StringRef> names;
};

class GradientWriter {
public:
  GradientWriter(Compilation &compilation, const DriverOptions &options)
      : compilation(compilation), options(options), names(compilation.program()) {}

  /// The program's text; nothing after an error.
  std::string write() {
    if (!compilation.lowerTo(Stage::Cortex))
      return "";
    Literals literals = literalsOf(compilation.module());
    SurfaceOptions surface;
    surface.header = header();
    surface.nameAt = [this](mlir::FileLineColRange place) { return names.at(place); };
    surface.placeText = [this](mlir::FileLineColRange place) { return placeText(place); };
    surface.isLibraryName = compilation.program().library->namesForPrograms().isLibraryName;
    std::string text;
    raw_string_ostream out(text);
    if (!compilation.lowerTo(Stage::Optimized))
      return "";
    place(literals, compilation.module());
    return mlir::succeeded(writeProgram(compilation.module(), surface, out)) ? text : "";
  }

private:
  using Literals = DenseMap<mlir::Attribute, mlir::Location>;

  /// Where the program writes its tensors of numbers: simplification forgets it.
  static Literals literalsOf(mlir::ModuleOp module) {
    Literals literals;
    module.walk([&](ConstantOp op) {
      if (isa<mlir::DenseElementsAttr>(op.getValue()))
        literals.try_emplace(op.getValue(), op.getLoc());
    });
    return literals;
  }

  static void place(const Literals &literals, mlir::ModuleOp module) {
    module.walk([&](ConstantOp op) {
      if (auto found = literals.find(op.getValue()); found != literals.end())
        op->setLoc(found->second);
    });
  }

  std::string fileName() const {
    return options.input == "-" ? "standard input" : sys::path::filename(options.input).str();
  }

  std::vector<std::string> header() const {
    bool isOne = !options.gradientOf.empty();
    std::string what = isOne ? "the gradient of `" + options.gradientOf + "` with respect to `" +
                                   options.gradientWrt + "`"
                             : "its gradients";
    return {fileName() + " with " + what + " written out by cortexc " CORTEX_VERSION ".",
            "Behind each line stands the line that it comes from: `∇ of line 3` computes the",
            "derivative of line 3, `kept for ∇` is read again by derivatives."};
  }

  std::string placeText(mlir::FileLineColRange place) const {
    StringRef file = place.getFilename();
    std::string line = "line " + std::to_string(place.getStartLine());
    if (file == options.input || (options.input == "-" && file == "<stdin>"))
      return compilation.program().isAppended(place.getStartLine()) ? "the command line" : line;
    return file.starts_with("<") ? "" : sys::path::filename(file).str() + ", " + line;
  }

  Compilation &compilation;
  const DriverOptions &options;
  ValueNames names;
};

int writeGradients(Compilation &compilation, const DriverOptions &options) {
  std::string text = GradientWriter(compilation, options).write();
  if (!text.empty() && !compilation.program().diagnostics.errorCount())
    compilation.writeText(options.output, text);
  return compilation.finish();
}

} // namespace

int runGrad(const DriverOptions &options) {
  Compilation compilation(options);
  if (!compilation.runFrontEnd() || !compilation.lowerTo(Stage::Cortex))
    return compilation.finish();
  std::vector<WrittenGradient> known = gradientsOf(compilation.module());
  bool isThere = options.gradientOf.empty() || any_of(known, [&](const WrittenGradient &gradient) {
                   return squeezed(gradient.of) == squeezed(options.gradientOf) &&
                          squeezed(gradient.wrt) == squeezed(options.gradientWrt);
                 });
  if (isThere)
    return writeGradients(compilation, options);
  // The program computes it at its end.
  DriverOptions extended = options;
  extended.appendedLines =
      "print[∇[" + options.gradientOf + ", " + options.gradientWrt + "]] // by the command line\n";
  extended.inputText = compilation.program().mainSource().text().str();
  Compilation again(extended);
  if (again.runFrontEnd())
    return writeGradients(again, extended);
  for (const WrittenGradient &gradient : known)
    again.suggest("line " + std::to_string(gradient.line) + " takes the gradient of " +
                  gradient.of + " with respect to " + gradient.wrt);
  return again.finish();
}

} // namespace cortex
