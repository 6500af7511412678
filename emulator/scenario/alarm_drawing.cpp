#include "scenario/alarm_drawing.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "scenario/svg.h"

namespace keytrail::scenario {
namespace {

// The drawing's units; it is scaled to the width of the page.
constexpr double kLeft = 110;
constexpr double kRight = 985;
constexpr double kBandTop = 4;
constexpr double kBandBottom = 30;
constexpr double kTop = 52;
constexpr double kBottom = 170;
constexpr double kMarksY = 192;
// Room that words need beside each other.
constexpr double kMarkRoom = 120;
constexpr double kWordRoom = 80;
constexpr double kBarMin = 4;

const char* band_class(const std::string& state) {
  return state == "ALARM" ? "band alarm" : state == "OK" ? "band ok" : "band unknown";
}

// A run may do much in a minute and then wait for ten days. Between two moments at which something
// was so there is the more room the longer it took, but by far not as much.
class Axis {
 public:
  Axis(const RunPicture& run, const AlarmTrack& alarm) {
    moments_ = {run.from, run.until};
    for (const AlarmTrack::Stay& stay : alarm.stays) moments_.push_back(stay.from);
    for (const AlarmTrack::Value& value : alarm.values) {
      moments_.push_back(value.from);
      moments_.push_back(value.from + alarm.period);
    }
    std::erase_if(moments_, [&](Instant at) { return at < run.from || at > run.until; });
    std::sort(moments_.begin(), moments_.end());
    moments_.erase(std::unique(moments_.begin(), moments_.end()), moments_.end());
    ends_ = {0};
    for (std::size_t i = 1; i < moments_.size(); ++i) {
      const double seconds = static_cast<double>((moments_[i] - moments_[i - 1]).count()) / 1000.0;
      ends_.push_back(ends_.back() + std::log2(2 + seconds / 60));
    }
  }

  double x(Instant at) const {
    if (ends_.back() == 0 || at <= moments_.front()) return kLeft;
    if (at >= moments_.back()) return kRight;
    const std::size_t i = static_cast<std::size_t>(
        std::upper_bound(moments_.begin(), moments_.end(), at) - moments_.begin());
    const double part = static_cast<double>((at - moments_[i - 1]).count()) /
                        static_cast<double>((moments_[i] - moments_[i - 1]).count());
    const double room = ends_[i - 1] + part * (ends_[i] - ends_[i - 1]);
    return kLeft + room / ends_.back() * (kRight - kLeft);
  }

  const std::vector<Instant>& moments() const { return moments_; }

 private:
  std::vector<Instant> moments_;
  std::vector<double> ends_;  // Room from the first moment to each.
};

class AlarmDrawing {
 public:
  AlarmDrawing(const RunPicture& run, const AlarmTrack& alarm)
      : alarm_(alarm), axis_(run, alarm), scale_(kTop, kBottom, alarm.threshold) {
    for (const AlarmTrack::Value& value : alarm.values) scale_.include(value.value);
  }

  std::string draw() const {
    const bool has_graph = !alarm_.values.empty() || alarm_.threshold;
    return "<svg viewBox=\"0 0 1000 " + std::string(has_graph ? "200" : "60") +
           "\" role=\"img\" aria-label=\"" + xml_escape("States of " + alarm_.name) + "\">\n" +
           states() + (has_graph ? graph() : "") + marks(has_graph ? kMarksY : kTop) + "</svg>\n";
  }

 private:
  std::string states() const {
    std::string text = svg_text("end", kLeft - 10, kBandBottom - 8, "state");
    for (const AlarmTrack::Stay& stay : alarm_.stays) {
      const double left = axis_.x(stay.from);
      const double width = std::max(axis_.x(stay.until) - left, kBarMin);
      text += svg_box(
          band_class(stay.state), {left, kBandTop, width, kBandBottom - kBandTop},
          stay.state + " from " + to_rfc3339(stay.from) + " until " + to_rfc3339(stay.until));
      const std::string words = stay.state == "INSUFFICIENT_DATA" ? "no data" : stay.state;
      if (width > (words.size() < 6 ? kWordRoom / 2 : kWordRoom)) {
        text += svg_text("band-word", left + width / 2, kBandBottom - 8, words);
      }
    }
    return text;
  }

  std::string graph() const {
    const double zero = scale_.y(0);
    std::string text =
        svg_level("grid", kLeft, kRight, zero) +
        svg_text("end", kLeft - 10, scale_.y(scale_.high()) + 5, to_java_double(scale_.high())) +
        svg_text("end", kLeft - 10, scale_.y(scale_.low()) + 5, to_java_double(scale_.low()));
    for (const AlarmTrack::Value& value : alarm_.values) {
      const double left = axis_.x(value.from);
      const double width = std::max(axis_.x(value.from + alarm_.period) - left, kBarMin);
      const double y = scale_.y(value.value);
      text += svg_box(value.is_breaching ? "bar beyond" : "bar below",
                      {left + 1, std::min(y, zero), std::max(width - 2, 2.0),
                       std::max(std::abs(y - zero), 2.0)},
                      to_java_double(value.value) + " in the " + to_text(alarm_.period) + " from " +
                          to_rfc3339(value.from));
    }
    if (!alarm_.threshold) return text;
    const double threshold = scale_.y(*alarm_.threshold);
    return text + svg_level("threshold", kLeft, kRight, threshold) +
           svg_text("end", kRight, threshold - 5, "threshold " + to_java_double(*alarm_.threshold));
  }

  // Times below, as many as there is room for; the last is always there.
  std::string marks(double at) const {
    const std::vector<Instant>& moments = axis_.moments();
    std::string text;
    double free_from = 0;
    for (const Instant moment : moments) {
      const double x = axis_.x(moment);
      const bool is_first = moment == moments.front();
      const bool is_last = moment == moments.back() && !is_first;
      if (!is_last && (x < free_from || (!is_first && x > kRight - 1.5 * kMarkRoom))) continue;
      text += svg_text(is_first  ? "begin"
                       : is_last ? "end"
                                 : "middle",
                       x, at, format_utc(moment, "%m-%d %H:%M:%S"));
      // The first stands on its side of its time, the next has its middle there.
      free_from = x + (is_first ? 1.5 : 1) * kMarkRoom;
    }
    return text;
  }

  const AlarmTrack& alarm_;
  Axis axis_;
  ValueScale scale_;
};

}  // namespace

std::string_view alarm_drawing_style() {
  return R"(svg { width: 100%; height: auto; font: 13px system-ui, sans-serif; fill: currentColor; }
.end { text-anchor: end; }
.middle, .band-word { text-anchor: middle; }
.band-word { font-weight: 600; }
.band { stroke: var(--page); stroke-width: 1; }
.band.ok { fill: var(--ok-soft); }
.band.alarm { fill: var(--alarm-soft); }
.band.unknown { fill: var(--grey-soft); }
.grid { stroke: var(--line); }
.bar.below { fill: var(--ok); }
.bar.beyond { fill: var(--alarm); }
.threshold { stroke: currentColor; stroke-dasharray: 8 4; }
)";
}

std::string draw_alarm(const RunPicture& run, const AlarmTrack& alarm) {
  return AlarmDrawing(run, alarm).draw();
}

}  // namespace keytrail::scenario
