// What the fuzzers share: their input as text, and the choice of the request that it is decoded as.
#pragma once

#include <array>
#include <string_view>

#include "base/assert.h"
#include "models/model.h"

namespace keytrail::fuzz {

inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// The body of a request, and the shape it is said to have: the first two bytes of an input choose
// among the services named and their operations.
struct Request {
  const models::Shape* shape = nullptr;
  std::string_view body;
};

template <std::size_t N>
Request make_request(const std::array<std::string_view, N>& services, const std::uint8_t* data,
                     std::size_t size) {
  if (size < 2) return {};
  const models::Service* service = models::find_service(services[data[0] % N]);
  KT_ASSERT(service != nullptr);
  const auto& operations = service->operations;
  return {operations[data[1] % operations.size()].input, as_text(data + 2, size - 2)};
}

}  // namespace keytrail::fuzz
