#include "workload/demand.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/contracts.hpp"

/// Demand by the hour, and the stream of tenants' jobs.
///
/// What it computes  tokens per second asked of a service, sessions open, and the next job of a tenant stream.
/// Equation     service    r = (T / 86,400) w(h) k(d) (1 + a cos(2 pi (y - 15) / 365)) (1 + g)^t ln(1 + g) / g  (1)
///              week       k = 7 / (5 + 2 f) on weekdays, f times that on Saturday and Sunday                 (2)
///              sessions   n = n_peak w(h) / max w, times f at weekends                                        (3)
///              arrivals   lambda(t) = (J / 86,400) w(h), times f at weekends; by thinning of a Poisson        (4)
///                         process of the rate of the busiest hour
///              run time   t = min(t_max, LogNormal(t_median n^b, sigma)); requested: q t                      (5)
/// Symbols      T tokens per day, mean over the first year; w 24 weights by local hour with mean 1; f weekend factor;
///              a seasonal swing, y day of the year; g yearly growth, t years since the start; J jobs per weekday;
///              n GPUs, b size exponent, q walltime factor; times in seconds.
/// Valid for    means over an hour and longer.
/// Not modelled holidays, news, queueing of single requests, correlation between a tenant's jobs.
/// Source       thinning: [lewis-shedler-1979]. The last two factors of (1) make the mean over the first year T: the
///              integral of (1 + g)^t from 0 to 1 is g / ln(1 + g).
/// Checked by   tests/unit/workload/demand_test.cpp.
namespace aif {
namespace {

constexpr double seconds_per_day = 86400;
constexpr double seconds_per_year = 8760 * 3600.0;
constexpr double midwinter_day = 15;  ///< of January

bool is_weekend(const CivilTime& time) { return time.weekday == Weekday::saturday || time.weekday == Weekday::sunday; }

/// Weight of the hour, with mean one; an empty profile is flat.
double hour_weight(const std::vector<double>& profile, int hour) {
  if (profile.empty()) {
    return 1;
  }
  AIF_EXPECT(profile.size() == 24);
  const double sum = std::accumulate(profile.begin(), profile.end(), 0.0);
  return sum > 0 ? profile[static_cast<std::size_t>(hour)] * 24 / sum : 1.0;
}

double day_weight(const CivilTime& time, double weekend_factor) {
  const double weekday = 7 / (5 + 2 * weekend_factor);
  return is_weekend(time) ? weekday * weekend_factor : weekday;
}

double season_weight(const CivilTime& time, double swing) {
  return 1 + swing * std::cos(2 * std::numbers::pi * (time.day_of_year - midwinter_day) / 365);
}

double growth_weight(double yearly_growth, double years_since_start) {
  const double rate = std::log1p(yearly_growth);
  const double mean_of_first_year = rate == 0 ? 1.0 : yearly_growth / rate;
  return std::exp(rate * years_since_start) / mean_of_first_year;
}

ZonedInstant after(ZonedInstant start, double seconds) {
  return {{start.instant.utc_s + static_cast<std::int64_t>(seconds)}, start.offset_s};
}

}  // namespace

Demand service_demand(const ServiceSpec& service, ZonedInstant start, ZonedInstant hour) {
  const CivilTime home = civil(hour);
  const ZonedInstant shifted{hour.instant,
                             hour.offset_s + static_cast<std::int32_t>(service.export_shift_hours * 3600)};
  const CivilTime abroad = civil(shifted);
  const double years_since_start = static_cast<double>(hour.instant.utc_s - start.instant.utc_s) / seconds_per_year;
  const double common =
      season_weight(home, service.seasonal_swing) * growth_weight(service.yearly_growth, years_since_start);
  const auto local = [&](const CivilTime& time) {
    return hour_weight(service.home_profile, time.hour) * day_weight(time, service.weekend_factor);
  };
  return {service.home_tokens_per_day / seconds_per_day * local(home) * common,
          service.export_tokens_per_day / seconds_per_day * local(abroad) * common};
}

double sessions_open(const SessionsSpec& sessions, ZonedInstant hour) {
  const CivilTime time = civil(hour);
  double weight = 1;
  if (!sessions.profile.empty()) {
    AIF_EXPECT(sessions.profile.size() == 24);
    const double peak = *std::max_element(sessions.profile.begin(), sessions.profile.end());
    weight = peak > 0 ? sessions.profile[static_cast<std::size_t>(time.hour)] / peak : 0.0;
  }
  return sessions.peak_sessions * weight * (is_weekend(time) ? sessions.weekend_factor : 1.0);
}

TenantDraw::TenantDraw(const TenantsSpec& spec, ZonedInstant start, RandomStream stream)
    : spec_(spec), start_(start), stream_(stream) {
  double sum = 0;
  for (const auto& [text, weight] : spec.sizes) {
    std::int64_t gpus = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), gpus);
    AIF_EXPECT(parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size() && gpus > 0 && weight >= 0);
    sum += weight;
    sizes_.emplace_back(gpus, sum);
  }
  AIF_EXPECT(sum > 0);
  AIF_EXPECT(spec.jobs_per_day > 0);
  double busiest = 0;
  for (int hour = 0; hour < 24; ++hour) {
    busiest = std::max(busiest, hour_weight(spec.profile, hour));
  }
  peak_rate_ = spec.jobs_per_day / seconds_per_day * busiest * std::max(1.0, spec.weekend_factor);
}

double TenantDraw::relative_rate(double at_s) const {
  const CivilTime time = civil(after(start_, at_s));
  const double rate = spec_.jobs_per_day / seconds_per_day * hour_weight(spec_.profile, time.hour) *
                      (is_weekend(time) ? spec_.weekend_factor : 1.0);
  return rate / peak_rate_;
}

TenantJob TenantDraw::next(double now_s) {
  TenantJob job;
  do {
    job.gap_s += stream_.exponential(1 / peak_rate_);
  } while (stream_.uniform() >= relative_rate(now_s + job.gap_s));

  const double draw = stream_.uniform() * sizes_.back().second;
  const auto chosen =
      std::find_if(sizes_.begin(), sizes_.end(), [draw](const auto& size) { return draw < size.second; });
  job.gpus = chosen == sizes_.end() ? sizes_.back().first : chosen->first;
  const double median_s = spec_.duration_median.si() * std::pow(static_cast<double>(job.gpus), spec_.size_exponent);
  job.duration_s = std::min(stream_.lognormal(median_s, spec_.duration_sigma), spec_.duration_max.si());
  job.walltime_s = job.duration_s * spec_.walltime_factor;
  return job;
}

}  // namespace aif
