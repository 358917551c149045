// Part of Cortex, under the MIT licence.
// Declares the layout of boxed values, and the handles by which the run-time library holds them.
#ifndef CORTEX_RUNTIME_VALUE_H
#define CORTEX_RUNTIME_VALUE_H

#include "Collector.h"
#include "Memory.h"
#include "cortex/runtime.h"
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cortex::rt {
/// How many values of each kind are alive, but for those that are never destroyed.
inline int64_t liveValues[CortexKindCount];
} // namespace cortex::rt

/// What every value begins with. A negative count marks an immortal value.
struct CortexValue {
  int32_t references = 1;
  uint8_t kind;

  explicit CortexValue(CortexKind k) : kind(static_cast<uint8_t>(k)) {
    ++cortex::rt::liveValues[k];
  }
  CortexValue(const CortexValue &) = delete;
  ~CortexValue() { --cortex::rt::liveValues[kind]; }
  static void *operator new(size_t bytes) { return cortex::rt::smallAllocate(bytes); }
  static void operator delete(void *object, size_t bytes) { cortex::rt::smallFree(object, bytes); }
};

namespace cortex::rt {

using Value = CortexValue *;
using Loc = const CortexLocation *;
using DType = CortexDType;

inline void retain(Value value) {
  if (value && value->references >= 0)
    ++value->references;
}

/// A value that holds others, which the collector knows.
struct Container : CortexValue, ContainerLink {
  int32_t outside = 0;  // during a run: references that come from no container
  bool suspect = false; // during a run: nothing reachable is known to hold it

  explicit Container(CortexKind k) : CortexValue(k) {
    link(collector.ring, this);
    ++collector.containers;
  }
  ~Container() {
    if (before)
      unlink(this);
    --collector.containers;
  }
  static void *operator new(size_t bytes) {
    collectIfDue();
    return smallAllocate(bytes);
  }
};

/// Makes a value immortal.
void immortalize(Value value);

/// Destroys a value whose last reference went, and what only it held; not recursive.
void destroy(Value value) noexcept;

inline void release(Value value) {
  if (value && value->references >= 0 && --value->references == 0)
    destroy(value);
}

/// Owns one reference.
class Ref {
public:
  Ref() = default;
  Ref(const Ref &other) : value(other.value) { retain(value); }
  Ref(Ref &&other) noexcept : value(std::exchange(other.value, nullptr)) {}
  Ref &operator=(Ref other) noexcept {
    std::swap(value, other.value);
    return *this;
  }
  ~Ref() { release(value); }

  /// Takes over a reference that the caller owns.
  static Ref adopt(Value owned) {
    Ref ref;
    ref.value = owned;
    return ref;
  }
  /// Adds a reference to a value that somebody else owns.
  static Ref share(Value borrowed) {
    retain(borrowed);
    return adopt(borrowed);
  }

  Value get() const { return value; }
  /// Hands the reference out to the caller.
  Value take() { return std::exchange(value, nullptr); }
  explicit operator bool() const { return value != nullptr; }

private:
  Value value = nullptr;
};

struct BoolValue : CortexValue {
  bool value;
  explicit BoolValue(bool v) : CortexValue(CortexKindBool), value(v) {}
};

struct IntValue : CortexValue {
  int64_t value;
  explicit IntValue(int64_t v) : CortexValue(CortexKindInt), value(v) {}
};

struct FloatValue : CortexValue {
  double value;
  explicit FloatValue(double v) : CortexValue(CortexKindFloat), value(v) {}
};

struct StringValue : CortexValue {
  std::string text; // never changes
  explicit StringValue(std::string t) : CortexValue(CortexKindString), text(std::move(t)) {}
  /// The number of code points.
  int64_t length() noexcept;
  /// The bytes of the code points [from, to), all of which are there.
  std::string_view part(int64_t from, int64_t to);

private:
  size_t byteOf(int64_t position);
  int64_t codePoints = -1; // counted when first asked for
  /// Where every 64th code point begins, so that loops over text need no walk from its start each
  /// turn; noted when first asked for.
  std::unique_ptr<size_t[]> marks;
};

/// Elements shared by tensors; whoever is not alone copies before writing.
struct Storage {
  int64_t references = 1;
  int64_t capacity = 0; // in bytes
  int64_t used = 0;     // in elements: how far appending tensors have filled it
  void *data = nullptr;
};

constexpr int64_t MaxRank = 16;

struct TensorValue : CortexValue {
  DType dtype;
  int64_t rank;
  int64_t count; // number of elements
  int64_t shape[MaxRank];
  Storage *storage = nullptr;
  TensorValue() : CortexValue(CortexKindTensor) {}
  ~TensorValue();
  void *data() const { return storage->data; }
  template <typename T> T *as() const { return static_cast<T *>(storage->data); }
};

using Items = std::vector<Ref>;

/// The items of lists; a list that was grown by `append` shares them with the shorter one until
/// either is changed.
struct ItemStore : Container {
  Items items;
  explicit ItemStore(Items list) : Container(CortexKindItems), items(std::move(list)) {}
};

struct ListValue : Container {
  Ref store; // an ItemStore, with `length` items or more
  int64_t length;
  explicit ListValue(Items list)
      : Container(CortexKindList), length(static_cast<int64_t>(list.size())) {
    setItems(std::move(list));
  }
  explicit ListValue(const ListValue &other)
      : Container(CortexKindList), store(other.store), length(other.length) {}
  /// The items, and maybe more that belong to longer lists.
  Items &items() const { return static_cast<ItemStore *>(store.get())->items; }
  void setItems(Items list) { store = Ref::adopt(new ItemStore(std::move(list))); }
  Value at(int64_t index) const { return items()[static_cast<size_t>(index)].get(); }
  /// The items, made this list's own.
  Items &own();
};

struct TupleValue : Container {
  Items items;
  explicit TupleValue(Items list) : Container(CortexKindTuple), items(std::move(list)) {}
};

struct KeyHash {
  size_t operator()(Value key) const noexcept;
};
struct KeyEqual {
  bool operator()(Value a, Value b) const noexcept;
};

struct DictValue : Container {
  struct Entry {
    Ref key; // empty for a removed entry
    Ref value;
  };
  std::vector<Entry> entries; // in order of insertion
  std::unordered_map<Value, size_t, KeyHash, KeyEqual> index;
  DictValue() : Container(CortexKindDict) {}

  int64_t size() const { return static_cast<int64_t>(index.size()); }
  /// The value at a key, or null.
  Value find(Value key) const;
  Value find(std::string_view key) const;
  void set(Value key, Ref value);
  bool remove(Value key);
  /// Drops removed entries so that positions are 0 ... size-1.
  void compact();
};

struct StructValue : Container {
  const CortexStructInfo *info;
  Items fields;
  StructValue(const CortexStructInfo *i, Items f)
      : Container(CortexKindStruct), info(i), fields(std::move(f)) {}
  /// The position of a field, or -1.
  int64_t find(std::string_view name) const;
};

struct FunctionValue : Container {
  const CortexFunctionInfo *info;
  std::vector<Value> captures; // owned
  explicit FunctionValue(const CortexFunctionInfo *i) : Container(CortexKindFunction), info(i) {}
  ~FunctionValue() { releaseCaptures(); }
  void releaseCaptures() {
    for (Value capture : std::exchange(captures, {}))
      release(capture);
  }
};

struct CellValue : Container {
  Ref content;
  CellValue() : Container(CortexKindCell) {}
};

struct RangeValue : CortexValue {
  bool integral;
  int64_t intStart = 0, intStep = 1;
  double floatStart = 0, floatStep = 1;
  int64_t count = 0;
  RangeValue() : CortexValue(CortexKindRange), integral(true) {}
  /// A number of an integral range. It fits, but the way from the start to it may be longer than
  /// 64 bits tell apart from its opposite: modulo 2^64 the sum is right all the same.
  int64_t at(int64_t position) const {
    return static_cast<int64_t>(static_cast<uint64_t>(intStart) +
                                static_cast<uint64_t>(position) * static_cast<uint64_t>(intStep));
  }
};

struct SliceValue : CortexValue {
  Ref start, stop, step;
  SliceValue() : CortexValue(CortexKindSlice) {}
};

struct CallFrame {
  const char *function;
  Loc site;
};

/// What an exception carries and what an error value holds. Locations are constants of the program.
struct ErrorData {
  CortexErrorKind kind;
  std::string message;
  Loc location = nullptr;
  std::vector<CallFrame> frames;         // innermost first
  int64_t depth = 0;                     // frames that there were, which may be more than are kept
  std::string details = {};              // lines shown below the message, no part of it
  std::vector<CallFrame> outermost = {}; // beyond those of `frames`, outermost last
};

struct ErrorValue : CortexValue {
  ErrorData data;
  explicit ErrorValue(ErrorData d) : CortexValue(CortexKindError), data(std::move(d)) {}
};

struct Dataset;
struct DatasetValue : CortexValue {
  std::shared_ptr<Dataset> dataset;
  explicit DatasetValue(std::shared_ptr<Dataset> d)
      : CortexValue(CortexKindDataset), dataset(std::move(d)) {}
};

inline CortexKind kindOf(Value value) {
  return value ? static_cast<CortexKind>(value->kind) : CortexKindNull;
}

/// Whether values of the kind are containers.
constexpr bool isContainer(CortexKind kind) {
  return kind == CortexKindList || kind == CortexKindItems || kind == CortexKindDict ||
         kind == CortexKindTuple || kind == CortexKindStruct || kind == CortexKindFunction ||
         kind == CortexKindCell;
}
inline Container *asContainer(Value value) {
  return isContainer(kindOf(value)) ? static_cast<Container *>(value) : nullptr;
}

/// The value as its own type if it has that kind, else null.
template <typename T> struct KindOf;
#define CORTEX_KIND_OF(type, k)                                                                    \
  template <> struct KindOf<type> {                                                                \
    static constexpr CortexKind kind = k;                                                          \
  };
CORTEX_KIND_OF(BoolValue, CortexKindBool)
CORTEX_KIND_OF(IntValue, CortexKindInt)
CORTEX_KIND_OF(FloatValue, CortexKindFloat)
CORTEX_KIND_OF(StringValue, CortexKindString)
CORTEX_KIND_OF(TensorValue, CortexKindTensor)
CORTEX_KIND_OF(ListValue, CortexKindList)
CORTEX_KIND_OF(ItemStore, CortexKindItems)
CORTEX_KIND_OF(DictValue, CortexKindDict)
CORTEX_KIND_OF(TupleValue, CortexKindTuple)
CORTEX_KIND_OF(StructValue, CortexKindStruct)
CORTEX_KIND_OF(FunctionValue, CortexKindFunction)
CORTEX_KIND_OF(CellValue, CortexKindCell)
CORTEX_KIND_OF(RangeValue, CortexKindRange)
CORTEX_KIND_OF(SliceValue, CortexKindSlice)
CORTEX_KIND_OF(ErrorValue, CortexKindError)
CORTEX_KIND_OF(DatasetValue, CortexKindDataset)
#undef CORTEX_KIND_OF

template <typename T> T *dynCast(Value value) {
  return kindOf(value) == KindOf<T>::kind ? static_cast<T *>(value) : nullptr;
}
template <typename T> T *dynCast(const Ref &ref) { return dynCast<T>(ref.get()); }

inline bool isNull(Value value) { return kindOf(value) == CortexKindNull; }
inline bool isNumber(Value value) {
  return kindOf(value) == CortexKindInt || kindOf(value) == CortexKindFloat ||
         kindOf(value) == CortexKindBool;
}
/// The number of an int, float or bool.
double numberOf(Value value);

/// The value null, a bool, an int or a float; what is small is shared.
Ref makeNull();
Ref makeBool(bool value);
Ref makeInt(int64_t value);
Ref makeFloat(double value);
/// A new string of UTF-8 text, list or tuple.
Ref makeString(std::string text);
Ref makeList(Items items);
Ref makeTuple(Items items);

} // namespace cortex::rt

#endif
