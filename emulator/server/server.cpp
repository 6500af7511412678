#include "server/server.h"

#include <fcntl.h>
#include <httplib.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <limits>
#include <thread>

#include "base/text.h"
#include "core/limits.h"
#include "crypto/tls.h"
#include "server/aws_routes.h"
#include "server/certificates.h"
#include "server/console_routes.h"
#include "server/control_routes.h"
#include "server/event_streams.h"
#include "server/guard.h"
#include "server/record_intake.h"
#include "server/request_body.h"
#include "server/task_queue.h"

namespace keytrail {
namespace {

constexpr std::size_t kThreadsMax = 4096;
constexpr int kBacklog = 1024;

// RFC 9110's form of the time, made anew once a second.
const std::string& http_date(Instant now) {
  thread_local Instant second = Instant::min();
  thread_local std::string text;
  if (const Instant floor = std::chrono::floor<std::chrono::seconds>(now); floor != second) {
    second = floor;
    text = format_utc(second, "%a, %d %b %Y %H:%M:%S GMT");
  }
  return text;
}

Connection connection_of(const httplib::Request& in) {
  Connection connection{in.remote_addr, {}, {}};
  if (in.ssl != nullptr) {
    crypto::TlsConnection tls = crypto::describe(*in.ssl);
    connection.tls_version = std::move(tls.version);
    connection.tls_cipher = std::move(tls.cipher);
  }
  return connection;
}

// Written next to it and renamed: whoever sees the file sees all of it.
bool write_file(const std::string& path, const std::string& text) {
  const std::string temporary = path + ".tmp";
  std::FILE* file = std::fopen(temporary.c_str(), "w");
  if (file == nullptr) return false;
  const bool is_written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return (std::fclose(file) == 0) && is_written &&
         std::rename(temporary.c_str(), path.c_str()) == 0;
}

class Server {
 public:
  // `certificate` when there is a --tls-port.
  Server(ServeOptions options, std::optional<crypto::ServerCertificate> certificate)
      : options_(std::move(options)),
        certificate_(std::move(certificate)),
        emulator_(options_.emulator),
        guard_({!is_loopback_host(options_.host), options_.emulator.public_url,
                options_.control_token}) {
    configure(plain_);
  }

  int run();

 private:
  // One of the ports: what it is called, the library's server, and the socket it listens on.
  struct Listener {
    explicit Listener(std::unique_ptr<httplib::Server> server) : http(std::move(server)) {}
    std::unique_ptr<httplib::Server> http;
    int descriptor = -1;
  };

  void configure(Listener& listener);
  // The port, or nothing when it cannot be had.
  std::optional<int> bind(Listener& listener, int port) const;
  bool prepare_tls();
  void serve(const httplib::Request& in, httplib::Response& out,
             const httplib::ContentReader* reader);
  wire::HttpResponse answer(const wire::HttpRequest& request, Body body,
                            const Connection& connection);
  bool brings_records(const wire::HttpRequest& request) const;
  wire::HttpResponse take_records(const httplib::Request& in, const httplib::ContentReader& reader);
  void send(wire::HttpResponse response, httplib::Response& out);
  void log(const wire::HttpRequest& request, int status) const;

  ServeOptions options_;
  std::optional<crypto::ServerCertificate> certificate_;
  Emulator emulator_;
  EventStreams streams_{emulator_};
  Guard guard_;
  Listener plain_{std::make_unique<httplib::Server>()};
  std::optional<Listener> tls_;
  std::atomic<bool> is_stopping_ = false;
  std::atomic<bool> has_ended_ = false;
};

void Server::configure(Listener& listener) {
  httplib::Server& http = *listener.http;
  http.new_task_queue = [] { return new GrowingTaskQueue(kThreadsMax); };
  http.set_tcp_nodelay(true);
  http.set_keep_alive_max_count(1'000'000'000);
  http.set_keep_alive_timeout(30);
  http.set_read_timeout(60);
  http.set_payload_max_length(std::numeric_limits<std::size_t>::max());  // We count ourselves.
  http.set_socket_options([&listener](socket_t socket) {
    // Not SO_REUSEPORT, the library's default: a second keytrail on the port must be told.
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    listener.descriptor = socket;
  });
  const auto with_body = [this](const httplib::Request& in, httplib::Response& out,
                                const httplib::ContentReader& reader) { serve(in, out, &reader); };
  http.Get(".*",
           [this](const httplib::Request& in, httplib::Response& out) { serve(in, out, nullptr); });
  http.Post(".*", with_body);
  http.Put(".*", with_body);
  http.Patch(".*", with_body);
  http.Delete(".*", with_body);
  http.set_exception_handler([](const httplib::Request&, httplib::Response& out,
                                std::exception_ptr) { out.status = 500; });
}

void Server::serve(const httplib::Request& in, httplib::Response& out,
                   const httplib::ContentReader* reader) {
  wire::HttpRequest request;
  request.method = in.method;
  const std::size_t question = in.target.find('?');
  request.path = in.target.substr(0, question);
  if (question != std::string::npos) request.query = in.target.substr(question + 1);
  request.headers.reserve(in.headers.size());
  for (const auto& [name, value] : in.headers) {
    // The library adds these to what the client sent.
    if (name == "REMOTE_ADDR" || name == "REMOTE_PORT" || name == "LOCAL_ADDR" ||
        name == "LOCAL_PORT") {
      continue;
    }
    request.headers.emplace_back(name, value);
  }
  // The library would cut a part out of what is already the part.
  const_cast<httplib::Ranges&>(in.ranges).clear();
  if (reader != nullptr && brings_records(request)) {
    wire::HttpResponse response = take_records(in, *reader);
    if (options_.log_requests) log(request, response.status);
    return send(std::move(response), out);
  }
  const Body body = reader == nullptr ? Body::Complete : read_body(in, *reader, request);
  if (EventStreams::is_asked_for(request) && !guard_.refuse(request) && guard_.has_token(request)) {
    if (streams_.open(request, out)) return;
    const std::string count = std::to_string(limits::kEventStreamsMax);
    return send(problem(503, "All " + count + " streams are in use."), out);
  }
  wire::HttpResponse response = answer(request, body, connection_of(in));
  if (options_.log_requests) log(request, response.status);
  // Nothing is compressed on the way: the library would take seconds for a megabyte that a browser
  // asks for (brotli at its highest), and what is encoded already must not be encoded again.
  const_cast<httplib::Headers&>(in.headers).erase("Accept-Encoding");
  send(std::move(response), out);
}

wire::HttpResponse Server::answer(const wire::HttpRequest& request, Body body,
                                  const Connection& connection) {
  if (const auto reason = guard_.refuse(request)) return problem(403, *reason);
  // The console's files are the same for everybody: the page itself asks for the token.
  if (auto page = answer_console(request)) return *std::move(page);
  if (is_control_path(request.path)) {
    if (!guard_.has_token(request)) {
      wire::HttpResponse response = problem(401,
                                            "The control API needs --control-token's token: "
                                            "send 'Authorization: Bearer TOKEN'.");
      response.headers.emplace_back("WWW-Authenticate", "Bearer");
      return response;
    }
    if (body == Body::TooLarge) return problem(413, "The request body is too large.");
    if (body == Body::Broken) return problem(400, "The request body could not be read.");
    return answer_control(emulator_, request);
  }
  if (request.method == "GET" && request.path.starts_with("/SimpleNotificationService-")) {
    if (auto certificate = emulator_.signing_certificate(request.path.substr(1))) {
      return {200, {{"Content-Type", "application/x-pem-file"}}, *std::move(certificate)};
    }
  }
  if (body == Body::TooLarge) return answer_too_large(request);
  if (body == Body::Broken) return answer_unreadable(request);
  return answer_aws(emulator_, options_.emulator, request, connection);
}

void Server::send(wire::HttpResponse response, httplib::Response& out) {
  out.status = response.status;
  for (auto& [name, value] : response.headers) out.set_header(name, value);
  out.set_header("Date", http_date(emulator_.clock().now()));
  out.body = std::move(response.body);
}

void Server::log(const wire::HttpRequest& request, int status) const {
  std::string what = request.header("X-Amz-Target");
  if (what.empty()) what = request.path;
  if (options_.log_json) {
    const Json line = {{"method", request.method}, {"request", what}, {"status", status}};
    std::fprintf(stderr, "%s\n", to_text(line).c_str());
  } else {
    std::fprintf(stderr, "%s %s %d\n", request.method.c_str(), what.c_str(), status);
  }
}

// ---- foreign records ----

// Those that may come in and have a body.
bool Server::brings_records(const wire::HttpRequest& request) const {
  const bool has_body =
      !request.header("Content-Length").empty() || !request.header("Transfer-Encoding").empty();
  return request.method == "POST" && request.path == kRecordsPath && has_body &&
         !guard_.refuse(request) && guard_.has_token(request);
}

wire::HttpResponse Server::take_records(const httplib::Request& in,
                                        const httplib::ContentReader& reader) {
  // What is gzip is known by its bytes.
  const_cast<httplib::Headers&>(in.headers).erase("Content-Encoding");
  RecordIntake intake(emulator_);
  const bool is_read = reader([&](const char* data, std::size_t size) {
    intake.feed({data, size});
    return true;
  });
  if (!is_read) return problem(400, "The request body could not be read.");
  return intake.finish();
}

// ---- start and stop ----

std::optional<int> Server::bind(Listener& listener, int port) const {
  if (port == 0) {
    port = listener.http->bind_to_any_port(options_.host);
    if (port <= 0) return std::nullopt;
  } else if (!listener.http->bind_to_port(options_.host, port)) {
    std::fprintf(stderr,
                 "keytrail: cannot listen on %s port %d: it is in use or not ours to take. "
                 "Choose another with --port or --tls-port, or 0 for a free one.\n",
                 options_.host.c_str(), port);
    return std::nullopt;
  }
  // The library asks for a backlog of 5, which makes clients that connect together wait a second.
  ::listen(listener.descriptor, kBacklog);
  return port;
}

bool Server::prepare_tls() {
  tls_.emplace(std::make_unique<httplib::SSLServer>(
      [&](SSL_CTX& context) { return crypto::present(*certificate_, context); }));
  configure(*tls_);
  if (options_.tls_ca_out.empty() || write_file(options_.tls_ca_out, certificate_->authority_pem)) {
    return true;
  }
  std::fprintf(stderr, "keytrail: cannot write %s\n", options_.tls_ca_out.c_str());
  return false;
}

int Server::run() {
  const std::optional<int> port = bind(plain_, options_.port);
  if (!port) return 4;
  std::optional<int> tls_port;
  if (options_.tls_port) {
    if (!prepare_tls()) return 4;
    tls_port = bind(*tls_, *options_.tls_port);
    if (!tls_port) return 4;
    emulator_.set_tls_port(*tls_port);
  }
  const std::string shown_host =
      options_.host.find(':') == std::string::npos ? options_.host : "[" + options_.host + "]";
  const std::string url = "http://" + shown_host + ":" + std::to_string(*port);

  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  std::thread stopper([&] {
    int signal = 0;
    sigwait(&signals, &signal);
    is_stopping_ = true;
    streams_.stop();
    emulator_.stop_waiting();
    // Again, should the signal have come before the library began to listen: it ignores the first.
    while (!has_ended_) {
      plain_.http->stop();
      if (tls_) tls_->http->stop();
      ::poll(nullptr, 0, 20);
    }
  });
  if (!options_.ready_file.empty() && !write_file(options_.ready_file, url + "\n")) {
    std::fprintf(stderr, "keytrail: cannot write %s\n", options_.ready_file.c_str());
    std::_Exit(4);
  }
  if (!options_.quiet) {
    std::fprintf(stderr, "keytrail " KEYTRAIL_VERSION " listens on %s\n", url.c_str());
    if (tls_port) {
      std::fprintf(stderr, "keytrail listens on https://%s:%d\n", shown_host.c_str(), *tls_port);
    }
  }
  std::thread over_tls;
  if (tls_) over_tls = std::thread([this] { tls_->http->listen_after_bind(); });
  plain_.http->listen_after_bind();  // Returns within a second of stop().
  if (tls_) {
    tls_->http->stop();
    over_tls.join();
  }
  has_ended_ = true;
  if (!is_stopping_) ::kill(::getpid(), SIGTERM);
  stopper.join();
  if (!options_.ready_file.empty()) ::unlink(options_.ready_file.c_str());
  return 0;
}

}  // namespace

int run_server(ServeOptions options) {
  if (!is_loopback_host(options.host) && options.control_token.empty()) {
    std::fprintf(
        stderr,
        "keytrail: --host %s opens keytrail to other machines; give it a --control-token.\n",
        options.host.c_str());
    return 2;
  }
  // Every thread inherits the mask, so only the stopper sees the signals.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  options.emulator.deliver_in_background = true;
  options.emulator.record_calls = true;
  int code = 0;
  try {
    // Leaked on purpose: threads that did not end in time may still look at it; see _Exit below.
    std::optional<crypto::ServerCertificate> certificate;
    if (options.tls_port) certificate = make_certificate(options);
    options.emulator.trusted_authorities = trusted_authorities(certificate);
    auto* server = new Server(std::move(options), std::move(certificate));
    code = server->run();
  } catch (const StartError& error) {
    std::fprintf(stderr, "keytrail: %s\n", error.what());
    return error.kind() == StartError::Kind::WrongUsage ? 2 : 4;
  }
  std::fflush(nullptr);
  std::_Exit(code);
}

}  // namespace keytrail
