// Part of Cortex, under the MIT licence.
// Owns the unpacking of gzip files.
#include "Dataset.h"
#include <algorithm>
#include <fstream>
#include <zlib.h>

namespace cortex::rt {
namespace {

/// A packed file that gives more is broken or hostile.
constexpr size_t MaxUnpacked = size_t{1} << 34;
/// The most bytes that one byte of deflate can stand for.
constexpr size_t MaxRatio = 1032;

/// Unpacks gzip data as it comes in pieces.
class Unpacker {
public:
  Unpacker(const std::string &path, Loc location) : path(path), location(location) {
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
      throwError(CortexMemoryError, "out of memory", location);
  }
  ~Unpacker() { inflateEnd(&stream); }
  Unpacker(const Unpacker &) = delete;

  void take(std::string_view packed, std::string &text) {
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    while (state == Z_OK && (stream.avail_in > 0 || stream.avail_out == 0)) {
      stream.next_out = reinterpret_cast<Bytef *>(chunk.data());
      stream.avail_out = static_cast<uInt>(chunk.size());
      state = inflate(&stream, Z_NO_FLUSH);
      text.append(chunk.data(), chunk.size() - stream.avail_out);
      if (state == Z_BUF_ERROR) // It waits for the next piece.
        state = Z_OK;
      if ((state != Z_OK && state != Z_STREAM_END) || text.size() > MaxUnpacked)
        fail();
    }
  }
  /// To be called after the last piece.
  void finish() const {
    if (state != Z_STREAM_END)
      fail();
  }

private:
  [[noreturn]] void fail() const {
    throwError(CortexIoError,
               "\"" + path + "\" is no whole gzip file: broken at byte " +
                   std::to_string(stream.total_in),
               location);
  }

  z_stream stream{};
  std::vector<char> chunk = std::vector<char>(1 << 18);
  int state = Z_OK;
  const std::string &path;
  Loc location;
};

/// The size that the end of a gzip file claims, as far as its packed size makes it possible.
size_t claimedSize(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  unsigned char trailer[4] = {};
  file.seekg(-4, std::ios::end);
  auto packed = static_cast<size_t>(std::max<std::streamoff>(file.tellg(), 0));
  if (!file.read(reinterpret_cast<char *>(trailer), sizeof trailer))
    return 0;
  size_t claimed = 0;
  for (size_t i = 0; i < sizeof trailer; ++i)
    claimed |= static_cast<size_t>(trailer[i]) << (8 * i);
  return std::min(claimed, packed * MaxRatio);
}

} // namespace

std::string readUnpacked(const std::string &path, Loc location) {
  std::string text;
  std::unique_ptr<Unpacker> unpacker;
  readChunks(path, location, [&](std::string_view part) {
    if (text.empty() && !unpacker && part.starts_with("\x1F\x8B")) {
      unpacker = std::make_unique<Unpacker>(path, location);
      text.reserve(claimedSize(path));
    }
    if (unpacker)
      unpacker->take(part, text);
    else
      text += part;
  });
  if (unpacker)
    unpacker->finish();
  return text;
}

} // namespace cortex::rt
