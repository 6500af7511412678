// Name and value pairs of a query string or of a form body, percent-decoded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace keytrail::wire {

using Form = std::vector<std::pair<std::string, std::string>>;

Form parse_form(std::string_view text);
const std::string* find_field(const Form& form, std::string_view name);

struct HttpRequest;
// The fields of a Query request, wherever it carries them: in the query string, and in the body
// of a POST that is a form.
Form query_fields(const HttpRequest& request);

}  // namespace keytrail::wire
