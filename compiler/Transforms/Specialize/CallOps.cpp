// Part of Cortex, under the MIT licence.
// How calls of values, methods and runtime functions evaluate themselves, and the rest of the ops
// that depend on structure: text, data, gradients.
#include "Dialect/LibraryProtocol.h"
#include "Transforms/Specialize/Gradients.h"

#include "Sema/Builtins.h"

using namespace mlir;
using namespace cortex;

static bool isFunction(Specializer &s, const Abstract &abstract) {
  return abstract.isStructure() && s.object(abstract).isFunction();
}

/// `callee[args]` of any value: a call, a model's answer, or an index.
static FailureOr<Abstract> applyValue(Specializer &s, const Abstract &callee,
                                      ArrayRef<Abstract> args, ArrayAttr names, Location loc) {
  if (isFunction(s, callee))
    return s.callClosure(callee, args, names, loc);
  if (s.anyUndefined(callee) || s.anyUndefined(args))
    return Abstract();
  // A model answers to inputs; a string or an int looks something up.
  Type input = args.size() == 1 && args[0].isTyped() ? args[0].value.getType() : Type();
  bool key = input && (isa<StrType>(input) || input.isInteger(64));
  bool model =
      callee.isStructure() && s.object(callee).find("layers") >= 0 && args.size() == 1 && !key;
  if (auto forward = s.lookup(protocol::ForwardPass); model && forward)
    return s.call(forward, {callee, args[0]}, loc);
  if (callee.isTyped() && isAny(callee.value.getType())) {
    Abstracts operands{callee};
    llvm::append_range(operands, args);
    return s.boxedOp(ApplyOp::getOperationName(), operands, loc,
                     s.builder().getNamedAttr("names", names));
  }
  if (callee.isTyped() && !isTensor(callee.value.getType()) &&
      !isa<StrType>(callee.value.getType())) {
    Abstracts operands{callee};
    llvm::append_range(operands, args);
    return s.refuse({loc, DiagKind::NotCallable, {s.describe(callee)}}, ApplyOp::getOperationName(),
                    operands, s.builder().getNamedAttr("names", names));
  }
  return s.index(callee, args, loc);
}

LogicalResult ApplyOp::specialize(Specializer &s) {
  if (auto wrong = s.wrongSubscript(s.get(getCallee()), getArgs(), s.location(*this)))
    return s.finish(*this, s.refuse(*wrong, IndexOp::getOperationName(), s.get(getOperands())));
  return s.finish(
      *this, applyValue(s, s.get(getCallee()), s.get(getArgs()), getNames(), s.location(*this)));
}

namespace {
/// One row of Methods.def: `kind` has the name.
struct MethodRow {
  StringRef kind, name;
  size_t least, most;
};
constexpr MethodRow methodRows[] = {
#define CORTEX_METHOD(kind, name, least, most, run, ...) {#kind, name, least, most},
#include "Methods.def"
};
} // namespace

/// The kind of a value's methods, empty if it has none; nothing where only the run time knows.
static std::optional<StringRef> methodKind(Specializer &s, const Abstract &base) {
  if (base.isStructure()) {
    switch (s.object(base).kind) {
    case Object::Kind::Dict:
      return "Dict";
    case Object::Kind::List:
      return "List";
    case Object::Kind::Range:
      return "Tensor";
    default:
      return "";
    }
  }
  if (!base.isTyped() || isa<AnyType, DatasetType>(base.value.getType()))
    return std::nullopt;
  Type type = base.value.getType();
  return isTensor(type) ? "Tensor" : isa<StrType>(type) ? "String" : "";
}

/// Fields that some values have without a key of the name.
static bool isComputedField(StringRef name) {
  static constexpr llvm::StringLiteral names[] = {
#define CORTEX_FIELD(kind, name, run) name,
#include "Fields.def"
  };
  return llvm::is_contained(names, name);
}

/// What is wrong with `base.name[args]`, as far as the kind of the value says.
static std::optional<Report> wrongMethod(Specializer &s, MethodOp op, const Abstract &base) {
  std::optional<StringRef> kind = methodKind(s, base);
  StringRef name = op.getName();
  if (!kind || isComputedField(name))
    return std::nullopt;
  Location loc = s.location(op);
  SmallVector<StringRef> near;
  size_t given = op.getArgs().size();
  for (const MethodRow &row : methodRows) {
    if (row.kind != *kind)
      continue;
    near.push_back(row.name);
    if (row.name != name)
      continue;
    if (row.least <= given && given <= row.most)
      return std::nullopt;
    std::string expected = row.least == row.most ? "" : std::to_string(row.least) + " to ";
    expected += countedNoun(row.most, "argument");
    return Report(loc, DiagKind::WrongArgumentCount, {name.str(), expected, std::to_string(given)});
  }
  if (base.isStructure())
    near.append(s.object(base).keys.begin(), s.object(base).keys.end());
  Report report(loc, DiagKind::UnknownMethod, {s.describe(base), name.str()});
  if (StringRef nearest = nearestName(name, near); !nearest.empty())
    report.hint("there is `" + nearest + "`");
  return report;
}

LogicalResult MethodOp::specialize(Specializer &s) {
  Abstract base = s.get(getBase());
  Abstracts args = s.get(getArgs());
  Location loc = s.location(*this);
  if (base.isStructure() && s.object(base).hasKeys()) {
    int at = s.object(base).find(getName());
    if (at >= 0)
      s.keyUses().noteKey(s.object(base), getName());
    if (at >= 0)
      return s.finish(*this,
                      applyValue(s, Abstract(s.object(base).parts[at]), args, getNames(), loc));
  }
  Abstracts all{base};
  llvm::append_range(all, args);
  if (auto wrong = wrongMethod(s, *this, base))
    return s.finish(
        *this, s.refuse(*wrong, getOperationName(), all, (*this)->getAttrDictionary().getValue()));
  auto known = s.method(getName(), all, *this);
  if (failed(known))
    return failure();
  if (*known) {
    s.set(getResult(), **known);
    return success();
  }
  return s.finish(*this,
                  s.boxedOp(getOperationName(), all, loc, (*this)->getAttrDictionary().getValue()));
}

/// An argument that is known not to fit the annotation of its parameter in the table of builtins.
static std::optional<Report> wrongArgument(Specializer &s, RuntimeOp op, ArrayRef<Abstract> args) {
  for (const Builtin &row : builtinRows(op.getFunction())) {
    if (row.parameters.size() != args.size())
      continue;
    for (auto [parameter, argument] : llvm::zip_equal(row.parameters, args)) {
      if (parameter.annotation.empty() || argument.isUndefined() ||
          s.fits(readAnnotation(parameter.annotation), argument) != Fit::No)
        continue;
      std::string what = ("argument `" + parameter.name + "` of `" + op.getFunction() + "`").str();
      return Report(s.location(op), DiagKind::TypeMismatch,
                    {parameter.annotation.str(), what, s.describe(argument)});
    }
    return std::nullopt;
  }
  return std::nullopt;
}

LogicalResult RuntimeOp::specialize(Specializer &s) {
  Abstracts args = s.get(getArgs());
  if (auto wrong = wrongArgument(s, *this, args))
    return s.finish(
        *this, s.refuse(*wrong, getOperationName(), args, (*this)->getAttrDictionary().getValue()));
  auto known = s.runtimeFunction(getFunction(), args, *this);
  if (failed(known))
    return failure();
  if (*known) {
    s.set(getResult(), **known);
    return success();
  }
  return s.finish(*this, s.boxedOp(getOperationName(), args, s.location(*this),
                                   (*this)->getAttrDictionary().getValue()));
}

LogicalResult OriginOp::specialize(Specializer &s) {
  Abstract value = s.get(getValue());
  auto made = value.isTyped() ? value.value.getDefiningOp<ProvenanceOp>() : ProvenanceOp();
  if (made && made.getTag() == getTag())
    s.set(getResult(), Abstract::typed(made.getSource()));
  else
    s.set(getResult(), s.null(s.location(*this)));
  return success();
}

//===-- Text ---------------------------------------------------------------------------------===//

LogicalResult StrOp::specialize(Specializer &s) {
  Abstract input = s.get(getInput());
  Location loc = s.location(*this);
  if (s.anyUndefined(input))
    return success();
  if (!getSpec() && input.isTyped() && isa<StrType>(input.value.getType())) {
    s.set(getResult(), input);
    return success();
  }
  if (auto number = constantInt(input.constant); number && !getSpec()) {
    s.set(getResult(), s.constantString(std::to_string(*number), loc));
    return success();
  }
  auto value = s.boxedCopy(input, loc);
  if (failed(value))
    return failure();
  Value shown = input.isTyped() ? input.value : *value;
  Value text = StrOp::create(s.builder(), loc, StrType::get(getContext()), shown, getSpecAttr());
  s.set(
      getResult(),
      Abstract::typed(s.isBoxed() ? Value(BoxOp::create(s.builder(), loc, s.any(), text)) : text));
  return success();
}

LogicalResult PrintOp::specialize(Specializer &s) {
  SmallVector<Value> values;
  for (const Abstract &abstract : s.get(getValues())) {
    if (s.anyUndefined(abstract))
      return success();
    auto value = abstract.isTyped() ? FailureOr<Value>(abstract.value)
                                    : s.boxedCopy(abstract, s.location(*this));
    if (failed(value))
      return failure();
    values.push_back(*value);
  }
  PrintOp::create(s.builder(), s.location(*this), values);
  return success();
}

//===-- Data ---------------------------------------------------------------------------------===//

LogicalResult DatasetDefaultOp::specialize(Specializer &s) {
  s.set(getResult(), Abstract::typed(DatasetDefaultOp::create(s.builder(), s.location(*this),
                                                              getType(), getTest())));
  return success();
}

LogicalResult DatasetCountOp::specialize(Specializer &s) {
  Abstract dataset = s.get(getDataset());
  if (s.anyUndefined(dataset))
    return success();
  if (!dataset.isTyped() || !isa<DatasetType>(dataset.value.getType())) {
    s.report({s.location(*this),
              DiagKind::TypeMismatch,
              {"dataset", "this value", s.describe(dataset)}});
    return success();
  }
  s.set(getResult(), Abstract::typed(DatasetCountOp::create(s.builder(), s.location(*this),
                                                            getType(), dataset.value)));
  return success();
}

//===-- Gradients ----------------------------------------------------------------------------===//

LogicalResult cortex::gradientLeaves(Specializer &s, const Abstract &abstract, Location loc,
                                     SmallVectorImpl<Value> &leaves) {
  if (abstract.isTyped()) {
    if (isDifferentiable(abstract.value.getType()) || isAny(abstract.value.getType()))
      leaves.push_back(abstract.value);
    return success();
  }
  if (abstract.isStructure())
    for (const Abstract &part : Abstracts(s.object(abstract).parts))
      if (failed(gradientLeaves(s, part, loc, leaves)))
        return failure();
  return success();
}

Abstract cortex::gradientForm(Specializer &s, const Abstract &abstract, Operation *site,
                              ValueRange &leaves, OtherLeaves others) {
  Location loc = s.location(site);
  if (abstract.isTyped()) {
    Type type = abstract.value.getType();
    if (!isDifferentiable(type) && !isAny(type))
      return elementType(type) && others == OtherLeaves::Zero ? s.constantInt(0, loc) : abstract;
    Value leaf = leaves.front();
    leaves = leaves.drop_front();
    return Abstract::typed(leaf);
  }
  if (!abstract.isStructure())
    return {};
  Object form = s.object(abstract);
  form.sites.assign({site});
  for (Abstract &part : form.parts)
    part = gradientForm(s, part, site, leaves, others);
  return s.create(std::move(form));
}

/// Whether the value may be a variable of a gradient as it stands.
static bool isVariable(Specializer &s, const Abstract &wrt, Location loc) {
  // A structure that only the run time knows: what is read from it again is another value, so the
  // gradient would be zero without a reason.
  Operation *made =
      wrt.isTyped() && isAny(wrt.value.getType()) ? wrt.value.getDefiningOp() : nullptr;
  if (isa_and_nonnull<FieldOp, RuntimeOp, MethodOp, DictOp, ListOp, StructOp>(made)) {
    s.report({loc,
              DiagKind::UnsupportedYet,
              {"a gradient with respect to a structure that only the run time knows"}});
    return false;
  }
  return hasDerivatives(s, wrt, loc);
}

bool cortex::hasDerivatives(Specializer &s, const Abstract &wrt, Location loc) {
  if (!wrt.isTyped() || isDifferentiable(wrt.value.getType()) || isAny(wrt.value.getType()))
    return true;
  bool number = static_cast<bool>(elementType(wrt.value.getType()));
  if (number)
    s.report(Report(loc, DiagKind::GradientOfInteger, {s.describe(wrt)})
                 .hint("write floats, such as `2.0`"));
  else
    s.report({loc, DiagKind::GradientTarget, {s.describe(wrt)}});
  return false;
}

/// What is wrong with a variable that the program writes as a part of something: where nothing
/// holds that part, what it reads is a new value, on which nothing depends.
static std::optional<Report> wrongPath(Specializer &s, Value path) {
  Operation *read = path.getDefiningOp();
  if (!isa_and_nonnull<ApplyOp, IndexOp, FieldOp, MethodOp>(read))
    return std::nullopt;
  Abstract base = s.get(read->getOperand(0)), part = s.get(path);
  // `d.name[subscript]` of a dict goes on from what stands under the name.
  bool isField = isa<FieldOp>(read);
  auto method = dyn_cast<MethodOp>(read);
  int at = method && base.isStructure() ? s.object(base).find(method.getName()) : -1;
  if (at >= 0)
    base = s.object(base).parts[at];
  bool isOfTensor = base.isTyped() && isTensor(base.value.getType());
  bool isMade = part.isTyped() && isTensor(part.value.getType());
  if (!isOfTensor && base.isStructure() && isField && isMade)
    isOfTensor = s.object(base).isSequence();
  Report report(s.location(read), DiagKind::GradientTarget,
                {!isOfTensor ? "this expression"
                             : (isField ? "what a tensor computes" : "a part of a tensor")});
  if (isOfTensor)
    return report.hint(
        isField
            ? "take the gradient with respect to the tensor itself, `∇[y, x]`"
            : "take the gradient with respect to the whole tensor and index that: `∇[y, x][0]`");
  bool isCall = isFunction(s, base);
  if (!isCall && base.isStructure() && !isField && (!method || at >= 0) &&
      !(part.isTyped() && isAny(part.value.getType())))
    isCall = !llvm::is_contained(s.object(base).parts, part);
  return isCall ? std::optional(report) : std::nullopt;
}

/// Reports what the program names as variables and is none.
static bool areVariables(Specializer &s, GradientOp op) {
  if (auto place = op->getAttrOfType<LocationAttr>(gradientAtPointAttr)) {
    s.report({place, DiagKind::GradientTarget, {"this expression"}});
    return false;
  }
  auto paths = op->getAttrOfType<DenseBoolArrayAttr>(gradientPathsAttr);
  if (!paths)
    return true;
  for (auto [value, isPath] : llvm::zip_equal(op.getWrt(), paths.asArrayRef()))
    if (auto wrong = isPath ? wrongPath(s, value) : std::nullopt) {
      s.report(std::move(*wrong));
      return false;
    }
  return true;
}

/// The gradient of a function at a point is that of its result there, with respect to the point:
/// these take the places of both. False where nothing can follow.
static FailureOr<bool> applyAt(Specializer &s, GradientOp op, Abstract &of, Abstracts &wrt) {
  if (auto rows = op.getRows()) {
    auto point = s.bracket(wrt, *rows, op);
    if (failed(point))
      return failure();
    wrt.assign({*point});
  }
  if (!hasDerivatives(s, wrt[0], s.location(op)))
    return false;
  auto variable = makeVariable(s, wrt[0], std::nullopt, op);
  if (!variable)
    return failure();
  auto result = s.callClosure(of, {*variable}, {}, s.location(op));
  if (failed(result))
    return failure();
  of = *result;
  wrt[0] = *variable;
  return !s.anyUndefined(of);
}

/// Whether the value is a scalar, as far as its type says; if not, that is reported.
static bool isScalarResult(Specializer &s, const Abstract &of, Location loc) {
  auto tensor = of.isTyped() ? dyn_cast<RankedTensorType>(of.value.getType()) : RankedTensorType();
  bool isArray = tensor && !(tensor.hasStaticShape() && tensor.getNumElements() == 1);
  if (!of.isStructure() && !isArray)
    return true;
  std::string found = tensor ? "a tensor of shape " + describeShape(tensor) : s.describe(of);
  s.report(Report(loc, DiagKind::GradientNotScalar, {found})
               .hint("`jacobian` gives the derivative of every element"));
  return false;
}

LogicalResult GradientOp::specialize(Specializer &s) {
  Abstract of = s.get(getOf());
  Abstracts wrt = s.get(getWrt());
  Location loc = s.location(*this);
  if (s.anyUndefined(of) || s.anyUndefined(wrt))
    return success();
  bool isPoint = isFunction(s, of);
  auto goesOn = isPoint ? applyAt(s, *this, of, wrt) : FailureOr<bool>(areVariables(s, *this));
  if (failed(goesOn))
    return failure();
  of = s.asTensor(of, loc);
  if (!*goesOn || !isScalarResult(s, of, loc))
    return success();
  SmallVector<Value> leaves;
  for (const Abstract &variable : wrt)
    if (!isVariable(s, variable, loc))
      return success();
    else if (failed(gradientLeaves(s, variable, loc, leaves)))
      return failure();
  if (auto where = s.wasReplaced(leaves, of.value)) {
    s.report(Report(loc, DiagKind::GradientReassigned, {"the variable", "the result"})
                 .note(*where, "assigned here"));
    return success();
  }
  SmallVector<Type> types = llvm::to_vector(ValueRange(leaves).getTypes());
  auto made = GradientOp::create(s.builder(), loc, types, of.value, leaves, /*rows=*/nullptr);
  made->setDiscardableAttrs((*this)->getDiscardableAttrDictionary());
  ValueRange gradients(made.getResults());
  Abstracts parts;
  for (const Abstract &variable : wrt)
    parts.push_back(gradientForm(s, variable, *this, gradients));
  auto list = [&] { return s.create({Object::Kind::List, "", {}, parts, {*this}}); };
  s.set(getResult(0), getRows() && !isPoint ? list() : parts[0]);
  return success();
}
