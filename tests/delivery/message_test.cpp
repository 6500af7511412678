#include "delivery/message.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace keytrail::delivery {
namespace {

Mail make_alarm_mail() {
  Mail mail;
  mail.id = "7";
  mail.at = *parse_instant("2026-01-02T03:04:05Z");
  mail.account = "123456789012";
  mail.region = "us-east-1";
  mail.from = "AWS Notifications <no-reply@sns.amazonaws.com>";
  mail.to = "ops@example.com";
  mail.subject = "ALARM: \"KMSErrors\" in US East (N. Virginia)";
  mail.body = "First line.\n\n.\n--\nlast";
  mail.headers["Content-Type"] = "text/plain; charset=UTF-8";
  return mail;
}

std::string header(const std::string& message, const std::string& name) {
  const std::size_t start = message.find("\n" + name + ": ") + name.size() + 3;
  std::size_t end = message.find('\n', start);
  while (end + 1 < message.size() && message[end + 1] == ' ') end = message.find('\n', end + 1);
  return message.substr(start, end - start);
}

TEST(Message, IsHeadersThenBody) {
  EXPECT_EQ(render_message(make_alarm_mail(), LineEnd::Lf),
            "Date: Fri, 02 Jan 2026 03:04:05 +0000\n"
            "From: AWS Notifications <no-reply@sns.amazonaws.com>\n"
            "To: ops@example.com\n"
            "Message-ID: <7.1767323045000.123456789012.us-east-1@keytrail.invalid>\n"
            "Subject: ALARM: \"KMSErrors\" in US East (N. Virginia)\n"
            "MIME-Version: 1.0\n"
            "Content-Transfer-Encoding: 7bit\n"
            "Content-Type: text/plain; charset=UTF-8\n"
            "\n"
            "First line.\n\n.\n--\nlast\n");
}

TEST(Message, EndsEveryLineAsTheTransportWants) {
  Mail mail = make_alarm_mail();
  mail.body = "a\r\nb\rc\nd";
  const std::string lf = render_message(mail, LineEnd::Lf);
  EXPECT_EQ(lf.find('\r'), std::string::npos);
  EXPECT_TRUE(lf.ends_with("\n\na\nb\nc\nd\n"));
  EXPECT_EQ(render_message(mail, LineEnd::CrLf), replace_all(lf, "\n", "\r\n"));
}

TEST(Message, EncodesHeadersThatAreNotAscii) {
  struct Row {
    const char *name, *subject, *expected;
  };
  const Row rows[] = {
      {"plain text stays", "OK: all = well?", "OK: all = well?"},
      {"an umlaut", "Grüße", "=?UTF-8?B?R3LDvMOfZQ==?="},
      {"a line end cannot start a header", "a\r\nBcc: x@example.com",
       "=?UTF-8?B?YQ0KQmNjOiB4QGV4YW1wbGUuY29t?="},
      {"a long one is folded between characters",
       "Schlüssel für die Verschlüsselung ist gelöscht worden, bitte prüfen",
       "=?UTF-8?B?U2NobMO8c3NlbCBmw7xyIGRpZSBWZXJzY2hsw7xzc2VsdW5nIGlzdCBnZWw=?=\n"
       " =?UTF-8?B?w7ZzY2h0IHdvcmRlbiwgYml0dGUgcHLDvGZlbg==?="},
  };
  for (const Row& row : rows) {
    Mail mail = make_alarm_mail();
    mail.subject = row.subject;
    EXPECT_EQ(header(render_message(mail, LineEnd::Lf), "Subject"), row.expected) << row.name;
  }
}

TEST(Message, QuotesOrEncodesTheNameOfTheSender) {
  struct Row {
    const char *from, *expected;
  };
  const Row rows[] = {
      {"Night watch <a@b.c>", "Night watch <a@b.c>"},
      {"Watch, \"night\" <a@b.c>", "\"Watch, \\\"night\\\"\" <a@b.c>"},
      {"Wächter <a@b.c>", "=?UTF-8?B?V8OkY2h0ZXI=?= <a@b.c>"},
      {"a@b.c", "a@b.c"},
  };
  for (const Row& row : rows) {
    Mail mail = make_alarm_mail();
    mail.from = row.from;
    EXPECT_EQ(header(render_message(mail, LineEnd::Lf), "From"), row.expected);
    EXPECT_EQ(address_of(row.from), "a@b.c");
  }
}

TEST(Message, QuotesBodiesThatAreNotAscii) {
  const auto body_of = [](const std::string& body) {
    Mail mail = make_alarm_mail();
    mail.body = body;
    const std::string text = render_message(mail, LineEnd::Lf);
    return header(text, "Content-Transfer-Encoding") + "|" + text.substr(text.find("\n\n") + 2);
  };
  EXPECT_EQ(body_of("a = b "), "7bit|a = b \n");
  EXPECT_EQ(body_of("Tür = zu \nend"), "quoted-printable|T=C3=BCr =3D zu=20\nend\n");
  EXPECT_EQ(body_of("é\n"), "quoted-printable|=C3=A9\n");
  EXPECT_EQ(body_of(std::string(998, 'x')), "7bit|" + std::string(998, 'x') + "\n");
  const std::string folded = body_of(std::string(999, 'x'));
  EXPECT_TRUE(folded.starts_with("quoted-printable|" + std::string(75, 'x') + "=\n")) << folded;
  for (const std::string& line : split(folded.substr(folded.find('|') + 1), '\n')) {
    EXPECT_LE(line.size(), 76u);
  }
}

}  // namespace
}  // namespace keytrail::delivery
