#include "catalog/check.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "catalog/stacks.hpp"

namespace aif {
namespace {

constexpr double total_tolerance = 0.03;   // published totals are rounded
constexpr double stack_tolerance = 0.02;   // merging layers and position tables are left out
constexpr double active_tolerance = 0.05;  // and what counts as active differs a little between publishers

/// Reports findings about one entry at the places of its keys.
class Finder {
 public:
  Finder(const std::string& name, const Node& entry, Diagnostics& diagnostics)
      : name_(name), entry_(entry), diagnostics_(diagnostics) {}

  void add(const char* code, const std::string& key, std::string message, std::string hint) const {
    const Node* value = entry_.find(key);
    const Mark& mark = value != nullptr ? value->mark() : entry_.mark();
    diagnostics_.error(code, mark.location(), name_ + "." + key, std::move(message), std::move(hint));
  }
  void contradiction(const std::string& key, std::string message, std::string hint) const {
    add(code::contradiction, key, std::move(message), std::move(hint));
  }
  /// `low_key` must not exceed `high_key`.
  template <class Q>
  void ordered(const std::string& low_key, Q low, const std::string& high_key, Q high) const {
    if (low > high) {
      contradiction(low_key, fmt::format("{} ({}) is above {} ({})", low_key, human(low), high_key, human(high)),
                    fmt::format("{} must not exceed {}.", low_key, high_key));
    }
  }

 private:
  std::string name_;
  const Node& entry_;
  Diagnostics& diagnostics_;
};

std::string numbers(const std::vector<int>& list) {
  std::vector<std::string> texts;
  for (int number : list) {
    texts.push_back(std::to_string(number));
  }
  return join(texts, ", ");
}

/// Every month of the year must be in exactly one of the groups.
void check_months(const Finder& find, const std::string& key,
                  const std::vector<const std::vector<std::int64_t>*>& groups) {
  std::array<int, 13> count{};
  for (const std::vector<std::int64_t>* months : groups) {
    for (std::int64_t month : *months) {
      if (month >= 1 && month <= 12) {
        ++count[static_cast<std::size_t>(month)];
      }
    }
  }
  std::vector<int> missing;
  std::vector<int> twice;
  for (int month = 1; month <= 12; ++month) {
    const int n = count[static_cast<std::size_t>(month)];
    if (n == 0) {
      missing.push_back(month);
    } else if (n > 1) {
      twice.push_back(month);
    }
  }
  if (!missing.empty()) {
    find.contradiction(key, "no season has month " + numbers(missing), "Together the seasons have every month once.");
  }
  if (!twice.empty()) {
    find.contradiction(key, "more than one season has month " + numbers(twice),
                       "Together the seasons have every month once.");
  }
}

void check_bands(const Finder& find, const TariffSeasonSpec& season) {
  const std::size_t bad = season.bands.find_first_not_of("LMP");
  if (season.bands.empty() == season.hours.empty()) {
    find.contradiction("seasons",
                       fmt::format("season \"{}\" has {}", printable(season.name),
                                   season.bands.empty() ? "neither bands nor hours" : "both bands and hours"),
                       "Give one of them.");
  } else if (!season.hours.empty()) {
    std::string bands;
    for (const std::string& problem : hours_problems(season, bands)) {
      find.contradiction("seasons", fmt::format("season \"{}\": {}", printable(season.name), problem),
                         "Together the bands have every hour once: {L: \"22-8\", M: \"8-15, 21-22\", P: \"15-21\"}.");
    }
  } else if (bad != std::string::npos) {
    find.contradiction("seasons",
                       fmt::format("the bands of season \"{}\" have the letter \"{}\" at hour {}",
                                   printable(season.name), printable(season.bands.substr(bad, 1)), bad),
                       "Write L for off-peak, M for mid-peak, P for on-peak.");
  } else if (season.bands.size() != 24) {
    find.contradiction(
        "seasons",
        fmt::format("the bands of season \"{}\" have {} letters", printable(season.name), season.bands.size()),
        "Write 24 letters, one per hour from midnight.");
  }
  if (*season.off_peak > *season.mid_peak || *season.mid_peak > *season.on_peak) {
    find.contradiction("seasons",
                       fmt::format("the prices of season \"{}\" fall from off-peak to on-peak", printable(season.name)),
                       "off_peak <= mid_peak <= on_peak.");
  }
}

void check_holidays(const Finder& find, const std::vector<std::string>& holidays) {
  std::string last;
  for (const std::string& day : holidays) {
    const std::optional<ZonedInstant> date = day.size() == 10 ? parse_instant(day) : std::nullopt;
    if (!date) {
      find.add(code::bad_dates, "holidays", fmt::format("\"{}\" is not a date", printable(day)),
               "Write dates such as \"2027-01-01\".");
    } else if (day <= last) {
      find.add(code::bad_dates, "holidays", fmt::format("{} comes after {}", day, last),
               "Write holidays once each, in order.");
    }
    last = std::max(last, day);
  }
}

void check_published(const Finder& find, const std::string& key, const std::optional<Sourced<double>>& published,
                     double counted, double tolerance) {
  if (published && std::abs(counted / **published - 1) > tolerance) {
    find.contradiction(
        key,
        fmt::format("the shape has {:.4g} parameters, {:+.1f} % from the published {:.4g}", counted,
                    100 * (counted / **published - 1), **published),
        fmt::format("They must agree within {:.0f} %: look for a wrong width or number of layers.", 100 * tolerance));
  }
}

void check_attention(const AiModelSpec& model, const Finder& find) {
  if (*model.heads % *model.kv_heads != 0) {
    find.contradiction("kv_heads",
                       fmt::format("{} heads cannot share {} key-value heads evenly", *model.heads, *model.kv_heads),
                       "kv_heads divides heads.");
  }
  if (!model.head_dim && *model.hidden % *model.heads != 0) {
    find.contradiction("heads", fmt::format("a width of {} does not divide into {} heads", *model.hidden, *model.heads),
                       "Give head_dim, or heads that divide hidden.");
  }
  if ((model.attention == AttentionKind::latent) != model.latent.has_value()) {
    find.contradiction(model.latent ? "latent" : "attention",
                       model.latent ? "ranks of latent attention are given, but attention is full"
                                    : "attention is latent, but its ranks are missing",
                       "Write attention: latent together with latent: {q_rank, kv_rank, ...}.");
  }
  if (model.global_every && !model.sliding_window) {
    find.contradiction("global_every", "global_every is given without a sliding window",
                       "Add sliding_window or leave global_every out.");
  }
}

}  // namespace

void check_entry(const GpuSpec& gpu, const Node& entry, Diagnostics& diagnostics) {
  const Finder find(gpu.name, entry, diagnostics);
  find.ordered("idle_power", *gpu.idle_power, "tdp", *gpu.tdp);
  if (gpu.min_power_cap) {
    find.ordered("min_power_cap", **gpu.min_power_cap, "tdp", *gpu.tdp);
  }
  if (gpu.fp8) {
    find.ordered("bf16", *gpu.bf16, "fp8", **gpu.fp8);
  }
  if (gpu.fp8 && gpu.fp4) {
    find.ordered("fp8", **gpu.fp8, "fp4", **gpu.fp4);
  }
}

void check_entry(const SystemSpec& system, const Node& entry, Diagnostics& diagnostics) {
  const Finder find(system.name, entry, diagnostics);
  find.ordered("idle_power", *system.idle_power, "training_power", *system.training_power);
  find.ordered("training_power", *system.training_power, "max_power", *system.max_power);
  if (system.cooling == CoolingKind::air && *system.liquid_share > 0) {
    find.contradiction("liquid_share", "a node cooled by air gives heat to a liquid",
                       "Write cooling: hybrid, or liquid_share: 0.");
  }
}

void check_entry(const SwitchSpec& network_switch, const Node& entry, Diagnostics& diagnostics) {
  if (network_switch.max_power) {
    Finder(network_switch.name, entry, diagnostics)
        .ordered("power", *network_switch.power, "max_power", **network_switch.max_power);
  }
}

void check_entry(const OpticSpec& optic, const Node& entry, Diagnostics& diagnostics) {
  if (*optic.reach > kilometres(200)) {
    Finder(optic.name, entry, diagnostics)
        .contradiction("reach", fmt::format("a reach of {} is beyond any module", human(*optic.reach)),
                       "Was metres meant?");
  }
}

void check_entry(const AiModelSpec& model, const Node& entry, Diagnostics& diagnostics) {
  const Finder find(model.name, entry, diagnostics);
  check_attention(model, find);
  if (model.moe) {
    if (*model.moe->top_k > *model.moe->experts) {
      find.contradiction("moe",
                         fmt::format("each token goes to {} of {} experts", *model.moe->top_k, *model.moe->experts),
                         "top_k is at most experts.");
    }
    if (*model.moe->dense_layers > *model.layers) {
      find.contradiction("moe", fmt::format("{} of {} layers are dense", *model.moe->dense_layers, *model.layers),
                         "dense_layers is at most layers.");
    }
  }
  for (const SideStackSpec& stack : model.side_stacks) {
    if (stack.shape) {
      check_published(find, "side_stacks", stack.params, stack_parameters(*stack.shape), stack_tolerance);
    }
  }
  check_published(find, "total_params", model.total_params, parameter_count(model), total_tolerance);
  check_published(find, "active_params", model.active_params, active_parameter_count(model), active_tolerance);
}

void check_entry(const ClimateSpec& climate, const Node& entry, Diagnostics& diagnostics) {
  const Finder find(climate.name, entry, diagnostics);
  bool complete = true;
  for (const auto& [key, values] :
       {std::pair{"dry_bulb_c", &*climate.dry_bulb_c}, {"wet_bulb_c", &*climate.wet_bulb_c}}) {
    if (values->size() != 12) {
      find.add(code::wrong_kind, key, fmt::format("{} has {} values", key, values->size()),
               "Write 12 values, January to December.");
      complete = false;
    }
  }
  for (std::size_t month = 0; complete && month < 12; ++month) {
    const double dry = (*climate.dry_bulb_c)[month];
    const double wet = (*climate.wet_bulb_c)[month];
    if (wet > dry) {
      find.contradiction("wet_bulb_c",
                         fmt::format("in month {} the wet bulb ({} degC) is above the dry bulb ({} degC)", month + 1,
                                     shortest(wet), shortest(dry)),
                         "The wet bulb is at most the dry bulb.");
    }
  }
}

void check_entry(const TariffSpec& tariff, const Node& entry, Diagnostics& diagnostics) {
  const Finder find(tariff.name, entry, diagnostics);
  std::vector<const std::vector<std::int64_t>*> groups;
  for (const TariffSeasonSpec& season : tariff.seasons) {
    groups.push_back(&season.months);
    check_bands(find, season);
  }
  check_months(find, "seasons", groups);
  for (const TariffDiscountSpec& discount : tariff.discounts) {
    if (discount.first_hour >= discount.last_hour) {
      find.contradiction("discounts",
                         fmt::format("the discount \"{}\" begins at hour {} and ends at hour {}",
                                     printable(discount.name), discount.first_hour, discount.last_hour),
                         "first_hour is before last_hour.");
    }
  }
  check_holidays(find, tariff.holidays);
}

void check_entry(const GridSpec& grid, const Node& entry, Diagnostics& diagnostics) {
  const Finder find(grid.name, entry, diagnostics);
  std::vector<const std::vector<std::int64_t>*> groups;
  for (const CarbonShapeSpec& shape : grid.carbon_shape) {
    groups.push_back(&shape.months);
    if (shape.multipliers->size() != 24) {
      find.add(code::wrong_kind, "carbon_shape",
               fmt::format("the shape \"{}\" has {} values", printable(shape.name), shape.multipliers->size()),
               "Write 24 values, one per hour from midnight.");
    }
  }
  if (!groups.empty()) {
    check_months(find, "carbon_shape", groups);
  }
}

void check_entry(const CostSpec& cost, const Node& entry, Diagnostics& diagnostics) {
  Finder(cost.name, entry, diagnostics)
      .ordered("machine_life", *cost.machine_life, "building_life", *cost.building_life);
}

void check_references(const std::vector<ReferenceSpec>& references, const Node& list, Diagnostics& diagnostics) {
  static const std::set<std::string> grades{"read", "derived", "recalled-high", "recalled-medium", "recalled-low"};
  std::set<std::string> seen;
  for (std::size_t i = 0; i < references.size(); ++i) {
    const ReferenceSpec& reference = references[i];
    const Node* entry = list.is_list() && i < list.items().size() ? &list.items()[i] : &list;
    const Finder find(reference.key, *entry, diagnostics);
    if (reference.key.empty() ||
        reference.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") != std::string::npos) {
      find.add(code::unknown_name, "key", fmt::format("\"{}\" is not a reference key", printable(reference.key)),
               "Write lower-case letters, digits, dots and dashes.");
    }
    if (!seen.insert(reference.key).second) {
      find.add(code::duplicate_key, "key", fmt::format("the reference \"{}\" is there twice", printable(reference.key)),
               "Give each reference its own key.");
    }
    if (!grades.contains(reference.grade)) {
      find.add(code::unknown_name, "grade", fmt::format("unknown grade \"{}\"", printable(reference.grade)),
               "Expected one of: read, derived, recalled-high, recalled-medium, recalled-low.");
    }
    if (reference.url.rfind("http", 0) != 0) {
      find.add(code::not_readable, "url", fmt::format("\"{}\" is not an address", printable(reference.url)),
               "Write the address with https://.");
    }
  }
}

}  // namespace aif
