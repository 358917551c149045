// Part of Cortex, under the MIT licence.
// How uses of keys are noted, and what they leave unread.
#include "Transforms/Specialize/KeyUses.h"

#include "Diagnostics/Diagnostics.h"
#include "Dialect/Inference.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace cortex;

void KeyUses::noteKey(const Object &dict, StringRef key) {
  if (dict.kind == Object::Kind::Dict)
    for (Site site : dict.sites)
      uses[site.op].asked.insert(key);
}

void KeyUses::noteAll(const Object &dict) {
  if (dict.kind == Object::Kind::Dict)
    for (Site site : dict.sites)
      uses[site.op].all = true;
}

static bool isInLibrary(Operation *site) {
  return site->getParentOfType<func::FuncOp>()->hasAttr(libraryFunctionAttr);
}

/// The text of a key that the program writes; none where it is computed.
static StringAttr writtenKey(Value key) {
  auto literal = key.getDefiningOp<ConstantOp>();
  return literal ? dyn_cast<StringAttr>(literal.getValue()) : StringAttr();
}

void KeyUses::forEachUnread(llvm::function_ref<void(const Unread &)> visit) const {
  for (const auto &[site, use] : uses) {
    auto dict = dyn_cast<DictOp>(site);
    if (!dict || use.all || isInLibrary(site))
      continue;
    llvm::StringSet<> keys;
    for (Value key : dict.getKeys())
      if (StringAttr text = writtenKey(key))
        keys.insert(text.getValue());
    SmallVector<StringRef> missing;
    bool isRead = false;
    for (const auto &asked : use.asked) {
      isRead |= keys.contains(asked.getKey());
      if (!keys.contains(asked.getKey()))
        missing.push_back(asked.getKey());
    }
    llvm::sort(missing);
    for (auto [key, value] : llvm::zip(dict.getKeys(), dict.getValues())) {
      StringAttr text = writtenKey(key);
      if (isRead && text && !use.asked.contains(text.getValue()) &&
          value.getDefiningOp<ConstantOp>())
        visit({key.getLoc(), text.getValue(), nearestName(text.getValue(), missing)});
    }
  }
}
