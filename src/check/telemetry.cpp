#include "check/telemetry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

namespace aif {
namespace {

using Json = nlohmann::ordered_json;
using Bin = TelemetryComparison::Bin;

constexpr double least_coverage = 0.5;
constexpr std::size_t most_bins = 2'000'000;

/// Means over consecutive intervals; the pieces are walked once.
class Means {
 public:
  explicit Means(const std::vector<PowerSeries::Piece>& pieces) : pieces_(pieces) {}

  struct Mean {
    double power_w = 0;
    double covered_s = 0;
  };
  /// `from_s` must not go back between calls.
  Mean over(double from_s, double to_s) {
    while (first_ < pieces_.size() && pieces_[first_].to_s <= from_s) {
      ++first_;
    }
    Mean mean;
    for (std::size_t i = first_; i < pieces_.size() && pieces_[i].from_s < to_s; ++i) {
      const double held = std::min(to_s, pieces_[i].to_s) - std::max(from_s, pieces_[i].from_s);
      if (held > 0) {
        mean.covered_s += held;
        mean.power_w += held * pieces_[i].power_w;
      }
    }
    mean.power_w = mean.covered_s > 0 ? mean.power_w / mean.covered_s : 0;
    return mean;
  }

 private:
  const std::vector<PowerSeries::Piece>& pieces_;
  std::size_t first_ = 0;
};

std::string moment(double utc_s, int offset_s) {
  return format_instant({{static_cast<std::int64_t>(std::floor(utc_s))}, offset_s});
}

/// Intervals start at the simulation's start, so that they fall on its rows.
std::vector<Bin> bins_of(const SimulatedSeries& simulated, const PowerSeries& measured, double interval_s) {
  const double begin = std::max(simulated.series.pieces.front().from_s, measured.pieces.front().from_s);
  const double end = std::min(simulated.series.pieces.back().to_s, measured.pieces.back().to_s);
  const double first = std::floor((begin - simulated.start_s) / interval_s);
  if (end <= begin) {
    throw UsageError(fmt::format("the series have no time in common: simulated {} to {}, measured {} to {}",
                                 moment(simulated.series.pieces.front().from_s, simulated.offset_s),
                                 moment(simulated.series.pieces.back().to_s, simulated.offset_s),
                                 moment(measured.pieces.front().from_s, simulated.offset_s),
                                 moment(measured.pieces.back().to_s, simulated.offset_s)));
  }
  if ((end - begin) / interval_s > static_cast<double>(most_bins)) {
    throw UsageError("more than two million intervals; choose a longer --interval");
  }
  std::vector<Bin> bins;
  Means simulated_means(simulated.series.pieces);
  Means measured_means(measured.pieces);
  for (double k = first; simulated.start_s + k * interval_s < end; ++k) {
    const double from = simulated.start_s + k * interval_s;
    const Means::Mean s = simulated_means.over(from, from + interval_s);
    const Means::Mean m = measured_means.over(from, from + interval_s);
    if (s.covered_s < least_coverage * interval_s) {
      continue;
    }
    bins.push_back({from, s.power_w,
                    m.covered_s >= least_coverage * interval_s ? std::optional<double>(m.power_w) : std::nullopt});
  }
  return bins;
}

void take_means(TelemetryComparison& c) {
  for (const Bin& bin : c.bins) {
    if (!bin.measured_w) {
      continue;
    }
    ++c.compared;
    c.mean_simulated_w += bin.simulated_w;
    c.mean_measured_w += *bin.measured_w;
    c.peak_simulated_w = c.compared == 1 ? bin.simulated_w : std::max(c.peak_simulated_w, bin.simulated_w);
    c.peak_measured_w = c.compared == 1 ? *bin.measured_w : std::max(c.peak_measured_w, *bin.measured_w);
  }
  if (c.compared == 0) {
    throw UsageError("no interval holds enough of the measured series; choose a longer --interval or --hold");
  }
  const double n = static_cast<double>(c.compared);
  c.energy_simulated_j = c.mean_simulated_w * c.interval_s;
  c.energy_measured_j = c.mean_measured_w * c.interval_s;
  c.mean_simulated_w /= n;
  c.mean_measured_w /= n;
}

void take_errors(TelemetryComparison& c) {
  double percentage = 0;
  double percentages = 0;
  double squares = 0;
  double var_s = 0;
  double var_m = 0;
  double both = 0;
  for (const Bin& bin : c.bins) {
    if (!bin.measured_w) {
      continue;
    }
    const double error = bin.simulated_w - *bin.measured_w;
    squares += error * error;
    if (*bin.measured_w != 0) {
      percentage += std::abs(error / *bin.measured_w);
      ++percentages;
    }
    const double ds = bin.simulated_w - c.mean_simulated_w;
    const double dm = *bin.measured_w - c.mean_measured_w;
    var_s += ds * ds;
    var_m += dm * dm;
    both += ds * dm;
  }
  c.mape = percentages > 0 ? percentage / percentages : 0;
  c.bias_w = c.mean_simulated_w - c.mean_measured_w;
  c.bias = c.mean_measured_w != 0 ? c.bias_w / c.mean_measured_w : 0;
  c.rmse_w = std::sqrt(squares / static_cast<double>(c.compared));
  // What rounding leaves of a constant series is no variation.
  const double floor_s = 1e-18 * c.mean_simulated_w * c.mean_simulated_w * static_cast<double>(c.compared);
  const double floor_m = 1e-18 * c.mean_measured_w * c.mean_measured_w * static_cast<double>(c.compared);
  if (var_s > floor_s && var_m > floor_m) {
    c.correlation = both / std::sqrt(var_s * var_m);
  }
}

std::string percent(double share) { return grouped(100 * share, 3) + " %"; }
std::string signed_percent(double share) { return (share > 0 ? "+" : "") + percent(share); }

}  // namespace

TelemetryComparison compare_telemetry(const SimulatedSeries& simulated, const PowerSeries& measured,
                                      Duration interval) {
  TelemetryComparison c;
  if (measured.pieces.empty()) {
    throw UsageError("the measured series holds no value");
  }
  c.simulated_what = simulated.what;
  c.measured = measured;
  c.offset_s = simulated.offset_s;
  c.interval_s = interval.si() > 0 ? interval.si() : std::max(simulated.series.spacing_s, measured.spacing_s);
  c.bins = bins_of(simulated, measured, c.interval_s);
  take_means(c);
  take_errors(c);
  return c;
}

std::string telemetry_text(const TelemetryComparison& c, Language language) {
  const bool ko = language == Language::korean;
  const PowerSeries& m = c.measured;
  std::string text;
  auto row = [&](std::size_t width, Text title, const std::string& value) {
    const std::string name = title.in(language);
    text += name + std::string(width - std::min(width, display_width(name)), ' ') + value + "\n";
  };
  constexpr std::size_t facts = 11;
  row(facts, {"simulated", "시뮬레이션"}, printable(c.simulated_what));
  row(facts, {"measured", "측정"}, printable(m.power_column, 60) + (ko ? ", " : " of ") + printable(c.measured_name));
  row(facts, {"read as", "읽은 방법"},
      fmt::format("{}: {}; {}: {}", ko ? "시각" : "times", m.time_kind, ko ? "값" : "values", printable(m.unit, 40)));
  row(facts, {"samples", "표본"},
      fmt::format(fmt::runtime(ko ? "값 {}개, 빈 칸 {}개, 공백 {}개, 간격 {}"
                                  : "{} with a value, {} empty, {} gaps, one every {}"),
                  m.samples, m.missing, m.gaps, human(seconds(m.spacing_s))));
  const std::string span = human(seconds(c.interval_s));
  const std::string begin = moment(c.bins.front().from_s, c.offset_s);
  const std::size_t left_out = c.bins.size() - c.compared;
  row(facts, {"compared", "비교"},
      ko ? fmt::format("{}부터 {} 구간 {}개, 측정이 모자라 뺀 구간 {}개\n", begin, span, c.compared, left_out)
         : fmt::format("{} intervals of {} from {}; {} left out for lack of measurements\n", c.compared, span, begin,
                       left_out));
  constexpr std::size_t figures = 24;
  row(figures, {"MAPE", "MAPE"}, percent(c.mape));
  row(figures, {"bias", "편향"}, fmt::format("{} ({})", human(watts(c.bias_w)), signed_percent(c.bias)));
  row(figures, {"RMSE", "RMSE"}, human(watts(c.rmse_w)));
  row(figures, {"correlation", "상관계수"},
      c.correlation ? grouped(*c.correlation, 4)
                    : Text{"undefined: one series is constant", "정의되지 않음: 한쪽이 일정함"}.in(language));
  auto pair = [&](Text name, const std::string& simulated, const std::string& measured, double change) {
    row(figures, name,
        fmt::format("{} {}, {} {} ({})", ko ? "시뮬레이션" : "simulated", simulated, ko ? "측정" : "measured", measured,
                    signed_percent(change)));
  };
  pair({"mean power", "평균 전력"}, human(watts(c.mean_simulated_w)), human(watts(c.mean_measured_w)), c.bias);
  pair({"peak of an interval", "구간 최대"}, human(watts(c.peak_simulated_w)), human(watts(c.peak_measured_w)),
       c.peak_measured_w != 0 ? c.peak_simulated_w / c.peak_measured_w - 1 : 0);
  pair({"energy", "전력량"}, human(joules(c.energy_simulated_j)), human(joules(c.energy_measured_j)), c.bias);
  return text;
}

std::string telemetry_json(const TelemetryComparison& c) {
  const Json json{{"simulated", c.simulated_what},
                  {"measured", c.measured_name},
                  {"time_column", c.measured.time_column},
                  {"power_column", c.measured.power_column},
                  {"times_read_as", c.measured.time_kind},
                  {"unit", c.measured.unit},
                  {"samples", c.measured.samples},
                  {"missing_samples", c.measured.missing},
                  {"gaps", c.measured.gaps},
                  {"spacing_s", c.measured.spacing_s},
                  {"interval_s", c.interval_s},
                  {"from", moment(c.bins.front().from_s, c.offset_s)},
                  {"intervals_compared", c.compared},
                  {"intervals_left_out", c.bins.size() - c.compared},
                  {"mape", c.mape},
                  {"bias_w", c.bias_w},
                  {"bias", c.bias},
                  {"rmse_w", c.rmse_w},
                  {"correlation", c.correlation ? Json(*c.correlation) : Json()},
                  {"mean_simulated_w", c.mean_simulated_w},
                  {"mean_measured_w", c.mean_measured_w},
                  {"peak_simulated_w", c.peak_simulated_w},
                  {"peak_measured_w", c.peak_measured_w},
                  {"energy_simulated_j", c.energy_simulated_j},
                  {"energy_measured_j", c.energy_measured_j}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace aif
