// Part of Cortex, under the MIT licence.
// Declares subscripts: positions and slices of sequences, selections of tensor elements.
#ifndef CORTEX_RUNTIME_INDEX_H
#define CORTEX_RUNTIME_INDEX_H

#include "Tensor.h"

namespace cortex::rt {

/// The positions start, start + step, ...
struct Extent {
  int64_t start = 0, step = 1, count = 0;
};
/// A slice fitted to a length, as Python does it; a value error for step 0.
Extent fitSlice(const SliceValue *slice, int64_t length, Loc location);

/// A subscript as a position in 0 ... length-1; an index error that names the length otherwise, and
/// of a tensor the axis (negative: it is none).
int64_t fitIndex(Value subscript, int64_t length, Loc location, int64_t axis = -1);

/// What subscripts select of a tensor: a base offset, and for each dimension of the result the
/// offsets that it adds.
struct Selection {
  struct Group {
    Shape shape;                  // the dimensions of the result that it makes
    std::vector<int64_t> offsets; // in elements, one for each of its positions
  };
  int64_t base = 0;
  std::vector<Group> groups;
  Shape shape; // of the result
};
/// What subscripts select; an index or shape error if they do not fit the tensor.
Selection select(const TensorValue &tensor, std::span<Value const> subscripts, Loc location);

/// `tensor[subscripts]`, a copy; a scalar for a single element.
Ref tensorGet(const TensorValue &tensor, std::span<Value const> subscripts, Loc location);
/// Writes (or adds) a value, broadcast, into a tensor that nobody else holds.
void tensorSet(TensorValue &tensor, std::span<Value const> subscripts, Value value, bool add,
               Loc location);

/// The number of code points of UTF-8 text.
int64_t countCodePoints(std::string_view text);

/// Whether a dict is a dataset: it has "inputs" and "targets", and inputs have a length.
bool isDatasetDict(const DictValue &dict);
/// The examples of a dataset that a slice picks: each part sliced along its first axis.
Ref sliceDataset(const DictValue &dict, Value slice, Loc location);
/// How many examples a turn of a loop over a dataset gets.
constexpr int64_t DefaultBatch = 32;

/// Calls a function value; absent optional arguments are null pointers.
Ref callFunction(Value function, std::span<Value const> arguments, Loc location);
/// `start:stop`.
Ref makeSlice(int64_t start, int64_t stop);

/// `x.name`, or nothing if there is no such field.
Ref findField(Value value, std::string_view name, Loc location);
/// Throws the error of a field that is not there, with the name that was meant perhaps.
[[noreturn]] void throwNoField(Value value, const std::string &name, Loc location);
/// Throws the key error of a key that is not there, with the key that was meant perhaps.
[[noreturn]] void throwKey(const DictValue &dict, Value key, Loc location);
/// The float tensors and floats of a dict or struct, in the same form.
Ref parametersOf(Value value, Loc location);

} // namespace cortex::rt

#endif
