// Part of Cortex, under the MIT licence.
// Owns the reader of IDX files, the format of the MNIST digits.
#include "Dataset.h"
#include "Text.h"
#include <algorithm>
#include <array>
#include <bit>

namespace cortex::rt {
namespace {

constexpr int64_t HeaderBytes = 4; // two zeros, the type, the rank

[[noreturn]] void fail(const std::string &path, const std::string &what, Loc location) {
  throwError(CortexIoError, "\"" + path + "\" is no valid IDX file: " + what, location);
}

uint64_t bigEndian(const std::string &text, size_t at, size_t bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < bytes; ++i)
    value = value << 8 | static_cast<unsigned char>(text[at + i]);
  return value;
}

int64_t elementBytes(int code) {
  switch (code) {
  case 0x08:
  case 0x09:
    return 1;
  case 0x0B:
    return 2;
  case 0x0C:
  case 0x0D:
    return 4;
  case 0x0E:
    return 8;
  default:
    return 0;
  }
}

double element(const std::string &text, size_t at, int code) {
  switch (code) {
  case 0x09:
    return static_cast<int8_t>(text[at]);
  case 0x0B:
    return static_cast<int16_t>(bigEndian(text, at, 2));
  case 0x0C:
    return static_cast<int32_t>(bigEndian(text, at, 4));
  case 0x0D:
    return static_cast<double>(std::bit_cast<float>(static_cast<uint32_t>(bigEndian(text, at, 4))));
  default:
    return std::bit_cast<double>(bigEndian(text, at, 8));
  }
}

} // namespace

IdxArray readIdx(const std::string &path, Loc location) {
  std::string text = readUnpacked(path, location);
  auto size = static_cast<int64_t>(text.size());
  if (size < HeaderBytes)
    fail(path, "it ends at byte " + std::to_string(size) + ", within the header", location);
  int code = static_cast<unsigned char>(text[2]), rank = static_cast<unsigned char>(text[3]);
  int64_t bytes = elementBytes(code);
  if (text[0] != 0 || text[1] != 0 || bytes == 0)
    fail(path, "it does not begin with an IDX magic number (byte 0)", location);
  if (rank < 1 || rank > MaxRank)
    fail(path, "its rank is " + std::to_string(rank) + " (byte 3)", location);
  int64_t start = HeaderBytes + 4 * int64_t{rank};
  if (size < start)
    fail(path, "it ends at byte " + std::to_string(size) + ", within the dimensions", location);
  IdxArray array;
  int64_t count = 1;
  for (int i = 0; i < rank; ++i) {
    array.shape.push_back(
        static_cast<int64_t>(bigEndian(text, static_cast<size_t>(HeaderBytes + 4 * i), 4)));
    if (__builtin_mul_overflow(count, array.shape.back(), &count) || count > (int64_t{1} << 48))
      fail(path, "its dimensions are too large (byte " + std::to_string(HeaderBytes + 4 * i) + ")",
           location);
  }
  int64_t wanted = start + count * bytes;
  if (size < wanted)
    fail(path, "it ends at byte " + std::to_string(size) + " of " + std::to_string(wanted),
         location);
  if (size > wanted)
    fail(path, "it goes on after byte " + std::to_string(wanted) + ", where its data ends",
         location);
  array.floating = code == 0x0D || code == 0x0E;
  if (code == 0x08) {
    text.erase(0, static_cast<size_t>(start)); // In place: a copy would double the peak.
    array.bytes = std::move(text);
    return array;
  }
  array.numbers.resize(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i)
    array.numbers[static_cast<size_t>(i)] =
        element(text, static_cast<size_t>(start + i * bytes), code);
  return array;
}

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" Value cortex_rt_lib_load_idx(Value path, Loc location) {
  auto *text = dynCast<StringValue>(path);
  if (!text)
    throwExpected("a path", path, location);
  IdxArray array = readIdx(text->text, location);
  TensorRef tensor = makeTensor(array.floating ? defaultFloat : CortexI64, array.shape);
  for (int64_t i = 0; i < tensor->count; ++i) {
    auto at = static_cast<size_t>(i);
    double number = array.bytes.empty() ? array.numbers[at] : static_cast<uint8_t>(array.bytes[at]);
    if (tensor->dtype == CortexI64)
      tensor->as<int64_t>()[i] = static_cast<int64_t>(number);
    else if (tensor->dtype == CortexF32)
      tensor->as<float>()[i] = static_cast<float>(number);
    else
      tensor->as<double>()[i] = number;
  }
  return tensor.take();
}
