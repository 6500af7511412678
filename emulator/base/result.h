// Result<T> holds a T or an ApiError: user mistakes are values, never exceptions.
#pragma once

#include <utility>
#include <variant>

#include "base/api_error.h"

namespace keytrail {

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(ApiError error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  ApiError& error() & { return std::get<1>(state_); }
  const ApiError& error() const& { return std::get<1>(state_); }
  ApiError&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, ApiError> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(ApiError error) : error_(std::move(error)), ok_(false) {}

  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }
  ApiError& error() & { return error_; }
  const ApiError& error() const& { return error_; }
  ApiError&& error() && { return std::move(error_); }

 private:
  ApiError error_;
  bool ok_ = true;
};

}  // namespace keytrail

#define KT_CONCAT_INNER(a, b) a##b
#define KT_CONCAT(a, b) KT_CONCAT_INNER(a, b)

// KT_TRY(Key* key, require_key(...)): declares `key`, or returns the error from this function.
#define KT_TRY(declaration, expression)                        \
  auto KT_CONCAT(kt_result_, __LINE__) = (expression);         \
  if (!KT_CONCAT(kt_result_, __LINE__).ok())                   \
    return std::move(KT_CONCAT(kt_result_, __LINE__)).error(); \
  declaration = std::move(KT_CONCAT(kt_result_, __LINE__)).value()

#define KT_TRY_VOID(expression)                                         \
  do {                                                                  \
    auto kt_result_void = (expression);                                 \
    if (!kt_result_void.ok()) return std::move(kt_result_void).error(); \
  } while (false)
