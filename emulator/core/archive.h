// An Archive turns an entity into a row and back with one function of the entity:
//
//   struct Key {
//     std::string id;
//     Instant created_at;
//     template <class Archive> void fields(Archive& archive) {
//       archive("id", id);
//       archive("createdAt", created_at);
//     }
//   };
//
// Understood: strings, booleans, integers, doubles, Instant, Duration, Bytes (as base64), Json,
// enums (as their number), optional, vector, map with string keys, and anything that has
// `fields`. A member that a row lacks keeps its default, so old rows load into newer structs.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "base/instant.h"
#include "base/json.h"
#include "base/text.h"

namespace keytrail {

class Writer;
class Reader;

template <class T>
concept HasFields = requires(T& value, Writer& writer) {
  value.fields(writer);
};

class Writer {
 public:
  template <class T>
  void operator()(const char* name, T& value) {
    Json written = write(value);
    if (!written.is_null() && !is_fresh(name, written)) row_[name] = std::move(written);
  }

  static Json write(const std::string& value) { return value; }
  static Json write(const Json& value) { return value; }
  static Json write(bool value) { return value; }
  static Json write(double value) { return value; }
  static Json write(Instant value) { return millis_of(value); }
  static Json write(Duration value) { return value.count(); }
  // Not const: it must win against the list of numbers below.
  static Json write(Bytes& value) { return to_base64(value); }
  template <class T>
  requires std::is_integral_v<T> &&(!std::is_same_v<T, bool>)static Json write(T value) {
    return value;
  }
  template <class T>
  requires std::is_enum_v<T>
  static Json write(T value) { return static_cast<std::int64_t>(value); }
  template <class T>
  static Json write(std::optional<T>& value) {
    return value ? write(*value) : Json();
  }
  template <class T>
  static Json write(std::vector<T>& values) {
    Json list = Json::array();
    for (T& value : values) list.push_back(write(value));
    return list;
  }
  static Json write(std::set<std::string>& values) { return Json(values); }
  template <class T>
  static Json write(std::map<std::string, T>& values) {
    Json object = Json::object();
    for (auto& [name, value] : values) object[name] = write(value);
    return object;
  }
  // What is as in a new T is left out, since reading begins with one: most members of most rows
  // are.
  template <HasFields T>
  static Json write(T& value) {
    static const Json fresh = [] {
      T made{};
      return all_of(made, nullptr);
    }();
    return all_of(value, &fresh);
  }

 private:
  explicit Writer(const Json* fresh) : fresh_(fresh) {}

  template <class T>
  static Json all_of(T& value, const Json* fresh) {
    Writer writer(fresh);
    value.fields(writer);
    return std::move(writer.row_);
  }
  bool is_fresh(const char* name, const Json& written) const {
    const Json* member = fresh_ == nullptr ? nullptr : find_member(*fresh_, name);
    return member != nullptr && *member == written;
  }

  const Json* fresh_;
  Json row_ = Json::object();
};

class Reader {
 public:
  explicit Reader(const Json& row) : row_(row) {}

  template <class T>
  void operator()(const char* name, T& value) const {
    if (const Json* member = find_member(row_, name)) read(*member, value);
  }

  static void read(const Json& row, std::string& value) { value = row.get<std::string>(); }
  static void read(const Json& row, Json& value) { value = row; }
  static void read(const Json& row, bool& value) { value = row.get<bool>(); }
  static void read(const Json& row, double& value) { value = row.get<double>(); }
  static void read(const Json& row, Instant& value) { value = instant_of(row.get<std::int64_t>()); }
  static void read(const Json& row, Duration& value) { value = Duration(row.get<std::int64_t>()); }
  static void read(const Json& row, Bytes& value) {
    value = from_base64(row.get<std::string>()).value_or(Bytes());
  }
  template <class T>
  requires std::is_integral_v<T> &&
      (!std::is_same_v<T, bool>)static void read(const Json& row, T& value) {
    value = row.get<T>();
  }
  template <class T>
  requires std::is_enum_v<T>
  static void read(const Json& row, T& value) { value = static_cast<T>(row.get<std::int64_t>()); }
  template <class T>
  static void read(const Json& row, std::optional<T>& value) {
    value.emplace();
    read(row, *value);
  }
  template <class T>
  static void read(const Json& row, std::vector<T>& values) {
    values.clear();
    for (const Json& item : row) read(item, values.emplace_back());
  }
  static void read(const Json& row, std::set<std::string>& values) {
    values = row.get<std::set<std::string>>();
  }
  template <class T>
  static void read(const Json& row, std::map<std::string, T>& values) {
    values.clear();
    for (const auto& [name, item] : row.items()) read(item, values[name]);
  }
  template <HasFields T>
  static void read(const Json& row, T& value) {
    Reader reader(row);
    value.fields(reader);
  }

 private:
  const Json& row_;
};

}  // namespace keytrail
