// Part of Cortex, under the MIT licence.
// Owns the reader of NumPy's .npy files.
#include "Dataset.h"
#include "Text.h"
#include <algorithm>
#include <charconv>

namespace cortex::rt {
namespace {

[[noreturn]] void fail(const std::string &path, const std::string &what, Loc location) {
  throwError(CortexIoError, "\"" + path + "\" is no .npy file that can be read: " + what, location);
}

/// The text after `'key':` in the header's Python dict.
std::string_view entry(std::string_view header, std::string_view key) {
  size_t at = header.find("'" + std::string(key) + "'");
  if (at == std::string_view::npos)
    return {};
  at = header.find(':', at);
  if (at == std::string_view::npos)
    return {};
  at = header.find_first_not_of(' ', at + 1);
  return at == std::string_view::npos ? std::string_view() : header.substr(at);
}

Shape parseShape(std::string_view text, const std::string &path, Loc location) {
  Shape shape;
  size_t end = text.find(')');
  if (!text.starts_with('(') || end == std::string_view::npos)
    fail(path, "its header has no shape", location);
  const char *at = text.data() + 1, *stop = text.data() + end;
  while (at < stop) {
    if (*at == ' ' || *at == ',') {
      ++at;
      continue;
    }
    int64_t extent = 0;
    auto result = std::from_chars(at, stop, extent);
    if (result.ec != std::errc() || extent < 0)
      fail(path, "its shape is not made of counts", location);
    shape.push_back(extent);
    at = result.ptr;
  }
  return shape;
}

template <typename From, typename To> void copyElements(const char *data, To *out, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    From element;
    std::memcpy(&element, data + i * static_cast<int64_t>(sizeof(From)), sizeof(From));
    out[i] = static_cast<To>(element);
  }
}

TensorRef build(const std::string &type, const Shape &shape, const char *data, int64_t available,
                const std::string &path, Loc location) {
  DType dtype = type == "f4"   ? CortexF32
                : type == "f8" ? CortexF64
                : type == "b1" ? CortexBool
                               : CortexI64;
  int64_t bytes = type[1] - '0', count = 1;
  for (int64_t extent : shape)
    if (__builtin_mul_overflow(count, extent, &count) || count > (int64_t{1} << 48))
      fail(path, "its shape is too large", location);
  if (count * bytes > available)
    fail(path,
         "its data ends after " + std::to_string(available) + " of " +
             std::to_string(count * bytes) + " bytes",
         location);
  TensorRef tensor = makeTensor(dtype, shape);
  if (type == "f4")
    copyElements<float>(data, tensor->as<float>(), count);
  else if (type == "f8")
    copyElements<double>(data, tensor->as<double>(), count);
  else if (type == "i8")
    copyElements<int64_t>(data, tensor->as<int64_t>(), count);
  else if (type == "i4")
    copyElements<int32_t>(data, tensor->as<int64_t>(), count);
  else if (type == "u1")
    copyElements<uint8_t>(data, tensor->as<int64_t>(), count);
  else
    for (int64_t i = 0; i < count; ++i)
      tensor->as<bool>()[i] = data[i] != 0;
  return tensor;
}

} // namespace

TensorRef readNpy(const std::string &path, Loc location) {
  std::string text = readBytes(path, location);
  if (text.size() < 10 || !text.starts_with("\x93NUMPY"))
    fail(path, "it does not begin with NumPy's magic", location);
  bool longHeader = text[6] >= 2;
  size_t start = longHeader ? 12 : 10;
  if (text.size() < start)
    fail(path, "its header is cut off", location);
  size_t length = 0;
  for (size_t i = start; i > 8; --i)
    length = length << 8 | static_cast<unsigned char>(text[i - 1]);
  if (length > text.size() - start)
    fail(path, "its header is cut off", location);
  std::string_view header(text.data() + start, length);
  std::string_view descr = entry(header, "descr"), order = entry(header, "fortran_order");
  if (descr.size() < 5 || (descr[0] != '\'' && descr[0] != '"'))
    fail(path, "its element type is not a simple one", location);
  std::string type(descr.substr(2, 2));
  static const char *const known[] = {"f4", "f8", "i8", "i4", "u1", "b1"};
  bool simple = descr[4] == descr[0] && std::ranges::find(known, type) != std::end(known);
  if (descr[1] == '>' || !simple)
    fail(path,
         "the element type " +
             std::string(
                 descr.substr(0, descr.find(',') == std::string_view::npos ? 5 : descr.find(','))) +
             " is not supported",
         location);
  Shape shape = parseShape(entry(header, "shape"), path, location);
  if (shape.size() > MaxRank)
    fail(path, "its rank is above 16", location);
  bool fortran = order.starts_with("True");
  if (fortran)
    std::ranges::reverse(shape);
  TensorRef tensor = build(type, shape, text.data() + start + length,
                           static_cast<int64_t>(text.size() - start - length), path, location);
  if (!fortran || tensor->rank < 2)
    return tensor;
  Shape axes;
  for (int64_t i = tensor->rank; i > 0; --i)
    axes.push_back(i - 1);
  return transposed(*tensor, axes);
}

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" Value cortex_rt_lib_load_npy(Value path, Loc location) {
  auto *text = dynCast<StringValue>(path);
  if (!text)
    throwExpected("a path", path, location);
  return finish(readNpy(text->text, location)).take();
}
