// Input as it comes, plain or gzip: what looks like gzip is inflated, the rest passes through.
// Never more than a block of it is in memory.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "ingest/padded_bytes.h"

namespace keytrail::ingest {

class Inflater {
 public:
  using Take = std::function<void(std::string_view)>;
  explicit Inflater(Take take);
  ~Inflater();

  // False when the bytes are no gzip after all; then nothing more is taken.
  bool feed(std::string_view bytes);
  // False when the input ended inside a gzip member.
  bool finish();

 private:
  struct Stream;
  bool inflate(std::string_view bytes);

  Take take_;
  std::string head_;  // Until it is known what this is.
  enum class Kind { Unknown, Plain, Gzip, Broken } kind_ = Kind::Unknown;
  std::unique_ptr<Stream> stream_;
};

bool is_gzip(std::string_view bytes);

// One gzip member as a whole, the way of a trail's file: libdeflate is twice as fast as zlib but
// wants all of the input and room for all of the output. Nothing when the bytes are something else,
// such as several members, or would inflate to more than `bytes_max`: then an Inflater will do.
bool inflate_whole(std::string_view gzip, std::size_t bytes_max, PaddedBytes& out);

}  // namespace keytrail::ingest
