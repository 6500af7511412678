// The picture of a replay as a page: when each alarm was in which state, above what it judged.
#include <algorithm>

#include "base/text.h"
#include "scenario/page.h"
#include "scenario/reports.h"
#include "scenario/svg.h"

namespace keytrail::scenario {
namespace {

constexpr std::string_view kDrawingStyle = R"(ul { margin: 0; padding-left: 1.2rem; }
td.name { white-space: normal; }
td.reason { width: 28%; }
td.records { width: 42%; font-size: .9rem; }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
svg { width: 100%; height: auto; font: 13px system-ui, sans-serif; fill: currentColor; }
.grid { stroke: #8886; }
.ok { fill: #1a7f37; }
.alarm { fill: #cf222e; }
.unknown { fill: #8888; stroke: currentColor; stroke-dasharray: 2 2; }
.stem { stroke: #8886; }
.below { stroke: #1a7f37; stroke-width: 5; stroke-linecap: round; }
.beyond { stroke: #cf222e; stroke-width: 2; fill: none; }
.threshold { stroke: currentColor; stroke-dasharray: 8 4; }
.end { text-anchor: end; }
.middle { text-anchor: middle; }
)";

// The drawing's units; it is scaled to the width of the page.
constexpr double kPlotLeft = 160;
constexpr double kPlotRight = 990;
constexpr double kLaneHeight = 22;
constexpr double kGraphTop = 84;
constexpr double kGraphBottom = 224;
constexpr double kTimesHeight = 26;
constexpr double kPlotBottom = kGraphBottom + kTimesHeight;
// An alarm of a minute in a year of material has to be seen.
constexpr double kStayWidthMin = 3;

// From the gravest state down.
constexpr SeenState kLanes[] = {SeenState::Alarm, SeenState::Ok, SeenState::InsufficientData};
const char* lane_class(SeenState state) {
  switch (state) {
    case SeenState::Alarm:
      return "alarm";
    case SeenState::Ok:
      return "ok";
    default:
      return "unknown";
  }
}

std::string path_of(const char* css_class, const std::string& steps) {
  if (steps.empty()) return {};
  return "<path class=\"" + std::string(css_class) + "\" d=\"" + steps + "\"/>\n";
}

// One alarm's drawing.
class Plot {
 public:
  Plot(const ReplayPicture& whole, const AlarmPicture& alarm)
      : whole_(whole), alarm_(alarm), scale_(kGraphTop, kGraphBottom, alarm.threshold) {
    for (const PictureColumn& column : alarm.columns)
      if (column.value) scale_.include(*column.value);
  }

  std::string draw() const {
    const double bottom = alarm_.is_composite() ? kGraphTop + kTimesHeight : kPlotBottom;
    std::string text = "<svg viewBox=\"0 0 1000 " + svg_number(bottom + 10) +
                       "\" role=\"img\" aria-label=\"" +
                       xml_escape("States of " + alarm_.name + " over time" +
                                  (alarm_.is_composite() ? "" : ", and what it judged")) +
                       "\">\n";
    for (std::size_t lane = 0; lane < std::size(kLanes); ++lane) text += draw_lane(lane);
    return text + (alarm_.is_composite() ? "" : draw_graph()) + draw_times(bottom) + "</svg>\n";
  }

 private:
  double x_at(Instant at) const {
    const double part = static_cast<double>((at - whole_.from).count()) /
                        static_cast<double>((whole_.until - whole_.from).count());
    return kPlotLeft + std::min(part, 1.0) * (kPlotRight - kPlotLeft);
  }
  double x_of_column(std::size_t i) const {
    return x_at(whole_.from + static_cast<std::int64_t>(i) * whole_.column);
  }

  std::string draw_lane(std::size_t lane) const {
    const std::size_t state = static_cast<std::size_t>(kLanes[lane]);
    const double top = static_cast<double>(lane) * kLaneHeight;
    std::string text = svg_text("end", kPlotLeft - 10, top + 15, kSeenStateNames[state]) +
                       svg_level("grid", kPlotLeft, kPlotRight, top + kLaneHeight);
    const std::vector<PictureColumn>& columns = alarm_.columns;
    for (std::size_t begin = 0; begin < columns.size(); ++begin) {
      if (!columns[begin].saw[state]) continue;
      std::size_t end = begin;
      while (end < columns.size() && columns[end].saw[state]) ++end;
      const double left = x_of_column(begin);
      const double width = std::max(x_of_column(end) - left, kStayWidthMin);
      text += svg_box(lane_class(kLanes[lane]), {left, top + 3, width, kLaneHeight - 6});
      begin = end;
    }
    return text;
  }

  std::string draw_graph() const {
    std::string stems;
    std::string below;
    std::string beyond;
    for (std::size_t i = 0; i < alarm_.columns.size(); ++i) {
      const std::optional<double>& value = alarm_.columns[i].value;
      if (!value) continue;
      const std::string x = svg_number(x_of_column(i));
      const std::string y = svg_number(scale_.y(*value));
      stems += "M" + x + " " + svg_number(scale_.y(0)) + "V" + y;
      if (alarm_.is_beyond(*value)) {
        beyond += "M" + x + " " + y + "m-4-4l8 8m0-8l-8 8";
      } else {
        below += "M" + x + " " + y + "h0";
      }
    }
    const double threshold = scale_.y(alarm_.threshold);
    return svg_level("grid", kPlotLeft, kPlotRight, kGraphBottom) +
           svg_text("end", kPlotLeft - 10, kGraphTop + 5, to_java_double(scale_.high())) +
           svg_text("end", kPlotLeft - 10, kGraphBottom + 5, to_java_double(scale_.low())) +
           path_of("stem", stems) + path_of("below", below) + path_of("beyond", beyond) +
           svg_level("threshold", kPlotLeft, kPlotRight, threshold) +
           svg_text("end", kPlotRight, threshold - 5,
                    "threshold " + to_java_double(alarm_.threshold));
  }

  std::string draw_times(double y) const {
    constexpr int kSteps = 4;  // More, and the words would touch.
    std::string text;
    for (int i = 0; i <= kSteps; ++i) {
      const Instant at = whole_.from + (whole_.until - whole_.from) * i / kSteps;
      const char* anchor = i == 0 ? "begin" : i == kSteps ? "end" : "middle";
      text += svg_text(anchor, x_at(at), y, format_utc(at, "%Y-%m-%d %H:%M"));
    }
    return text;
  }

  const ReplayPicture& whole_;
  const AlarmPicture& alarm_;
  ValueScale scale_;
};

std::string stays_table(const ReplayPicture& whole, const AlarmPicture& alarm) {
  std::string text = table_begin({"State", "Times", "In all", "Share"});
  const double all = static_cast<double>((whole.until - whole.from).count());
  for (const SeenState lane : kLanes) {
    const AlarmPicture::Stay& stay = alarm.stays[static_cast<std::size_t>(lane)];
    text += "<tr><td>" + std::string(kSeenStateNames[static_cast<std::size_t>(lane)]) +
            "</td><td>" + std::to_string(stay.times) + "</td><td>" + to_text(stay.lasting) +
            "</td><td>" + svg_number(100 * static_cast<double>(stay.lasting.count()) / all) +
            "%</td></tr>\n";
  }
  return text + "</table>\n";
}

std::string records_cell(const AlarmPicture& alarm, const Firing& firing) {
  if (alarm.is_composite()) return "those of the alarms in its rule";
  if (firing.records.empty()) return "none: there was no data, or it was no record's";
  std::string text = "<ul>";
  for (const CausingRecord& record : firing.records) {
    text += "<li>" + time_text(record.at) + " " + xml_escape(record.event) +
            (record.error_code.empty() ? "" : " " + xml_escape(record.error_code)) + " by " +
            (record.identity.empty() ? "nobody it names" : xml_escape(record.identity)) + "</li>";
  }
  text += "</ul>";
  const std::uint64_t more = firing.record_count - firing.records.size();
  return more == 0 ? text : text + "and " + counted(more, "more record");
}

std::string firings_table(const AlarmPicture& alarm) {
  if (alarm.firings.empty()) return "<p>It did not fire.</p>\n";
  std::string text =
      table_begin({"Fired (UTC)", "Until", "Reason", "Records that were counted for it"});
  for (const Firing& firing : alarm.firings) {
    text += "<tr><td>" + time_text(firing.at) + "</td><td class=\"time\">" +
            (firing.until ? time_text(*firing.until) : "the end") + "</td><td class=\"reason\">" +
            xml_escape(firing.reason) + "</td><td class=\"records\">" +
            records_cell(alarm, firing) + "</td></tr>\n";
  }
  text += "</table>\n";
  const std::uint64_t more = alarm.firing_count - alarm.firings.size();
  return more == 0 ? text : text + "<p>It fired " + counted(more, "more time") + ".</p>\n";
}

std::string alarm_section(const ReplayPicture& whole, const AlarmPicture& alarm,
                          const std::string& anchor) {
  const bool has_fired = alarm.firing_count > 0;
  return "<section>\n<h2 id=\"" + anchor + "\" class=\"" + (has_fired ? "fail" : "pass") + "\">" +
         xml_escape(alarm.name) + ": " +
         (has_fired ? "fired " + counted(alarm.firing_count, "time") : "did not fire") +
         "</h2>\n<p>" + xml_escape(alarm.condition) + "</p>\n" + Plot(whole, alarm).draw() +
         stays_table(whole, alarm) + "<h3>Firings</h3>\n" + firings_table(alarm) + "</section>\n";
}

std::string overview(const ReplayPicture& picture) {
  if (picture.alarms.empty()) return "<p>The rules have no alarm.</p>\n";
  std::string text;
  const bool is_quiet = std::all_of(picture.alarms.begin(), picture.alarms.end(),
                                    [](const AlarmPicture& one) { return one.firing_count == 0; });
  if (is_quiet) text += "<p>No alarm fired.</p>\n";
  text += table_begin({"Alarm", "Fired", "First (UTC)", "Last (UTC)"});
  for (std::size_t i = 0; i < picture.alarms.size(); ++i) {
    const AlarmPicture& alarm = picture.alarms[i];
    const bool has_fired = alarm.firing_count > 0;
    text += "<tr><td class=\"name\"><a href=\"#alarm-" + std::to_string(i + 1) + "\">" +
            xml_escape(alarm.name) + "</a></td><td>" + counted(alarm.firing_count, "time") +
            "</td><td class=\"time\">" +
            (has_fired ? time_text(alarm.firings.front().at) : "never") +
            "</td><td class=\"time\">" + (has_fired ? time_text(*alarm.last_firing) : "never") +
            "</td></tr>\n";
  }
  return text + "</table>\n<p>In each drawing below, a stretch of " + to_text(picture.column) +
         " is one column. It shows every state the alarm was in, and of the values the alarm "
         "judged the one furthest towards the threshold: a cross where it is beyond, a dot where "
         "it is not, nothing where there was no data. Of an alarm's firings the first " +
         std::to_string(kFiringsListed) + " are listed, of a firing's records the first " +
         std::to_string(kFiringRecordsListed) + ".</p>\n";
}

}  // namespace

std::string render_replay_html(const std::string& rules_path, const ReplayResult& result) {
  const ReplayPicture& picture = *result.picture;
  std::string text = page_begin("keytrail replay", kDrawingStyle) + "<p>What the alarms of " +
                     xml_escape(rules_path) + " would have made of " +
                     counted(result.accepted, "record") + ", shown from " +
                     time_text(picture.from) + " to " + time_text(picture.until) + " UTC.";
  if (result.refused > 0)
    text += " What else was read was refused: " + std::to_string(result.refused) + ".";
  text += "</p>\n" + overview(picture);
  for (std::size_t i = 0; i < picture.alarms.size(); ++i) {
    text += alarm_section(picture, picture.alarms[i], "alarm-" + std::to_string(i + 1));
  }
  return text + page_end();
}

}  // namespace keytrail::scenario
