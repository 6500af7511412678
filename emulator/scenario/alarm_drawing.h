// An alarm's states over the time of a run, above what it judged, as SVG for a page.
#pragma once

#include <string>
#include <string_view>

#include "scenario/run_picture.h"

namespace keytrail::scenario {

// What the drawing needs of the page's style.
std::string_view alarm_drawing_style();
std::string draw_alarm(const RunPicture& run, const AlarmTrack& alarm);

}  // namespace keytrail::scenario
