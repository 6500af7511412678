#include "scenario/svg.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/text.h"

namespace keytrail::scenario {
namespace {

std::string attribute(const char* name, double value) {
  return std::string(" ") + name + "=\"" + svg_number(value) + "\"";
}

std::string classed(const char* element, std::string_view css_class) {
  return std::string("<") + element + " class=\"" + std::string(css_class) + "\"";
}

}  // namespace

std::string svg_number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

std::string svg_text(std::string_view css_class, double x, double y, std::string_view words) {
  return classed("text", css_class) + attribute("x", x) + attribute("y", y) + ">" +
         xml_escape(words) + "</text>\n";
}

std::string svg_level(std::string_view css_class, double left, double right, double y) {
  return classed("path", css_class) + " d=\"M" + svg_number(left) + " " + svg_number(y) + "H" +
         svg_number(right) + "\"/>\n";
}

std::string svg_box(std::string_view css_class, const SvgBox& box, std::string_view title) {
  const std::string begin = classed("rect", css_class) + attribute("x", box.left) +
                            attribute("y", box.top) + attribute("width", box.width) +
                            attribute("height", box.height);
  if (title.empty()) return begin + "/>\n";
  return begin + "><title>" + xml_escape(title) + "</title></rect>\n";
}

ValueScale::ValueScale(double top, double bottom, std::optional<double> threshold)
    : top_(top), bottom_(bottom) {
  if (threshold) include(*threshold);
}

void ValueScale::include(double value) {
  low_ = std::min(low_, value);
  high_ = std::max(high_, value);
}

// Halves, so that the difference of the widest numbers is still a number.
double ValueScale::y(double value) const {
  return bottom_ - (value / 2 - low_ / 2) / (high() / 2 - low_ / 2) * (bottom_ - top_);
}

}  // namespace keytrail::scenario
