#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check/telemetry.hpp"
#include "core/markup.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

namespace aif {
namespace {

using Bin = TelemetryComparison::Bin;

constexpr double width = 960;
constexpr double height = 380;
constexpr double left = 80;
constexpr double right = 20;
constexpr double top = 60;
constexpr double bottom = 40;
constexpr std::size_t most_points = 2000;  ///< of a line; more are averaged

/// Where values are on the paper.
struct Frame {
  double from_s = 0;
  double to_s = 1;
  double top_w = 1;
  [[nodiscard]] double x(double time_s) const {
    return left + (width - left - right) * (time_s - from_s) / (to_s - from_s);
  }
  [[nodiscard]] double y(double power_w) const {
    return height - bottom - (height - top - bottom) * std::max(0.0, power_w) / top_w;
  }
};

/// 1, 2 or 5 times a power of ten, so that about five steps reach `largest`.
double step_for(double largest) {
  const double rough = largest / 5;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (rough <= factor * power) {
      return factor * power;
    }
  }
  return 10 * power;
}

/// A line through the middles of the intervals, interrupted where there is no value.
template <class F>
std::string path_of(const TelemetryComparison& c, const Frame& frame, F&& value) {
  const std::size_t group = (c.bins.size() + most_points - 1) / most_points;
  std::string path;
  bool pen_down = false;
  for (std::size_t first = 0; first < c.bins.size(); first += group) {
    const std::size_t end = std::min(first + group, c.bins.size());
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t i = first; i < end; ++i) {
      if (const std::optional<double> power = value(c.bins[i])) {
        sum += *power;
        ++count;
      }
    }
    if (count == 0) {
      pen_down = false;
      continue;
    }
    const double middle = (c.bins[first].from_s + c.bins[end - 1].from_s + c.interval_s) / 2;
    path += fmt::format("{}{:.1f} {:.1f}", pen_down ? "L" : "M", frame.x(middle),
                        frame.y(sum / static_cast<double>(count)));
    pen_down = true;
  }
  return path;
}

std::string grid(const TelemetryComparison& c, const Frame& frame, double step) {
  std::string out;
  for (double power = 0; power <= frame.top_w * 1.0001; power += step) {
    out += fmt::format(
        "<line x1=\"{0:.0f}\" x2=\"{1:.0f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" stroke=\"#ddd\"/>"
        "<text x=\"{3:.0f}\" y=\"{4:.1f}\" text-anchor=\"end\">{5}</text>\n",
        left, width - right, frame.y(power), left - 8, frame.y(power) + 4, power == 0 ? "0" : human(watts(power), 3));
  }
  constexpr int marks = 5;
  for (int i = 0; i <= marks; ++i) {
    const double time = frame.from_s + (frame.to_s - frame.from_s) * i / marks;
    const std::string text = format_instant({{static_cast<std::int64_t>(time)}, c.offset_s});
    out += fmt::format("<text x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"{}\">{} {}</text>\n", frame.x(time),
                       height - bottom + 20,
                       i == 0       ? "start"
                       : i == marks ? "end"
                                    : "middle",
                       text.substr(0, 10), text.substr(11, 5));
  }
  return out;
}

}  // namespace

std::string telemetry_svg(const TelemetryComparison& c) {
  double largest = 1;
  for (const Bin& bin : c.bins) {
    largest = std::max({largest, bin.simulated_w, bin.measured_w.value_or(0)});
  }
  const double step = step_for(largest);
  const Frame frame{c.bins.front().from_s, c.bins.back().from_s + c.interval_s, step * std::ceil(largest / step)};
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "role=\"img\" font-family=\"sans-serif\" font-size=\"12\">\n<title>{2} against {3}</title>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
      width, height, markup_text(printable(c.simulated_what)), markup_text(printable(c.measured_name)));
  out += fmt::format("<text x=\"{:.0f}\" y=\"22\" font-size=\"15\">{} against {}</text>\n", left,
                     markup_text(printable(c.simulated_what)), markup_text(printable(c.measured_name)));
  out += fmt::format(
      "<text x=\"{:.0f}\" y=\"42\"><tspan fill=\"#c2410c\">simulated</tspan> · <tspan fill=\"#1d4ed8\">measured</tspan>"
      " · MAPE {} % · bias {} % · means over {}</text>\n",
      left, grouped(100 * c.mape, 3), grouped(100 * c.bias, 3), human(seconds(c.interval_s)));
  out += grid(c, frame, step);
  const std::string measured = path_of(c, frame, [](const Bin& bin) { return bin.measured_w; });
  const std::string simulated =
      path_of(c, frame, [](const Bin& bin) { return std::optional<double>(bin.simulated_w); });
  out += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#1d4ed8\" stroke-width=\"1.5\"/>\n", measured);
  out += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#c2410c\" stroke-width=\"1.5\"/>\n", simulated);
  return out + "</svg>\n";
}

}  // namespace aif
