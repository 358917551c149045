// Part of Cortex, under the MIT licence.
// How variables that move along directions, and the tangents of what follows, evaluate themselves.
#include "Transforms/Specialize/Gradients.h"

using namespace mlir;
using namespace cortex;

/// Reports a direction that does not fit its point.
static Value wrongDirection(Specializer &s, const Abstract &point, const Abstract &direction,
                            Location loc) {
  Type type = direction.isTyped() ? direction.value.getType() : Type();
  bool isWhole = type && elementType(type) && !isDifferentiable(type);
  s.report(
      Report(loc, DiagKind::TangentDirection, {s.describe(direction), s.describe(point)})
          .hint(isWhole
                    ? "write floats, such as `2.0`"
                    : "its keys, lengths and shapes are those of the value that moves along it"));
  return {};
}

/// The direction of one float or tensor in the type of its point; null after an error. Sizes that
/// only the run time knows are compared by the library.
static Value directionOf(Specializer &s, const Abstract &point, Abstract direction, Location loc) {
  Type type = point.value.getType();
  if (isTensor(type))
    direction = s.asTensor(direction, loc);
  if (!direction.isTyped())
    return wrongDirection(s, point, direction, loc);
  Value value = direction.value;
  Type given = value.getType();
  if (given == type)
    return value;
  if (!isAny(given) && !isDifferentiable(given))
    return wrongDirection(s, point, direction, loc);
  auto from = dyn_cast<RankedTensorType>(given), to = dyn_cast<RankedTensorType>(type);
  bool isBoxed = isAny(type) || isAny(given);
  if (!isBoxed && (!from || !to || failed(verifyCompatibleShape(from, to))))
    return wrongDirection(s, point, direction, loc);
  return convertTo(s.builder(), loc, value, type);
}

/// The parts of a direction in the order of the point's parts; nothing where the forms differ.
static std::optional<Abstracts> partsOf(Specializer &s, const Object &form,
                                        const Abstract &direction) {
  if (!direction.isStructure())
    return std::nullopt;
  const Object &given = s.object(direction);
  if (given.kind != form.kind || given.name != form.name || given.parts.size() != form.parts.size())
    return std::nullopt;
  if (!form.hasKeys())
    return Abstracts(given.parts);
  Abstracts parts;
  for (const std::string &key : form.keys) {
    int place = given.find(key);
    if (place < 0)
      return std::nullopt;
    parts.push_back(given.parts[place]);
  }
  return parts;
}

std::optional<Abstract> cortex::makeVariable(Specializer &s, const Abstract &point,
                                             const std::optional<Abstract> &direction,
                                             Operation *site) {
  Location loc = s.location(site);
  if (point.isTyped()) {
    Type type = point.value.getType();
    if (!isDifferentiable(type) && !isAny(type))
      return point;
    Value along = direction ? directionOf(s, point, *direction, loc) : Value();
    if (direction && !along)
      return std::nullopt;
    return Abstract::typed(VariableOp::create(s.builder(), loc, type, point.value, along));
  }
  if (!point.isStructure())
    return point;
  Object form = s.object(point);
  form.sites.assign({site});
  auto directions = direction ? partsOf(s, form, *direction) : Abstracts();
  if (!directions) {
    wrongDirection(s, point, *direction, loc);
    return std::nullopt;
  }
  for (auto [i, part] : llvm::enumerate(form.parts)) {
    auto along = direction ? std::optional((*directions)[i]) : std::nullopt;
    auto made = makeVariable(s, part, along, site);
    if (!made)
      return std::nullopt;
    part = *made;
  }
  return s.create(std::move(form));
}

LogicalResult VariableOp::specialize(Specializer &s) {
  Abstract point = s.get(getInput());
  std::optional<Abstract> direction;
  if (getDirection())
    direction = s.get(getDirection());
  if (s.anyUndefined(point) || (direction && s.anyUndefined(*direction)))
    return success();
  if (direction && !hasDerivatives(s, point, s.location(*this)))
    return success();
  if (auto made = makeVariable(s, point, direction, *this))
    s.set(getResult(), *made);
  return success();
}

LogicalResult TangentOp::specialize(Specializer &s) {
  Abstracts of = s.get(getOf()), wrt = s.get(getWrt());
  Location loc = s.location(*this);
  if (s.anyUndefined(of) || s.anyUndefined(wrt))
    return success();
  SmallVector<Value> results, variables;
  for (const Abstract &result : of)
    if (failed(gradientLeaves(s, result, loc, results)))
      return failure();
  for (const Abstract &variable : wrt)
    if (failed(gradientLeaves(s, variable, loc, variables)))
      return failure();
  for (Value variable : variables)
    if (!variable.getDefiningOp<VariableOp>()) {
      Report report(loc, DiagKind::GradientReassigned, {"the variable", "the result"});
      s.report(report.note(variable.getLoc(), "assigned here"));
      return success();
    }
  ValueRange tangents;
  if (!results.empty())
    tangents = TangentOp::create(s.builder(), loc, llvm::to_vector(ValueRange(results).getTypes()),
                                 results, variables)
                   .getResults();
  for (auto [result, value] : llvm::zip(getResults(), of))
    s.set(result, gradientForm(s, value, *this, tangents));
  return success();
}
