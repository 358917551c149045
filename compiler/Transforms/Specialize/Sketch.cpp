// Part of Cortex, under the MIT licence.
// Reading texts off the code that makes them.
#include "Transforms/Specialize/Sketch.h"

#include "Dialect/Inference.h"
#include "ScalarText.h"

using namespace mlir;
using namespace cortex;

static std::string sketchConstant(Attribute value, bool quoted) {
  if (auto text = dyn_cast<StringAttr>(value))
    return quoted ? quoteText(std::string_view(text.getValue())) : text.str();
  if (auto truth = dyn_cast<BoolAttr>(value))
    return truth.getValue() ? "true" : "false";
  if (auto integer = dyn_cast<IntegerAttr>(value))
    return std::to_string(integer.getInt());
  if (auto number = dyn_cast<FloatAttr>(value))
    return shortestText(number.getValueAsDouble());
  return isa<UnitAttr>(value) ? "null" : "?";
}

static std::string sketchPart(Value value, bool quoted);

static std::string sketchParts(ValueRange parts) {
  std::string text;
  for (auto [i, part] : llvm::enumerate(parts))
    text += (i ? ", " : "") + sketchPart(part, /*quoted=*/true);
  return text;
}

static std::string sketchPart(Value value, bool quoted) {
  Operation *op = value.getDefiningOp();
  if (auto constant = dyn_cast_or_null<ConstantOp>(op))
    return sketchConstant(constant.getValue(), quoted);
  if (auto box = dyn_cast_or_null<BoxOp>(op))
    return sketchPart(box.getInput(), quoted);
  if (auto tuple = dyn_cast_or_null<TupleOp>(op))
    return "(" + sketchParts(tuple.getElements()) + (tuple.getElements().size() == 1 ? ",)" : ")");
  if (auto list = dyn_cast_or_null<ListOp>(op))
    return "[" + sketchParts(list.getElements()) + "]";
  if (auto text = dyn_cast_or_null<StrOp>(op); text && !text.getSpec() && !quoted)
    return sketchPart(text.getInput(), quoted);
  if (auto sum = dyn_cast_or_null<AddOp>(op); sum && isa<StrType>(sum.getType()) && !quoted)
    return sketchPart(sum.getLhs(), quoted) + sketchPart(sum.getRhs(), quoted);
  return "?";
}

std::string cortex::sketch(Value value) { return sketchPart(value, /*quoted=*/false); }
