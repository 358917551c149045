// Part of Cortex, under the MIT licence.
// What the files of Surface share: the text of the program as it grows, and its names.
#ifndef CORTEX_SURFACE_WRITER_H
#define CORTEX_SURFACE_WRITER_H

#include "Dialect/Cortex.h"
#include "Dialect/Derivation.h"
#include "Surface/Surface.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace cortex {

/// The text of an expression and how tightly its outermost operator binds (AST/Operators.def).
struct ExprText {
  std::string text;
  int precedence;
};

/// Precedences beside those of the binary operators.
inline constexpr int ternaryPrecedence = 0, notPrecedence = 3, unaryPrecedence = 7,
                     postfixPrecedence = 9;

/// A line of the program and where it comes from.
struct Line {
  unsigned depth;
  std::string text;
  std::string comment;
};

/// What all functions of a program share.
struct ProgramText {
  ProgramText(const SurfaceOptions &options, mlir::FloatType defaultFloat)
      : options(options), defaultFloat(defaultFloat) {}

  const SurfaceOptions &options;
  mlir::FloatType defaultFloat;
  std::vector<Line> lines;
  llvm::StringSet<> taken;
  /// How many names a word has become.
  llvm::StringMap<unsigned> lastNumbers;
  llvm::StringMap<std::string> symbols;
  llvm::MapVector<llvm::StringRef, StructOp> structs;
  bool usesPrimitives = false;

  /// A name like the wanted one that nothing has yet.
  std::string fresh(llvm::StringRef wanted);
  /// The name of a function or global.
  llvm::StringRef symbol(llvm::StringRef name);
};

/// Writes one function.
class FunctionWriter {
public:
  explicit FunctionWriter(ProgramText &program) : program(program) {}

  /// The whole function; of the program itself its statements alone.
  llvm::LogicalResult write(mlir::func::FuncOp function, bool isProgram);

private:
  //===-- Statements -----------------------------------------------------------------------------//
  llvm::LogicalResult writeBlock(mlir::Block &block);
  llvm::LogicalResult writeOp(mlir::Operation *op);
  llvm::LogicalResult writeIf(IfOp op);
  /// The variables that a loop carries, with their first values; `views` are what its regions call
  /// them.
  mlir::FailureOr<llvm::SmallVector<std::string>>
  writeCarried(mlir::Operation *op, mlir::ValueRange inits, mlir::ValueRange yielded,
               llvm::ArrayRef<mlir::ValueRange> views);
  /// Leaves the loop unless the condition holds.
  void writeLeave(const llvm::Twine &stays);
  llvm::LogicalResult writeLoop(mlir::Operation *op, const llvm::Twine &head, mlir::Region &body,
                                mlir::ValueRange carried, mlir::ValueRange inits, bool breakable);
  llvm::LogicalResult writeFor(ForOp op);
  llvm::LogicalResult writeForEach(ForEachOp op);
  llvm::LogicalResult writeWhile(WhileOp op);
  llvm::LogicalResult writeTry(TryOp op);
  llvm::LogicalResult writeReturn(mlir::func::ReturnOp op);
  llvm::LogicalResult writeStore(IndexSetOp op);
  llvm::LogicalResult writeUnbox(UnboxOp op);
  llvm::LogicalResult writeSeveral(mlir::Operation *op);
  llvm::LogicalResult writeThrow(ThrowOp op);
  /// `name := value` for each yielded value, as if all at once.
  llvm::LogicalResult assignAll(llvm::ArrayRef<std::string> names, mlir::ValueRange carried,
                                mlir::ValueRange values, mlir::Operation *end);
  /// A line of its own; its comment is about the op.
  void line(mlir::Operation *about, const llvm::Twine &text);
  void lineWithoutComment(const llvm::Twine &text);
  std::string commentOn(mlir::Operation *op) const;
  /// `let name := `, the name of the op's result.
  std::string letOf(mlir::Operation *op, mlir::Value result);

  //===-- Expressions ----------------------------------------------------------------------------//
  /// The value where it is used; an op that is written within its user writes itself.
  mlir::FailureOr<ExprText> use(mlir::Value value);
  mlir::FailureOr<std::string> text(mlir::Value value, int precedence = 0);
  mlir::FailureOr<std::string> list(mlir::ValueRange values);
  mlir::FailureOr<ExprText> express(mlir::Operation *op);
  mlir::FailureOr<ExprText> expressOwnForm(mlir::Operation *op);
  mlir::FailureOr<ExprText> binary(mlir::Operation *op, llvm::StringRef sign, int precedence,
                                   bool groupsRight);
  mlir::FailureOr<ExprText> builtin(mlir::Operation *op);
  mlir::FailureOr<ExprText> constant(ConstantOp op);
  ExprText filled(mlir::RankedTensorType type, llvm::StringRef filling,
                  llvm::ArrayRef<std::string> unknownSizes = {});
  mlir::FailureOr<ExprText> unwritten(UndefinedOp op);
  mlir::FailureOr<ExprText> cast(CastOp op);
  mlir::FailureOr<ExprText> product(mlir::Operation *op);
  mlir::FailureOr<ExprText> choice(IfOp op);
  mlir::FailureOr<ExprText> closure(ClosureOp op);
  mlir::FailureOr<ExprText> call(llvm::StringRef function, mlir::ValueRange arguments);
  mlir::FailureOr<ExprText> call(llvm::StringRef function, mlir::ValueRange arguments,
                                 mlir::ArrayAttr names);
  mlir::FailureOr<std::string> subscripts(mlir::ValueRange values);
  mlir::FailureOr<std::string> slice(SliceOp op);
  /// The name by which a program calls a library name that may start with `_`.
  std::string callable(llvm::StringRef surface);
  mlir::LogicalResult refuse(mlir::Operation *op, llvm::StringRef what = "");

  //===-- Names ----------------------------------------------------------------------------------//
  void nameFrom(mlir::Region &region);
  /// Decides which ops are written within others.
  void plan(mlir::Region &region);
  void planExpression(mlir::Operation *op, mlir::Operation *&last, unsigned nesting);
  bool fitsInto(mlir::Operation *op, mlir::Operation *user) const;
  mlir::Operation *before(mlir::Operation *op) const;
  bool isWithinUser(mlir::Operation *op) const;
  /// The name of a value, given at the first question.
  std::string nameOf(mlir::Value value);
  llvm::StringRef wantedName(mlir::Value value);
  /// Calls a loop's result, and the variable that the loop carries for it, like its values.
  std::string nameCarried(mlir::Value result, mlir::ValueRange like);
  Derivation derivationOf(mlir::Operation *op) const;
  std::string placeOf(mlir::Location loc) const;
  bool isKept(mlir::Operation *op) const;

  ProgramText &program;
  unsigned depth = 0;
  llvm::DenseMap<mlir::Value, std::string> names;
  llvm::DenseSet<mlir::Operation *> within;
  /// What the program calls the values.
  llvm::DenseMap<mlir::Value, std::string> wanted;
};

} // namespace cortex

#endif // CORTEX_SURFACE_WRITER_H
