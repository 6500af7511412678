#include "delivery/message.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace keytrail::delivery {
namespace {

constexpr std::size_t kLineLengthMax = 76;        // Of quoted-printable, RFC 2045.
constexpr std::size_t kUnencodedLineMax = 998;    // RFC 5322, 2.1.1.
constexpr std::size_t kBytesPerEncodedWord = 45;  // 60 base64 digits: a word of 72 of the 75.
constexpr std::string_view kHexDigits = "0123456789ABCDEF";

bool is_printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
}

// Where a piece of at most `bytes_max` bytes ends without tearing a UTF-8 character.
std::size_t piece_length(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text.size();
  std::size_t length = bytes_max;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) --length;
  return length == 0 ? bytes_max : length;
}

// Anything but printable ASCII becomes encoded words, line ends too: no value can start a header
// of its own.
std::string encode_header(std::string_view text) {
  if (is_printable_ascii(text)) return std::string(text);
  std::string encoded;
  while (!text.empty()) {
    const std::size_t length = piece_length(text, kBytesPerEncodedWord);
    if (!encoded.empty()) encoded += "\n ";
    encoded += "=?UTF-8?B?" + to_base64(text.substr(0, length)) + "?=";
    text.remove_prefix(length);
  }
  return encoded;
}

bool is_phrase(std::string_view name) {
  return std::ranges::all_of(name, [](unsigned char c) {
    return std::isalnum(c) || std::string_view(" !#$%&'*+-/=?^_`{|}~").find(static_cast<char>(c)) !=
                                  std::string_view::npos;
  });
}

std::string encode_mailbox(std::string_view mailbox) {
  const std::size_t open = mailbox.rfind('<');
  if (open == std::string_view::npos || open == 0) return encode_header(mailbox);
  const std::string_view name = trim(mailbox.substr(0, open));
  const std::string address = " <" + address_of(mailbox) + ">";
  if (!is_printable_ascii(name)) return encode_header(name) + address;
  if (is_phrase(name)) return std::string(name) + address;
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"' + address;
}

std::string normalize_line_ends(std::string_view text) {
  return replace_all(replace_all(std::string(text), "\r\n", "\n"), "\r", "\n");
}

bool needs_encoding(std::string_view body) {
  std::size_t line_length = 0;
  for (const unsigned char c : body) {
    if (c == '\n') {
      line_length = 0;
      continue;
    }
    if ((c < 0x20 && c != '\t') || c >= 0x7F || ++line_length > kUnencodedLineMax) return true;
  }
  return false;
}

std::string encode_line(std::string_view line) {
  std::string encoded;
  std::size_t column = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto c = static_cast<unsigned char>(line[i]);
    // A blank that ends a line would be lost on the way.
    const bool is_blank = (c == ' ' || c == '\t') && i + 1 < line.size();
    const bool is_plain = (c > 0x20 && c < 0x7F && c != '=') || is_blank;
    const std::size_t width = is_plain ? 1 : 3;
    if (column + width > kLineLengthMax - 1) {
      encoded += "=\n";
      column = 0;
    }
    if (is_plain) {
      encoded += static_cast<char>(c);
    } else {
      encoded += '=';
      encoded += kHexDigits[c >> 4];
      encoded += kHexDigits[c & 0xF];
    }
    column += width;
  }
  return encoded;
}

std::string to_quoted_printable(const std::string& body) {
  std::string encoded;
  for (const std::string& line : split(body, '\n')) {
    encoded += encode_line(line) + '\n';
  }
  encoded.pop_back();
  return encoded;
}

std::string message_id(const Mail& mail) {
  // The same at every attempt, so that a mail delivered twice is seen to be one.
  return "<" + mail.id + "." + std::to_string(millis_of(mail.at)) + "." + mail.account + "." +
         mail.region + "@keytrail.invalid>";
}

}  // namespace

std::string address_of(std::string_view mailbox) {
  const std::size_t open = mailbox.rfind('<');
  const std::size_t close = mailbox.rfind('>');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::string(trim(mailbox));
  }
  return std::string(trim(mailbox.substr(open + 1, close - open - 1)));
}

std::string render_message(const Mail& mail, LineEnd line_end) {
  std::string body = normalize_line_ends(mail.body);
  const bool is_encoded = needs_encoding(body);
  if (is_encoded) body = to_quoted_printable(body);
  if (!body.ends_with('\n')) body += '\n';

  std::string text;
  const auto header = [&](std::string_view name, const std::string& value) {
    text += name;
    text += ": " + value + "\n";
  };
  header("Date", format_utc(mail.at, "%a, %d %b %Y %H:%M:%S +0000"));
  header("From", encode_mailbox(mail.from));
  header("To", encode_mailbox(mail.to));
  header("Message-ID", message_id(mail));
  header("Subject", encode_header(mail.subject));
  header("MIME-Version", "1.0");
  header("Content-Transfer-Encoding", is_encoded ? "quoted-printable" : "7bit");
  for (const auto& [name, value] : mail.headers) header(name, encode_header(value));
  text += "\n" + body;
  return line_end == LineEnd::Lf ? text : replace_all(std::move(text), "\n", "\r\n");
}

}  // namespace keytrail::delivery
