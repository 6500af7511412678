#include "delivery/smtp.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "client/curl.h"
#include "delivery/message.h"

namespace keytrail::delivery {
namespace {

struct Upload {
  std::string text;
  std::size_t sent = 0;
};

std::size_t read_upload(char* buffer, std::size_t size, std::size_t count, void* user) {
  Upload& upload = *static_cast<Upload*>(user);
  const std::size_t bytes = std::min(size * count, upload.text.size() - upload.sent);
  std::memcpy(buffer, upload.text.data() + upload.sent, bytes);
  upload.sent += bytes;
  return bytes;
}

bool is_loopback_name(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") ||
         host == "[::1]";
}

}  // namespace

std::optional<std::string> send_by_smtp(const DeliveryOptions& options, const Mail& mail) {
  const client::CurlApi& api = client::curl_api();
  if (!api.error.empty()) return api.error;

  const std::string_view server = options.smtp;
  const std::string_view host = server.substr(0, server.rfind(':'));
  const bool is_local = is_loopback_name(host);
  const bool is_implicit_tls = server.ends_with(":465");

  client::CurlTransfer transfer(api);
  const std::string url = (is_implicit_tls ? "smtps://" : "smtp://") + options.smtp + "/keytrail";
  transfer.set(CURLOPT_URL, url.c_str());
  transfer.set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.attempt_max.count()));
  // A password crosses the network under TLS or not at all.
  const bool has_user = !options.smtp_user.empty();
  transfer.set(CURLOPT_USE_SSL,
               static_cast<long>(has_user && !is_local ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  if (is_local) {
    // A mail catcher on this machine has a certificate of its own making, if any.
    transfer.set(CURLOPT_SSL_VERIFYPEER, 0L);
    transfer.set(CURLOPT_SSL_VERIFYHOST, 0L);
  }
  if (has_user) {
    transfer.set(CURLOPT_USERNAME, options.smtp_user.c_str());
    transfer.set(CURLOPT_PASSWORD, options.smtp_password.c_str());
  }
  const std::string sender = "<" + address_of(mail.from) + ">";
  transfer.set(CURLOPT_MAIL_FROM, sender.c_str());
  transfer.set_list(CURLOPT_MAIL_RCPT, {"<" + address_of(mail.to) + ">"});

  Upload upload{render_message(mail, LineEnd::CrLf)};
  transfer.set(CURLOPT_UPLOAD, 1L);
  transfer.set(CURLOPT_READFUNCTION, &read_upload);
  transfer.set(CURLOPT_READDATA, &upload);
  transfer.set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(upload.text.size()));

  const std::string error = transfer.perform();
  if (error.empty()) return std::nullopt;
  const long code = transfer.response_code();
  return "smtp " + options.smtp + ": " + error +
         (code == 0 ? "" : " (reply " + std::to_string(code) + ")");
}

}  // namespace keytrail::delivery
