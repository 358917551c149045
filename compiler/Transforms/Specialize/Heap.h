// Part of Cortex, under the MIT licence.
// What Specialize knows of values: typed SSA values, and structures on an abstract heap.
#ifndef CORTEX_TRANSFORMS_SPECIALIZE_HEAP_H
#define CORTEX_TRANSFORMS_SPECIALIZE_HEAP_H

#include "mlir/IR/Attributes.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/Operation.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/ADT/SmallVector.h"

#include <array>
#include <string>
#include <vector>

namespace cortex {

using ObjectId = unsigned;

/// What is known of one value of the program.
struct Abstract {
  enum class Kind {
    Undefined, ///< No path that reads it has set it.
    Typed,     ///< An SSA value of the emitted code, whose type is a proof.
    Structure  ///< An object whose form is known; its parts are abstract values themselves.
  };

  Kind kind = Kind::Undefined;
  mlir::Value value;        ///< Typed: the value.
  mlir::Attribute constant; ///< Typed: what it is, where that is known.
  ObjectId object = 0;      ///< Structure: which object.

  static Abstract typed(mlir::Value value, mlir::Attribute constant = {}) {
    return {Kind::Typed, value, constant, 0};
  }
  static Abstract structure(ObjectId object) { return {Kind::Structure, {}, {}, object}; }

  bool isUndefined() const { return kind == Kind::Undefined; }
  bool isTyped() const { return kind == Kind::Typed; }
  bool isStructure() const { return kind == Kind::Structure; }
  bool operator==(const Abstract &other) const = default;
};

/// Where objects are made: an op of the program's IR, on one path of calls. A function of the
/// library that boxes what it makes in one call may keep its form in another.
struct Site {
  mlir::Operation *op = nullptr;
  const void *path = here;

  Site(mlir::Operation *op) : op(op) {}
  Site(const mlir::OpState &op) : op(static_cast<mlir::Operation *>(op)) {}
  Site(mlir::Operation *op, const void *path) : op(op), path(path) {}
  mlir::Operation *operator->() const { return op; }
  bool operator==(const Site &other) const = default;
  std::pair<mlir::Operation *, const void *> key() const { return {op, path}; }

  /// The path of the call that is being evaluated, until `Specializer::create` fills it in.
  static constexpr const void *here = &here;
};

/// An object of known form.
struct Object {
  enum class Kind { List, Tuple, Dict, Struct, Cell, Range, Closure, Choice };

  Kind kind = Kind::List;
  /// Struct: the struct's name, unique in the program. Closure: the symbol of the function.
  std::string name;
  /// Dict and Struct: one key per part, in order.
  llvm::SmallVector<std::string> keys;
  /// Elements, values, captures; of a range: lower, upper, step; of a choice: a condition, and the
  /// functions that it is where that holds and where not.
  llvm::SmallVector<Abstract> parts;
  /// What made it, and is boxed when its form gets lost.
  llvm::SmallVector<Site, 2> sites;
  /// Struct: one annotation per field.
  llvm::SmallVector<std::string> types = {};
  /// A copy, in a version of a function, of what the caller has: it must not change.
  bool isBorrowed = false;

  bool hasKeys() const { return kind == Kind::Dict || kind == Kind::Struct; }
  bool isFunction() const { return kind == Kind::Closure || kind == Kind::Choice; }
  bool isSequence() const { return kind == Kind::List || kind == Kind::Tuple; }
  /// The position of a key, or -1.
  int find(llvm::StringRef key) const {
    auto it = llvm::find(keys, key);
    return it == keys.end() ? -1 : static_cast<int>(it - keys.begin());
  }
  /// Whether both have the same kind, name, keys and number of parts.
  bool sameForm(const Object &other) const {
    return kind == other.kind && name == other.name && keys == other.keys &&
           parts.size() == other.parts.size();
  }
};

/// The state of all objects at one point of the evaluation. A copy is a snapshot, and cheap:
/// objects stand in chunks that copies share until one of them changes.
class Heap {
public:
  size_t size() const { return count; }
  const Object &operator[](size_t id) const {
    return chunks[id / chunkSize]->objects[id % chunkSize];
  }
  /// The object to be changed here alone. Adding objects makes the reference invalid.
  Object &change(size_t id) {
    Chunk::Pointer &chunk = chunks[id / chunkSize];
    if (chunk->UseCount() > 1)
      chunk = new Chunk(*chunk);
    return chunk->objects[id % chunkSize];
  }
  void push_back(Object object) {
    resize(count + 1);
    change(count - 1) = std::move(object);
  }
  /// Drops the objects from `size` on, or adds some without a form.
  void resize(size_t size) {
    count = size;
    while (chunks.size() * chunkSize < size)
      chunks.push_back(new Chunk);
    chunks.truncate((size + chunkSize - 1) / chunkSize);
  }
  void clear() { resize(0); }
  /// Whether no object near `id` has changed in one of the two since they were one: then it is the
  /// same in both.
  bool shares(const Heap &other, size_t id) const {
    return chunks[id / chunkSize] == other.chunks[id / chunkSize];
  }

private:
  static constexpr size_t chunkSize = 32;
  struct Chunk : llvm::RefCountedBase<Chunk> {
    using Pointer = llvm::IntrusiveRefCntPtr<Chunk>;
    std::array<Object, chunkSize> objects;
  };

  llvm::SmallVector<Chunk::Pointer, 0> chunks;
  size_t count = 0;
};

/// The form of an abstract value without its values: what two values of one variable must share.
struct Form {
  Abstract::Kind kind = Abstract::Kind::Undefined;
  mlir::Type type; ///< Typed.
  Object shell;    ///< Structure: everything but the parts.
  std::vector<Form> parts;

  bool operator==(const Form &other) const {
    return kind == other.kind && type == other.type && shell.sameForm(other.shell) &&
           parts == other.parts;
  }
  static Form typed(mlir::Type type) { return {Abstract::Kind::Typed, type, {}, {}}; }
  /// How many structures stand inside one another, at most.
  unsigned depth() const;
  /// Whether a structure stands inside another that was made at the same place.
  bool nestsInItself() const;
};

} // namespace cortex

#endif // CORTEX_TRANSFORMS_SPECIALIZE_HEAP_H
