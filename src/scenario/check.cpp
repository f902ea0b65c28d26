#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "scenario/bounds.hpp"
#include "scenario/check_context.hpp"

/// The whole scenario: names, sizes, period, operators. Sites, workloads and layouts have files of their own.
namespace aif {

namespace {

bool is_good_name(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !name.empty() && name.size() <= max_name_length && std::all_of(name.begin(), name.end(), allowed);
}

void check_name(const CheckContext& context, const std::string& name, const Place& owner) {
  if (!is_good_name(name)) {
    context.error(code::out_of_range, owner.at("name"), fmt::format("\"{}\" cannot be a name", printable(name)),
                  fmt::format("Use 1 to {} lower-case letters, digits, \"-\", \"_\" and \".\"; titles and notes take "
                              "any text.",
                              max_name_length));
  }
}

/// Names of one list, as written: well formed and each only once.
void check_names(const CheckContext& context, const std::vector<Place>& list, const std::string& noun) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string name = list[i].text("name");
    if (!list[i].at("name").written()) {
      continue;  // reported as missing
    }
    check_name(context, name, list[i]);
    const auto first = std::find_if(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(i),
                                    [&name](const Place& other) { return other.text("name") == name; });
    if (first != list.begin() + static_cast<std::ptrdiff_t>(i)) {
      context.contradiction(list[i].at("name"), first->at("name"),
                            fmt::format("two {}s are called \"{}\"", noun, printable(name)), "Rename one of them.");
    }
  }
}

/// Whether a list has a bearable number of elements; `least` may be 0.
void check_size(const CheckContext& context, const Place& owner, const std::string& key, std::size_t least,
                std::size_t most) {
  const Place list = owner.at(key);
  if (list.node() == nullptr || !list.node()->is_list()) {
    return;  // reported while reading
  }
  const std::size_t size = list.node()->items().size();
  if (size < least) {
    context.error(code::out_of_range, list, fmt::format("the list of {} is empty", key));
  } else if (size > most) {
    context.error(code::out_of_range, list, fmt::format("{} {} are too many; the most is {}", size, key, most));
  }
}

void check_all_names(const CheckContext& context) {
  const Place& root = context.root;
  if (root.at("name").written()) {
    check_name(context, root.text("name"), root);
  }
  check_size(context, root, "operators", 1, max_operators);
  check_size(context, root, "sites", 1, max_sites);
  check_size(context, root, "workloads", 0, max_workloads);
  check_names(context, root.elements("operators"), "operator");
  check_names(context, root.elements("sites"), "site");
  check_names(context, root.elements("workloads"), "workload");
  for (const Place& site : root.elements("sites")) {
    check_size(context, site, "pools", 1, max_pools_per_site);
    check_names(context, site.elements("pools"), "pool");
    for (const Place& pool : site.elements("pools")) {
      check_size(context, pool, "deliveries", 0, max_deliveries_per_pool);
    }
  }
}

void check_period(const CheckContext& context) {
  const ScenarioSpec& spec = context.spec;
  const Place start = context.root.at("start");
  if (context.has_start()) {
    const CivilTime local = civil(spec.start);
    if (local.minute != 0 || local.second != 0) {
      context.error(code::bad_dates, start, "a scenario starts on a full hour of local time");
    }
    if (local.year < 2000 || local.year > 2100) {
      context.error(code::bad_dates, start, fmt::format("the year {} is not between 2000 and 2100", local.year));
    }
  }
  const double rows = spec.duration.si() / spec.outputs.series_interval.si() * static_cast<double>(spec.sites.size());
  if (rows > max_series_rows) {
    context.error(
        code::out_of_range, context.root.at("outputs").at("series_interval"),
        fmt::format("timeseries.csv would have {} rows; the most is {}", grouped(rows, 3), grouped(max_series_rows, 3)),
        "Choose a longer series_interval.");
  }
}

void check_total_gpus(const CheckContext& context) {
  double total = 0;
  for (const SiteSpec& site : context.spec.sites) {
    for (const PoolSpec& pool : site.pools) {
      total += static_cast<double>(final_gpus(pool));
    }
  }
  if (total > max_gpus) {
    context.error(
        code::out_of_range, context.root.at("sites"),
        fmt::format("all pools together have {} GPUs; the most is {}", number(total), number(double{max_gpus})));
  }
}

void check_operators_are_used(const CheckContext& context) {
  std::set<std::string> used;
  for (const Place& site : context.root.elements("sites")) {
    used.insert(site.text("operator"));
  }
  for (const Place& workload : context.root.elements("workloads")) {
    used.insert(workload.text("operator"));
  }
  for (std::size_t i = 0; i < context.spec.operators.size(); ++i) {
    const std::string& name = context.spec.operators[i].name;
    if (used.count(name) == 0) {
      context.warn(context.operators[i], fmt::format("operator \"{}\" has neither sites nor work", name));
    }
  }
}

}  // namespace

void check_scenario(const ScenarioSpec& spec, const Node& document, Diagnostics& diagnostics) {
  const CheckContext context(spec, document, diagnostics);
  check_all_names(context);
  check_period(context);
  check_total_gpus(context);
  check_operators_are_used(context);
  for (std::size_t i = 0; i < spec.sites.size(); ++i) {
    check_site(context, i);
  }
  for (std::size_t i = 0; i < spec.workloads.size(); ++i) {
    check_workload(context, i);
  }
}

}  // namespace aif
