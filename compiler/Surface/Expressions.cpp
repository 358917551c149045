// Part of Cortex, under the MIT licence.
// How ops are written as expressions.
#include "Surface/Writer.h"

#include "Dialect/Inference.h"
#include "Sema/Builtins.h"

#include "ScalarText.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cortex;

namespace {
struct Sign {
  StringRef text;
  int precedence;
};
} // namespace

/// The binary operator of an op, or nothing.
static std::optional<Sign> signOf(Operation *op) {
  static const llvm::StringMap<int> precedences = {
#define CORTEX_BINARY(Name, Token, Spelling, Precedence) {Spelling, Precedence},
#include "AST/Operators.def"
  };
  if (isa<ContainsOp>(op))
    return Sign{"in", precedences.at("in")};
  if (op->getNumOperands() != 2 || op->getNumResults() != 1 || isa<NegOp>(op))
    return std::nullopt;
  auto found = precedences.find(spelling(op));
  if (found == precedences.end())
    return std::nullopt;
  return Sign{found->getKey(), found->getValue()};
}

/// The first row of the table that is the op; null if there is none.
static const Builtin *rowOf(Operation *op) {
  static const llvm::StringMap<const Builtin *> rows = [] {
    llvm::StringMap<const Builtin *> map;
    for (StringRef name : builtinNames())
      for (const Builtin &row : builtinRows(name))
        if (row.kind == BuiltinKind::Op)
          map.try_emplace(row.mnemonic, &row);
    return map;
  }();
  if (auto dataset = dyn_cast<DatasetDefaultOp>(op); dataset && dataset.getTest())
    return &builtinRows("_dataset_default_test").front();
  return rows.lookup(op->getName().stripDialect());
}

/// Is this what the parameter is where it is left out?
static bool isDefault(Value value, StringRef text) {
  Attribute known = constantOf(value);
  if (text == "null")
    return isa<NullType>(value.getType());
  if (auto integer = dyn_cast_or_null<IntegerAttr>(known))
    return integer.getType().isInteger(1) ? text == (integer.getInt() ? "true" : "false")
                                          : text == std::to_string(integer.getInt());
  return false;
}

static std::string inParentheses(const ExprText &expr, int precedence) {
  return expr.precedence < precedence ? "(" + expr.text + ")" : expr.text;
}

//===-- Constants -----------------------------------------------------------------------------===//

static std::string stringText(StringRef raw) {
  std::string text;
  for (char c : quoteText(raw))
    text += c == '{' ? std::string("\\{") : std::string(1, c);
  return text;
}

/// `float["inf"]` where a number has no literal.
template <typename T> static std::string floatText(T value) {
  std::string text = shortestText(value);
  return std::isfinite(value) ? text : "float[\"" + text + "\"]";
}

static std::string elementText(Attribute element) {
  if (auto number = dyn_cast<FloatAttr>(element))
    return number.getType().isF32() ? floatText(number.getValue().convertToFloat())
                                    : floatText(number.getValueAsDouble());
  auto integer = cast<IntegerAttr>(element);
  if (integer.getType().isInteger(1))
    return integer.getInt() ? "true" : "false";
  return std::to_string(integer.getInt());
}

/// The elements in brackets, row by row.
static std::string denseText(DenseElementsAttr dense) {
  ArrayRef<int64_t> shape = dense.getType().getShape();
  auto element = dense.getValues<Attribute>().begin();
  std::function<std::string(size_t)> rows = [&](size_t axis) {
    if (axis == shape.size())
      return elementText(*element++);
    std::string text = "[";
    for (int64_t i = 0; i < shape[axis]; ++i)
      text += (i ? ", " : "") + rows(axis + 1);
    return text + "]";
  };
  return rows(0);
}

/// `full[[2, n], 0.0]`, in the element type.
ExprText FunctionWriter::filled(RankedTensorType type, StringRef filling,
                                ArrayRef<std::string> unknownSizes) {
  std::string text = "full[[";
  for (auto [i, size] : llvm::enumerate(type.getShape())) {
    bool isKnown = !ShapedType::isDynamic(size);
    text += (i ? ", " : "") + (isKnown ? std::to_string(size) : unknownSizes.front());
    unknownSizes = unknownSizes.drop_front(!isKnown);
  }
  text += "], " + filling.str() + "]";
  Type element = type.getElementType();
  if (isa<FloatType>(element) && element != program.defaultFloat)
    text = callable("_to") + "[" + text + ", " + stringText(elementName(element)) + "]";
  return {text, postfixPrecedence};
}

/// Some literal of the element type.
static StringRef zeroText(Type element) {
  return isa<FloatType>(element) ? "0.0" : element.isInteger(1) ? "false" : "0";
}

/// What stands for a value that is written before anyone reads it.
FailureOr<ExprText> FunctionWriter::unwritten(UndefinedOp op) {
  auto tensor = dyn_cast<RankedTensorType>(op.getType());
  if (!tensor || static_cast<size_t>(tensor.getNumDynamicDims()) != op.getSizes().size())
    return ExprText{"null", postfixPrecedence};
  SmallVector<std::string> sizes;
  for (Value size : op.getSizes()) {
    FailureOr<std::string> written = text(size);
    if (failed(written))
      return failure();
    sizes.push_back(*written);
  }
  return filled(tensor, zeroText(tensor.getElementType()), sizes);
}

FailureOr<ExprText> FunctionWriter::constant(ConstantOp op) {
  Attribute value = op.getValue();
  if (isa<NullType>(op.getType()))
    return ExprText{"null", postfixPrecedence};
  if (auto string = dyn_cast<StringAttr>(value))
    return ExprText{stringText(string.getValue()), postfixPrecedence};
  auto dense = dyn_cast<DenseElementsAttr>(value);
  if (!dense) {
    std::string text = elementText(value);
    int precedence = StringRef(text).starts_with("-") ? unaryPrecedence : postfixPrecedence;
    return ExprText{text, precedence};
  }
  constexpr int64_t mostEqual = 16; // More equal elements are not worth reading.
  Type element = dense.getElementType();
  auto type = cast<RankedTensorType>(op.getType());
  if (dense.getNumElements() == 0)
    return filled(type, zeroText(element));
  if (dense.isSplat() && dense.getNumElements() > mostEqual)
    return filled(type, elementText(dense.getSplatValue<Attribute>()));
  std::string text = denseText(dense);
  if (isa<FloatType>(element) && element != program.defaultFloat)
    text = "tensor[" + text + ", dtype=" + stringText(elementName(element)) + "]";
  return ExprText{text, postfixPrecedence};
}

//===-- Operators and calls -------------------------------------------------------------------===//

FailureOr<ExprText> FunctionWriter::binary(Operation *op, StringRef sign, int precedence,
                                           bool groupsRight) {
  constexpr int comparison = 4; // They do not chain.
  bool chains = precedence != comparison;
  FailureOr<std::string> lhs = text(op->getOperand(0), precedence + (groupsRight || !chains));
  FailureOr<std::string> rhs = text(op->getOperand(1), precedence + !groupsRight);
  if (failed(lhs) || failed(rhs))
    return failure();
  return ExprText{*lhs + " " + sign.str() + " " + *rhs, precedence};
}

/// `@`, and where the op reads an operand transposed, its transpose.
FailureOr<ExprText> FunctionWriter::product(Operation *op) {
  bool isBatch = isa<BatchMatmulOp>(op);
  FailureOr<std::string> sides[] = {text(op->getOperand(0), postfixPrecedence),
                                    text(op->getOperand(1), postfixPrecedence)};
  if (failed(sides[0]) || failed(sides[1]))
    return failure();
  constexpr StringLiteral attributes[] = {"transpose_lhs", "transpose_rhs"};
  for (auto [side, attribute] : llvm::zip(sides, attributes))
    if (op->hasAttr(attribute))
      side = isBatch ? "transpose[" + *side + ", [0, 2, 1]]" : *side + ".T";
  if (isBatch)
    return ExprText{callable("_batch_matmul") + "[" + *sides[0] + ", " + *sides[1] + "]",
                    postfixPrecedence};
  std::optional<Sign> sign = signOf(op);
  return ExprText{*sides[0] + " @ " + *sides[1], sign->precedence};
}

std::string FunctionWriter::callable(StringRef surface) {
  if (!surface.consume_front("_"))
    return surface.str();
  program.usesPrimitives = true;
  return (primitivesModule + "." + surface).str();
}

FailureOr<ExprText> FunctionWriter::builtin(Operation *op) {
  const Builtin *row = rowOf(op);
  if (!row)
    return refuse(op);
  size_t given = op->getNumOperands();
  while (given > 0 && !row->parameters[given - 1].defaultText.empty() &&
         isDefault(op->getOperand(given - 1), row->parameters[given - 1].defaultText))
    --given;
  std::string arguments;
  bool isNamed = false;
  for (size_t i = 0; i < given; ++i) {
    const BuiltinParameter &parameter = row->parameters[i];
    if (!parameter.defaultText.empty() && isDefault(op->getOperand(i), parameter.defaultText)) {
      isNamed = true; // Left out, so that those behind it need their names.
      continue;
    }
    FailureOr<std::string> argument = text(op->getOperand(i));
    if (failed(argument))
      return failure();
    isNamed |= !parameter.defaultText.empty();
    arguments += (arguments.empty() ? "" : ", ") +
                 (isNamed ? parameter.name.str() + "=" : std::string()) + *argument;
  }
  return ExprText{callable(row->surface) + "[" + arguments + "]", postfixPrecedence};
}

FailureOr<std::string> FunctionWriter::list(ValueRange values) {
  std::string result;
  for (Value value : values) {
    FailureOr<std::string> element = text(value);
    if (failed(element))
      return failure();
    result += (result.empty() ? "" : ", ") + *element;
  }
  return result;
}

FailureOr<ExprText> FunctionWriter::call(StringRef function, ValueRange arguments) {
  FailureOr<std::string> inside = list(arguments);
  if (failed(inside))
    return failure();
  return ExprText{function.str() + "[" + *inside + "]", postfixPrecedence};
}

FailureOr<ExprText> FunctionWriter::call(StringRef function, ValueRange arguments,
                                         ArrayAttr argumentNames) {
  std::string inside;
  for (auto [value, name] : llvm::zip(arguments, argumentNames.getAsValueRange<StringAttr>())) {
    FailureOr<std::string> argument = text(value);
    if (failed(argument))
      return failure();
    inside += (inside.empty() ? "" : ", ") + (name.empty() ? "" : name.str() + "=") + *argument;
  }
  return ExprText{function.str() + "[" + inside + "]", postfixPrecedence};
}

/// A function that gives the captured values to the one behind it.
FailureOr<ExprText> FunctionWriter::closure(ClosureOp op) {
  auto function = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, op.getFunctionAttr());
  unsigned captured = op.getCaptures().size();
  if (!function)
    return refuse(op);
  if (captured == 0)
    return ExprText{program.symbol(op.getFunction()).str(), postfixPrecedence};
  FailureOr<std::string> inside = list(op.getCaptures());
  if (failed(inside))
    return failure();
  std::string parameters;
  for (unsigned i = captured; i < function.getNumArguments(); ++i) {
    std::string name = program.fresh("a");
    parameters += (parameters.empty() ? "" : ", ") + name;
    *inside += ", " + name;
  }
  return ExprText{"lambda[" + parameters + "] -> " + program.symbol(op.getFunction()).str() + "[" +
                      *inside + "]",
                  ternaryPrecedence};
}

//===-- Forms of their own --------------------------------------------------------------------===//

FailureOr<std::string> FunctionWriter::slice(SliceOp op) {
  std::string result;
  Value bounds[] = {op.getLower(), op.getUpper(), op.getStep()};
  for (auto [i, bound] : llvm::enumerate(bounds)) {
    bool isGiven = !isa<NullType>(bound.getType());
    if (i == 1 || (i == 2 && isGiven))
      result += ":";
    if (!isGiven)
      continue;
    FailureOr<std::string> written = text(bound, ternaryPrecedence + 1);
    if (failed(written))
      return failure();
    result += *written;
  }
  return result;
}

FailureOr<std::string> FunctionWriter::subscripts(ValueRange values) {
  std::string result;
  for (Value value : values) {
    auto box = value.getDefiningOp<BoxOp>();
    auto part = (box ? box.getInput() : value).getDefiningOp<SliceOp>();
    FailureOr<std::string> written = part ? slice(part) : text(value);
    if (failed(written))
      return failure();
    result += (result.empty() ? "" : ", ") + *written;
  }
  return result;
}

FailureOr<ExprText> FunctionWriter::cast(CastOp op) {
  Type from = op.getInput().getType(), to = op.getType();
  if (isScalar(from) != isScalar(to))
    return refuse(op);
  // Other knowledge of a shape is the same value.
  if (elementType(from) == elementType(to))
    return use(op.getInput());
  FailureOr<std::string> input = text(op.getInput());
  if (failed(input))
    return failure();
  if (!isScalar(to))
    return ExprText{callable("_to") + "[" + *input + ", " +
                        stringText(elementName(elementType(to))) + "]",
                    postfixPrecedence};
  StringRef function = to.isF64() ? "float" : to.isInteger(64) ? "int" : "bool";
  return ExprText{function.str() + "[" + *input + "]", postfixPrecedence};
}

FailureOr<ExprText> FunctionWriter::choice(IfOp op) {
  FailureOr<std::string> condition = text(op.getCondition(), ternaryPrecedence + 1);
  FailureOr<std::string> sides[2];
  for (auto [side, region] : llvm::zip(sides, op->getRegions()))
    side = text(region.front().getTerminator()->getOperand(0), ternaryPrecedence + 1);
  if (failed(condition) || failed(sides[0]) || failed(sides[1]))
    return failure();
  return ExprText{*condition + " ? " + *sides[0] + " : " + *sides[1], ternaryPrecedence};
}

static FailureOr<ExprText> postfix(FailureOr<std::string> base, const Twine &behind,
                                   StringRef before = "") {
  if (failed(base))
    return failure();
  return ExprText{before.str() + *base + behind.str(), postfixPrecedence};
}

/// Ops that have syntax of their own, or whose name depends on their types.
FailureOr<ExprText> FunctionWriter::expressOwnForm(Operation *op) {
  auto prefixed = [&](StringRef sign, Value operand, int precedence) -> FailureOr<ExprText> {
    FailureOr<std::string> written = text(operand, precedence + 1);
    if (failed(written))
      return failure();
    return ExprText{sign.str() + *written, precedence};
  };
  auto indexed = [&](Value base, ValueRange parts) -> FailureOr<ExprText> {
    FailureOr<std::string> inside = subscripts(parts);
    if (failed(inside))
      return failure();
    return postfix(text(base, postfixPrecedence), "[" + *inside + "]");
  };
  return llvm::TypeSwitch<Operation *, FailureOr<ExprText>>(op)
      .Case([&](ConstantOp constantOp) { return constant(constantOp); })
      .Case([&](UndefinedOp undefined) { return unwritten(undefined); })
      .Case<BoxOp, ProvenanceOp, ExpectOp, AgainOp>([&](auto) { return use(op->getOperand(0)); })
      .Case([&](CastOp castOp) { return cast(castOp); })
      .Case([&](NegOp neg) { return prefixed("-", neg.getInput(), unaryPrecedence); })
      .Case([&](NotOp negation) { return prefixed("not ", negation.getInput(), notPrecedence); })
      .Case([&](TruthOp) { return call("bool", op->getOperands()); })
      .Case<MatmulOp, BatchMatmulOp>([&](auto) { return product(op); })
      .Case([&](IndexOp index) { return indexed(index.getBase(), index.getSubscripts()); })
      .Case([&](IndexAddOp add) -> FailureOr<ExprText> {
        FailureOr<ExprText> part = indexed(add.getBase(), add.getSubscripts());
        FailureOr<std::string> value = text(add.getValue());
        if (failed(part) || failed(value))
          return failure();
        return ExprText{callable("_index_add") + "[" + part->text + ", " + *value + "]",
                        postfixPrecedence};
      })
      .Case([&](PackOp pack) {
        bool isNumbers = llvm::all_of(pack.getParts().getTypes(), isScalar);
        return call(isNumbers ? "" : callable("_pack"), pack.getParts());
      })
      .Case([&](ListOp) {
        return op->getNumOperands() ? call(callable("_list"), op->getOperands())
                                    : ExprText{"[]", postfixPrecedence};
      })
      .Case([&](TupleOp) { return call(callable("_tuple"), op->getOperands()); })
      .Case([&](DictOp dict) -> FailureOr<ExprText> {
        std::string inside;
        for (auto [key, value] : llvm::zip(dict.getKeys(), dict.getValues())) {
          FailureOr<std::string> k = text(key), v = text(value);
          if (failed(k) || failed(v))
            return failure();
          inside += (inside.empty() ? "" : ", ") + *k + ": " + *v;
        }
        return ExprText{"{" + inside + "}", postfixPrecedence};
      })
      .Case([&](StructOp made) {
        program.structs.insert({made.getName(), made});
        return call(program.symbol(made.getName()), made.getValues());
      })
      .Case([&](FieldOp field) {
        return postfix(text(field.getBase(), postfixPrecedence), "." + field.getName());
      })
      .Case([&](ApplyOp apply) -> FailureOr<ExprText> {
        FailureOr<std::string> callee = text(apply.getCallee(), postfixPrecedence);
        return failed(callee) ? FailureOr<ExprText>(failure())
                              : call(*callee, apply.getArgs(), apply.getNames());
      })
      .Case([&](MethodOp method) -> FailureOr<ExprText> {
        FailureOr<std::string> base = text(method.getBase(), postfixPrecedence);
        return failed(base) ? FailureOr<ExprText>(failure())
                            : call(*base + "." + method.getName().str(), method.getArgs(),
                                   method.getNames());
      })
      .Case([&](RuntimeOp runtime) {
        std::string hidden = "_" + runtime.getFunction().str();
        bool isHidden = !builtinRows(hidden).empty();
        return call(callable(isHidden ? hidden : runtime.getFunction().str()), runtime.getArgs());
      })
      .Case([&](ClosureOp made) { return closure(made); })
      .Case([&](func::CallOp called) {
        return call(program.symbol(called.getCallee()), called.getOperands());
      })
      .Case([&](StrOp str) -> FailureOr<ExprText> {
        if (!str.getSpec())
          return call("str", str.getInput());
        FailureOr<std::string> value = text(str.getInput());
        bool isName = !str.getInput().getDefiningOp<ConstantOp>();
        return postfix(value, (isName ? ":" : "):") + *str.getSpec() + "}\"",
                       isName ? "\"{" : "\"{(");
      })
      .Case([&](GlobalGetOp get) {
        return ExprText{program.symbol(get.getGlobal()).str(), postfixPrecedence};
      })
      .Case([&](CellGetOp get) { return ExprText{nameOf(get.getCell()), postfixPrecedence}; })
      .Case([&](IfOp branch) { return choice(branch); })
      .Default([&](Operation *) { return builtin(op); });
}

FailureOr<ExprText> FunctionWriter::express(Operation *op) {
  std::optional<Sign> sign = signOf(op);
  bool isProduct = isa<MatmulOp>(op);
  if (sign && !isProduct)
    return binary(op, sign->text, sign->precedence, /*groupsRight=*/isa<PowOp>(op));
  return expressOwnForm(op);
}

FailureOr<ExprText> FunctionWriter::use(Value value) {
  Operation *op = value.getDefiningOp();
  if (op && isWithinUser(op))
    return express(op);
  return ExprText{nameOf(value), postfixPrecedence};
}

FailureOr<std::string> FunctionWriter::text(Value value, int precedence) {
  FailureOr<ExprText> expr = use(value);
  if (failed(expr))
    return failure();
  return inParentheses(*expr, precedence);
}
