// Part of Cortex, under the MIT licence.
// Owns the unpacking of gzip files.
#include "Dataset.h"
#include <zlib.h>

namespace cortex::rt {
namespace {

constexpr size_t MaxUnpacked = size_t{1}
                               << 34; // a packed file that claims more is broken or hostile

} // namespace

std::string unpackGzip(std::string packed, const std::string &path, Loc location) {
  if (packed.size() < 2 || packed[0] != '\x1F' || packed[1] != '\x8B')
    return packed;
  z_stream stream{};
  if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
    throwError(CortexMemoryError, "out of memory", location);
  struct End {
    z_stream &stream;
    ~End() { inflateEnd(&stream); }
  } end{stream};
  std::string text;
  std::vector<char> chunk(1 << 18);
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    stream.next_out = reinterpret_cast<Bytef *>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    state = inflate(&stream, Z_NO_FLUSH);
    text.append(chunk.data(), chunk.size() - stream.avail_out);
    bool stuck =
        state == Z_BUF_ERROR || (state == Z_OK && stream.avail_in == 0 && stream.avail_out > 0);
    if ((state != Z_OK && state != Z_STREAM_END) || stuck || text.size() > MaxUnpacked)
      throwError(CortexIoError,
                 "\"" + path + "\" is no whole gzip file: broken at byte " +
                     std::to_string(stream.total_in),
                 location);
  }
  return text;
}

} // namespace cortex::rt
