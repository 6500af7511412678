#include "wire/rest_route.h"

#include <algorithm>

#include "base/text.h"

namespace keytrail::wire {
namespace {

using models::Location;
using models::Member;
using models::Operation;

// What the model describes beside the operation that answers today: forms that S3 replaced, and
// operations of other endpoints on the same path.
constexpr std::string_view kNeverRouted[] = {
    "GetBucketLifecycle", "GetBucketNotification", "ListDirectoryBuckets",
    "PutBucketLifecycle", "PutBucketNotification", "WriteGetObjectResponse",
};

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host;  // An IPv6 address is never a name.
  return host.substr(0, host.find(':'));
}

// The labels before the domain; nothing when the host is an address or no domain of ours.
std::string_view labels_of(std::string_view host) {
  host = without_port(host);
  for (const std::string_view domain :
       {".amazonaws.com", ".localhost.localstack.cloud", ".localhost"}) {
    if (host.ends_with(domain)) return host.substr(0, host.size() - domain.size());
  }
  return {};
}

bool is_s3_label(std::string_view label) { return label == "s3" || label.starts_with("s3-"); }

// The bucket that a virtual host names; empty for path style.
std::string_view bucket_of_host(std::string_view host) {
  const std::string_view labels = labels_of(host);
  std::size_t begin = 0;
  while (begin < labels.size()) {
    const std::size_t end = std::min(labels.find('.', begin), labels.size());
    if (is_s3_label(labels.substr(begin, end - begin))) {
      return begin == 0 ? std::string_view() : labels.substr(0, begin - 1);
    }
    begin = end + 1;
  }
  const bool is_plain = without_port(host).ends_with(".localhost");
  return is_plain ? labels : std::string_view();  // "bucket.localhost".
}

struct RequestUri {
  bool has_bucket, has_key;
  std::vector<std::string> fixed_fields;  // "acl", "list-type=2".
};

RequestUri parse_request_uri(std::string_view uri) {
  RequestUri parsed{uri.find("{Bucket}") != std::string_view::npos,
                    uri.find("{Key+}") != std::string_view::npos,
                    {}};
  const std::size_t question = uri.find('?');
  if (question != std::string_view::npos) {
    parsed.fixed_fields = split(uri.substr(question + 1), '&');
  }
  return parsed;
}

bool has_fixed_field(const Form& query, std::string_view field) {
  const std::size_t equals = field.find('=');
  const std::string* value = find_field(query, field.substr(0, equals));
  if (value == nullptr) return false;
  return equals == std::string_view::npos || *value == field.substr(equals + 1);
}

// How well the operation fits beyond method and path: -1 not at all, else the number of fixed and
// required things it asks for, all of which are there. So CopyObject beats PutObject exactly when
// a copy source is given.
int fit(const Operation& operation, const RequestUri& uri, const Form& query,
        const HttpRequest& request) {
  int score = 0;
  for (const std::string& field : uri.fixed_fields) {
    if (!has_fixed_field(query, field)) return -1;
    ++score;
  }
  if (operation.input == nullptr) return score;
  for (const Member& member : operation.input->members) {
    if (!member.required) continue;
    if (member.location == Location::QueryString) {
      if (find_field(query, member.wire_name) == nullptr) return -1;
      ++score;
    } else if (member.location == Location::Header) {
      if (request.header(member.wire_name).empty()) return -1;
      ++score;
    }
  }
  return score;
}

}  // namespace

bool is_s3_host(std::string_view host) {
  const std::vector<std::string> labels = split(labels_of(host), '.');
  return std::any_of(labels.begin(), labels.end(), is_s3_label);
}

std::string_view service_label(std::string_view host) {
  const std::string_view labels = labels_of(host);
  return labels.substr(0, labels.find('.'));
}

S3Address s3_address(const HttpRequest& request) {
  std::string_view path = request.path;
  if (path.starts_with('/')) path.remove_prefix(1);
  const std::string host = request.header("host");
  const std::string_view bucket = bucket_of_host(host);
  if (!bucket.empty()) return {std::string(bucket), percent_decode(path, PlusIsBlank::No)};
  const std::size_t slash = std::min(path.find('/'), path.size());
  const std::string_view key = path.substr(std::min(path.size(), slash + 1));
  return {percent_decode(path.substr(0, slash), PlusIsBlank::No),
          percent_decode(key, PlusIsBlank::No)};
}

const Operation* find_s3_operation(const models::Service& s3, const HttpRequest& request) {
  const S3Address address = s3_address(request);
  const Form query = parse_form(request.query);
  const Operation* best = nullptr;
  int best_fit = -1;
  for (const Operation& operation : s3.operations) {
    if (operation.http_method != request.method) continue;
    if (std::ranges::find(kNeverRouted, operation.name) != std::end(kNeverRouted)) continue;
    const RequestUri uri = parse_request_uri(operation.request_uri);
    if (uri.has_bucket != !address.bucket.empty() || uri.has_key != !address.key.empty()) continue;
    const int this_fit = fit(operation, uri, query, request);
    if (this_fit > best_fit) {
      best = &operation;
      best_fit = this_fit;
    }
  }
  return best;
}

}  // namespace keytrail::wire
