// Part of Cortex, under the MIT licence.
// Inlines functions from the leaves of the call graph upwards.
#include "Transforms/Passes.h"

#include "mlir/Transforms/Inliner.h"
#include "mlir/Transforms/InliningUtils.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXOPTIMIZEINLINE
#include "Transforms/Passes.h.inc"
} // namespace cortex

/// Functions of at most this many ops are inlined at every call.
static constexpr unsigned smallFunction = 48;

namespace {
struct Inline : cortex::impl::CortexOptimizeInlineBase<Inline> {
  void runOnOperation() override {
    while (inlineLeaves()) {
    }
  }

  /// One round: every call of a function that calls nothing itself, if it pays. Whether there was
  /// one.
  bool inlineLeaves() {
    llvm::MapVector<func::FuncOp, SmallVector<func::CallOp>> calls;
    DenseMap<func::FuncOp, unsigned> otherUses;
    ModuleOp module = getOperation();
    SymbolTable symbols(module);
    module.walk([&](Operation *op) {
      if (auto call = dyn_cast<func::CallOp>(op)) {
        if (auto callee = symbols.lookup<func::FuncOp>(call.getCallee()))
          calls[callee].push_back(call);
      } else if (auto closure = dyn_cast<ClosureOp>(op)) {
        if (auto callee = symbols.lookup<func::FuncOp>(closure.getFunction()))
          ++otherUses[callee];
      }
    });
    bool changed = false;
    for (auto &[callee, sites] : calls)
      if (isLeaf(callee, symbols) && (sites.size() == 1 || isSmall(callee)))
        for (func::CallOp call : sites)
          changed |= inlineOne(call, callee);
    SymbolTableCollection tables;
    SymbolUserMap users(tables, module);
    for (auto &[callee, sites] : calls)
      if (callee.isPrivate() && !callee.isExternal() && !otherUses.lookup(callee) &&
          users.useEmpty(callee))
        callee.erase();
    return changed;
  }

  static bool isLeaf(func::FuncOp callee, SymbolTable &symbols) {
    if (callee.isExternal() || !llvm::hasSingleElement(callee.getBody()))
      return false;
    return !callee
                .walk([&](func::CallOp call) {
                  auto inner = symbols.lookup<func::FuncOp>(call.getCallee());
                  return inner && !inner.isExternal() ? WalkResult::interrupt()
                                                      : WalkResult::advance();
                })
                .wasInterrupted();
  }

  static bool isSmall(func::FuncOp callee) {
    unsigned count = 0;
    callee.walk([&](Operation *) { ++count; });
    return count <= smallFunction;
  }

  /// Errors in inlined code shall name the function that it comes from.
  static void nameLocations(func::FuncOp callee) {
    auto name = callee->getAttrOfType<StringAttr>("cortex.name");
    if (name)
      callee.getBody().walk([&](Operation *op) {
        if (!isa<NameLoc, CallSiteLoc>(op->getLoc()))
          op->setLoc(NameLoc::get(name, op->getLoc()));
      });
  }

  bool inlineOne(func::CallOp call, func::FuncOp callee) {
    nameLocations(callee);
    InlinerInterface interface(&getContext());
    InlinerConfig config;
    if (failed(inlineCall(interface, config.getCloneCallback(), call, callee, &callee.getBody())))
      return false;
    call.erase();
    return true;
  }
};
} // namespace
