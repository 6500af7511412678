// How the files of a trail come into its bucket: gzipped, under CloudTrail's own names, and into
// the folder that mirrors the bucket if there is one (CloudTrail guide, "Finding your CloudTrail
// log files").
#pragma once

#include "cloudtrail/state.h"
#include "core/context.h"

namespace keytrail::cloudtrail {

// "prefix/AWSLogs/123456789012/", below which all files of an account lie; an organization trail
// has them in "prefix/AWSLogs/o-exampleorg1/123456789012/".
std::string account_folder(const Trail& trail, const std::string& account);
// "prefix/AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/31/", or that of another kind of file.
std::string file_folder(const Trail& trail, std::string_view kind, const Origin& origin,
                        Instant at);

// Puts the content, gzipped, with metadata if that is not null. The error is what S3 says.
Result<void> put_file(Context& context, const Trail& trail, const std::string& key,
                      std::string_view content, Json metadata);

}  // namespace keytrail::cloudtrail
