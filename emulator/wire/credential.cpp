#include "base/text.h"
#include "wire/form.h"
#include "wire/wire.h"

namespace keytrail::wire {
namespace {

// "AKID/20260101/us-east-1/kms/aws4_request"; 4A leaves the region out and names it beside, as
// one region, a list, or "*".
std::optional<Credential> parse_scope(std::string_view scope, std::string_view region_set) {
  const std::vector<std::string> parts = split(scope, '/');
  if (parts.size() == 5) return Credential{parts[0], parts[2], parts[3], ""};
  if (parts.size() == 4) {
    const std::string_view region = trim(region_set.substr(0, region_set.find(',')));
    return Credential{parts[0], region == "*" ? std::string() : std::string(region), parts[2], ""};
  }
  return std::nullopt;
}

std::optional<Credential> from_authorization(const HttpRequest& request,
                                             std::string_view authorization) {
  if (authorization.starts_with("AWS ")) {  // S3's Signature Version 2: "AWS AKID:signature".
    const std::string_view pair = trim(authorization.substr(4));
    return Credential{std::string(pair.substr(0, pair.find(':'))), "", "s3", ""};
  }
  if (!authorization.starts_with("AWS4-")) return std::nullopt;
  constexpr std::string_view kName = "Credential=";
  const std::size_t at = authorization.find(kName);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = authorization.substr(at + kName.size());
  return parse_scope(trim(rest.substr(0, rest.find_first_of(", "))),
                     request.header("x-amz-region-set"));
}

}  // namespace

namespace {

std::optional<Credential> find_signer(const HttpRequest& request) {
  const std::string authorization = request.header("authorization");
  if (!authorization.empty()) return from_authorization(request, authorization);
  if (request.query.empty()) return std::nullopt;
  const Form query = parse_form(request.query);
  if (const std::string* scope = find_field(query, "X-Amz-Credential")) {
    const std::string* region_set = find_field(query, "X-Amz-Region-Set");
    return parse_scope(*scope, region_set != nullptr ? *region_set : std::string());
  }
  if (const std::string* access_key = find_field(query, "AWSAccessKeyId")) {
    return Credential{*access_key, "", "s3", ""};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Credential> find_credential(const HttpRequest& request) {
  std::optional<Credential> credential = find_signer(request);
  if (!credential) return credential;
  credential->session_token = request.header("x-amz-security-token");
  if (credential->session_token.empty() && !request.query.empty()) {
    const Form query = parse_form(request.query);
    const std::string* token = find_field(query, "X-Amz-Security-Token");
    if (token != nullptr) credential->session_token = *token;
  }
  return credential;
}

}  // namespace keytrail::wire
