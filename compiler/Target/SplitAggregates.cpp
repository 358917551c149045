// Part of Cortex, under the MIT licence.
// Structs that cross the edges of blocks become their parts.
#include "Target/SplitAggregates.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace cortex {
namespace {

/// Where a scalar of an aggregate is, and its type.
struct Leaf {
  SmallVector<unsigned, 2> indices;
  Type *type;
};

/// More than any descriptor of a buffer has.
constexpr size_t mostLeaves = 64;

/// The scalars of a type in order, up to one more than are ever split.
void collectLeaves(Type *type, SmallVector<unsigned, 2> &indices, SmallVectorImpl<Leaf> &leaves) {
  bool isStruct = type->isStructTy();
  if (!isStruct && !type->isArrayTy()) {
    leaves.push_back({indices, type});
    return;
  }
  uint64_t size = isStruct ? type->getStructNumElements() : type->getArrayNumElements();
  for (uint64_t i = 0; i < size && leaves.size() <= mostLeaves; ++i) {
    indices.push_back(static_cast<unsigned>(i));
    collectLeaves(isStruct ? type->getStructElementType(i) : type->getArrayElementType(), indices,
                  leaves);
    indices.pop_back();
  }
}

/// A phi whose value on an edge is made by the block's terminator cannot read it before the edge.
bool canSplit(const PHINode &phi) {
  return llvm::none_of(phi.incoming_values(), [](const Value *value) {
    auto *made = dyn_cast<Instruction>(value);
    return made && made->isTerminator();
  });
}

/// The value of the phi, out of one phi for each leaf.
Value *split(PHINode &phi, ArrayRef<Leaf> leaves) {
  BasicBlock *block = phi.getParent();
  IRBuilder<> atEnd(phi.getContext());
  IRBuilder<> whole(block, block->getFirstInsertionPt());
  Value *result = PoisonValue::get(phi.getType());
  for (const Leaf &leaf : leaves) {
    PHINode *part = PHINode::Create(leaf.type, phi.getNumIncomingValues(), "", phi.getIterator());
    // A block may lead here along several edges, all with the same value.
    SmallDenseMap<BasicBlock *, Value *> given;
    for (auto [value, from] : llvm::zip(phi.incoming_values(), phi.blocks())) {
      Value *&read = given[from];
      if (!read) {
        atEnd.SetInsertPoint(from->getTerminator());
        read = atEnd.CreateExtractValue(value, leaf.indices);
      }
      part->addIncoming(read, from);
    }
    result = whole.CreateInsertValue(result, part, leaf.indices);
  }
  return result;
}

Value *split(SelectInst &select, ArrayRef<Leaf> leaves) {
  IRBuilder<> builder(&select);
  Value *result = PoisonValue::get(select.getType());
  for (const Leaf &leaf : leaves) {
    Value *part = builder.CreateSelect(
        select.getCondition(), builder.CreateExtractValue(select.getTrueValue(), leaf.indices),
        builder.CreateExtractValue(select.getFalseValue(), leaf.indices));
    result = builder.CreateInsertValue(result, part, leaf.indices);
  }
  return result;
}

} // namespace

PreservedAnalyses SplitAggregatesPass::run(Function &function, FunctionAnalysisManager &) {
  bool changed = false;
  for (Instruction &instruction : llvm::make_early_inc_range(instructions(function))) {
    auto *phi = dyn_cast<PHINode>(&instruction);
    auto *select = dyn_cast<SelectInst>(&instruction);
    if (!instruction.getType()->isAggregateType() || (!phi && !select) || (phi && !canSplit(*phi)))
      continue;
    SmallVector<Leaf> leaves;
    SmallVector<unsigned, 2> indices;
    collectLeaves(instruction.getType(), indices, leaves);
    if (leaves.size() > mostLeaves)
      continue;
    instruction.replaceAllUsesWith(phi ? split(*phi, leaves) : split(*select, leaves));
    instruction.eraseFromParent();
    changed = true;
  }
  if (!changed)
    return PreservedAnalyses::all();
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

} // namespace cortex
