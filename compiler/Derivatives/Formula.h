// Part of Cortex, under the MIT licence.
// Lets pullback rules be written as the formulas that textbooks have.
#ifndef CORTEX_DERIVATIVES_FORMULA_H
#define CORTEX_DERIVATIVES_FORMULA_H

#include "Dialect/Inference.h"

namespace cortex {

/// A value in a formula. Operators build cortex ops at the builder's insertion point; numbers take
/// part as constants. Types and shapes follow from inference.
class Term {
public:
  Term(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value)
      : builder(&builder), loc(loc), value(value) {}

  operator mlir::Value() const { return value; }
  mlir::Value get() const { return value; }
  mlir::Type type() const { return value.getType(); }

  template <typename OpTy, typename... Args> Term apply(Args... others) const {
    return {*builder, loc, build<OpTy>(*builder, loc, {value, mlir::Value(others)...})};
  }
  Term number(double x) const { return {*builder, loc, constantFloat(*builder, loc, x)}; }

  Term operator-() const { return apply<NegOp>(); }
  Term operator+(Term y) const { return apply<AddOp>(y); }
  Term operator-(Term y) const { return apply<SubOp>(y); }
  Term operator*(Term y) const { return apply<MulOp>(y); }
  Term operator/(Term y) const { return apply<DivOp>(y); }
  Term operator+(double y) const { return *this + number(y); }
  Term operator*(double y) const { return *this * number(y); }
  friend Term operator-(double x, Term y) { return y.number(x) - y; }
  friend Term operator+(double x, Term y) { return y.number(x) + y; }

private:
  mlir::OpBuilder *builder;
  mlir::Location loc;
  mlir::Value value;
};

/// The function of one argument that an op computes, on a term.
template <typename OpTy> Term of(Term x) { return x.apply<OpTy>(); }

/// `x` where the condition holds, else `y`: an exact choice, so that what is not chosen does not
/// matter, be it infinite or NaN.
inline Term where(Term condition, Term x, Term y) { return condition.apply<WhereOp>(x, y); }
inline Term where(Term condition, Term x, double y) { return where(condition, x, x.number(y)); }
inline Term where(Term condition, double x, Term y) { return where(condition, y.number(x), y); }

/// The tensor `x` in the shape that `like` has; both have the same number of elements.
mlir::Value reshapeLike(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value x,
                        mlir::Value like);

} // namespace cortex

#endif // CORTEX_DERIVATIVES_FORMULA_H
