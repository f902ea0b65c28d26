#include "sweep/plots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/markup.hpp"
#include "core/text.hpp"
#include "sweep/run_metrics.hpp"

namespace aif {
namespace {

constexpr double width = 380;
constexpr double height = 240;
constexpr double left = 74;
constexpr double right = 12;
constexpr double top = 14;
constexpr double bottom = 40;

std::string html_text(const std::string& text) { return markup_text(printable(text, 400)); }

/// Ends and even steps of an axis that holds `low` to `high`.
struct Axis {
  double low = 0;
  double high = 1;
  double step = 0.2;

  static Axis of(double low, double high) {
    const double size = std::max(std::abs(low), std::abs(high));
    if (!(high - low > 1e-9 * size)) {  // one value, up to rounding
      const double around = size == 0 ? 1 : size * 0.1;
      low -= around;
      high += around;
    }
    const double rough = (high - low) / 4;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    Axis axis;
    axis.step = power * (rough / power < 1.5 ? 1 : rough / power < 3.5 ? 2 : rough / power < 7.5 ? 5 : 10);
    axis.low = std::floor(low / axis.step) * axis.step;
    axis.high = std::ceil(high / axis.step) * axis.step;
    return axis;
  }
  /// Where lines of the grid stand.
  [[nodiscard]] std::vector<double> ticks() const {
    std::vector<double> values;
    const auto last = static_cast<int>(std::lround((high - low) / step));
    for (int i = 0; i <= last; ++i) {
      values.push_back(low + i * step);
    }
    return values;
  }
  [[nodiscard]] double share(double value) const { return (value - low) / (high - low); }
};

double x_at(const Axis& axis, double value) { return left + axis.share(value) * (width - left - right); }
double y_at(const Axis& axis, double value) { return height - bottom - axis.share(value) * (height - top - bottom); }

/// "1.2e9" where digits would not fit.
std::string tick(double value) {
  if (std::abs(value) < 1e-12) {
    return "0";
  }
  const double size = std::abs(value);
  return size >= 1e5 || size < 1e-3 ? fmt::format("{:.3g}", value) : grouped(value, 4);
}

std::string frame(const Axis& y, const std::string& x_title, const std::string& y_title) {
  std::string out = fmt::format(
      "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{} over {}\">"
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"area\"/>",
      width, height, html_text(y_title), html_text(x_title), left, top, width - left - right, height - top - bottom);
  for (const double value : y.ticks()) {
    const double at = y_at(y, value);
    out += fmt::format(
        "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" class=\"grid\"/>"
        "<text x=\"{3}\" y=\"{4:.1f}\" class=\"tick end\">{5}</text>",
        left, width - right, at, left - 6, at + 4, tick(value));
  }
  return out + fmt::format("<text x=\"{}\" y=\"{}\" class=\"title\">{}</text>", left + (width - left - right) / 2,
                           height - 6, html_text(x_title));
}

std::string x_ticks(const Axis& x) {
  std::string out;
  for (const double value : x.ticks()) {
    out += fmt::format("<text x=\"{:.1f}\" y=\"{}\" class=\"tick\">{}</text>", x_at(x, value), height - bottom + 15,
                       tick(value));
  }
  return out;
}

/// A dot per run; a parameter of texts has its values side by side.
struct Dots {
  std::vector<std::string> names;  ///< of texts
  std::vector<std::pair<double, double>> points;
};

Dots dots_of(const Collected& collected, std::size_t factor, const std::string& metric) {
  Dots dots;
  for (const CollectedRun& run : collected.runs) {
    if (!run.outcome || run.outcome->failed || run.stored.values[factor].text.empty()) {
      continue;
    }
    const auto found = std::find_if(run.outcome->metrics.begin(), run.outcome->metrics.end(),
                                    [&](const FlatMetric& one) { return one.path == metric; });
    if (found == run.outcome->metrics.end()) {
      continue;
    }
    const FactorValue& value = run.stored.values[factor];
    double x = value.si.value_or(0);
    if (!value.si) {
      const auto name = std::find(dots.names.begin(), dots.names.end(), value.text);
      x = static_cast<double>(name - dots.names.begin());
      if (name == dots.names.end()) {
        dots.names.push_back(value.text);
      }
    }
    dots.points.emplace_back(x, found->value);
  }
  return dots;
}

/// Mean of the metric at each value of the parameter, if there are few of them.
std::string mean_line(const Dots& dots, const Axis& x, const Axis& y) {
  std::map<double, std::pair<double, int>> sums;
  for (const auto& [at, value] : dots.points) {
    sums[at].first += value;
    ++sums[at].second;
  }
  constexpr std::size_t most = 24;
  if (sums.size() < 2 || sums.size() > most || !dots.names.empty()) {
    return {};
  }
  std::string points;
  for (const auto& [at, sum] : sums) {
    points += fmt::format("{:.1f},{:.1f} ", x_at(x, at), y_at(y, sum.first / sum.second));
  }
  return fmt::format("<polyline points=\"{}\" class=\"mean\"/>", points);
}

std::string response_plot(const Collected& collected, std::size_t factor, const FlatMetric& metric) {
  const Dots dots = dots_of(collected, factor, metric.path);
  if (dots.points.empty()) {
    return {};
  }
  auto by_x = [](const auto& a, const auto& b) { return a.first < b.first; };
  auto by_y = [](const auto& a, const auto& b) { return a.second < b.second; };
  const auto [x_low, x_high] = std::minmax_element(dots.points.begin(), dots.points.end(), by_x);
  const auto [y_low, y_high] = std::minmax_element(dots.points.begin(), dots.points.end(), by_y);
  Axis x = Axis::of(x_low->first, x_high->first);
  if (!dots.names.empty()) {
    x = {-0.5, static_cast<double>(dots.names.size()) - 0.5, 1};
  }
  const Axis y = Axis::of(y_low->second, y_high->second);
  const Factor& one = collected.manifest.factors[factor];
  const std::string x_title = one.name + (one.unit.empty() ? "" : " [" + one.unit + "]");
  std::string out = frame(y, x_title, metric.path);
  if (dots.names.empty()) {
    out += x_ticks(x);
  }
  for (std::size_t i = 0; i < dots.names.size(); ++i) {
    out += fmt::format("<text x=\"{:.1f}\" y=\"{}\" class=\"tick\">{}</text>", x_at(x, static_cast<double>(i)),
                       height - bottom + 15, html_text(printable(dots.names[i], 16)));
  }
  out += mean_line(dots, x, y);
  // A page of more would be slow to draw and show no more.
  constexpr std::size_t most_dots = 600;
  const std::size_t every = (dots.points.size() + most_dots - 1) / most_dots;
  for (std::size_t i = 0; i < dots.points.size(); i += every) {
    const auto& [at, value] = dots.points[i];
    out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\"/>", x_at(x, at), y_at(y, value));
  }
  return out + "</svg>";
}

/// Bars with intervals, one per parameter, of one index.
std::string bars(const std::vector<SensitivityRow>& rows, const std::string& metric, const std::string& index) {
  std::vector<SensitivityRow> chosen;
  double high = 0;
  for (const SensitivityRow& row : rows) {
    if (row.metric == metric && row.index == index) {
      chosen.push_back(row);
      high = std::max({high, row.value, row.high});
    }
  }
  if (chosen.empty()) {
    return {};
  }
  const Axis y = Axis::of(0, high);
  std::string out = frame(y, index, metric);
  const double room = (width - left - right) / static_cast<double>(chosen.size());
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const double x = left + room * (static_cast<double>(i) + 0.5);
    const double base = y_at(y, 0);
    const double end = y_at(y, std::max(0.0, chosen[i].value));
    out += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"bar\"/>"
        "<line x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\" class=\"interval\"/>"
        "<text x=\"{:.1f}\" y=\"{}\" class=\"tick\">{}</text>",
        x - room * 0.3, end, room * 0.6, base - end, x, x, y_at(y, std::max(0.0, chosen[i].low)),
        y_at(y, std::max(0.0, chosen[i].high)), x, height - bottom + 15,
        html_text(printable(chosen[i].parameter, chosen.size() > 6 ? 8 : 14)));
  }
  return out + "</svg>";
}

std::string index_table(const std::vector<SensitivityRow>& rows, const std::string& metric) {
  std::string out = "<table><tr><th>parameter</th><th>index</th><th>value</th><th>95 % interval</th></tr>";
  for (const SensitivityRow& row : rows) {
    if (row.metric == metric) {
      out += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{} to {}</td></tr>", html_text(row.parameter),
                         row.index, tick(row.value), tick(row.low), tick(row.high));
    }
  }
  return out + "</table>";
}

std::string metric_section(const Collected& collected, const std::vector<SensitivityRow>& rows,
                           const FlatMetric& metric) {
  std::string pictures;
  for (std::size_t i = 0; i < collected.manifest.factors.size(); ++i) {
    pictures += response_plot(collected, i, metric);
  }
  std::string out = fmt::format("<section><h2>{}</h2><p>{}{}</p><div class=\"plots\">{}</div>", html_text(metric.path),
                                html_text(metric_help(metric.path)),
                                metric.unit.empty() ? "" : " [" + html_text(metric.unit) + "]", pictures);
  std::string indices;
  for (const char* index : {"mu_star", "sigma", "S1", "ST"}) {
    indices += bars(rows, metric.path, index);
  }
  if (!indices.empty()) {
    out += fmt::format("<h3>What it depends on</h3><div class=\"plots\">{}</div>{}", indices,
                       index_table(rows, metric.path));
  }
  return out + "</section>";
}

constexpr const char* style =
    "body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:1240px;padding:0 "
    "1em;color:#1c2430;background:#fff}"
    "h1{font-size:1.5em}h2{font-size:1.1em;margin-top:2em;word-break:break-all}p{max-width:46em}"
    ".plots{display:flex;flex-wrap:wrap;gap:12px}svg{width:380px;max-width:100%;height:auto}"
    ".area{fill:none;stroke:#8a94a3}.grid{stroke:#e3e7ec}circle{fill:#1f6fb2;fill-opacity:.55}"
    ".mean{fill:none;stroke:#c8551b;stroke-width:1.6}.bar{fill:#1f6fb2}.interval{stroke:#1c2430;stroke-width:1.5}"
    "text{font-size:11px;fill:#3b4656}.tick{text-anchor:middle}.end{text-anchor:end}.title{text-anchor:middle}"
    "table{border-collapse:collapse;margin:.5em 0}td,th{padding:.1em .8em .1em 0;text-align:left;"
    "font-variant-numeric:tabular-nums}@media print{section{break-inside:avoid}}"
    "@media (prefers-color-scheme:dark){body{background:#14181e;color:#e4e8ee}text{fill:#b8c2cf}.grid{stroke:#2b323c}"
    ".interval{stroke:#e4e8ee}}";

/// The headline metrics that the study has; the first few of all if it has none of them.
std::vector<FlatMetric> shown_metrics(const Collected& collected) {
  std::vector<FlatMetric> list;
  for (const std::string& path : headline_metrics()) {
    const auto found = std::find_if(collected.metrics.begin(), collected.metrics.end(),
                                    [&](const FlatMetric& metric) { return metric.path == path; });
    if (found != collected.metrics.end()) {
      list.push_back(*found);
    }
  }
  constexpr std::size_t few = 8;
  for (std::size_t i = 0; list.empty() && i < std::min(few, collected.metrics.size()); ++i) {
    list.push_back(collected.metrics[i]);
  }
  return list;
}

}  // namespace

std::string study_page(const Collected& collected, const std::vector<SensitivityRow>& rows) {
  const Manifest& manifest = collected.manifest;
  std::string out = fmt::format(
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>{0}</title><style>{1}</style></head><body>"
      "<h1>{0}</h1><p>Scenario {2}, design {3}, {4} points, {5} replications: {6} runs done, {7} failed, {8} missing. "
      "Dots are runs, at most 600 of them, lines are means. Figures are in SI units.</p>",
      html_text(manifest.name), style, html_text(manifest.scenario_name),
      EnumNames<DesignKind>::names()[static_cast<std::size_t>(manifest.design)], manifest.points, manifest.replications,
      collected.done, collected.failed, collected.missing);
  out += "<table><tr><th>parameter</th><th>unit</th><th>values</th><th>paths</th></tr>";
  for (const Factor& factor : manifest.factors) {
    out += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", html_text(factor.name),
                       html_text(factor.scale ? "factor" : factor.unit),
                       html_text(factor.distribution.empty() ? "listed" : factor.distribution),
                       html_text(join(factor.paths, ", ")));
  }
  out += "</table>";
  for (const FlatMetric& metric : shown_metrics(collected)) {
    out += metric_section(collected, rows, metric);
  }
  return out + "</body></html>\n";
}

}  // namespace aif
