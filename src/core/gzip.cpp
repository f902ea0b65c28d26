#include "core/gzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <memory>

#include "core/error.hpp"

namespace aif {
namespace {

/// Ends zlib's state with the scope.
struct InflateEnd {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

}  // namespace

std::string gunzip(const std::string& data, const std::string& name, std::size_t limit) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;  // largest window, gzip header expected
  if (inflateInit2(&stream, gzip_window) != Z_OK) {
    throw FileError(fmt::format("\"{}\" cannot be decompressed: no memory", name));
  }
  const std::unique_ptr<z_stream, InflateEnd> guard(&stream);
  // zlib's interface is older than const; it does not write to its input.
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  std::string out;
  std::array<char, 65536> buffer{};
  while (true) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    out.append(buffer.data(), buffer.size() - stream.avail_out);
    if (out.size() > limit) {
      throw FileError(fmt::format("\"{}\" holds more than {} MiB when decompressed", name, limit >> 20));
    }
    if (status == Z_STREAM_END) {
      if (stream.avail_in == 0) {
        return out;
      }
      inflateReset(&stream);  // another member follows
    } else if (status != Z_OK) {
      throw FileError(fmt::format("\"{}\" is not a complete gzip file", name));
    }
  }
}

}  // namespace aif
