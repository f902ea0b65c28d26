#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "catalog/environment.hpp"
#include "core/random.hpp"

namespace aif {

/// Air outside for one hour.
struct OutsideAir {
  double dry_bulb_c = 15;
  double wet_bulb_c = 12;
};

/// An hourly series of outside air from the start of a scenario on. Beyond its end the last year repeats.
class Weather {
 public:
  explicit Weather(std::vector<OutsideAir> hours) : hours_(std::move(hours)) {}
  [[nodiscard]] const OutsideAir& at(std::size_t hour) const;
  [[nodiscard]] std::size_t size() const { return hours_.size(); }

 private:
  std::vector<OutsideAir> hours_;
};

/// Makes hours from monthly normals: see the model block in weather.cpp.
Weather generate_weather(const ClimateSpec& climate, ZonedInstant start, std::size_t hours, RandomStream& stream);

/// Reads an hourly year: EPW, or CSV with the header `time,dry_bulb_c,wet_bulb_c` (ISO times). Missing hours,
/// a wrong length, and values that are not air are findings against `name`.
Weather read_weather(const std::string& text, const std::string& name, ZonedInstant start, std::size_t hours,
                     Diagnostics& diagnostics);

/// Wet bulb from dry bulb and relative humidity [0..1]: Stull 2011, 5 % < RH < 99 %, -20 < T < 50 degC.
double wet_bulb_c(double dry_bulb_c, double relative_humidity);

}  // namespace aif
