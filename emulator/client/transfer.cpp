#include "client/transfer.h"

#include "base/text.h"
#include "client/curl.h"
#include "core/limits.h"

namespace keytrail::client {
namespace {

constexpr long kAnswerMillisMax = 60'000;

std::size_t keep_body(char* data, std::size_t size, std::size_t count, void* answer) {
  std::string& body = static_cast<wire::HttpResponse*>(answer)->body;
  if (body.size() + size * count > limits::kControlBodyBytesMax) return 0;
  body.append(data, size * count);
  return size * count;
}

std::size_t keep_header(char* data, std::size_t size, std::size_t count, void* answer) {
  const std::string_view line(data, size * count);
  const std::size_t colon = line.find(':');
  if (colon != std::string_view::npos) {
    static_cast<wire::HttpResponse*>(answer)->headers.emplace_back(line.substr(0, colon),
                                                                   trim(line.substr(colon + 1)));
  }
  return size * count;
}

}  // namespace

std::variant<wire::HttpResponse, Unreachable> transfer(const std::string& site,
                                                       const wire::HttpRequest& request,
                                                       const std::string& ca_bundle) {
  const CurlApi& api = curl_api();
  if (!api.error.empty()) return Unreachable{api.error};
  const std::string url = site + request.path + (request.query.empty() ? "" : "?" + request.query);
  CurlTransfer curl(api);
  curl.set(CURLOPT_URL, url.c_str());
  curl.set(CURLOPT_PATH_AS_IS, 1L);
  if (!ca_bundle.empty()) curl.set(CURLOPT_CAINFO, ca_bundle.c_str());
  curl.set(CURLOPT_TIMEOUT_MS, kAnswerMillisMax);
  // What the library would add by itself: a pause before long bodies, and that they were forms.
  std::vector<std::string> headers{"Expect:"};
  if (request.header("Content-Type").empty()) headers.push_back("Content-Type:");
  for (const auto& [name, value] : request.headers) headers.push_back(name + ": " + value);
  curl.set_list(CURLOPT_HTTPHEADER, headers);
  if (request.method == "HEAD") {
    curl.set(CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET") {
    curl.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl.set(CURLOPT_POSTFIELDS, request.body.c_str());
    curl.set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  wire::HttpResponse answer;
  curl.set(CURLOPT_WRITEFUNCTION, &keep_body);
  curl.set(CURLOPT_WRITEDATA, &answer);
  curl.set(CURLOPT_HEADERFUNCTION, &keep_header);
  curl.set(CURLOPT_HEADERDATA, &answer);
  if (const std::string error = curl.perform(); !error.empty()) return Unreachable{error};
  answer.status = static_cast<int>(curl.response_code());
  return answer;
}

}  // namespace keytrail::client
