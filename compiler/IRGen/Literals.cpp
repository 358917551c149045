// Part of Cortex, under the MIT licence.
// Owns the translation of literals: numbers, text, brackets and dicts.
#include "IRGen/Generator.h"

namespace cortex {

Value FunctionGenerator::emit(const ErrorExpr &expr) { return nothing(at(expr.range())); }

Value FunctionGenerator::emit(const IntLiteralExpr &expr) {
  return constant(expr.value, at(expr.range()));
}

Value FunctionGenerator::emit(const FloatLiteralExpr &expr) {
  return constant(expr.value, at(expr.range()));
}

Value FunctionGenerator::emit(const StringLiteralExpr &expr) {
  return constant(llvm::StringRef(expr.value), at(expr.range()));
}

Value FunctionGenerator::emit(const BoolLiteralExpr &expr) {
  return constant(expr.value, at(expr.range()));
}

Value FunctionGenerator::emit(const NullLiteralExpr &expr) { return null(at(expr.range())); }

/// `8.4f` as `cortex.str` takes it.
static std::string formatText(const FormatSpec &spec) {
  std::string text;
  if (spec.width >= 0)
    text += std::to_string(spec.width);
  if (spec.precision >= 0)
    text += "." + std::to_string(spec.precision);
  if (spec.conversion)
    text += spec.conversion;
  return text;
}

Value FunctionGenerator::emit(const InterpolatedStringExpr &expr) {
  Location loc = at(expr.range());
  Value text;
  for (const InterpolatedStringExpr::Part &part : expr.parts) {
    Value piece;
    if (part.value) {
      llvm::SmallVector<mlir::NamedAttribute, 1> attributes;
      if (!part.format.isEmpty())
        attributes.push_back(stringAttribute("spec", formatText(part.format)));
      piece = emitTyped("str", {emitExpr(*part.value)}, StrType::get(module.context()),
                        at(part.value->range()), attributes);
    } else {
      piece = constant(llvm::StringRef(part.text), loc);
    }
    text = text ? emitOp("add", {text, piece}, loc) : piece;
  }
  return text ? text : constant(llvm::StringRef(), loc);
}

namespace {

/// A bracket of numbers (or of truth values) as the elements of a tensor.
class DenseLiteral {
public:
  /// False where the literal is anything but rectangular numbers or bools.
  bool read(const ListExpr &list) { return readList(list, 0); }

  mlir::DenseElementsAttr build(mlir::FloatType defaultFloat) const;

private:
  bool readList(const ListExpr &list, unsigned depth);
  bool readNumber(const Expr &expr);

  std::vector<int64_t> shape;
  std::vector<double> floats;
  std::vector<int64_t> integers; ///< bools as 0 and 1
  bool hasFloat = false;
  bool hasBool = false;
  bool hasInt = false;
};

bool DenseLiteral::readList(const ListExpr &list, unsigned depth) {
  int64_t size = list.elements.size();
  if (size == 0)
    return false;
  if (depth == shape.size()) {
    if (!integers.empty())
      return false; // A list beside a number.
    shape.push_back(size);
  } else if (shape[depth] != size) {
    return false;
  }
  for (const ExprPtr &element : list.elements) {
    if (auto *inner = llvm::dyn_cast<ListExpr>(element.get())) {
      if (!readList(*inner, depth + 1))
        return false;
    } else if (depth + 1 != shape.size() || !readNumber(*element)) {
      return false;
    }
  }
  return true;
}

bool DenseLiteral::readNumber(const Expr &expr) {
  const Expr *at = &expr;
  bool isNegative = false;
  while (auto *unary = llvm::dyn_cast<UnaryExpr>(at)) {
    if (unary->op != UnaryOperator::Negate)
      return false;
    isNegative = !isNegative;
    at = unary->operand.get();
  }
  if (auto *integer = llvm::dyn_cast<IntLiteralExpr>(at)) {
    // Unsigned, so that negating the smallest integer is no overflow.
    int64_t value = isNegative ? int64_t(-uint64_t(integer->value)) : integer->value;
    hasInt = true;
    integers.push_back(value);
    floats.push_back(double(value));
  } else if (auto *number = llvm::dyn_cast<FloatLiteralExpr>(at)) {
    hasFloat = true;
    integers.push_back(0);
    floats.push_back(isNegative ? -number->value : number->value);
  } else if (auto *truth = llvm::dyn_cast<BoolLiteralExpr>(at); truth && !isNegative) {
    hasBool = true;
    integers.push_back(truth->value);
    floats.push_back(truth->value);
  } else {
    return false;
  }
  return !hasBool || !(hasFloat || hasInt);
}

mlir::DenseElementsAttr DenseLiteral::build(mlir::FloatType element) const {
  mlir::MLIRContext *context = element.getContext();
  if (hasFloat) {
    auto type = mlir::RankedTensorType::get(shape, element);
    llvm::SmallVector<llvm::APFloat> values;
    for (double value : floats) {
      llvm::APFloat number(value);
      bool losesInfo;
      number.convert(element.getFloatSemantics(), llvm::APFloat::rmNearestTiesToEven, &losesInfo);
      values.push_back(number);
    }
    return mlir::DenseElementsAttr::get(type, values);
  }
  if (hasBool) {
    auto type = mlir::RankedTensorType::get(shape, mlir::IntegerType::get(context, 1));
    llvm::SmallVector<bool> values(integers.begin(), integers.end());
    return mlir::DenseElementsAttr::get(type, llvm::ArrayRef<bool>(values));
  }
  auto type = mlir::RankedTensorType::get(shape, mlir::IntegerType::get(context, 64));
  return mlir::DenseElementsAttr::get(type, llvm::ArrayRef(integers));
}

} // namespace

Value FunctionGenerator::emit(const ListExpr &expr) {
  Location loc = at(expr.range());
  if (expr.elements.empty())
    return emitOp("list", {}, loc);
  DenseLiteral dense;
  if (dense.read(expr)) {
    mlir::DenseElementsAttr elements = dense.build(module.defaultFloat());
    return ConstantOp::create(builder, loc, elements.getType(), elements);
  }
  llvm::SmallVector<Value, 8> values;
  llvm::SmallVector<bool, 8> rows;
  for (const ExprPtr &element : expr.elements) {
    values.push_back(emitExpr(*element));
    rows.push_back(llvm::isa<ListExpr>(element.get()));
  }
  return emitOp("bracket", values, loc,
                {builder.getNamedAttr("rows", builder.getDenseBoolArrayAttr(rows))});
}

Value FunctionGenerator::emitList(const ListExpr &expr) {
  llvm::SmallVector<Value, 8> values;
  for (const ExprPtr &element : expr.elements)
    values.push_back(emitExpr(*element));
  return emitOp("list", values, at(expr.range()));
}

Value FunctionGenerator::emitNumbers(const ListExpr &expr) {
  Location loc = at(expr.range());
  DenseLiteral dense;
  if (!expr.elements.empty() && dense.read(expr)) {
    mlir::DenseElementsAttr elements = dense.build(builder.getF64Type());
    return ConstantOp::create(builder, loc, elements.getType(), elements);
  }
  llvm::SmallVector<Value, 8> values;
  for (const ExprPtr &element : expr.elements) {
    auto *row = llvm::dyn_cast<ListExpr>(element.get());
    values.push_back(row ? emitNumbers(*row) : emitExpr(*element));
  }
  return emitOp("list", values, loc);
}

Value FunctionGenerator::emit(const DictExpr &expr) {
  llvm::SmallVector<Value, 16> operands;
  llvm::SmallVector<Value, 8> values;
  for (const DictExpr::Entry &entry : expr.entries) {
    operands.push_back(emitExpr(*entry.key));
    values.push_back(emitExpr(*entry.value));
  }
  operands.append(values);
  return emitOp("dict", operands, at(expr.range()));
}

} // namespace cortex
