// Part of Cortex, under the MIT licence.
// Turns the types of boxed values into pointers, in signatures, calls and structured control flow.
#include "Conversion/Passes.h"
#include "Conversion/RuntimeCalls.h"

#include "mlir/Dialect/Func/Transforms/FuncConversions.h"
#include "mlir/Dialect/SCF/Transforms/Patterns.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace cortex;

namespace cortex {
#define GEN_PASS_DEF_CORTEXBOXEDTYPESTOLLVM
#include "Conversion/Passes.h.inc"
} // namespace cortex

namespace {
struct ConvertSelect : OpConversionPattern<arith::SelectOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(arith::SelectOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<arith::SelectOp>(op, adaptor.getCondition(), adaptor.getTrueValue(),
                                                 adaptor.getFalseValue());
    return success();
  }
};

/// Casts between boxed values and pointers mean nothing once both are pointers.
struct ConvertCast : OpConversionPattern<UnrealizedConversionCastOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(UnrealizedConversionCastOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (op.getNumOperands() != 1 || op.getNumResults() != 1)
      return failure();
    rewriter.replaceOp(op, adaptor.getInputs()[0]);
    return success();
  }
};

struct BoxedTypesToLLVM : cortex::impl::CortexBoxedTypesToLLVMBase<BoxedTypesToLLVM> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    TypeConverter types;
    types.addConversion([](Type type) { return type; });
    types.addConversion([&](Type type) -> std::optional<Type> {
      if (isBoxed(type))
        return LLVM::LLVMPointerType::get(context);
      return std::nullopt;
    });
    auto cast = [](OpBuilder &builder, Type type, ValueRange inputs, Location loc) -> Value {
      return UnrealizedConversionCastOp::create(builder, loc, type, inputs).getResult(0);
    };
    types.addSourceMaterialization(cast);
    types.addTargetMaterialization(cast);
    RewritePatternSet patterns(context);
    ConversionTarget target(*context);
    populateFunctionOpInterfaceTypeConversionPattern<func::FuncOp>(patterns, types);
    populateCallOpTypeConversionPattern(patterns, types);
    populateReturnOpTypeConversionPattern(patterns, types);
    scf::populateSCFStructuralTypeConversionsAndLegality(types, patterns, target);
    patterns.add<ConvertSelect, ConvertCast>(types, context);
    target.addDynamicallyLegalOp<func::FuncOp>(
        [&](func::FuncOp function) { return types.isSignatureLegal(function.getFunctionType()); });
    target.markUnknownOpDynamicallyLegal([&](Operation *op) { return types.isLegal(op); });
    if (failed(applyPartialConversion(getOperation(), target, std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
