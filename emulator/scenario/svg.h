// What the drawings of the pages share: SVG texts, lines and boxes, and the scale of the values an
// alarm judges.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace keytrail::scenario {

// A number as the drawings need it, with one decimal.
std::string svg_number(double value);
// The words stand on the line `y`; whether they begin, end or have their middle at `x` is the
// class's to say.
std::string svg_text(std::string_view css_class, double x, double y, std::string_view words);
// A horizontal line.
std::string svg_level(std::string_view css_class, double left, double right, double y);

struct SvgBox {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};
// With a title, it is shown where somebody points at the box.
std::string svg_box(std::string_view css_class, const SvgBox& box, std::string_view title = {});

// Where values are drawn between two heights of the page: zero and the threshold always have room.
class ValueScale {
 public:
  ValueScale(double top, double bottom, std::optional<double> threshold);

  void include(double value);
  double low() const { return low_; }
  // Above low(), so that there is a scale where all values are the same.
  double high() const { return high_ == low_ ? low_ + 1 : high_; }
  double y(double value) const;

 private:
  double top_;
  double bottom_;
  double low_ = 0;
  double high_ = 0;
};

}  // namespace keytrail::scenario
