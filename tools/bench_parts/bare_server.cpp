// The yardstick of tools/bench: a cpp-httplib server that does nothing but answer the same bytes.
// usage: bare_server READY_FILE STATUS ANSWER_FILE
#include <httplib.h>
#include <sys/socket.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "server/task_queue.h"

int main(int count, char** arguments) {
  if (count != 4) return 2;
  std::ostringstream answer;
  answer << std::ifstream(arguments[3]).rdbuf();
  const std::string body = answer.str();
  const int status = std::atoi(arguments[2]);

  httplib::Server http;
  int descriptor = -1;
  http.new_task_queue = [] { return new keytrail::GrowingTaskQueue(4096); };
  http.set_tcp_nodelay(true);
  http.set_keep_alive_max_count(1'000'000'000);
  http.set_socket_options([&](socket_t socket) { descriptor = socket; });
  http.Post(".*", [&](const httplib::Request&, httplib::Response& out,
                      const httplib::ContentReader& reader) {
    std::string ignored;
    reader([&](const char* data, std::size_t size) {
      ignored.append(data, size);
      return true;
    });
    out.status = status;
    out.set_content(body, "application/x-amz-json-1.1");
  });
  const int port = http.bind_to_any_port("127.0.0.1");
  ::listen(descriptor, 1024);
  const std::string temporary = std::string(arguments[1]) + ".tmp";
  std::ofstream(temporary) << "http://127.0.0.1:" << port << "\n";
  std::rename(temporary.c_str(), arguments[1]);
  http.listen_after_bind();
}
