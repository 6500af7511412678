// A Mail as the text that travels: RFC 5322 headers, MIME, RFC 2047 words where a header is not
// ASCII, quoted-printable where a body is not. The same text goes to SMTP and into a maildir.
#pragma once

#include <string>

#include "core/mail.h"

namespace keytrail::delivery {

enum class LineEnd { Lf, CrLf };  // Maildir files end lines with LF, SMTP with CR LF.

std::string render_message(const Mail& mail, LineEnd line_end);

// "user@example.com" of "Somebody <user@example.com>" or of itself.
std::string address_of(std::string_view mailbox);

}  // namespace keytrail::delivery
