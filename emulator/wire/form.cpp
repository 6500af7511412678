#include "wire/form.h"

#include "base/text.h"
#include "wire/wire.h"

namespace keytrail::wire {
namespace {

void append_fields(std::string_view text, Form& form) {
  while (!text.empty()) {
    const std::string_view field = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), field.size() + 1));
    if (field.empty()) continue;
    const std::size_t equals = field.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : field.substr(equals + 1);
    form.emplace_back(percent_decode(field.substr(0, equals), PlusIsBlank::Yes),
                      percent_decode(value, PlusIsBlank::Yes));
  }
}

}  // namespace

Form parse_form(std::string_view text) {
  Form form;
  append_fields(text, form);
  return form;
}

const std::string* find_field(const Form& form, std::string_view name) {
  for (const auto& [field, value] : form) {
    if (field == name) return &value;
  }
  return nullptr;
}

Form query_fields(const HttpRequest& request) {
  Form form = parse_form(request.query);
  const std::string type = request.header("content-type");
  // `curl --data` and older clients may leave the type out.
  const bool is_form =
      type.empty() || starts_with_ignoring_case(type, "application/x-www-form-urlencoded");
  if (request.method == "POST" && is_form) append_fields(request.body, form);
  return form;
}

}  // namespace keytrail::wire
