// Part of Cortex, under the MIT licence.
// Owns the library functions that make tensors: constants, ranges, one-hot, diagonals, conversions.
#include "Tensor.h"
#include "Text.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace cortex::rt {
namespace {

TensorRef filled(DType dtype, const Shape &shape, double number) {
  TensorRef tensor = makeTensor(dtype, shape);
  withType(dtype, [&](auto element) {
    using T = decltype(element);
    std::fill_n(tensor->as<T>(), tensor->count, static_cast<T>(number));
  });
  return tensor;
}

Value filledShape(Value shape, double number, Value dtype, Loc location) {
  return finish(filled(dtypeOf(dtype, defaultFloat, location), asShape(shape, location), number))
      .take();
}

void store(TensorValue &tensor, int64_t index, double number) {
  withType(tensor.dtype, [&](auto element) {
    using T = decltype(element);
    if constexpr (std::is_same_v<T, int64_t>)
      tensor.as<T>()[index] = saturate(number);
    else
      tensor.as<T>()[index] = static_cast<T>(number);
  });
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_lib_tensor(Value value, Value dtype, Loc location) {
  Place place(location);
  // A wider dtype that is asked for must get its numbers unrounded.
  DType wanted = dtypeOf(dtype, defaultFloat, location);
  TensorRef tensor = tryTensor(value, isFloating(wanted) ? wanted : CortexF64);
  if (!tensor)
    throwExpected("numbers of one rectangular shape", value, location);
  if (isNull(dtype) && tensor->dtype == CortexF64 && kindOf(value) != CortexKindTensor)
    tensor = convert(tensor, defaultFloat);
  if (!isNull(dtype))
    tensor = convert(tensor, wanted);
  if (tensor->rank == 0)
    tensor = viewAs(*tensor, std::array<int64_t, 1>{1});
  return tensor.take();
}

Value cortex_rt_lib_to(Value value, Value dtype, Loc location) {
  Place place(location);
  return finish(convert(asTensor(value, location), dtypeOf(dtype, defaultFloat, location))).take();
}

Value cortex_rt_lib_zeros(Value shape, Value dtype, Loc location) {
  Place place(location);
  return filledShape(shape, 0, dtype, location);
}
Value cortex_rt_lib_full(Value shape, Value number, Value dtype, Loc location) {
  Place place(location);
  DType natural = kindOf(number) == CortexKindInt    ? CortexI64
                  : kindOf(number) == CortexKindBool ? CortexBool
                                                     : defaultFloat;
  DType wanted = dtypeOf(dtype, natural, location);
  if (wanted == CortexI64 && kindOf(number) == CortexKindInt) {
    TensorRef tensor = makeTensor(CortexI64, asShape(shape, location));
    std::fill_n(tensor->as<int64_t>(), tensor->count, asInt(number, location));
    return finish(tensor).take();
  }
  return finish(filled(wanted, asShape(shape, location), cortex_rt_unbox_f64(number, location)))
      .take();
}

Value cortex_rt_lib_arange(Value start, Value stop, Value step, Value dtype, Loc location) {
  Place place(location);
  Ref range = Ref::adopt(cortex_rt_range_new(start, stop, step, location));
  auto *numbers = static_cast<RangeValue *>(range.get());
  // A float bound makes floats, as in NumPy; only loops count in ints up to a float.
  bool floating =
      !numbers->integral || kindOf(start) == CortexKindFloat || kindOf(stop) == CortexKindFloat;
  checkedSize(numbers->count, 8);
  TensorRef tensor = tryTensor(range.get(), isNull(dtype) ? defaultFloat : CortexF64);
  return convert(tensor, dtypeOf(dtype, floating ? defaultFloat : CortexI64, location)).take();
}

Value cortex_rt_lib_one_hot(Value labels, Value classesValue, Value dtype, Loc location) {
  Place place(location);
  TensorRef index = asTensor(labels, location, "class labels");
  int64_t most = -1;
  for (int64_t i = 0; i < index->count; ++i) {
    double label = numberOf(elementOf(static_cast<TensorValue *>(index.get()), i).get());
    if (label != std::floor(label) || label < 0 || label > 0x1p31)
      throwValue("one_hot needs whole labels from 0, found " + floatText(label), location);
    most = std::max(most, static_cast<int64_t>(label));
  }
  int64_t classes = isNull(classesValue) ? most + 1 : asInt(classesValue, location);
  if (most >= classes)
    throwValue("one_hot found the label " + std::to_string(most) + " with " +
                   std::to_string(classes) + " classes",
               location);
  index = convert(index, CortexI64);
  Shape shape(shapeOf(*index).begin(), shapeOf(*index).end());
  shape.push_back(classes);
  TensorRef result = filled(dtypeOf(dtype, defaultFloat, location), shape, 0);
  for (int64_t i = 0; i < index->count; ++i)
    store(*result, i * classes + index->as<int64_t>()[i], 1);
  return result.take();
}
}
