// Part of Cortex, under the MIT licence.
// Owns the reading and writing of safetensors files.
#include "Dataset.h"
#include "Text.h"
#include <algorithm>
#include <charconv>

namespace cortex::rt {
namespace {

constexpr int64_t MaxHeader = 100'000'000; // the format's own limit
constexpr size_t MaxNesting = 8;           // a header nests three deep

struct TypeRow {
  const char *name;
  DType dtype;
  int64_t bytes;
};
const TypeRow types[] = {{"F32", CortexF32, 4},   {"F64", CortexF64, 8}, {"I64", CortexI64, 8},
                         {"BOOL", CortexBool, 1}, {"I32", CortexI64, 4}, {"U8", CortexI64, 1}};

std::string jsonString(const std::string &text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      result += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      char buffer[8];
      std::snprintf(buffer, sizeof buffer, "\\u%04x", c);
      result += buffer;
    } else {
      result += c;
    }
  }
  return result + "\"";
}

/// As much of JSON as headers are made of: objects, arrays, strings and whole numbers, as boxed
/// values.
class HeaderParser {
public:
  HeaderParser(std::string_view json, const std::string &file, Loc where)
      : text(json), path(file), location(where) {}

  Ref value(size_t depth = 0) {
    if (depth > MaxNesting)
      fail("its header is nested too deeply");
    skipSpace();
    if (accept('{'))
      return object(depth);
    if (accept('['))
      return array(depth);
    if (at < text.size() && text[at] == '"')
      return makeString(string());
    int64_t number = 0;
    auto result = std::from_chars(text.data() + at, text.data() + text.size(), number);
    if (result.ec != std::errc())
      fail("its header is broken at byte " + std::to_string(at + 8));
    at = static_cast<size_t>(result.ptr - text.data());
    return makeInt(number);
  }

  [[noreturn]] void fail(const std::string &what) const {
    throwError(CortexIoError, "\"" + path + "\" is no valid safetensors file: " + what, location);
  }

private:
  std::string_view text;
  const std::string &path;
  Loc location;
  size_t at = 0;

  void skipSpace() {
    while (at < text.size() &&
           (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r'))
      ++at;
  }

  bool accept(char wanted) {
    skipSpace();
    if (at >= text.size() || text[at] != wanted)
      return false;
    ++at;
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted))
      fail("its header is broken at byte " + std::to_string(at + 8));
  }

  Ref object(size_t depth) {
    auto *dict = new DictValue;
    Ref owner = Ref::adopt(dict);
    if (accept('}'))
      return owner;
    do {
      skipSpace();
      Ref key = makeString(string());
      expect(':');
      dict->set(key.get(), value(depth + 1));
    } while (accept(','));
    expect('}');
    return owner;
  }

  Ref array(size_t depth) {
    Items items;
    if (accept(']'))
      return makeList({});
    do
      items.push_back(value(depth + 1));
    while (accept(','));
    expect(']');
    return makeList(std::move(items));
  }

  std::string string() {
    expect('"');
    std::string result;
    while (at < text.size() && text[at] != '"') {
      if (text[at] != '\\') {
        result += text[at++];
        continue;
      }
      char escape = at + 1 < text.size() ? text[at + 1] : 0;
      at += 2;
      if (escape == 'u') {
        uint32_t code = 0;
        if (at + 4 > text.size() ||
            std::from_chars(text.data() + at, text.data() + at + 4, code, 16).ec != std::errc())
          fail("its header is broken at byte " + std::to_string(at + 8));
        at += 4;
        appendCodePoint(result, code);
      } else {
        static const char plain[] = "nrtbf", meant[] = "\n\r\t\b\f";
        const char *found = escape ? std::strchr(plain, escape) : nullptr;
        result += found ? meant[found - plain] : escape;
      }
    }
    expect('"');
    return result;
  }
};

TensorRef readTensor(const HeaderParser &parser, const std::string &name, Value description,
                     std::string_view data) {
  auto *entry = dynCast<DictValue>(description);
  auto *type = entry ? dynCast<StringValue>(entry->find("dtype")) : nullptr;
  auto *shapeList = entry ? dynCast<ListValue>(entry->find("shape")) : nullptr;
  auto *offsets = entry ? dynCast<ListValue>(entry->find("data_offsets")) : nullptr;
  if (!type || !shapeList || !offsets || offsets->length != 2 || shapeList->length > MaxRank)
    parser.fail("the entry \"" + name + "\" is incomplete");
  const TypeRow *row =
      std::ranges::find_if(types, [&](const TypeRow &t) { return type->text == t.name; });
  if (row == std::end(types))
    parser.fail("the dtype " + type->text + " of \"" + name + "\" is not supported");
  auto number = [&](Value value) {
    auto *integer = dynCast<IntValue>(value);
    if (!integer || integer->value < 0)
      parser.fail("the entry \"" + name + "\" has numbers that are no counts");
    return integer->value;
  };
  Shape shape;
  int64_t bytes = row->bytes;
  for (int64_t i = 0; i < shapeList->length; ++i) {
    shape.push_back(number(shapeList->at(i)));
    if (__builtin_mul_overflow(bytes, shape.back(), &bytes))
      parser.fail("the entry \"" + name + "\" is too large");
  }
  int64_t begin = number(offsets->at(0)), end = number(offsets->at(1));
  if (end > static_cast<int64_t>(data.size()) || begin > end || end - begin != bytes)
    parser.fail("the data of \"" + name + "\" is cut off or of the wrong size");
  TensorRef tensor = makeTensor(row->dtype, shape);
  const char *from = data.data() + begin;
  for (int64_t i = 0; row->bytes != dtypeBytes(row->dtype) && i < tensor->count; ++i) {
    int32_t small = 0;
    std::memcpy(&small, from + i * row->bytes, static_cast<size_t>(row->bytes));
    tensor->as<int64_t>()[i] = small;
  }
  if (row->bytes == dtypeBytes(row->dtype) && bytes > 0)
    std::memcpy(tensor->data(), from, static_cast<size_t>(bytes));
  for (int64_t i = 0; row->dtype == CortexBool && i < tensor->count; ++i)
    tensor->as<char>()[i] = tensor->as<char>()[i] != 0; // a byte that is neither 0 nor 1 is no bool
  return tensor;
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_lib_save_tensors(Value pathValue, Value tensors, Value texts, Loc location) {
  Place place(location);
  auto *path = dynCast<StringValue>(pathValue);
  auto *dict = dynCast<DictValue>(tensors);
  if (!path)
    throwExpected("a path", pathValue, location);
  if (!dict)
    throwExpected("a dict of tensors", tensors, location);
  std::string header = "{", data;
  if (auto *metadata = dynCast<DictValue>(texts)) {
    header += "\"__metadata__\":{";
    for (size_t i = 0; i < metadata->entries.size(); ++i)
      if (metadata->entries[i].key)
        header += (header.back() == '{' ? "" : ",") +
                  jsonString(textOf(metadata->entries[i].key.get())) + ":" +
                  jsonString(textOf(metadata->entries[i].value.get()));
    header += "}";
  }
  for (const auto &entry : dict->entries) {
    if (!entry.key)
      continue;
    TensorRef tensor = asTensor(entry.value.get(), location);
    std::string shape = "[";
    for (int64_t i = 0; i < tensor->rank; ++i)
      shape += (i > 0 ? "," : "") + std::to_string(tensor->shape[i]);
    auto bytes = static_cast<size_t>(tensor->count * dtypeBytes(tensor->dtype));
    const TypeRow *row =
        std::ranges::find_if(types, [&](const TypeRow &t) { return t.dtype == tensor->dtype; });
    header += (header.back() == '{' ? "" : ",") + jsonString(textOf(entry.key.get())) +
              ":{\"dtype\":\"" + row->name + "\",\"shape\":" + shape + "],\"data_offsets\":[" +
              std::to_string(data.size()) + "," + std::to_string(data.size() + bytes) + "]}";
    data.append(tensor->as<char>(), bytes);
  }
  header += "}";
  header.append((8 - header.size() % 8) % 8, ' ');
  uint64_t length = header.size();
  std::string file(reinterpret_cast<const char *>(&length), 8);
  writeBytes(path->text, file + header + data, location);
  return makeNull().take();
}

Value cortex_rt_lib_load_tensors(Value pathValue, Loc location) {
  Place place(location);
  auto *path = dynCast<StringValue>(pathValue);
  if (!path)
    throwExpected("a path", pathValue, location);
  std::string text = readBytes(path->text, location);
  uint64_t length = 0;
  std::memcpy(&length, text.data(), std::min<size_t>(text.size(), 8));
  std::string_view all = text;
  bool whole =
      text.size() >= 8 && length <= static_cast<uint64_t>(MaxHeader) && length <= text.size() - 8;
  HeaderParser parser(whole ? all.substr(8, length) : std::string_view(), path->text, location);
  if (!whole)
    parser.fail("its header is cut off");
  Ref header = parser.value();
  auto *entries = dynCast<DictValue>(header);
  if (!entries)
    parser.fail("its header is no object");
  auto *tensors = new DictValue;
  Ref result = Ref::adopt(tensors), metadata = Ref::adopt(new DictValue);
  for (const auto &entry : entries->entries) {
    std::string name = textOf(entry.key.get());
    if (name == "__metadata__")
      metadata = entry.value;
    else
      tensors->set(entry.key.get(),
                   readTensor(parser, name, entry.value.get(), all.substr(8 + length)));
  }
  return makeTuple({result, metadata}).take();
}
}
