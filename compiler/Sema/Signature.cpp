// Part of Cortex, under the MIT licence.
// Owns reading signatures from definitions and binding arguments to them.
#include "Sema/Signature.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

namespace cortex {

size_t Signature::requiredCount() const {
  return llvm::count_if(slots, [](const Slot &slot) { return slot.isRequired; });
}

std::string Signature::expectation() const {
  size_t least = requiredCount();
  if (isVariadic)
    return "at least " + countedNoun(least, "argument");
  if (least == slots.size())
    return countedNoun(least, "argument");
  return std::to_string(least) + " to " + countedNoun(slots.size(), "argument");
}

Signature signatureOf(const FuncStmt &function) {
  Signature signature;
  signature.range = function.name.range;
  for (const Parameter &parameter : function.callable.parameters) {
    if (parameter.isVariadic)
      signature.isVariadic = true;
    else
      signature.slots.push_back({parameter.name.text, !parameter.defaultValue});
  }
  return signature;
}

Signature signatureOf(const StructStmt &structure) {
  Signature signature;
  signature.range = structure.name.range;
  for (const StructStmt::Field &field : structure.fields)
    signature.slots.push_back({field.name.text, true});
  return signature;
}

Signature signatureOf(const Builtin &row) {
  Signature signature;
  for (const BuiltinParameter &parameter : row.parameters)
    signature.slots.push_back({parameter.name, parameter.defaultText.empty()});
  return signature;
}

ArgumentBinding bind(const Signature &signature, llvm::ArrayRef<llvm::StringRef> names) {
  ArgumentBinding binding;
  size_t count = signature.slots.size();
  std::vector<bool> filled(count);
  // Positional arguments first: `f[1, a=2]` gives `a` twice, whichever way round it is written.
  size_t positional = 0;
  for (llvm::StringRef name : names)
    if (name.empty() && positional++ < count)
      filled[positional - 1] = true;
  binding.tooMany = positional > count && !signature.isVariadic;
  positional = 0;
  for (auto [number, name] : llvm::enumerate(names)) {
    if (name.empty()) {
      binding.slots.push_back(std::min(positional++, count));
      continue;
    }
    auto isNamed = [name = name](const Signature::Slot &slot) { return slot.name == name; };
    size_t slot = llvm::find_if(signature.slots, isNamed) - signature.slots.begin();
    binding.slots.push_back(slot);
    if (slot == count)
      binding.unknown.push_back(number);
    else if (filled[slot])
      binding.duplicates.push_back(number);
    else
      filled[slot] = true;
  }
  for (size_t slot = 0; slot < count; ++slot)
    if (!filled[slot] && signature.slots[slot].isRequired)
      binding.missing.push_back(slot);
  return binding;
}

} // namespace cortex
