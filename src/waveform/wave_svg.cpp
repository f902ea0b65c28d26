#include "waveform/wave_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/markup.hpp"

namespace aif {

namespace {

constexpr double width = 900, left = 70, right = 20, panel_height = 170, gap = 62, top = 56;
constexpr const char* before_colour = "#c2410c";
constexpr const char* after_colour = "#1d4ed8";

/// A step of 1, 2 or 5 times a power of ten that cuts `span` into about five.
double nice_step(double span) {
  const double rough = std::max(span, 1e-9) / 5;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double times = rough / power;
  return power * (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10);
}

/// One panel: a frame with axes, and curves drawn into it.
class Panel {
 public:
  Panel(std::string& svg, int row, double x_low, double x_high, double y_low, double y_high, const std::string& title)
      : svg_(svg),
        top_(top + row * (panel_height + gap)),
        x_low_(x_low),
        x_high_(x_high),
        y_low_(y_low),
        y_high_(y_high) {
    svg_ += fmt::format("<text x=\"{}\" y=\"{}\" class=\"h\">{}</text>\n", left, top_ - 8, markup_text(title));
    const double step = nice_step(y_high - y_low);
    for (double y = std::ceil(y_low / step) * step; y <= y_high; y += step) {
      svg_ += fmt::format("<line x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\" class=\"g\"/>\n", left, width - right,
                          py(y), py(y));
      svg_ += fmt::format("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{:g}</text>\n", left - 6, py(y) + 4,
                          std::round(y / step) * step);
    }
  }
  void x_ticks(double step, const std::string& unit) {
    for (double x = std::ceil(x_low_ / step) * step; x <= x_high_ + 1e-9; x += step) {
      x_label(px(x), fmt::format("{:g}", std::round(x / step) * step));
    }
    x_unit(unit);
  }
  void x_label(double at, const std::string& text) {
    svg_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", at,
                        top_ + panel_height + 16, text);
  }
  void x_unit(const std::string& unit) {
    svg_ += fmt::format("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", width - right,
                        top_ + panel_height + 32, unit);
  }
  /// Least and greatest of the bins behind every pixel.
  void signal(const PowerSignal& signal, const char* colour) {
    std::string path;
    for (int column = 0; column <= static_cast<int>(width - left - right); ++column) {
      const double span = (x_high_ - x_low_) / (width - left - right);
      const double at = x_low_ + span * column;
      const auto first = static_cast<std::size_t>(std::max(0.0, at / signal.step_s));
      const std::size_t last =
          std::min(signal.watts.size(), std::max(first + 1, static_cast<std::size_t>((at + span) / signal.step_s)));
      if (first >= last) {
        break;
      }
      const auto range = std::minmax_element(signal.watts.begin() + static_cast<std::ptrdiff_t>(first),
                                             signal.watts.begin() + static_cast<std::ptrdiff_t>(last));
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", left + column, py(*range.second * 1e-6));
      if (*range.first != *range.second) {
        path += fmt::format("L{:.1f} {:.1f}", left + column, py(*range.first * 1e-6));
      }
    }
    draw(path, colour);
  }
  /// Amplitudes over a logarithmic axis of frequency; greatest of the lines behind every pixel.
  void spectrum(const Spectrum& spectrum, const char* colour) {
    std::string path;
    double greatest = 0;
    int column = -1;
    const auto put = [&] {
      if (column >= 0) {
        path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", left + column, py(greatest * 1e-6));
      }
    };
    for (const SpectralLine& line : spectrum.lines) {
      const double x = std::log10(line.hertz);
      if (x < x_low_ || x > x_high_) {
        continue;
      }
      const int here = static_cast<int>(px(x) - left);
      if (here != column) {
        put();
        greatest = 0;
        column = here;
      }
      greatest = std::max(greatest, line.amplitude_w);
    }
    put();
    draw(path, colour);
  }
  [[nodiscard]] double px(double x) const { return left + (x - x_low_) / (x_high_ - x_low_) * (width - left - right); }

 private:
  [[nodiscard]] double py(double y) const { return top_ + panel_height * (1 - (y - y_low_) / (y_high_ - y_low_)); }
  void draw(const std::string& path, const char* colour) {
    svg_ += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1\"/>\n", path, colour);
  }

  std::string& svg_;
  double top_, x_low_, x_high_, y_low_, y_high_;
};

double greatest_amplitude(const Spectrum& spectrum, double from_hertz) {
  double most = 0;
  for (const SpectralLine& line : spectrum.lines) {
    most = line.hertz >= from_hertz ? std::max(most, line.amplitude_w) : most;
  }
  return most;
}

}  // namespace

std::string wave_svg(const SiteWave& wave, const std::string& title, double step_s, bool mitigated) {
  constexpr double mega = 1e-6;
  const double height = top + 3 * (panel_height + gap);
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" font-size=\"12\">\n"
      "<style>.g{{stroke:#ddd}}.h{{font-weight:bold}}</style>\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
      "<text x=\"{}\" y=\"20\" font-size=\"11\" class=\"h\">{}</text>\n",
      width, height, left, markup_text(title));
  svg += fmt::format("<text x=\"{}\" y=\"36\" text-anchor=\"end\" fill=\"{}\">{}</text>\n", width - right,
                     before_colour, mitigated ? "before mitigation" : "load");
  if (mitigated) {
    svg += fmt::format("<text x=\"{}\" y=\"50\" text-anchor=\"end\" fill=\"{}\">after</text>\n", width - right,
                       after_colour);
  }
  const double most = std::max(wave.whole_before.most_w, wave.whole_after.most_w) * mega * 1.04;
  Panel story(svg, 0, 0, wave.load.duration_s(), 0, most, "Power of the site [MW]: start, steps, checkpoint, crash");
  story.signal(wave.load, before_colour);
  if (mitigated) {
    story.signal(wave.grid, after_colour);
  }
  story.x_ticks(nice_step(wave.load.duration_s()), "time [s]");

  const double begin =
      static_cast<double>(std::max(wave.steady_before.begin, wave.steady_after.begin)) * wave.load.step_s;
  const double end =
      std::min(static_cast<double>(std::min(wave.steady_before.end, wave.steady_after.end)) * wave.load.step_s,
               begin + 4 * step_s);
  const double low = std::min(wave.steady_figures_before.least_w, wave.steady_figures_after.least_w) * mega;
  Panel steps(svg, 1, begin, end, 0.95 * low, most, "A few steps [MW]");
  steps.signal(wave.load, before_colour);
  if (mitigated) {
    steps.signal(wave.grid, after_colour);
  }
  steps.x_ticks(nice_step(end - begin), "time [s]");

  const double lowest = 0.05, highest = 20;
  Panel spectrum(svg, 2, std::log10(lowest), std::log10(highest), 0,
                 std::max(1e-9, greatest_amplitude(wave.spectrum_before, lowest) * mega * 1.08),
                 "Spectrum of steady training: amplitude [MW]");
  spectrum.spectrum(wave.spectrum_before, before_colour);
  if (mitigated) {
    spectrum.spectrum(wave.spectrum_after, after_colour);
  }
  for (const double tick : {0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0}) {
    spectrum.x_label(spectrum.px(std::log10(tick)), fmt::format("{:g}", tick));
  }
  spectrum.x_unit("frequency [Hz]");
  return svg + "</svg>\n";
}

}  // namespace aif
