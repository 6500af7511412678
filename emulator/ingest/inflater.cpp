#include "ingest/inflater.h"

#include <libdeflate.h>
#include <zlib.h>

#include <array>
#include <vector>

#include "base/assert.h"

namespace keytrail::ingest {
namespace {

constexpr std::string_view kMagic = "\x1f\x8b";
constexpr int kGzipWindow = 15 + 16;  // zlib's way to ask for gzip framing.
constexpr std::size_t kBlockBytes = 256u << 10;
constexpr std::size_t kTrailerBytes = 8;  // CRC and size.
constexpr std::size_t kHeaderBytesMin = 10;

// The size a gzip member says it has when inflated.
std::size_t stated_size(std::string_view gzip) {
  std::size_t size = 0;
  for (int i = 1; i <= 4; ++i) {
    size = size << 8 | static_cast<unsigned char>(gzip[gzip.size() - i]);
  }
  return size;
}

}  // namespace

struct Inflater::Stream {
  Stream() : out(kBlockBytes) { KT_ASSERT(inflateInit2(&zlib, kGzipWindow) == Z_OK); }
  ~Stream() { inflateEnd(&zlib); }

  z_stream zlib{};
  std::vector<char> out;
  bool is_member_open = true;
};

Inflater::Inflater(Take take) : take_(std::move(take)) {}
Inflater::~Inflater() = default;

bool is_gzip(std::string_view bytes) { return bytes.starts_with(kMagic); }

bool Inflater::feed(std::string_view bytes) {
  if (kind_ == Kind::Unknown) {
    head_ += bytes;
    if (head_.size() < kMagic.size()) return true;
    kind_ = is_gzip(head_) ? Kind::Gzip : Kind::Plain;
    if (kind_ == Kind::Gzip) stream_ = std::make_unique<Stream>();
    const std::string head = std::exchange(head_, {});
    return feed(head);
  }
  if (kind_ == Kind::Plain) take_(bytes);
  if (kind_ == Kind::Gzip && !inflate(bytes)) kind_ = Kind::Broken;
  return kind_ != Kind::Broken;
}

// A gzip file may be several members one after another.
bool Inflater::inflate(std::string_view bytes) {
  z_stream& zlib = stream_->zlib;
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  zlib.avail_in = static_cast<uInt>(bytes.size());
  bool is_output_full = false;
  while (zlib.avail_in > 0 || is_output_full) {
    if (!stream_->is_member_open) {
      inflateReset(&zlib);
      stream_->is_member_open = true;
    }
    zlib.next_out = reinterpret_cast<Bytef*>(stream_->out.data());
    zlib.avail_out = static_cast<uInt>(stream_->out.size());
    const int state = ::inflate(&zlib, Z_NO_FLUSH);
    take_({stream_->out.data(), stream_->out.size() - zlib.avail_out});
    is_output_full = zlib.avail_out == 0 && state == Z_OK;
    if (state == Z_STREAM_END) stream_->is_member_open = false;
    if (state == Z_BUF_ERROR) return true;  // All is taken; more is to come.
    if (state != Z_OK && state != Z_STREAM_END) return false;
  }
  return true;
}

bool Inflater::finish() {
  if (kind_ == Kind::Unknown && !head_.empty()) take_(head_);
  if (kind_ == Kind::Gzip) return !stream_->is_member_open;
  return kind_ != Kind::Broken;
}

bool inflate_whole(std::string_view gzip, std::size_t bytes_max, PaddedBytes& out) {
  if (!is_gzip(gzip) || gzip.size() < kHeaderBytesMin + kTrailerBytes) return false;
  const std::size_t size = stated_size(gzip);
  if (size > bytes_max) return false;
  thread_local const std::unique_ptr<libdeflate_decompressor,
                                     decltype(&libdeflate_free_decompressor)>
      decompressor(libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  std::size_t taken = 0;
  std::size_t given = 0;
  const libdeflate_result result = libdeflate_gzip_decompress_ex(
      decompressor.get(), gzip.data(), gzip.size(), out.room(size), size, &taken, &given);
  if (result != LIBDEFLATE_SUCCESS || taken != gzip.size()) return false;
  out.grow(given);
  return true;
}

}  // namespace keytrail::ingest
