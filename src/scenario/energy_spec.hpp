#pragma once

#include <optional>
#include <string>

#include "core/quantity.hpp"
#include "core/time.hpp"
#include "document/record.hpp"

/// What a scenario says about a site's electricity beyond its feed: battery, own and contracted generation, dated
/// events, and how fast the governor answers them.
namespace aif {

/// Who is slowed or stopped when a site's budget does not suffice.
enum class PowerPolicy { uniform_cap, priority_cap, pause_flexible, battery_first, none };

/// How fast caps follow a budget that falls without notice.
struct GovernorSpec {
  Duration reaction = seconds(40);
};

enum class BatteryUse { reserve, peak_shaving, arbitrage };

struct BatterySpec {
  Energy energy;             ///< usable, full to empty
  Power power;               ///< charging and discharging, at its AC side
  double efficiency = 0.88;  ///< AC to AC, there and back
  BatteryUse use = BatteryUse::reserve;
  double reserve = 0.2;              ///< share of the energy kept for the governor
  std::optional<Power> shave_above;  ///< draw that peak shaving tries to stay under
};

/// Panels on site.
struct SolarSpec {
  Power peak;
  Duration full_load_hours = hours(1300);  ///< a year
};

enum class PpaKind { flat, solar, wind };

/// Electricity bought elsewhere and delivered through the grid, matched by the hour.
struct PpaSpec {
  std::string name;
  PpaKind kind = PpaKind::solar;
  Power power;                                             ///< of the plant; flat: delivered all the time
  Duration full_load_hours = hours(1300);                  ///< a year; of solar and wind
  EnergyPrice price;                                       ///< to the generator
  EnergyPrice network_charge = won_per_kilowatt_hour(20);  ///< grid use and losses
  bool take_or_pay = false;                                ///< also pays what it cannot use
};

/// Certificates that cover a share of what is drawn.
struct CertificateSpec {
  double share = 0;
  EnergyPrice price;
};

/// A charge per kilowatt-hour on top of the tariff.
struct AdderSpec {
  std::string name;
  EnergyPrice price;
};

enum class PowerEventKind { feed_loss, demand_response, cooling_derate };

/// Something that happens to a site's power on a date.
struct PowerEventSpec {
  std::string name;
  PowerEventKind kind = PowerEventKind::feed_loss;
  ZonedInstant start;
  Duration duration;
  std::optional<Power> limit;       ///< what may be drawn meanwhile
  std::optional<double> reduction;  ///< or: by how much less than at the start
  std::optional<double> cooling;    ///< share of the cooling capacity that is left
  Duration notice;                  ///< how long before it is announced
  Duration within = minutes(1);     ///< demand response: by when the target must be met
};

template <>
struct EnumNames<PowerPolicy> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<BatteryUse> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<PpaKind> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<PowerEventKind> {
  static std::vector<std::string> names();
};
template <>
struct Fields<GovernorSpec> {
  static const Record<GovernorSpec>& get();
};
template <>
struct Fields<BatterySpec> {
  static const Record<BatterySpec>& get();
};
template <>
struct Fields<SolarSpec> {
  static const Record<SolarSpec>& get();
};
template <>
struct Fields<PpaSpec> {
  static const Record<PpaSpec>& get();
};
template <>
struct Fields<CertificateSpec> {
  static const Record<CertificateSpec>& get();
};
template <>
struct Fields<AdderSpec> {
  static const Record<AdderSpec>& get();
};
template <>
struct Fields<PowerEventSpec> {
  static const Record<PowerEventSpec>& get();
};

}  // namespace aif
