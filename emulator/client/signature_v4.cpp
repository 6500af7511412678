#include "client/signature_v4.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "crypto/hash.h"

namespace keytrail::client {
namespace {

constexpr const char* kAlgorithm = "AWS4-HMAC-SHA256";

std::array<std::uint8_t, 32> mac(crypto::View key, std::string_view text) {
  return crypto::hmac_sha256(key, crypto::view(text));
}

// Sorted, and a parameter without a value gets an empty one.
std::string canonical_query(const std::string& query) {
  if (query.empty()) return {};
  std::vector<std::string> pairs;
  for (const std::string& pair : split(query, '&')) {
    pairs.push_back(pair.find('=') == std::string::npos ? pair + "=" : pair);
  }
  std::sort(pairs.begin(), pairs.end());
  return join(pairs, "&");
}

}  // namespace

void sign(wire::HttpRequest& request, const Credentials& credentials, const std::string& region,
          const std::string& service, Instant at) {
  const std::string time = format_utc(at, "%Y%m%dT%H%M%SZ");
  const std::string day = time.substr(0, 8);
  const std::string body_hash = crypto::sha256_hex(request.body);
  request.headers.emplace_back("X-Amz-Date", time);
  if (service == "s3") request.headers.emplace_back("X-Amz-Content-Sha256", body_hash);
  if (!credentials.session_token.empty()) {
    request.headers.emplace_back("X-Amz-Security-Token", credentials.session_token);
  }

  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : request.headers) headers[to_lower(name)] = trim(value);
  std::string header_lines;
  std::vector<std::string> names;
  for (const auto& [name, value] : headers) {
    header_lines += name + ":" + value + "\n";
    names.push_back(name);
  }
  const std::string signed_headers = join(names, ";");
  const std::string canonical = request.method + "\n" + request.path + "\n" +
                                canonical_query(request.query) + "\n" + header_lines + "\n" +
                                signed_headers + "\n" + body_hash;

  const std::string scope = day + "/" + region + "/" + service + "/aws4_request";
  const std::string to_sign =
      std::string(kAlgorithm) + "\n" + time + "\n" + scope + "\n" + crypto::sha256_hex(canonical);
  auto key = mac(crypto::view("AWS4" + credentials.secret_access_key), day);
  for (const std::string& part : {region, service, std::string("aws4_request")}) {
    key = mac(key, part);
  }
  request.headers.emplace_back(
      "Authorization", std::string(kAlgorithm) + " Credential=" + credentials.access_key_id + "/" +
                           scope + ", SignedHeaders=" + signed_headers +
                           ", Signature=" + to_hex(mac(key, to_sign)));
}

}  // namespace keytrail::client
