// How a request's body is read: as far as it may be large, and inflated where it is compressed.
#pragma once

#include "wire/wire.h"

namespace httplib {
class ContentReader;
struct Request;
}  // namespace httplib

namespace keytrail {

enum class Body { Complete, TooLarge, Broken };

// Into `request`, of which everything else is there already.
Body read_body(const httplib::Request& in, const httplib::ContentReader& reader,
               wire::HttpRequest& request);

}  // namespace keytrail
