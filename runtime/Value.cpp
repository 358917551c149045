// Part of Cortex, under the MIT licence.
// Owns the life of boxed values: reference counts, destruction, boxing and unboxing of scalars and
// strings.
#include "Value.h"
#include "Dataset.h"
#include "Errors.h"
#include "Tensor.h"
#include <array>
#include <cmath>
#include <initializer_list>

namespace cortex::rt {
namespace {

constexpr int32_t Immortal = -1;
constexpr int64_t SmallIntMin = -128, SmallIntMax = 1023;

struct NullValue : CortexValue {
  NullValue() : CortexValue(CortexKindNull) {}
};

/// Values that exist once and are never destroyed.
struct Singletons {
  NullValue null;
  BoolValue no{false}, yes{true};
  std::vector<IntValue *> ints;

  Singletons() {
    for (Value each : std::initializer_list<Value>{&null, &no, &yes})
      immortalize(each);
    static std::aligned_storage_t<sizeof(IntValue), alignof(IntValue)>
        room[SmallIntMax - SmallIntMin + 1];
    for (int64_t i = SmallIntMin; i <= SmallIntMax; ++i) {
      ints.push_back(::new (&room[i - SmallIntMin]) IntValue(i));
      immortalize(ints.back());
    }
  }
};

Singletons &singletons() {
  static Singletons *instance = ::new Singletons;
  return *instance;
}

/// Deletes one value by its real type.
void deleteValue(Value value) {
  switch (kindOf(value)) {
  case CortexKindNull:
    return;
#define CORTEX_DELETE(type)                                                                        \
  case KindOf<type>::kind:                                                                         \
    delete static_cast<type *>(value);                                                             \
    return;
    CORTEX_DELETE(BoolValue)
    CORTEX_DELETE(IntValue)
    CORTEX_DELETE(FloatValue)
    CORTEX_DELETE(StringValue)
    CORTEX_DELETE(TensorValue)
    CORTEX_DELETE(ListValue)
    CORTEX_DELETE(ItemStore)
    CORTEX_DELETE(DictValue)
    CORTEX_DELETE(TupleValue)
    CORTEX_DELETE(StructValue)
    CORTEX_DELETE(FunctionValue)
    CORTEX_DELETE(CellValue)
    CORTEX_DELETE(RangeValue)
    CORTEX_DELETE(SliceValue)
    CORTEX_DELETE(ErrorValue)
    CORTEX_DELETE(DatasetValue)
#undef CORTEX_DELETE
  case CortexKindCount:
    return;
  }
}

} // namespace

void immortalize(Value value) {
  value->references = Immortal;
  --liveValues[value->kind];
}

void destroy(Value value) noexcept {
  Container *container = asContainer(value);
  if (!container)
    return deleteValue(value);
  // A long chain of values must not destroy itself recursively: what becomes free meanwhile waits
  // its turn, linked through the places that it had with the collector.
  static ContainerLink *waiting = nullptr;
  static bool busy = false;
  unlink(container);
  container->after = std::exchange(waiting, container);
  if (busy)
    return;
  busy = true;
  while (waiting) {
    auto *next = static_cast<Container *>(waiting);
    waiting = next->after;
    deleteValue(next);
  }
  busy = false;
}

double numberOf(Value value) {
  switch (kindOf(value)) {
  case CortexKindInt:
    return static_cast<double>(static_cast<IntValue *>(value)->value);
  case CortexKindFloat:
    return static_cast<FloatValue *>(value)->value;
  case CortexKindBool:
    return static_cast<BoolValue *>(value)->value ? 1.0 : 0.0;
  default:
    return std::nan("");
  }
}

Ref makeNull() { return Ref::adopt(&singletons().null); }
Ref makeBool(bool value) { return Ref::adopt(value ? &singletons().yes : &singletons().no); }

Ref makeInt(int64_t value) {
  if (value >= SmallIntMin && value <= SmallIntMax)
    return Ref::adopt(singletons().ints[static_cast<size_t>(value - SmallIntMin)]);
  return Ref::adopt(new IntValue(value));
}

Ref makeFloat(double value) { return Ref::adopt(new FloatValue(value)); }
Ref makeString(std::string text) { return Ref::adopt(new StringValue(std::move(text))); }
Ref makeList(Items items) { return Ref::adopt(new ListValue(std::move(items))); }
Ref makeTuple(Items items) { return Ref::adopt(new TupleValue(std::move(items))); }

Items &ListValue::own() {
  if (store.get()->references > 1)
    setItems(Items(items().begin(), items().begin() + length));
  else
    items().resize(static_cast<size_t>(length));
  return items();
}

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

void cortex_rt_retain(Value value) noexcept { retain(value); }
void cortex_rt_release(Value value) noexcept { release(value); }
Value cortex_rt_null_value() noexcept { return makeNull().take(); }
Value cortex_rt_box_i64(int64_t value) { return makeInt(value).take(); }
Value cortex_rt_box_f64(double value) { return makeFloat(value).take(); }
Value cortex_rt_box_i1(bool value) noexcept { return makeBool(value).take(); }

Value cortex_rt_str_new(void *bytes, int64_t count) {
  return makeString(std::string(static_cast<const char *>(bytes), static_cast<size_t>(count)))
      .take();
}

Value cortex_rt_str_constant(void *slot, void *bytes, int64_t count) {
  auto **global = static_cast<Value *>(slot);
  if (!*global) {
    *global = cortex_rt_str_new(bytes, count);
    immortalize(*global);
  }
  return *global;
}

int64_t cortex_rt_unbox_i64(Value value, Loc location) {
  if (auto *integer = dynCast<IntValue>(value))
    return integer->value;
  if (auto *truth = dynCast<BoolValue>(value))
    return truth->value;
  auto *number = dynCast<FloatValue>(value);
  if (number && number->value == std::floor(number->value) && std::fabs(number->value) < 0x1p63)
    return static_cast<int64_t>(number->value);
  if (auto *tensor = dynCast<TensorValue>(value); tensor && tensor->count == 1)
    return cortex_rt_unbox_i64(elementOf(tensor, 0).get(), location);
  throwExpected("int", value, location);
}

double cortex_rt_unbox_f64(Value value, Loc location) {
  if (isNumber(value))
    return numberOf(value);
  if (auto *tensor = dynCast<TensorValue>(value); tensor && tensor->count == 1)
    return numberOf(elementOf(tensor, 0).get());
  throwExpected("a number", value, location);
}

bool cortex_rt_unbox_i1(Value value, Loc location) {
  if (auto *truth = dynCast<BoolValue>(value))
    return truth->value;
  throwExpected("bool", value, location);
}

int32_t cortex_rt_value_kind(Value value) noexcept { return kindOf(value); }

Value cortex_rt_cell_new(Value value) {
  auto *cell = new CellValue;
  cell->content = Ref::share(value);
  return cell;
}

Value cortex_rt_cell_get(Value cell) noexcept {
  return Ref(static_cast<CellValue *>(cell)->content).take();
}

void cortex_rt_cell_set(Value cell, Value value) noexcept {
  static_cast<CellValue *>(cell)->content = Ref::share(value);
}

Value cortex_rt_slice_new(Value start, Value stop, Value step) {
  auto *slice = new SliceValue;
  slice->start = Ref::share(start);
  slice->stop = Ref::share(stop);
  slice->step = Ref::share(step);
  return slice;
}

Value cortex_rt_function_new(void *info, void *captures, int64_t count) {
  auto *function = new FunctionValue(static_cast<const CortexFunctionInfo *>(info));
  Ref owner = Ref::adopt(function);
  auto *values = static_cast<Value *>(captures);
  function->captures.assign(values, values + count);
  for (Value capture : function->captures)
    retain(capture);
  return owner.take();
}
}
