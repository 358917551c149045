// Part of Cortex, under the MIT licence.
// Forms of abstract values: comparing, joining, and taking values apart into SSA leaves.
#include "Transforms/Specialize/Specializer.h"

using namespace mlir;
using namespace cortex;

unsigned Form::depth() const {
  unsigned deepest = 0;
  for (const Form &part : parts)
    deepest = std::max(deepest, part.depth());
  return kind == Abstract::Kind::Structure ? deepest + 1 : 0;
}

/// `around` are the ops that made the structures around the form.
static bool nestsInside(const Form &form, SmallVectorImpl<Operation *> &around) {
  if (llvm::any_of(form.shell.sites,
                   [&](Site site) { return llvm::is_contained(around, site.op); }))
    return true;
  size_t outside = around.size();
  for (Site site : form.shell.sites)
    around.push_back(site.op);
  bool nests =
      llvm::any_of(form.parts, [&](const Form &part) { return nestsInside(part, around); });
  around.truncate(outside);
  return nests;
}

bool Form::nestsInItself() const {
  SmallVector<Operation *> around;
  return nestsInside(*this, around);
}

Form Specializer::formOf(const Abstract &abstract) {
  Form form;
  form.kind = abstract.kind;
  if (abstract.isTyped())
    form.type = abstract.value.getType();
  if (!abstract.isStructure())
    return form;
  form.shell = object(abstract);
  form.shell.parts.clear();
  for (const Abstract &part : object(abstract).parts)
    form.parts.push_back(formOf(part));
  form.shell.parts.resize(form.parts.size());
  return form;
}

Type Specializer::joinTypes(Type lhs, Type rhs) {
  if (lhs == rhs)
    return lhs;
  auto left = dyn_cast<RankedTensorType>(lhs), right = dyn_cast<RankedTensorType>(rhs);
  if (!left || !right || left.getRank() != right.getRank() ||
      left.getElementType() != right.getElementType())
    return any();
  SmallVector<int64_t> shape;
  for (auto [l, r] : llvm::zip(left.getShape(), right.getShape()))
    shape.push_back(l == r ? l : ShapedType::kDynamic);
  return left.clone(shape);
}

Value Specializer::convert(Value value, Type type, Location loc) {
  return convertTo(emit, loc, value, type);
}

/// Merging gives a new object of the same parts, so none of the merged ones may change later.
LogicalResult Specializer::freeze(const Abstract &structure) {
  Object copy = object(structure);
  for (Site site : copy.sites) {
    if (frozenSites.insert(site.key()).second)
      newlyFrozen.push_back(site.key());
    bool isCell = copy.kind == Object::Kind::Cell;
    if (mutatedSites.contains(site.key()) || isCell)
      return giveUpForm(structure);
  }
  for (const Abstract &part : copy.parts)
    if (part.isStructure() && failed(freeze(part)))
      return failure();
  return success();
}

/// Boxes every structure of the form from the next start on.
void Specializer::giveUpSites(const Form &form) {
  for (Site site : form.shell.sites)
    boxSite(site);
  for (const Form &part : form.parts)
    giveUpSites(part);
}

FailureOr<Form> Specializer::joinForms(const Form &lhs, const Form &rhs, const Abstract &left,
                                       const Abstract &right) {
  using Kind = Abstract::Kind;
  if (lhs.kind == Kind::Undefined || rhs.kind == Kind::Undefined)
    return lhs.kind == Kind::Undefined ? rhs : lhs;
  if (lhs.kind == Kind::Typed && rhs.kind == Kind::Typed) {
    Form form = lhs;
    form.type = joinTypes(lhs.type, rhs.type);
    return form;
  }
  if (lhs.kind != rhs.kind || !lhs.shell.sameForm(rhs.shell)) {
    giveUpSites(lhs);
    giveUpSites(rhs);
    return failure();
  }
  Form form = lhs;
  for (Site site : rhs.shell.sites)
    if (!llvm::is_contained(form.shell.sites, site))
      form.shell.sites.push_back(site);
  for (size_t i = 0; i < form.parts.size(); ++i) {
    Abstract leftPart = left.isStructure() ? object(left).parts[i] : left;
    Abstract rightPart = right.isStructure() ? object(right).parts[i] : right;
    auto part = joinForms(lhs.parts[i], rhs.parts[i], leftPart, rightPart);
    if (failed(part))
      return failure();
    form.parts[i] = std::move(*part);
  }
  return form;
}

void Specializer::collectLeafTypes(const Form &form, SmallVectorImpl<Type> &types) {
  if (form.kind == Abstract::Kind::Typed)
    types.push_back(form.type);
  for (const Form &part : form.parts)
    collectLeafTypes(part, types);
}

LogicalResult Specializer::collectLeaves(const Form &form, const Abstract &abstract, Location loc,
                                         SmallVectorImpl<Value> &leaves) {
  if (form.kind == Abstract::Kind::Typed) {
    if (abstract.isUndefined()) {
      leaves.push_back(UndefinedOp::create(emit, loc, form.type));
      return success();
    }
    auto value = materialize(abstract, loc);
    if (failed(value))
      return failure();
    leaves.push_back(convert(*value, form.type, loc));
  }
  for (auto [i, part] : llvm::enumerate(form.parts))
    if (failed(collectLeaves(part, abstract.isStructure() ? object(abstract).parts[i] : Abstract(),
                             loc, leaves)))
      return failure();
  return success();
}

FailureOr<Form> Specializer::leave(const Abstract &abstract) {
  if (!isPortable(abstract))
    return Form::typed(any());
  if (abstract.isStructure() && failed(freeze(abstract)))
    return failure();
  return formOf(abstract);
}

Abstract Specializer::rebuild(const Form &form, ValueRange &leaves) {
  switch (form.kind) {
  case Abstract::Kind::Undefined:
    return {};
  case Abstract::Kind::Typed: {
    Value leaf = leaves.front();
    leaves = leaves.drop_front();
    // There is one null: what has its type is known.
    return Abstract::typed(leaf, isa<NullType>(leaf.getType()) ? Attribute(emit.getUnitAttr())
                                                               : Attribute());
  }
  case Abstract::Kind::Structure: {
    Object copy = form.shell;
    for (auto [i, part] : llvm::enumerate(form.parts))
      copy.parts[i] = rebuild(part, leaves);
    return create(std::move(copy));
  }
  }
  llvm_unreachable("kind of form out of range");
}
