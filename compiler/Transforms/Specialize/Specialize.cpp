// Part of Cortex, under the MIT licence.
// The pass `cortex-specialize`: replaces the program by what its evaluation emits.
#include "Transforms/Passes.h"
#include "Transforms/Specialize/Specializer.h"

namespace cortex {
#define GEN_PASS_DEF_CORTEXSPECIALIZE
#include "Transforms/Passes.h.inc"
} // namespace cortex

using namespace mlir;

namespace {
struct SpecializePass : cortex::impl::CortexSpecializeBase<SpecializePass> {
  using CortexSpecializeBase::CortexSpecializeBase;

  void runOnOperation() override {
    ModuleOp source = getOperation();
    OwningOpRef<ModuleOp> target = ModuleOp::create(source.getLoc());
    (*target)->setAttrs(source->getAttrDictionary());
    SymbolTable symbols(source);
    if (failed(cortex::Specializer(source, symbols, *target, {boxed, explain}).run()))
      return signalPassFailure();
    source.getBodyRegion().takeBody(target->getBodyRegion());
  }
};
} // namespace
