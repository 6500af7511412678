#include "base/gzip.h"

#include <libdeflate.h>

#include <memory>

#include "base/assert.h"

namespace keytrail {
namespace {

struct FreeCompressor {
  void operator()(libdeflate_compressor* compressor) const {
    libdeflate_free_compressor(compressor);
  }
};

// Its tables are hundreds of KiB, and most files are a few: a thread that writes files keeps them.
libdeflate_compressor* compressor() {
  constexpr int kLevel = 1;  // The quickest: what is written here is read once or twice.
  thread_local const std::unique_ptr<libdeflate_compressor, FreeCompressor> kept(
      libdeflate_alloc_compressor(kLevel));
  KT_ASSERT(kept != nullptr);
  return kept.get();
}

}  // namespace

std::string to_gzip(std::string_view text) {
  std::string bytes(libdeflate_gzip_compress_bound(compressor(), text.size()), '\0');
  const std::size_t size =
      libdeflate_gzip_compress(compressor(), text.data(), text.size(), bytes.data(), bytes.size());
  KT_ASSERT(size != 0);
  bytes.resize(size);
  return bytes;
}

}  // namespace keytrail
