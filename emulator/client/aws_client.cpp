#include "client/aws_client.h"

#include "base/text.h"
#include "client/transfer.h"
#include "wire/client_codec.h"

namespace keytrail::client {
namespace {

constexpr std::string_view kAws = "https://amazonaws.com";

}  // namespace

AwsClient::AwsClient(AwsSite site, Credentials credentials, std::function<Instant()> wall)
    : site_(std::move(site)), credentials_(std::move(credentials)), wall_(std::move(wall)) {
  while (site_.endpoint.ends_with('/')) site_.endpoint.pop_back();
}

std::string AwsClient::site_of(std::string_view prefix, const std::string& region) const {
  if (site_.endpoint != kAws) return site_.endpoint;
  return "https://" + std::string(prefix) + "." + region + ".amazonaws.com";
}

Result<Json> AwsClient::call(const std::string& service, const std::string& operation,
                             const Json& input, const std::string& region) const {
  const models::Service* model = models::find_service(service);
  const models::Operation* found =
      model == nullptr ? nullptr : models::find_operation(*model, operation);
  if (found == nullptr) {
    return ApiError{"UnknownOperationException",
                    "There is no operation " + operation + " in " + service + ".", 400};
  }
  KT_TRY(const Json tree, wire::from_json(found->input, input));
  wire::HttpRequest request = wire::encode_request(*model, *found, tree);
  const std::string site = site_of(model->endpoint_prefix, region);
  request.headers.emplace_back("Host", site.substr(site.find("://") + 3));
  sign(request, credentials_, region, std::string(model->signing_name), wall_());
  const auto answer = transfer(site, request, site_.ca_bundle);
  if (const auto* failure = std::get_if<Unreachable>(&answer)) {
    return ApiError{kNotReached, site + ": " + failure->reason, 0};
  }
  KT_TRY(Json output, wire::decode_answer(*model, *found, std::get<wire::HttpResponse>(answer)));
  return wire::to_json(found->output, std::move(output));
}

}  // namespace keytrail::client
