#include "server/event_streams.h"

#include <httplib.h>

#include "core/limits.h"
#include "server/control_routes.h"

namespace keytrail {

bool EventStreams::is_asked_for(const wire::HttpRequest& request) {
  return request.method == "GET" && request.path == "/_keytrail/timeline" &&
         request.header("Accept").find("text/event-stream") != std::string::npos;
}

bool EventStreams::open(const wire::HttpRequest& request, httplib::Response& out) {
  if (count_.fetch_add(1) >= limits::kEventStreamsMax) {
    --count_;
    return false;
  }
  std::string start = query_parameter(request, "since");
  if (start.empty()) start = request.header("Last-Event-ID");
  // Without a start the stream follows from now on.
  const auto query = std::make_shared<TimelineQuery>(timeline_query(request));
  query->since =
      start.empty() ? emulator_.last_timeline_id() : std::strtoull(start.c_str(), nullptr, 10);
  query->limit = limits::kTimelineEntriesPerReplyMax;
  out.set_header("Cache-Control", "no-store");
  out.set_chunked_content_provider(
      "text/event-stream",
      [this, query](std::size_t, httplib::DataSink& sink) {
        if (is_stopping_) {
          sink.done();
          return true;
        }
        emulator_.wait_for_timeline(query->since, std::chrono::seconds(1));
        // A reset makes ids begin anew.
        if (emulator_.last_timeline_id() < query->since) query->since = 0;
        std::string text;
        for (const Json& entry : emulator_.timeline(*query)) {
          query->since = entry["id"].get<std::uint64_t>();
          text += "id: " + std::to_string(query->since) + "\ndata: " + to_text(entry) + "\n\n";
        }
        if (text.empty())
          text = ": nothing new\n\n";  // Finds out whether the client still listens.
        return sink.write(text.data(), text.size());
      },
      [this](bool) { --count_; });
  return true;
}

}  // namespace keytrail
