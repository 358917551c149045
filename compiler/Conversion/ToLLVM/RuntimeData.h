// Part of Cortex, under the MIT licence.
// The globals behind the constants that the runtime reads.
#ifndef CORTEX_CONVERSION_TOLLVM_RUNTIMEDATA_H
#define CORTEX_CONVERSION_TOLLVM_RUNTIMEDATA_H

#include "Conversion/Passes.h"
#include "Dialect/Cortex.h"

#include "mlir/IR/SymbolTable.h"

namespace cortex {

/// Makes one global for each attribute that is asked for.
class RuntimeData {
public:
  RuntimeData(mlir::ModuleOp module, SourceLine lines)
      : symbols(module), builder(mlir::OpBuilder::atBlockEnd(module.getBody())),
        loc(module.getLoc()), sourceLine(std::move(lines)) {}

  /// The address of the global with these contents.
  mlir::Value addressOf(mlir::OpBuilder &at, mlir::Location where, mlir::Attribute contents);

  /// A global that other objects see: a struct of pointers to texts.
  void defineTexts(llvm::StringRef symbol, llvm::ArrayRef<llvm::StringRef> texts);

private:
  /// An element of a global: the global with these contents, the function of this name, a number,
  /// or null.
  struct Part {
    mlir::Attribute data;
    mlir::FlatSymbolRefAttr function;
    mlir::IntegerAttr number;
  };

  mlir::LLVM::GlobalOp define(mlir::Attribute contents);
  mlir::LLVM::GlobalOp defineText(mlir::StringAttr text);
  mlir::LLVM::GlobalOp defineParts(llvm::StringRef prefix, llvm::ArrayRef<Part> parts,
                                   bool isArray = false);
  mlir::LLVM::GlobalOp defineTexts(mlir::ArrayAttr texts);
  mlir::LLVM::GlobalOp definePlace(PlaceAttr place);
  mlir::LLVM::GlobalOp defineFunction(FunctionInfoAttr info);
  mlir::LLVM::GlobalOp defineStruct(StructInfoAttr info);

  mlir::Value valueOf(mlir::OpBuilder &body, const Part &part);
  std::string nextSymbol(llvm::StringRef prefix);
  Part data(mlir::Attribute contents) { return {contents, {}, {}}; }
  Part text(llvm::StringRef written) { return data(builder.getStringAttr(written)); }
  Part i32(int64_t value) { return {{}, {}, builder.getI32IntegerAttr(value)}; }
  Part i64(int64_t value) { return {{}, {}, builder.getI64IntegerAttr(value)}; }

  mlir::SymbolTable symbols;
  mlir::OpBuilder builder;
  mlir::Location loc;
  SourceLine sourceLine;
  llvm::DenseMap<mlir::Attribute, mlir::StringAttr> defined;
};

} // namespace cortex

#endif // CORTEX_CONVERSION_TOLLVM_RUNTIMEDATA_H
