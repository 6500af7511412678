// The checksums that uploads may carry and that S3 keeps (S3 user guide, "Checking object
// integrity").
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace keytrail::s3 {

struct Checksum {
  std::string algorithm;  // "CRC64NVME".
  std::string value;      // Base64.
};

// The member of requests and answers: "ChecksumCRC64NVME".
std::string checksum_member(std::string_view algorithm);

bool is_known_checksum(std::string_view algorithm);

// `algorithm` is one of CRC32, CRC32C, CRC64NVME, SHA1, SHA256.
std::string calculate_checksum(std::string_view algorithm, std::string_view bytes);

// The checksum the request carries, once it proved right; else one of S3's own choice.
Result<Checksum> check_checksum(const Json& input, std::string_view bytes);

// Content-MD5, when the request carries one.
Result<void> check_content_md5(const Json& input, std::string_view bytes);

}  // namespace keytrail::s3
