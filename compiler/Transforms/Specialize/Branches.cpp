// Part of Cortex, under the MIT licence.
// Evaluating both ways of an `if` and merging what they leave behind.
#include "Transforms/Specialize/Specializer.h"

#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;
using namespace cortex;

/// Both ways of a branch, and what their merge is made of.
struct Specializer::Merge {
  Location loc;
  IfOp op;
  Heap before;
  Heap heaps[2];
  Abstracts values[2];
  bool dead[2] = {false, false};
  /// Results in the order in which they were asked for: what each way yields for them.
  struct Yielded {
    Abstract sides[2];
    Type type;
    Value stand; ///< Stands for the result until the `if` is rebuilt with it.
  };
  SmallVector<Yielded, 0> yielded;
  /// New objects, one per pair of merged ones, and their numbers.
  SmallVector<Object, 0> joined;
  DenseMap<std::pair<ObjectId, ObjectId>, ObjectId> merged;
  /// Objects that are another after the `if`.
  SmallVector<ObjectId> changed;

  Merge(Location loc, IfOp op, Heap before) : loc(loc), op(op), before(std::move(before)) {}
};

FailureOr<Abstracts> Specializer::branch(Value condition, Location loc, unsigned resultCount,
                                         Evaluation whenTrue, Evaluation whenFalse) {
  Merge merge(loc, IfOp::create(emit, loc, TypeRange{}, condition, /*withBlocks=*/true), heap);
  llvm::SaveAndRestore uncertain(uncertainty.branches, uncertainty.branches + 1);
  for (int side = 0; side < 2; ++side) {
    OpBuilder::InsertionGuard guard(emit);
    emit.setInsertionPointToEnd(&merge.op->getRegion(side).front());
    size_t used = heap.size(); // Objects of the two ways have different numbers.
    heap = merge.before;
    heap.resize(used);
    auto values = side == 0 ? whenTrue() : whenFalse();
    if (failed(values))
      return failure();
    merge.values[side] = dead ? Abstracts(resultCount) : *values;
    merge.dead[side] = dead;
    merge.heaps[side] = heap;
    dead = false;
  }
  return finishBranches(merge);
}

/// Whether a value of the emitted code exists outside the `if`.
static bool isOutside(Value value, IfOp op) {
  return !op->isAncestor(value.getParentBlock()->getParentOp());
}

FailureOr<Abstract> Specializer::joinBranches(Merge &merge, const Abstract &left,
                                              const Abstract &right) {
  bool onlyLeft = right.isUndefined() || merge.dead[1],
       onlyRight = left.isUndefined() || merge.dead[0];
  if (onlyLeft && onlyRight)
    return Abstract();
  auto survives = [&](const Abstract &abstract) {
    return abstract.isStructure() ? abstract.object < merge.before.size()
                                  : abstract.isTyped() && isOutside(abstract.value, merge.op);
  };
  if ((onlyLeft || left == right) && survives(left))
    return left;
  if (onlyRight && survives(right))
    return right;
  const Abstract &one = onlyRight ? right : left;
  if (!onlyLeft && !onlyRight && left.isTyped() && right.isTyped() && left.constant &&
      left.constant == right.constant && left.value.getType() == right.value.getType()) {
    OpBuilder::InsertionGuard guard(emit);
    emit.setInsertionPoint(merge.op);
    return constant(left.constant, left.value.getType(), merge.loc);
  }
  bool anyStructure = (!onlyRight && left.isStructure()) || (!onlyLeft && right.isStructure());
  if (!anyStructure) {
    Type type = onlyLeft || onlyRight ? one.value.getType()
                                      : joinTypes(left.value.getType(), right.value.getType());
    OpBuilder::InsertionGuard guard(emit);
    emit.setInsertionPoint(merge.op);
    Value stand = UndefinedOp::create(emit, merge.loc, type);
    merge.yielded.push_back(
        {{onlyRight ? Abstract() : left, onlyLeft ? Abstract() : right}, type, stand});
    bool same = !onlyLeft && !onlyRight && isa<NullType>(type);
    return Abstract::typed(stand, same ? left.constant : Attribute());
  }
  return joinStructures(merge, onlyRight ? Abstract() : left, onlyLeft ? Abstract() : right);
}

/// One side may be undefined; else both are structures, or the form gets lost.
FailureOr<Abstract> Specializer::joinStructures(Merge &merge, const Abstract &left,
                                                const Abstract &right) {
  for (auto [side, abstract] : {std::pair<int, const Abstract &>(0, left), {1, right}})
    if (abstract.isTyped()) {
      heap = merge.heaps[1 - side];
      return giveUpForm(side == 0 ? right : left);
    }
  Object parts[2];
  if (left.isStructure())
    parts[0] = merge.heaps[0][left.object];
  if (right.isStructure())
    parts[1] = merge.heaps[1][right.object];
  bool both = left.isStructure() && right.isStructure();
  std::pair<ObjectId, ObjectId> key{left.isStructure() ? left.object : ~0u - 2,
                                    right.isStructure() ? right.object : ~0u - 2};
  if (auto it = merge.merged.find(key); it != merge.merged.end())
    return Abstract::structure(it->second);
  if (both && parts[0].isFunction() && parts[1].isFunction() && !parts[0].sameForm(parts[1])) {
    auto choice = joinFunctions(merge, left, right, parts);
    if (succeeded(choice))
      merge.merged[key] = choice->object;
    return choice;
  }
  for (auto [side, abstract] : {std::pair<int, const Abstract &>(0, left), {1, right}}) {
    if (!both || !abstract.isStructure())
      continue;
    heap = merge.heaps[side];
    if (failed(parts[0].sameForm(parts[1]) ? freeze(abstract) : giveUpForm(abstract)))
      return failure();
  }
  Object result = left.isStructure() ? parts[0] : parts[1];
  if (both)
    for (Site site : parts[1].sites)
      if (!llvm::is_contained(result.sites, site))
        result.sites.push_back(site);
  for (size_t i = 0; i < result.parts.size(); ++i) {
    auto part = joinBranches(merge, left.isStructure() ? parts[0].parts[i] : Abstract(),
                             right.isStructure() ? parts[1].parts[i] : Abstract());
    if (failed(part))
      return failure();
    result.parts[i] = *part;
  }
  Abstract joined = addJoined(merge, std::move(result));
  merge.merged[key] = joined.object;
  return joined;
}

/// An object of the state after the branches.
Abstract Specializer::addJoined(Merge &merge, Object object) {
  merge.joined.push_back(std::move(object));
  return Abstract::structure(std::max(merge.heaps[0].size(), merge.heaps[1].size()) +
                             merge.joined.size() - 1);
}

/// Another function on each side: a choice between them, by the condition of the branch.
FailureOr<Abstract> Specializer::joinFunctions(Merge &merge, const Abstract &left,
                                               const Abstract &right, ArrayRef<Object> made) {
  Object choice{Object::Kind::Choice, "", {}, {}, made[0].sites};
  for (Site site : made[1].sites)
    if (!llvm::is_contained(choice.sites, site))
      choice.sites.push_back(site);
  choice.parts.push_back(Abstract::typed(merge.op.getCondition()));
  for (bool isLeft : {true, false}) {
    auto function = joinBranches(merge, isLeft ? left : Abstract(), isLeft ? Abstract() : right);
    if (failed(function))
      return failure();
    choice.parts.push_back(*function);
  }
  return addJoined(merge, std::move(choice));
}

FailureOr<Abstracts> Specializer::finishBranches(Merge &merge) {
  Abstracts results;
  for (auto [left, right] : llvm::zip_equal(merge.values[0], merge.values[1])) {
    auto joined = joinBranches(merge, left, right);
    if (failed(joined))
      return failure();
    results.push_back(*joined);
  }
  Heap after = merge.before;
  const Heap &lefts = merge.heaps[merge.dead[0] ? 1 : 0],
             &rights = merge.heaps[merge.dead[1] ? 0 : 1];
  bool isReached = !merge.dead[0] || !merge.dead[1];
  for (ObjectId id = 0; isReached && id < merge.before.size(); ++id) {
    if (lefts.shares(merge.before, id) && rights.shares(merge.before, id))
      continue;
    const Object &left = lefts[id], &right = rights[id];
    if (!left.sameForm(right)) {
      heap = merge.heaps[0];
      return giveUpForm(Abstract::structure(id));
    }
    Object &object = after.change(id);
    merge.changed.push_back(id);
    object.keys = left.keys;
    object.parts.resize(left.parts.size());
    for (size_t i = 0; i < left.parts.size(); ++i) {
      auto joined = joinBranches(merge, merge.dead[0] ? Abstract() : left.parts[i],
                                 merge.dead[1] ? Abstract() : right.parts[i]);
      if (failed(joined))
        return failure();
      object.parts[i] = *joined;
    }
  }
  after.resize(std::max(merge.heaps[0].size(), merge.heaps[1].size()));
  for (Object &object : merge.joined) {
    merge.changed.push_back(after.size());
    after.push_back(std::move(object));
  }
  heap = std::move(after);
  dead = merge.dead[0] && merge.dead[1];
  if (failed(emitMerged(merge, results)))
    return failure();
  return results;
}

/// Rebuilds the `if` with its results and puts them where their stand-ins are.
LogicalResult Specializer::emitMerged(Merge &merge, Abstracts &results) {
  SmallVector<Type> types;
  for (auto &yielded : merge.yielded)
    types.push_back(yielded.type);
  OpBuilder::InsertionGuard guard(emit);
  emit.setInsertionPoint(merge.op);
  auto op = IfOp::create(emit, merge.loc, types, merge.op.getCondition(), /*withBlocks=*/false);
  for (int side = 0; side < 2; ++side) {
    Region &region = op->getRegion(side);
    region.takeBody(merge.op->getRegion(side));
    emit.setInsertionPointToEnd(&region.front());
    SmallVector<Value> values;
    for (auto &yielded : merge.yielded) {
      const Abstract &abstract = yielded.sides[side];
      values.push_back(abstract.isUndefined()
                           ? Value(UndefinedOp::create(emit, merge.loc, yielded.type))
                           : convert(abstract.value, yielded.type, merge.loc));
    }
    YieldOp::create(emit, merge.loc, values);
  }
  DenseMap<Value, Value> settled;
  for (auto [yielded, value] : llvm::zip(merge.yielded, op.getResults()))
    settled[yielded.stand] = value;
  auto settle = [&](Abstract &abstract) {
    if (auto it = settled.find(abstract.value); abstract.isTyped() && it != settled.end())
      abstract.value = it->second;
  };
  llvm::for_each(results, settle);
  for (ObjectId id : merge.changed)
    llvm::for_each(heap.change(id).parts, settle);
  for (auto &yielded : merge.yielded) {
    yielded.stand.replaceAllUsesWith(settled[yielded.stand]);
    yielded.stand.getDefiningOp()->erase();
  }
  merge.op.erase();
  return success();
}
