#include "delivery/deliverer.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "delivery/message.h"

namespace keytrail::delivery {
namespace {

namespace fs = std::filesystem;

Mail make_mail(const std::string& to = "ops@example.com") {
  Mail mail;
  mail.id = "1";
  mail.at = *parse_instant("2026-01-02T03:04:05Z");
  mail.account = "123456789012";
  mail.region = "us-east-1";
  mail.from = "AWS Notifications <no-reply@sns.amazonaws.com>";
  mail.to = to;
  mail.subject = "Grüße";
  mail.body = "dots:\n.\n..\nend";
  return mail;
}

Delivery make_delivery(const std::string& kind, Mail mail) {
  Delivery delivery;
  delivery.kind = kind;
  delivery.payload = Writer::write(mail);
  return delivery;
}

// Nothing when it arrived, else why it did not.
std::optional<std::string> error_of(const AttemptResult& result) {
  if (result.has_arrived()) return std::nullopt;
  return result.error;
}

struct TemporaryFolder {
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "keytrail-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~TemporaryFolder() { fs::remove_all(path); }
  fs::path path;
};

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    files.push_back(entry.path());
  }
  return files;
}

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// tests/delivery/smtp_server.py as a child process that ends when this object does.
class SmtpServer {
 public:
  explicit SmtpServer(const char* flag = nullptr) {
    int to_child[2];
    int from_child[2];
    if (pipe(to_child) != 0 || pipe(from_child) != 0) return;
    child_ = fork();
    if (child_ == 0) {
      dup2(to_child[0], STDIN_FILENO);
      dup2(from_child[1], STDOUT_FILENO);
      for (const int fd : {to_child[0], to_child[1], from_child[0], from_child[1]}) close(fd);
      execl("/usr/bin/python3", "python3", KEYTRAIL_SOURCE_DIR "/tests/delivery/smtp_server.py",
            flag, nullptr);
      _exit(127);
    }
    close(to_child[0]);
    close(from_child[1]);
    stdin_ = to_child[1];
    output_ = fdopen(from_child[0], "r");
    port_ = static_cast<int>(optional_integer(next(), "port").value_or(0));
  }
  ~SmtpServer() {
    close(stdin_);
    fclose(output_);
    waitpid(child_, nullptr, 0);
  }

  static bool is_available() {
    return std::system("/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null") == 0;
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  int port() const { return port_; }
  // The next line that the server prints; waits for it.
  Json next() {
    char* line = nullptr;
    std::size_t capacity = 0;
    const ssize_t length = getline(&line, &capacity, output_);
    const std::string text = length > 0 ? std::string(line, length) : "";
    std::free(line);
    return parse_json(text).value_or(Json::object());
  }

 private:
  pid_t child_ = -1;
  int stdin_ = -1;
  FILE* output_ = nullptr;
  int port_ = 0;
};

#define REQUIRE_SMTP_SERVER()                                           \
  if (!SmtpServer::is_available()) {                                    \
    GTEST_SKIP() << "SKIPPED: /usr/bin/python3 has no module aiosmtpd"; \
  }

// A loopback socket that answers one request with `answer`, or only listens when that is empty.
class HttpServer {
 public:
  explicit HttpServer(std::string answer) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    listen(socket_, 1);
    socklen_t size = sizeof address;
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    if (!answer.empty()) thread_ = std::thread([this, answer] { serve(answer); });
  }
  ~HttpServer() {
    if (thread_.joinable()) thread_.join();
    close(socket_);
  }
  int port() const { return port_; }
  std::string request() {
    thread_.join();
    return request_;
  }

 private:
  void serve(const std::string& answer) {
    const int client = accept(socket_, nullptr, nullptr);
    char buffer[4096];
    while (!request_.ends_with("the body")) {
      const ssize_t count = read(client, buffer, sizeof buffer);
      if (count <= 0) break;
      request_.append(buffer, static_cast<std::size_t>(count));
    }
    [[maybe_unused]] const ssize_t sent = write(client, answer.data(), answer.size());
    close(client);
  }

  int socket_;
  int port_ = 0;
  std::thread thread_;
  std::string request_;
};

TEST(Deliverer, OffersTheSinksThatItsOptionsName) {
  EXPECT_TRUE(Deliverer(DeliveryOptions{}).mail_sinks().empty());
  DeliveryOptions options;
  options.smtp = "localhost:25";
  options.maildir = "/tmp/mail";
  EXPECT_EQ(Deliverer(options).mail_sinks(), (std::vector<std::string>{"smtp", "maildir"}));
  for (const char* kind : {"smtp", "maildir", "pigeon"}) {
    EXPECT_TRUE(error_of(Deliverer(DeliveryOptions{}).attempt(make_delivery(kind, make_mail()))))
        << kind;
  }
}

TEST(Maildir, HoldsEachMailOnceAndWhole) {
  TemporaryFolder folder;
  DeliveryOptions options;
  options.maildir = (folder.path / "deep" / "mail").string();
  const Deliverer deliverer(options);
  EXPECT_EQ(error_of(deliverer.attempt(make_delivery("maildir", make_mail()))), std::nullopt);
  EXPECT_EQ(error_of(deliverer.attempt(make_delivery("maildir", make_mail()))), std::nullopt);
  Mail other = make_mail();
  other.body = "the same number and instant, after a reset";
  EXPECT_EQ(error_of(deliverer.attempt(make_delivery("maildir", other))), std::nullopt);

  EXPECT_EQ(files_in(fs::path(options.maildir) / "new").size(), 2u);
  EXPECT_TRUE(files_in(fs::path(options.maildir) / "tmp").empty());
  EXPECT_TRUE(fs::is_directory(fs::path(options.maildir) / "cur"));
  std::set<std::string> texts;
  for (const fs::path& file : files_in(fs::path(options.maildir) / "new")) {
    texts.insert(text_of(file));
  }
  EXPECT_TRUE(texts.contains(render_message(make_mail(), LineEnd::Lf)));
}

TEST(Maildir, SaysWhichPathItCannotUse) {
  TemporaryFolder folder;
  const fs::path file = folder.path / "file";
  std::ofstream(file) << "x";
  DeliveryOptions options;
  options.maildir = file.string();
  const auto error = error_of(Deliverer(options).attempt(make_delivery("maildir", make_mail())));
  ASSERT_TRUE(error);
  EXPECT_NE(error->find(file.string()), std::string::npos) << *error;
}

TEST(Smtp, DeliversToAServer) {
  REQUIRE_SMTP_SERVER();
  SmtpServer server;
  ASSERT_NE(server.port(), 0);
  DeliveryOptions options;
  options.smtp = server.address();
  EXPECT_EQ(error_of(Deliverer(options).attempt(make_delivery("smtp", make_mail()))), std::nullopt);
  const Json taken = server.next();
  EXPECT_EQ(taken["from"], "no-reply@sns.amazonaws.com");
  EXPECT_EQ(taken["to"], Json::array({"ops@example.com"}));
  EXPECT_EQ(taken["tls"], false);
  EXPECT_EQ(taken["data"], render_message(make_mail(), LineEnd::CrLf)) << "dot lines survive";
}

TEST(Smtp, SaysWhyAServerRefused) {
  REQUIRE_SMTP_SERVER();
  SmtpServer server;
  DeliveryOptions options;
  options.smtp = server.address();
  const auto error =
      error_of(Deliverer(options).attempt(make_delivery("smtp", make_mail("refused@example.com"))));
  ASSERT_TRUE(error);
  EXPECT_NE(error->find("550"), std::string::npos) << *error;
}

TEST(Smtp, NamesItselfWhenAUserIsSet) {
  REQUIRE_SMTP_SERVER();
  SmtpServer server("--auth");
  DeliveryOptions options;
  options.smtp = server.address();
  options.smtp_user = "alice";
  options.smtp_password = "wrong";
  EXPECT_TRUE(error_of(Deliverer(options).attempt(make_delivery("smtp", make_mail()))));
  options.smtp_user.clear();
  EXPECT_TRUE(error_of(Deliverer(options).attempt(make_delivery("smtp", make_mail()))));
  options.smtp_user = "alice";
  options.smtp_password = "secret";
  EXPECT_EQ(error_of(Deliverer(options).attempt(make_delivery("smtp", make_mail()))), std::nullopt);
  EXPECT_EQ(server.next()["user"], "alice");
}

TEST(Smtp, TalksUnderTlsWhenTheServerOffersIt) {
  REQUIRE_SMTP_SERVER();
  if (std::system("openssl version >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "SKIPPED: there is no openssl to make a certificate with";
  }
  SmtpServer server("--tls");
  DeliveryOptions options;
  options.smtp = server.address();
  EXPECT_EQ(error_of(Deliverer(options).attempt(make_delivery("smtp", make_mail()))), std::nullopt);
  EXPECT_EQ(server.next()["tls"], true);
}

TEST(Smtp, GivesUpOnAServerThatStaysSilent) {
  HttpServer silent("");
  DeliveryOptions options;
  options.smtp = "127.0.0.1:" + std::to_string(silent.port());
  options.attempt_max = std::chrono::milliseconds(50);
  const auto error = error_of(Deliverer(options).attempt(make_delivery("smtp", make_mail())));
  ASSERT_TRUE(error);
  EXPECT_NE(error->find("timed out"), std::string::npos) << *error;
}

TEST(Http, PostsToLoopbackAndNowhereElse) {
  Delivery delivery;
  delivery.kind = "http";
  const auto attempt = [&](const std::string& url, bool allow_egress = false) {
    delivery.payload = {{"url", url},
                        {"headers", {{"Content-Type", "text/plain; charset=UTF-8"}}},
                        {"body", "the body"}};
    DeliveryOptions options;
    options.allow_egress = allow_egress;
    options.attempt_max = std::chrono::milliseconds(300);
    return error_of(Deliverer(options).attempt(delivery));
  };
  HttpServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(attempt("http://127.0.0.1:" + std::to_string(server.port()) + "/hook"), std::nullopt);
  const std::string request = server.request();
  EXPECT_TRUE(request.starts_with("POST /hook HTTP/1.1\r\n")) << request;
  EXPECT_NE(request.find("Content-Type: text/plain; charset=UTF-8\r\n"), std::string::npos);

  // 192.0.2.0/24 is reserved for documentation: nobody is there.
  const auto refused = attempt("http://192.0.2.1/hook");
  ASSERT_TRUE(refused);
  EXPECT_NE(refused->find("--allow-egress"), std::string::npos) << *refused;
  EXPECT_TRUE(attempt("file:///etc/passwd"));
}

TEST(Http, TriesAgainAfterAFaultOfTheServerOnly) {
  using enum AttemptResult::Fate;
  struct Row {
    const char* status;
    AttemptResult::Fate fate;
  };
  for (const Row& row : {Row{"204 No Content", Arrived}, Row{"404 Not Found", Refused},
                         Row{"302 Found\r\nLocation: http://127.0.0.1:1/", Failed},
                         Row{"503 Service Unavailable", Failed}}) {
    HttpServer server("HTTP/1.1 " + std::string(row.status) + "\r\nContent-Length: 0\r\n\r\n");
    Delivery delivery;
    delivery.kind = "http";
    delivery.payload = {{"url", "http://127.0.0.1:" + std::to_string(server.port())},
                        {"body", "the body"}};
    EXPECT_EQ(Deliverer(DeliveryOptions{}).attempt(delivery).fate, row.fate) << row.status;
  }
}

}  // namespace
}  // namespace keytrail::delivery
