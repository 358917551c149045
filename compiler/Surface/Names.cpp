// Part of Cortex, under the MIT licence.
// What values are called, which ops are written within their users, and what comments say.
#include "Surface/Writer.h"

#include "Dialect/Inference.h"
#include "Dialect/Places.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace cortex;

std::string ProgramText::fresh(StringRef wantedName) {
  // Of a symbol, what makes it unique is left out, and its parts are one word:
  // `step$1.forward.tangent`.
  auto [name, part] = wantedName.split('.');
  std::string base = name.split('$').first.str() + (part.empty() ? "" : "_" + part.str());
  llvm::replace(base, '.', '_');
  unsigned &last = lastNumbers[base];
  std::string made;
  do
    made = ++last == 1 ? base : base + "_" + std::to_string(last);
  while (taken.contains(made) || options.isLibraryName(made));
  taken.insert(made);
  return made;
}

StringRef ProgramText::symbol(StringRef name) {
  std::string &written = symbols[name];
  if (written.empty())
    written = fresh(name);
  return written;
}

//===-- Places --------------------------------------------------------------------------------===//

/// The innermost place in the program itself, or null.
static FileLineColRange placeInProgram(Location loc, const SurfaceOptions &options) {
  SmallVector<FileLineColRange> places = placesOf(loc);
  auto found = llvm::find_if(
      places, [&](FileLineColRange place) { return !options.placeText(place).empty(); });
  return found == places.end() ? FileLineColRange() : *found;
}

std::string FunctionWriter::placeOf(Location loc) const {
  FileLineColRange place = placeInProgram(loc, program.options);
  return place ? program.options.placeText(place) : "";
}

Derivation FunctionWriter::derivationOf(Operation *op) const {
  // What stands within a part of the derivative belongs to it.
  for (; op && !isa<func::FuncOp>(op); op = op->getParentOp())
    if (Derivation found = cortex::derivationOf(op->getLoc()); found != Derivation::Program)
      return found;
  return Derivation::Program;
}

/// Does a derivative read what the op of the program computes?
bool FunctionWriter::isKept(Operation *op) const {
  return op->getNumRegions() == 0 && llvm::any_of(op->getUses(), [&](OpOperand &use) {
           return derivationOf(use.getOwner()) == Derivation::Derivative && !asksForShape(use);
         });
}

std::string FunctionWriter::commentOn(Operation *op) const {
  std::string place = placeOf(op->getLoc());
  if (place.empty())
    return "";
  switch (derivationOf(op)) {
  case Derivation::Program:
    return place + (isKept(op) ? ", kept for ∇" : "");
  case Derivation::Derivative:
    return "∇ of " + place;
  case Derivation::Recomputed:
    return place + ", computed again for ∇";
  case Derivation::Stored:
    return place + ", stored for ∇";
  }
  llvm_unreachable("every derivation is listed");
}

//===-- Names ---------------------------------------------------------------------------------===//

/// What the program calls the value whose derivative the op computes, if it has a name. Within a
/// function of the library there are many values, and the program's name is for one.
static StringRef differentiated(Location loc, const SurfaceOptions &options) {
  LocationAttr of = derivativeOf(loc);
  SmallVector<FileLineColRange> places;
  if (of)
    places = placesOf(of);
  return places.empty() ? StringRef() : options.nameAt(places.front());
}

/// Notes what the program calls the values in a region: of all ops at the place of a variable's new
/// value the last one is that value.
void FunctionWriter::nameFrom(Region &region) {
  for (Block &block : region) {
    llvm::DenseMap<FileLineColRange, Value> last;
    for (Operation &op : block) {
      for (Region &inner : op.getRegions())
        nameFrom(inner);
      if (op.getNumResults() != 1)
        continue;
      if (derivationOf(&op) == Derivation::Derivative) {
        if (StringRef of = differentiated(op.getLoc(), program.options); !of.empty())
          wanted[op.getResult(0)] = "d_" + of.str();
        continue;
      }
      SmallVector<FileLineColRange> places = placesOf(op.getLoc());
      for (FileLineColRange place : places)
        if (!program.options.nameAt(place).empty()) {
          last[place] = op.getResult(0);
          break;
        }
    }
    for (auto [place, value] : last)
      wanted[value] = program.options.nameAt(place).str();
  }
}

/// An op that is another name for its operand, or a part of the syntax around it.
static bool isAlways(Operation *op) {
  if (auto cast = dyn_cast<CastOp>(op))
    return elementType(cast.getInput().getType()) == elementType(cast.getType());
  return isa<SliceOp, BoxOp, ProvenanceOp, UndefinedOp, AgainOp>(op);
}

/// The op behind a value, seen through other names for it.
static Operation *definingOp(Value value) {
  Operation *op = value.getDefiningOp();
  bool isName = op && isAlways(op) && op->getNumOperands() == 1;
  return isName ? definingOp(op->getOperand(0)) : op;
}

/// Has the op's result one use at most, through other names for it too?
static bool isUsedOnce(Operation *op) {
  if (op->getNumResults() != 1 || !op->hasOneUse())
    return false;
  Operation *user = *op->user_begin();
  return !isAlways(user) || isUsedOnce(user);
}

/// May the op, which stands right before its only user, be a part of the user's expression?
bool FunctionWriter::fitsInto(Operation *op, Operation *user) const {
  bool needsName = (isa<StrOp>(user) && user->hasAttr("spec")) || isa<KeepOp>(user);
  if (needsName || op->getNumRegions() > 0 || !isMemoryEffectFree(op) || !isUsedOnce(op) ||
      wanted.contains(op->getResult(0)))
    return false;
  if (user->hasTrait<OpTrait::IsTerminator>())
    return true;
  return derivationOf(user) == derivationOf(op) && placeOf(user->getLoc()) == placeOf(op->getLoc());
}

/// The last op before this one that is written at its own place.
Operation *FunctionWriter::before(Operation *op) const {
  do
    op = op->getPrevNode();
  while (op && isWithinUser(op));
  return op;
}

/// Lets the operands be written within the op that are computed right before it, in their order:
/// an expression is computed in the order of its text, and that shall be the order of the ops.
void FunctionWriter::planExpression(Operation *op, Operation *&last, unsigned nesting) {
  constexpr unsigned deepest = 3; // What is nested deeper is hard to read.
  for (Value operand : llvm::reverse(op->getOperands())) {
    Operation *made = definingOp(operand);
    if (!made || made != last || nesting > deepest || !fitsInto(made, op))
      continue;
    within.insert(made);
    last = before(made);
    planExpression(made, last, nesting + 1);
  }
}

void FunctionWriter::plan(Region &region) {
  for (mlir::Block &block : region)
    for (Operation &op : llvm::reverse(block)) {
      for (Region &inner : op.getRegions())
        plan(inner);
      bool takesParts = !isWithinUser(&op) && !isa<ForOp, ForEachOp, WhileOp>(op);
      Operation *last = before(&op);
      if (takesParts)
        planExpression(&op, last, 0);
    }
}

bool FunctionWriter::isWithinUser(Operation *op) const {
  if (isAlways(op) || within.contains(op))
    return true;
  auto constant = dyn_cast<ConstantOp>(op);
  if (!constant)
    return false;
  constexpr int64_t few = 4;
  auto dense = dyn_cast<DenseElementsAttr>(constant.getValue());
  return !dense || (dense.getNumElements() <= few && !wanted.contains(constant.getResult()));
}

StringRef FunctionWriter::wantedName(Value value) {
  if (auto found = wanted.find(value); found != wanted.end())
    return found->second;
  Operation *op = value.getDefiningOp();
  Derivation derivation = op ? derivationOf(op) : Derivation::Program;
  return derivation == Derivation::Derivative ? "d"
         : derivation == Derivation::Stored   ? "saved"
                                              : "t";
}

std::string FunctionWriter::nameCarried(Value result, ValueRange like) {
  for (Value value : like)
    if (StringRef name = wantedName(value); !wanted.contains(result) && name != "t") {
      std::string copy = name.str();
      wanted[result] = copy;
    }
  return nameOf(result);
}

std::string FunctionWriter::nameOf(Value value) {
  std::string &name = names[value];
  if (name.empty()) {
    std::string made = program.fresh(wantedName(value));
    return names[value] = made;
  }
  return name;
}
