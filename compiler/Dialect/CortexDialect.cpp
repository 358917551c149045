// Part of Cortex, under the MIT licence.
// Registers the dialect's types and ops, and says how it is inlined and how constants are made.
#include "Dialect/Cortex.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/Transforms/InliningUtils.h"
#include "llvm/ADT/TypeSwitch.h"

#include "Dialect/CortexDialect.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "Dialect/CortexTypes.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "Dialect/CortexAttrs.cpp.inc"

#include "Dialect/CortexInterfaces.cpp.inc"

using namespace mlir;
using namespace cortex;

namespace {
/// Every op may be inlined anywhere; without this the inliner skips functions that hold one.
struct CortexInlinerInterface : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;
  bool isLegalToInline(Operation *, Region *, bool, IRMapping &) const final { return true; }
  bool isLegalToInline(Region *, Region *, bool, IRMapping &) const final { return true; }
};
} // namespace

void CortexDialect::initialize() {
  addInterfaces<CortexInlinerInterface>();
  addTypes<
#define GET_TYPEDEF_LIST
#include "Dialect/CortexTypes.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "Dialect/CortexAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "Dialect/CortexOps.cpp.inc"
      >();
}

Operation *CortexDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type,
                                              Location loc) {
  return ConstantOp::create(builder, loc, type, value);
}
