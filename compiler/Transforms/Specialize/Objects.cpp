// Part of Cortex, under the MIT licence.
// Making and boxing the objects of the abstract heap.
#include "Transforms/Specialize/Specializer.h"

using namespace mlir;
using namespace cortex;

Abstract Specializer::create(Object object) {
  if (object.sites.empty())
    object.sites.push_back(current);
  for (Site &site : object.sites)
    site = onPath(site);
  heap.push_back(std::move(object));
  Abstract structure = Abstract::structure(heap.size() - 1);
  if (llvm::none_of(this->object(structure).sites, [&](Site site) { return makesBoxes(site); }))
    return structure;
  // Nobody else knows it yet, so its copy is itself. A part that cannot be boxed has asked for a
  // new start, which makes what follows here of no matter.
  auto boxed = boxedCopy(structure, location(current));
  return succeeded(boxed) ? Abstract::typed(*boxed) : Abstract();
}

LogicalResult Specializer::mutate(const Abstract &structure) {
  if (object(structure).isBorrowed)
    return giveUpForm(structure);
  for (Site site : object(structure).sites) {
    mutatedSites.insert(site.key());
    if (frozenSites.contains(site.key()))
      return giveUpForm(structure);
  }
  return success();
}

Site Specializer::onPath(Site site) const {
  if (site.path != Site::here)
    return site;
  bool isCalled = frame && frame->callLocation;
  return {site.op, isCalled ? frame->callLocation->getAsOpaquePointer() : nullptr};
}

/// From so many paths on, an op boxes what it makes on all of them: each costs a new start.
static constexpr unsigned manyPaths = 8;

/// Boxes what this site makes, from the next start on; false if that was so already.
bool Specializer::boxSite(Site site) {
  site = onPath(site);
  if (boxedEverywhere.contains(site.op) || !boxedSites.insert(site.key()).second)
    return false;
  newlyBoxed.push_back(site.key());
  if (++boxedPaths[site.op] == manyPaths)
    boxedEverywhere.insert(site.op);
  startAgain = true;
  if (settings.explain)
    site->emitRemark("lives at run time, boxed").attachNote(location(current))
        << "its form gets lost here";
  return true;
}

void Specializer::forgetBoxed(SiteKey site) {
  boxedSites.erase(site);
  if (boxedPaths[site.first]-- == manyPaths)
    boxedEverywhere.erase(site.first);
}

LogicalResult Specializer::giveUpForm(const Abstract &structure) {
  bool grew = false;
  for (Site site : object(structure).sites)
    grew |= boxSite(site);
  if (!grew) {
    report({object(structure).sites.front()->getLoc(),
            DiagKind::InternalError,
            {"a structure cannot be boxed"}});
    return failure();
  }
  // The evaluation starts again, so a part that this heap does not hold can wait until it is met.
  for (const Abstract &part : Abstracts(object(structure).parts))
    if (part.isStructure() && part.object < heap.size() &&
        llvm::none_of(object(part).sites, [&](Site site) { return makesBoxes(site); }))
      (void)giveUpForm(part);
  return failure();
}

void Specializer::replacePart(const Abstract &structure, size_t part, const Abstract &value) {
  Abstract &place = change(structure).parts[part];
  if (place.isTyped() && value.isTyped() && place.value != value.value)
    replaced.insert_or_assign(value.value, std::pair(place.value, location(current)));
  place = value;
}

namespace {
/// A value that a branch or loop hands on: its result, or what a loop carries from turn to turn.
struct Merged {
  Operation *op;
  unsigned place;

  static std::optional<Merged> of(Value value) {
    auto argument = dyn_cast<BlockArgument>(value);
    Operation *op = argument ? argument.getOwner()->getParentOp() : value.getDefiningOp();
    bool isLoop = isa<ForOp, ForEachOp, WhileOp>(op);
    if (!argument)
      return isLoop || isa<IfOp>(op)
                 ? std::optional(Merged{op, cast<OpResult>(value).getResultNumber()})
                 : std::nullopt;
    unsigned leading = isLoop ? argument.getOwner()->getNumArguments() - op->getNumResults() : 0;
    if (!isLoop || argument.getArgNumber() < leading)
      return std::nullopt;
    return Merged{op, argument.getArgNumber() - leading};
  }

  /// What a loop starts with; what the branches, or a turn, end with.
  SmallVector<Value> given() const {
    SmallVector<Value> values;
    if (!isa<IfOp>(op))
      values.push_back(op->getOperand(op->getNumOperands() - op->getNumResults() + place));
    for (Region &region : op->getRegions())
      if (auto yield = region.empty() || region.front().empty()
                           ? YieldOp()
                           : dyn_cast<YieldOp>(region.front().back()))
        values.push_back(yield.getOperand(place));
    return values;
  }
  /// Whether a branch or a turn may put another value in the place.
  bool changes() const {
    SmallVector<Value> ends = given();
    auto argument = dyn_cast<BlockArgument>(ends.back());
    bool isCarried = argument && argument.getOwner()->getParentOp() == op && Merged::of(argument);
    return isCarried ? Merged::of(argument)->place != place : ends.front() != ends.back();
  }
  bool holds(Value value) const { return op->isAncestor(value.getParentBlock()->getParentOp()); }
};
} // namespace

/// All values that a value is computed from.
static llvm::DenseSet<Value> sourcesOf(Value value) {
  llvm::DenseSet<Value> sources{value};
  SmallVector<Value> work{value};
  auto add = [&](Value next) {
    if (sources.insert(next).second)
      work.push_back(next);
  };
  while (!work.empty()) {
    Value next = work.pop_back_val();
    Operation *op = next.getDefiningOp();
    if (!op)
      op = next.getParentBlock()->getParentOp();
    if (auto merged = Merged::of(next))
      llvm::for_each(merged->given(), add);
    else if (!isa<func::FuncOp>(op))
      op->walk([&](Operation *inner) { llvm::for_each(inner->getOperands(), add); });
  }
  return sources;
}

std::optional<Location> Specializer::wasReplaced(ValueRange variables, Value result) {
  llvm::DenseSet<Value> sources = sourcesOf(result);
  // What held the place of each before, on all branches and turns that lead here, and what
  // replaced it.
  llvm::DenseMap<Value, bool> seen;
  SmallVector<std::pair<Value, std::optional<Location>>> work;
  auto add = [&](Value former, std::optional<Location> where) {
    auto [known, isNew] = seen.try_emplace(former, where.has_value());
    if (isNew || (where && !known->second))
      work.push_back({former, where});
    known->second |= where.has_value();
  };
  for (Value variable : variables)
    if (!sources.contains(variable))
      add(variable, std::nullopt);
  while (!work.empty()) {
    auto [value, where] = work.pop_back_val();
    if (where && sources.contains(value))
      return where;
    if (auto it = replaced.find(value); it != replaced.end())
      add(it->second.first, it->second.second);
    auto merged = Merged::of(value);
    SmallVector<Value> given = merged ? merged->given() : SmallVector<Value>();
    if (merged && merged->changes())
      where = merged->op->getLoc();
    for (Value each : given)
      if (auto it = replaced.find(each); it != replaced.end() && merged->holds(each))
        where = it->second.second;
    for (Value each : given)
      add(each, where);
  }
  return std::nullopt;
}

Value Specializer::makeBoxed(StringRef opName, ValueRange operands, Location loc,
                             ArrayRef<NamedAttribute> attributes) {
  OperationState state(loc, opName);
  state.addOperands(operands);
  state.addTypes(any());
  state.addAttributes(attributes);
  return emit.create(state)->getResult(0);
}

FailureOr<Value> Specializer::materialize(const Abstract &abstract, Location loc) {
  if (abstract.isTyped())
    return abstract.value;
  if (abstract.isUndefined())
    return Value(UndefinedOp::create(emit, loc, any()));
  Object::Kind kind = object(abstract).kind;
  bool canChange = kind == Object::Kind::List || kind == Object::Kind::Dict ||
                   kind == Object::Kind::Struct || kind == Object::Kind::Cell;
  if (canChange)
    return giveUpForm(abstract);
  return boxObject(Object(object(abstract)), loc, /*copy=*/false);
}

FailureOr<Value> Specializer::box(const Abstract &abstract, Location loc) {
  auto value = materialize(abstract, loc);
  if (failed(value) || isAny(value->getType()))
    return value;
  return Value(BoxOp::create(emit, loc, any(), *value));
}

FailureOr<Value> Specializer::boxedCopy(const Abstract &abstract, Location loc) {
  if (!abstract.isStructure())
    return box(abstract, loc);
  return boxObject(Object(object(abstract)), loc, /*copy=*/true);
}

/// Emits the construction of an object; `copy`: of a copy that is only read.
FailureOr<Value> Specializer::boxObject(const Object &object, Location loc, bool copy) {
  uses.noteAll(object);
  SmallVector<Value> parts;
  for (const Abstract &part : object.parts) {
    auto value = copy ? boxedCopy(part, loc) : box(part, loc);
    if (failed(value))
      return failure();
    parts.push_back(*value);
  }
  SmallVector<Value> keys;
  switch (object.kind) {
  case Object::Kind::List:
    return makeBoxed(ListOp::getOperationName(), parts, loc);
  case Object::Kind::Tuple:
    return makeBoxed(TupleOp::getOperationName(), parts, loc);
  case Object::Kind::Dict:
    for (const std::string &key : object.keys)
      keys.push_back(
          BoxOp::create(emit, loc, any(), ConstantOp::create(emit, loc, StringRef(key))));
    keys.append(parts);
    return makeBoxed(DictOp::getOperationName(), keys, loc);
  case Object::Kind::Struct: {
    SmallVector<StringRef> names(object.keys.begin(), object.keys.end());
    SmallVector<StringRef> types(object.types.begin(), object.types.end());
    return makeBoxed(StructOp::getOperationName(), parts, loc,
                     {emit.getNamedAttr("name", emit.getStringAttr(object.name)),
                      emit.getNamedAttr("fields", emit.getStrArrayAttr(names)),
                      emit.getNamedAttr("types", emit.getStrArrayAttr(types))});
  }
  case Object::Kind::Cell:
    return makeBoxed(CellOp::getOperationName(), parts, loc);
  case Object::Kind::Range:
    return makeBoxed(RuntimeOp::getOperationName(), parts, loc,
                     emit.getNamedAttr("function", emit.getStringAttr("range_new")));
  case Object::Kind::Closure: {
    auto version = boxedVersion(lookup(object.name), loc);
    if (failed(version))
      return failure();
    return makeBoxed(ClosureOp::getOperationName(), parts, loc,
                     emit.getNamedAttr("function", FlatSymbolRefAttr::get(version->getNameAttr())));
  }
  case Object::Kind::Choice: {
    auto branch = IfOp::create(emit, loc, TypeRange(any()), object.parts[0].value,
                               /*withBlocks=*/true);
    for (int side : {0, 1}) {
      OpBuilder::InsertionGuard guard(emit);
      emit.setInsertionPointToEnd(&branch->getRegion(side).front());
      YieldOp::create(emit, loc, parts[side + 1]);
    }
    return branch.getResult(0);
  }
  }
  llvm_unreachable("kind of object out of range");
}

Abstract Specializer::asTensor(const Abstract &abstract, Location loc) {
  if (!abstract.isStructure() || !object(abstract).isSequence() || object(abstract).parts.empty())
    return abstract;
  Abstracts parts = object(abstract).parts;
  std::optional<size_t> rank;
  for (Abstract &part : parts) {
    part = asTensor(part, loc);
    if (!part.isTyped() || !elementType(part.value.getType()))
      return abstract;
    auto tensor = dyn_cast<RankedTensorType>(part.value.getType());
    if (tensor && !tensor.hasStaticShape())
      return abstract;
    size_t mine = tensor ? tensor.getRank() : 0;
    bool other =
        tensor && parts.front().isTyped() && isTensor(parts.front().value.getType()) &&
        cast<RankedTensorType>(parts.front().value.getType()).getShape() != tensor.getShape();
    if ((rank && *rank != mine) || other)
      return abstract;
    rank = mine;
  }
  auto packed = infer(PackOp::getOperationName(), parts, loc);
  return succeeded(packed) ? *packed : abstract;
}

uint64_t Specializer::fewRows(const Abstract &tensor) const {
  auto type =
      dyn_cast_or_null<RankedTensorType>(tensor.isTyped() ? tensor.value.getType() : Type());
  bool isKnown = type && type.getRank() > 0 && !type.isDynamicDim(0);
  uint64_t count = isKnown ? type.getDimSize(0) : 0;
  return count <= mostUnrolledTurns ? count : 0;
}

FailureOr<Abstracts> Specializer::rowsOf(const Abstract &tensor, Location loc) {
  Abstracts rows;
  for (int64_t i = 0; i < cast<RankedTensorType>(tensor.value.getType()).getDimSize(0); ++i) {
    auto row = infer(IndexOp::getOperationName(), {tensor, constantInt(i, loc)}, loc);
    if (failed(row))
      return failure();
    rows.push_back(*row);
  }
  return rows;
}

LogicalResult Specializer::trackCell(Value cell, Operation *site, Type initial) {
  SiteKey key = onPath(site).key();
  trackedCells[cell] = key;
  return noteInCell(cell, initial);
}

LogicalResult Specializer::noteInCell(Value cell, Type written) {
  auto tracked = trackedCells.find(cell);
  if (!cell.getDefiningOp<CellOp>() || tracked == trackedCells.end())
    return success();
  auto [known, isNew] = typesInCells.try_emplace(tracked->second, written);
  Type joined = isNew ? written : joinTypes(known->second, written);
  if (isNew || joined == known->second)
    return success();
  known->second = joined;
  startAgain = true;
  return failure();
}

Type Specializer::typeInCell(Value cell) const {
  auto tracked = trackedCells.find(cell);
  if (!cell.getDefiningOp<CellOp>() || tracked == trackedCells.end())
    return {};
  Type type = typesInCells.lookup(tracked->second);
  return elementType(type) || isa<StrType>(type) ? type : Type();
}
