// Bytes with room behind them: simdjson reads a little beyond the end of what it parses.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace keytrail::ingest {

class PaddedBytes {
 public:
  static constexpr std::size_t kPadding = 64;

  PaddedBytes() = default;
  PaddedBytes(PaddedBytes&& other) noexcept { *this = std::move(other); }
  PaddedBytes& operator=(PaddedBytes&& other) noexcept {
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }

  std::string_view view() const { return {bytes_.get(), size_}; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  void clear() { size_ = 0; }
  void shrink(std::size_t size) { size_ = size; }

  // Room for `more` bytes after what is there; fill it, then grow().
  char* room(std::size_t more) {
    if (size_ + more > capacity_) enlarge(std::max(size_ + more, 2 * capacity_));
    return bytes_.get() + size_;
  }
  void grow(std::size_t by) { size_ += by; }

  void append(std::string_view bytes) {
    if (bytes.empty()) return;
    std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
    grow(bytes.size());
  }

 private:
  // Not a std::string: that writes zeros over what is about to be read in.
  void enlarge(std::size_t capacity) {
    auto bytes = std::make_unique_for_overwrite<char[]>(capacity + kPadding);
    if (size_ > 0) std::memcpy(bytes.get(), bytes_.get(), size_);
    std::memset(bytes.get() + capacity, 0, kPadding);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace keytrail::ingest
