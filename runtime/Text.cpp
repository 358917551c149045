// Part of Cortex, under the MIT licence.
// Owns the text of values: shortest floats, containers, tensors, format specifications, type names.
#include "Text.h"
#include "Dataset.h"
#include "Errors.h"
#include "ScalarText.h"
#include "Tensor.h"
#include <algorithm>
#include <charconv>
#include <cmath>

namespace cortex::rt {
namespace {

constexpr int64_t SummaryLimit = 1000; // elements above which a tensor is shortened
constexpr int64_t SummaryEdge = 3;     // what is shown at either end of a shortened dimension
constexpr int64_t MaxFormatNumber = 10'000;

std::string elementText(const TensorValue &tensor, int64_t index) {
  switch (tensor.dtype) {
  case CortexF32:
    return shortestText(tensor.as<float>()[index]);
  case CortexF64:
    return shortestText(tensor.as<double>()[index]);
  case CortexI64:
    return std::to_string(tensor.as<int64_t>()[index]);
  default:
    return tensor.as<bool>()[index] ? "true" : "false";
  }
}

/// One dimension of a tensor; `stride` is the number of elements below one step in it.
void tensorText(std::string &text, const TensorValue &tensor, int64_t dim, int64_t offset,
                int64_t stride) {
  if (dim == tensor.rank) {
    text += elementText(tensor, offset);
    return;
  }
  int64_t extent = tensor.shape[dim];
  int64_t below = extent == 0 ? 0 : stride / extent;
  bool shorten = tensor.count > SummaryLimit && extent > 2 * SummaryEdge;
  text += "[";
  for (int64_t i = 0; i < extent; ++i) {
    if (i > 0)
      text += ", ";
    if (shorten && i == SummaryEdge) {
      text += "...";
      i = extent - SummaryEdge - 1;
      continue;
    }
    tensorText(text, tensor, dim + 1, offset + i * below, below);
  }
  text += "]";
}

void appendText(std::string &text, Value value, bool quoted);

void appendItems(std::string &text, const Ref *items, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    if (i > 0)
      text += ", ";
    appendText(text, items[i].get(), true);
  }
}

/// The containers being printed, so that one that contains itself prints `...` there.
std::vector<Value> open;

struct OpenGuard {
  explicit OpenGuard(Value value) { open.push_back(value); }
  ~OpenGuard() { open.pop_back(); }
};

bool isOpen(Value value) {
  for (size_t i = open.size(); i > 0; --i)
    if (open[i - 1] == value)
      return true;
  return false;
}

void appendContainer(std::string &text, Value value) {
  DepthGuard depth(nullptr);
  if (isOpen(value)) {
    text += "...";
    return;
  }
  OpenGuard guard(value);
  if (auto *list = dynCast<ListValue>(value)) {
    text += "[";
    appendItems(text, list->items().data(), list->length);
    text += "]";
  } else if (auto *tuple = dynCast<TupleValue>(value)) {
    text += "(";
    appendItems(text, tuple->items.data(), static_cast<int64_t>(tuple->items.size()));
    text += tuple->items.size() == 1 ? ",)" : ")";
  } else if (auto *dict = dynCast<DictValue>(value)) {
    text += "{";
    bool first = true;
    for (const auto &entry : dict->entries) {
      if (!entry.key)
        continue;
      text += first ? "" : ", ";
      first = false;
      appendText(text, entry.key.get(), true);
      text += ": ";
      appendText(text, entry.value.get(), true);
    }
    text += "}";
  } else if (auto *record = dynCast<StructValue>(value)) {
    text += std::string(record->info->name) + "[";
    for (size_t i = 0; i < record->fields.size(); ++i) {
      text += (i > 0 ? ", " : "") + std::string(record->info->fields[i]) + "=";
      appendText(text, record->fields[i].get(), true);
    }
    text += "]";
  }
}

void appendRange(std::string &text, const RangeValue &range) {
  text += "[";
  for (int64_t i = 0; i < range.count; ++i) {
    text += i > 0 ? ", " : "";
    if (range.count > SummaryLimit && i == SummaryEdge) {
      text += "...";
      i = range.count - SummaryEdge - 1;
      continue;
    }
    text += range.integral ? std::to_string(range.at(i))
                           : floatText(range.floatStart + static_cast<double>(i) * range.floatStep);
  }
  text += "]";
}

void appendText(std::string &text, Value value, bool quoted) {
  switch (kindOf(value)) {
  case CortexKindNull:
    text += "null";
    return;
  case CortexKindBool:
    text += static_cast<BoolValue *>(value)->value ? "true" : "false";
    return;
  case CortexKindInt:
    text += std::to_string(static_cast<IntValue *>(value)->value);
    return;
  case CortexKindFloat:
    text += floatText(static_cast<FloatValue *>(value)->value);
    return;
  case CortexKindString:
    text += quoted ? quoteText(static_cast<StringValue *>(value)->text)
                   : static_cast<StringValue *>(value)->text;
    return;
  case CortexKindTensor: {
    auto *tensor = static_cast<TensorValue *>(value);
    tensorText(text, *tensor, 0, 0, tensor->count);
    return;
  }
  case CortexKindFunction:
    text += std::string("<function ") + static_cast<FunctionValue *>(value)->info->name + ">";
    return;
  case CortexKindRange:
    return appendRange(text, *static_cast<RangeValue *>(value));
  case CortexKindError: {
    const std::string &message = static_cast<ErrorValue *>(value)->data.message;
    text += quoted ? quoteText(message) : message;
    return;
  }
  case CortexKindCell:
    return appendText(text, static_cast<CellValue *>(value)->content.get(), quoted);
  case CortexKindSlice:
    text += "<slice>";
    return;
  case CortexKindDataset:
    text += "<dataset of " + std::to_string(static_cast<DatasetValue *>(value)->dataset->rows) +
            " examples>";
    return;
  default:
    return appendContainer(text, value);
  }
}

struct Format {
  bool zeros = false;
  int64_t width = 0;
  int64_t precision = -1;
  char type = 0;
};

Format parseFormat(const std::string &specification, Loc location) {
  Format format;
  const char *at = specification.data(), *end = at + specification.size();
  auto readNumber = [&](int64_t &number) {
    auto result = std::from_chars(at, end, number);
    if (result.ec != std::errc() || number < 0 || number > MaxFormatNumber)
      throwValue("the format \"" + specification + "\" has no usable number", location);
    at = result.ptr;
  };
  if (at < end && *at == '0')
    format.zeros = true;
  if (at < end && *at >= '0' && *at <= '9')
    readNumber(format.width);
  if (at < end && *at == '.')
    ++at, readNumber(format.precision);
  if (at < end)
    format.type = *at++;
  if (at != end || (format.type && !std::strchr("defg%", format.type)))
    throwValue("the format \"" + specification + "\" is not [width][.precision][d|e|f|g|%]",
               location);
  return format;
}

std::string pad(std::string text, const Format &format, bool number) {
  int64_t length = 0;
  for (char c : text)
    length += (c & 0xC0) != 0x80;
  if (length >= format.width)
    return text;
  auto missing = static_cast<size_t>(format.width - length);
  if (!number)
    return text + std::string(missing, ' ');
  if (!format.zeros)
    return std::string(missing, ' ') + text;
  size_t sign = !text.empty() && text[0] == '-' ? 1 : 0;
  return text.substr(0, sign) + std::string(missing, '0') + text.substr(sign);
}

std::string printed(double value, char type, int64_t precision) {
  // The C library shows the sign that a NaN has by chance.
  if (std::isnan(value))
    return "nan";
  char pattern[] = {'%', '.', '*', type, 0};
  int length = std::snprintf(nullptr, 0, pattern, static_cast<int>(precision), value);
  std::string text(static_cast<size_t>(length) + 1, 0);
  std::snprintf(text.data(), text.size(), pattern, static_cast<int>(precision), value);
  text.pop_back();
  return text;
}

} // namespace

std::string floatText(double value) { return shortestText(value); }
std::string floatText(float value) { return shortestText(value); }

std::string textOf(Value value) {
  std::string text;
  appendText(text, value, false);
  return text;
}

std::string quotedText(Value value) {
  std::string text;
  appendText(text, value, true);
  return text;
}

std::string formatNumber(Value number, const std::string &specification, Loc location) {
  Format format = parseFormat(specification, location);
  auto *integer = dynCast<IntValue>(number);
  if (integer && (format.type == 'd' || (!format.type && format.precision < 0)))
    return pad(std::to_string(integer->value), format, true);
  double value = numberOf(number);
  switch (format.type) {
  case 'd':
    if (value != std::floor(value) || std::isinf(value))
      throwValue("the format `d` needs a whole number, found " + floatText(value), location);
    return pad(printed(value, 'f', 0), format, true);
  case '%':
    return pad(printed(value * 100, 'f', format.precision < 0 ? 6 : format.precision) + "%", format,
               true);
  case 0:
    if (format.precision < 0)
      return pad(textOf(number), format, true);
    return pad(printed(value, 'g', format.precision), format, true);
  default:
    return pad(printed(value, format.type, format.precision < 0 ? 6 : format.precision), format,
               true);
  }
}

std::string shapeText(const int64_t *shape, int64_t rank) {
  std::string text = "(";
  for (int64_t i = 0; i < rank; ++i)
    text += (i > 0 ? ", " : "") + (shape[i] < 0 ? std::string("?") : std::to_string(shape[i]));
  return text + (rank == 1 ? ",)" : ")");
}

const char *dtypeName(DType dtype) {
  static const char *const names[] = {"float32", "float64", "int64", "bool"};
  return names[dtype];
}

const char *typeName(Value value) {
  static const char *const names[] = {"null", "bool",  "int",   "float",  "string",   "tensor",
                                      "list", "dict",  "tuple", "struct", "function", "cell",
                                      "list", "slice", "error", "dataset"};
  if (auto *record = dynCast<StructValue>(value))
    return record->info->name;
  return names[kindOf(value)];
}

std::string describeType(Value value) {
  std::string name = typeName(value);
  if (auto *tensor = dynCast<TensorValue>(value))
    return name + " " + dtypeName(tensor->dtype) + " " + shapeText(tensor->shape, tensor->rank);
  // Of a list whose elements are all of one type, that type.
  if (auto *list = dynCast<ListValue>(value); list && list->length > 0) {
    std::string element = typeName(list->items().front().get());
    auto isSame = [&](const Ref &item) { return element == typeName(item.get()); };
    if (std::all_of(list->items().begin(), list->items().begin() + list->length, isSame))
      name += "[" + element + "]";
  }
  return name;
}

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_str_from_i64(int64_t value) { return makeString(std::to_string(value)).take(); }
Value cortex_rt_str_from_f64(double value) { return makeString(floatText(value)).take(); }
Value cortex_rt_str_from_f32(float value) { return makeString(floatText(value)).take(); }
Value cortex_rt_str_from_i1(bool value) { return makeString(value ? "true" : "false").take(); }

Value cortex_rt_any_str(Value value) {
  if (kindOf(value) == CortexKindString)
    return Ref::share(value).take();
  return makeString(textOf(value)).take();
}

Value cortex_rt_format_i64(int64_t value, void *specification, Loc location) {
  return makeString(
             formatNumber(makeInt(value).get(), static_cast<const char *>(specification), location))
      .take();
}

Value cortex_rt_format_f64(double value, void *specification, Loc location) {
  return makeString(formatNumber(makeFloat(value).get(), static_cast<const char *>(specification),
                                 location))
      .take();
}

Value cortex_rt_any_format(Value value, void *specification, Loc location) {
  std::string text = static_cast<const char *>(specification);
  if (kindOf(value) == CortexKindInt || kindOf(value) == CortexKindFloat)
    return makeString(formatNumber(value, text, location)).take();
  if (auto *tensor = dynCast<TensorValue>(value)) {
    Items parts;
    if (tensor->rank == 1 && tensor->count <= SummaryLimit) {
      std::string joined = "[";
      for (int64_t i = 0; i < tensor->count; ++i)
        joined += (i > 0 ? ", " : "") + formatNumber(elementOf(tensor, i).get(), text, location);
      return makeString(joined + "]").take();
    }
  }
  Format format = parseFormat(text, location);
  if (format.type || format.precision >= 0)
    throwType("the format \"" + text + "\" needs a number, found " + describeType(value), location);
  return makeString(pad(textOf(value), format, false)).take();
}

Value cortex_rt_lib_format(Value value, Value specification, Loc location) {
  auto *text = dynCast<StringValue>(specification);
  if (!text)
    throwExpected("a format string", specification, location);
  return cortex_rt_any_format(value, text->text.data(), location);
}

Value cortex_rt_lib_type(Value value, Loc) { return makeString(typeName(value)).take(); }
void *cortex_rt_any_type_name(Value value) noexcept { return const_cast<char *>(typeName(value)); }
}
