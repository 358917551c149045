// Part of Cortex, under the MIT licence.
// Which keys of the program's dicts are ever asked for.
#ifndef CORTEX_TRANSFORMS_SPECIALIZE_KEYUSES_H
#define CORTEX_TRANSFORMS_SPECIALIZE_KEYUSES_H

#include "Transforms/Specialize/Heap.h"

#include "mlir/IR/Location.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringSet.h"

namespace cortex {

/// Notes how the dicts of each site are used.
class KeyUses {
public:
  /// A key is read, or it is asked whether it is there.
  void noteKey(const Object &dict, llvm::StringRef key);
  /// All keys may matter: the dict is shown, iterated over, compared, handed to the run time.
  void noteAll(const Object &dict);
  void clear() { uses.clear(); }

  /// A key whose value, a constant, nothing asks for although other keys of the dict are read one
  /// by one; `asked` is a similar key that is asked for in vain, or empty.
  struct Unread {
    mlir::Location place;
    llvm::StringRef key;
    llvm::StringRef asked;
  };
  void forEachUnread(llvm::function_ref<void(const Unread &)> visit) const;

private:
  struct Use {
    llvm::StringSet<> asked;
    bool all = false;
  };

  llvm::MapVector<mlir::Operation *, Use> uses;
};

} // namespace cortex

#endif // CORTEX_TRANSFORMS_SPECIALIZE_KEYUSES_H
