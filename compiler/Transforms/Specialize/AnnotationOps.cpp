// Part of Cortex, under the MIT licence.
// How annotations and overloads evaluate themselves: what is known of a value against what is
// asked.
#include "Transforms/Specialize/Specializer.h"

#include "Annotation.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace cortex;

//===-- Whether a value fits ------------------------------------------------------------------===//

static Fit exactIf(bool fits) { return fits ? Fit::Exact : Fit::No; }

/// Whether an element type is one that `tensor[float64]` and its like name.
static bool hasElement(const Annotation &annotation, Type element) {
  if (annotation.parts.empty())
    return true;
  StringRef name = annotation.parts.front().name;
  bool isFloat = isa<FloatType>(element), isInt = element.isInteger(64);
  return name == "any" || name == elementName(element) || (name == "float" && isFloat) ||
         (name == "int" && isInt);
}

static Fit tensorFits(const Annotation &annotation, RankedTensorType type) {
  StringRef name = annotation.name;
  if (name == "tensor" || name == "vector" || name == "matrix") {
    bool hasRank = name == "tensor" || type.getRank() == (name == "vector" ? 1 : 2);
    return exactIf(hasRank && hasElement(annotation, type.getElementType()));
  }
  if (name != "list" || type.getRank() != 1)
    return Fit::No;
  if (annotation.parts.empty())
    return Fit::Converts;
  // A 1-D tensor stands for a list of its numbers.
  Type element = type.getElementType();
  auto fits = fitOf(annotation.parts.front(), [&](const Annotation &named) {
    if (named.name == "float")
      return element.isInteger(1) ? Fit::No : Fit::Exact;
    return exactIf(named.name == (element.isInteger(64)  ? "int"
                                  : element.isInteger(1) ? "bool"
                                                         : "float"));
  });
  return fits == Fit::No ? Fit::No : Fit::Converts;
}

/// How a value of a known type fits one name.
static Fit typeFits(const Annotation &annotation, Type type) {
  StringRef name = annotation.name;
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return tensorFits(annotation, tensor);
  if (type.isInteger(64))
    return name == "float" ? Fit::Converts : exactIf(name == "int");
  if (isa<DatasetType>(type))
    return exactIf(name == "dataset");
  return exactIf(name == (type.isF64()           ? "float"
                          : type.isInteger(1)    ? "bool"
                          : isa<StrType>(type)   ? "string"
                          : isa<SliceType>(type) ? "slice"
                                                 : "null"));
}

/// The worst of the answers for each of the parts.
static Fit partsFit(Specializer &s, const Annotation &annotation, ArrayRef<Abstract> parts) {
  Fit worst = Fit::Exact;
  for (const Abstract &part : parts)
    worst = std::min(worst, s.fits(annotation, part));
  return worst;
}

/// What a part says of a list that may stand for a tensor.
struct NumbersPart {
  Fit fit; ///< `No` where it is no number, `Unknown` where only the run time knows.
  int64_t rank = 0;
  Type element = {};
};

static NumbersPart numbersIn(Specializer &s, const Abstract &abstract);

/// The tensor that a list of numbers is as good as.
static NumbersPart numbersOf(Specializer &s, const Object &list) {
  if (list.kind != Object::Kind::List || list.parts.empty())
    return {Fit::No};
  NumbersPart whole = numbersIn(s, list.parts.front());
  FloatType defaultFloat = defaultFloatType(s.sourceModule());
  for (const Abstract &part : ArrayRef(list.parts).drop_front()) {
    NumbersPart next = numbersIn(s, part);
    whole.fit = std::min(whole.fit, next.fit);
    if (whole.fit != Fit::Exact)
      continue;
    if (next.rank != whole.rank)
      return {Fit::No};
    whole.element = promote(RankedTensorType::get({}, whole.element),
                            RankedTensorType::get({}, next.element), defaultFloat);
  }
  ++whole.rank;
  return whole;
}

static NumbersPart numbersIn(Specializer &s, const Abstract &abstract) {
  if (abstract.isStructure())
    return numbersOf(s, s.object(abstract));
  Type type = abstract.isTyped() ? abstract.value.getType() : s.any();
  if (isAny(type))
    return {Fit::Unknown};
  Type element = elementType(type);
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!element)
    return {Fit::No};
  // A float takes the default type in a tensor of numbers; tensors keep theirs.
  if (!tensor && isa<FloatType>(element))
    element = defaultFloatType(s.sourceModule());
  return {Fit::Exact, tensor ? tensor.getRank() : 0, element};
}

/// How a tensor annotation fits a list.
static Fit numbersFit(Specializer &s, const Annotation &annotation, const Object &list) {
  NumbersPart numbers = numbersOf(s, list);
  if (numbers.fit != Fit::Exact)
    return numbers.fit;
  SmallVector<int64_t> shape(numbers.rank, ShapedType::kDynamic);
  auto type = RankedTensorType::get(shape, numbers.element);
  return tensorFits(annotation, type) == Fit::No ? Fit::No : Fit::Converts;
}

static Fit structureFits(Specializer &s, const Annotation &annotation, const Object &object) {
  StringRef name = annotation.name;
  switch (object.kind) {
  case Object::Kind::List:
    if (name == "list")
      return annotation.parts.empty() ? Fit::Exact
                                      : partsFit(s, annotation.parts.front(), object.parts);
    return numbersFit(s, annotation, object);
  case Object::Kind::Range: {
    if (name == "list")
      return annotation.parts.empty() ? Fit::Exact
                                      : partsFit(s, annotation.parts.front(), object.parts);
    Object bounds = object; // Its elements are numbers of the kind of its bounds.
    bounds.kind = Object::Kind::List;
    return numbersFit(s, annotation, bounds);
  }
  case Object::Kind::Dict: {
    if (name == "dataset" || isLibraryKind(annotation.name))
      return Fit::Exact;
    if (name != "dict" || annotation.parts.size() != 2)
      return exactIf(name == "dict");
    Annotation text{Annotation::Kind::Named, "string", {}};
    bool keysFit = object.parts.empty() || isNarrower(text, annotation.parts.front());
    return keysFit ? partsFit(s, annotation.parts.back(), object.parts) : Fit::No;
  }
  case Object::Kind::Struct:
    return exactIf(name == object.name || isLibraryKind(annotation.name));
  case Object::Kind::Tuple:
    return exactIf(name == "tuple");
  case Object::Kind::Closure:
  case Object::Kind::Choice:
    return exactIf(name == "function");
  case Object::Kind::Cell:
    break;
  }
  return Fit::Unknown;
}

Fit Specializer::fits(const Annotation &annotation, const Abstract &abstract) {
  return fitOf(annotation, [&](const Annotation &named) {
    if (abstract.isStructure())
      return structureFits(*this, named, object(abstract));
    Type type = abstract.isTyped() ? abstract.value.getType() : any();
    return isAny(type) ? Fit::Unknown : typeFits(named, type);
  });
}

/// `[string]` behind the name of a list whose elements are all strings.
static std::string elementsOf(Specializer &s, const Object &list) {
  std::string common;
  for (const Abstract &part : list.parts) {
    bool isTensorPart = part.isTyped() && isTensor(part.value.getType());
    std::string name = isTensorPart ? "tensor" : s.describe(part);
    bool isKnown = part.isStructure() || (part.isTyped() && !isAny(part.value.getType()));
    if (!isKnown || (!common.empty() && name != common))
      return "";
    common = name;
  }
  return common.empty() ? "" : "[" + common + "]";
}

std::string Specializer::describe(const Abstract &abstract) {
  if (!abstract.isStructure())
    return cortex::describe(abstract.isTyped() ? abstract.value.getType() : any());
  const Object &known = object(abstract);
  switch (known.kind) {
  case Object::Kind::List:
    return "list" + elementsOf(*this, known);
  case Object::Kind::Range:
    return "list";
  case Object::Kind::Tuple:
    return "tuple";
  case Object::Kind::Dict:
    return "dict";
  case Object::Kind::Struct:
    return writtenName(known.name).str();
  case Object::Kind::Closure:
  case Object::Kind::Choice:
    return "function";
  case Object::Kind::Cell:
    break;
  }
  return "variable";
}

//===-- Annotations ---------------------------------------------------------------------------===//

/// The type that values of an annotation have at run time, where it is one type.
static Type typeOf(const Annotation &annotation, MLIRContext *context) {
  if (annotation.kind != Annotation::Kind::Named)
    return {};
  return llvm::StringSwitch<Type>(annotation.name)
      .Case("int", IntegerType::get(context, 64))
      .Case("float", Float64Type::get(context))
      .Case("bool", IntegerType::get(context, 1))
      .Case("string", StrType::get(context))
      .Default({});
}

/// Asks the run time, and makes the value typed where the annotation says how.
static FailureOr<Abstract> checkAtRunTime(Specializer &s, const Annotation &annotation,
                                          const Abstract &value, Location loc,
                                          ArrayRef<NamedAttribute> attributes) {
  auto copy = s.boxedCopy(value, loc);
  if (failed(copy))
    return failure();
  auto checked =
      s.boxedOp(CheckTypeOp::getOperationName(), Abstract::typed(*copy), loc, attributes);
  if (failed(checked))
    return failure();
  // What is structure here stays it: only its parts were in doubt.
  if (value.isStructure())
    return value;
  Type type = s.isBoxed() ? Type() : typeOf(annotation, s.builder().getContext());
  if (!type)
    return checked;
  return Abstract::typed(UnboxOp::create(s.builder(), loc, type, checked->value));
}

/// An int where a float is asked for; a list where a tensor is.
static Abstract converted(Specializer &s, const Abstract &value, Location loc) {
  if (value.isStructure())
    return s.asTensor(value, loc);
  Type type = value.value.getType();
  if (!type.isInteger(64))
    return value; // A tensor that stands for a list.
  if (auto number = constantInt(value.constant))
    return s.constant(s.builder().getF64FloatAttr(static_cast<double>(*number)),
                      s.builder().getF64Type(), loc);
  return Abstract::typed(CastOp::create(s.builder(), loc, s.builder().getF64Type(), value.value));
}

FailureOr<Abstract> Specializer::checkType(const Abstract &value, StringRef annotation,
                                           StringRef what, Location loc,
                                           std::optional<Location> declared) {
  if (anyUndefined(value))
    return Abstract();
  Annotation wanted = readAnnotation(annotation);
  NamedAttribute attributes[] = {emit.getNamedAttr("annotation", emit.getStringAttr(annotation)),
                                 emit.getNamedAttr("what", emit.getStringAttr(what))};
  switch (fits(wanted, value)) {
  case Fit::Exact:
    return value;
  case Fit::Converts:
    return converted(*this, value, loc);
  case Fit::Unknown:
    return checkAtRunTime(*this, wanted, value, loc, attributes);
  case Fit::No:
    break;
  }
  Report report(loc, DiagKind::TypeMismatch, {annotation.str(), what.str(), describe(value)});
  if (declared)
    report.note(*declared, "the annotation stands here");
  return refuse(std::move(report), CheckTypeOp::getOperationName(), value, attributes);
}

/// A list of its own, each element held against the annotation.
static FailureOr<Abstract> checkElements(Specializer &s, CheckTypeOp op, const Abstract &list,
                                         Location loc, std::optional<Location> declared) {
  if (!list.isStructure())
    return s.boxedOp(op->getName().getStringRef(), list, loc, op->getAttrDictionary().getValue());
  Object checked = s.object(list);
  for (Abstract &part : checked.parts) {
    auto fitted = s.checkType(part, op.getAnnotation(), op.getWhat(), loc, declared);
    if (failed(fitted))
      return failure();
    part = *fitted;
  }
  return s.create(std::move(checked));
}

LogicalResult CheckTypeOp::specialize(Specializer &s) {
  Location loc = s.location(*this);
  if (getGiven())
    loc = s.argumentPlace(getInput()).value_or(loc);
  std::optional<Location> declared;
  if (auto place = getDeclaredAttr())
    declared = Location(place);
  Abstract input = s.get(getInput());
  if (getElements() && !s.anyUndefined(input))
    return s.finish(*this, checkElements(s, *this, input, loc, declared));
  return s.finish(*this, s.checkType(input, getAnnotation(), getWhat(), loc, declared));
}

LogicalResult IsTypeOp::specialize(Specializer &s) {
  Abstract value = s.get(getInput());
  Location loc = s.location(*this);
  if (s.anyUndefined(value))
    return success();
  Fit fit = s.fits(readAnnotation(getAnnotation()), value);
  // A 1-D tensor of numbers is as good as the list that it was written as.
  bool isTensorValue = value.isTyped() && isTensor(value.value.getType());
  if (fit != Fit::Unknown) {
    s.set(getResult(),
          s.constantBool(fit == Fit::Exact || (fit == Fit::Converts && isTensorValue), loc));
    return success();
  }
  auto copy = s.boxedCopy(value, loc);
  if (failed(copy))
    return failure();
  NamedAttribute annotation(getAnnotationAttrName(), getAnnotationAttr());
  return s.finish(*this, s.boxedOp(getOperationName(), Abstract::typed(*copy), loc, annotation,
                                   s.builder().getI1Type()));
}

//===-- Overloads -----------------------------------------------------------------------------===//

namespace {
/// One call of an overloaded function.
class OverloadedCall {
public:
  OverloadedCall(Specializer &s, OverloadOp op)
      : s(s), op(op), loc(s.location(op)), arguments(s.get(op.getArgs())) {}

  FailureOr<Abstract> run();

private:
  FailureOr<Abstract> call(size_t candidate);
  FailureOr<Abstract> refuse(DiagKind kind);
  FailureOr<Abstract> choose();
  FailureOr<Abstract> callFirst(Value choice, ArrayRef<size_t> viable);
  std::string typesText();

  Specializer &s;
  OverloadOp op;
  Location loc;
  Abstracts arguments;
};
} // namespace

std::string OverloadedCall::typesText() {
  std::string text;
  for (auto [i, argument] : llvm::enumerate(arguments))
    text += (i ? ", " : "") + s.describe(argument);
  return text;
}

FailureOr<Abstract> OverloadedCall::call(size_t candidate) {
  Block &block = op.getCalls()[candidate].front();
  if (failed(s.evaluate(block)))
    return failure();
  return s.isDead() ? Abstract() : s.get(block.getTerminator()->getOperand(0));
}

FailureOr<Abstract> OverloadedCall::run() {
  if (s.anyUndefined(arguments))
    return Abstract();
  std::vector<OverloadCandidate> candidates;
  std::vector<std::vector<Fit>> fits;
  SmallVector<size_t> viable;
  for (auto [number, text] : llvm::enumerate(op.getCandidates().getAsRange<StringAttr>())) {
    candidates.push_back(readCandidates(text.getValue().str()).front());
    fits.emplace_back();
    for (auto [annotation, argument] : llvm::zip(candidates.back().annotations, arguments))
      fits.back().push_back(s.fits(annotation, argument));
    if (!llvm::is_contained(fits.back(), Fit::No))
      viable.push_back(number);
  }
  OverloadChoice choice = chooseOverload(candidates, fits);
  switch (choice.kind) {
  case OverloadChoice::Kind::One:
    return call(choice.first);
  case OverloadChoice::Kind::None:
    return refuse(DiagKind::NoOverload);
  case OverloadChoice::Kind::Several:
    return refuse(DiagKind::AmbiguousCall);
  case OverloadChoice::Kind::Undecided:
    break;
  }
  auto number = choose();
  if (failed(number))
    return failure();
  return callFirst(number->value, viable);
}

FailureOr<Abstract> OverloadedCall::refuse(DiagKind kind) {
  Report report(loc, kind, {op.getName().str(), typesText()});
  for (Region &region : op.getCalls())
    region.walk([&](func::CallOp call) {
      if (auto callee = s.lookup(call.getCallee()))
        report.note(callee.getLoc(), "an overload");
    });
  if (s.isAttempt())
    return choose();
  s.report(std::move(report));
  return Abstract();
}

/// The number that the run time chooses.
FailureOr<Abstract> OverloadedCall::choose() {
  Abstracts copies;
  for (const Abstract &argument : arguments) {
    auto copy = s.boxedCopy(argument, loc);
    if (failed(copy))
      return failure();
    copies.push_back(Abstract::typed(*copy));
  }
  NamedAttribute attributes[] = {{op.getNameAttrName(), op.getNameAttr()},
                                 {op.getCandidatesAttrName(), op.getCandidatesAttr()}};
  return s.boxedOp(ChooseOp::getOperationName(), copies, loc, attributes, s.builder().getI64Type());
}

/// An `if` for each candidate but the last.
FailureOr<Abstract> OverloadedCall::callFirst(Value choice, ArrayRef<size_t> viable) {
  if (viable.size() == 1)
    return call(viable.front());
  Value number = ConstantOp::create(s.builder(), loc, static_cast<int64_t>(viable.front()));
  Value isFirst =
      EqOp::create(s.builder(), loc, s.builder().getI1Type(), choice, number).getResult();
  auto results = s.branch(
      isFirst, loc, 1,
      [&]() -> FailureOr<Abstracts> {
        auto result = call(viable.front());
        return failed(result) ? FailureOr<Abstracts>(failure()) : Abstracts{*result};
      },
      [&]() -> FailureOr<Abstracts> {
        auto result = callFirst(choice, viable.drop_front());
        return failed(result) ? FailureOr<Abstracts>(failure()) : Abstracts{*result};
      });
  return failed(results) ? FailureOr<Abstract>(failure()) : results->front();
}

LogicalResult OverloadOp::specialize(Specializer &s) {
  return s.finish(*this, OverloadedCall(s, *this).run());
}
