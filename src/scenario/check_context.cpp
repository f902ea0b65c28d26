#include "scenario/check_context.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace aif {

namespace {

std::vector<std::string> names_of(const std::vector<Place>& places) {
  std::vector<std::string> names;
  for (const Place& place : places) {
    names.push_back(place.text("name"));
  }
  return names;
}

std::int64_t usable(const PoolSpec& pool, std::int64_t gpus) {
  const std::int64_t per_node = pool.system ? std::max<std::int64_t>(pool.system->gpus_per_node, 1) : 1;
  const std::int64_t nodes = gpus / per_node;
  return (nodes - spare_nodes(pool, nodes)) * per_node;
}

}  // namespace

std::int64_t PlacedPool::gpus_per_node() const {
  return pool->system ? std::max<std::int64_t>(pool->system->gpus_per_node, 1) : 1;
}
std::int64_t PlacedPool::usable_gpus() const { return usable(*pool, final_gpus(*pool)); }

std::int64_t PlacedPool::usable_gpus_at(Instant moment) const {
  std::int64_t gpus = pool->gpus;
  for (const DeliverySpec& delivery : pool->deliveries) {
    gpus += delivery.date.instant <= moment ? delivery.gpus : 0;
  }
  return usable(*pool, gpus);
}

CheckContext::CheckContext(const ScenarioSpec& scenario, const Node& document, Diagnostics& findings)
    : spec(scenario), diagnostics(findings), root(document) {
  const auto name = [](const auto& element) -> const std::string& { return element.name; };
  const std::vector<Place> written_sites = root.elements("sites");
  operators = places_of(spec.operators, root.elements("operators"), name, root.at("operators"));
  sites = places_of(spec.sites, written_sites, name, root.at("sites"));
  workloads = places_of(spec.workloads, root.elements("workloads"), workload_name, root.at("workloads"));
  operator_names = names_of(root.elements("operators"));
  site_names = names_of(written_sites);
  for (const Place& site : written_sites) {
    for (const Place& pool : site.elements("pools")) {
      pool_names.push_back(site.text("name") + "/" + pool.text("name"));
    }
  }
  for (std::size_t i = 0; i < spec.sites.size(); ++i) {
    const SiteSpec& site = spec.sites[i];
    pools.push_back(places_of(site.pools, sites[i].elements("pools"), name, sites[i].at("pools")));
    for (std::size_t k = 0; k < site.pools.size(); ++k) {
      pool_by_name_.emplace(site.name + "/" + site.pools[k].name, PlacedPool{&site, &site.pools[k], pools[i][k]});
    }
  }
}

const PlacedPool* CheckContext::find_pool(const std::string& name) const {
  const auto found = pool_by_name_.find(name);
  return found == pool_by_name_.end() ? nullptr : &found->second;
}

void CheckContext::error(const char* error_code, const Place& place, std::string message, std::string hint) const {
  diagnostics.error(error_code, place.where(), place.path(), std::move(message), std::move(hint));
}

void CheckContext::warn(const Place& place, std::string message, std::string hint) const {
  diagnostics.warn(place.where(), place.path(), std::move(message), std::move(hint));
}

void CheckContext::note(const Place& place, std::string message) const {
  diagnostics.note(place.where(), place.path(), std::move(message));
}

void CheckContext::contradiction(const Place& place, const Place& other, std::string message, std::string hint) const {
  diagnostics.add({.severity = Severity::error,
                   .code = code::contradiction,
                   .where = place.where(),
                   .path = place.path(),
                   .message = std::move(message),
                   .hint = std::move(hint),
                   .other = other.where()});
}

void CheckContext::check_operator(const std::string& name, const Place& owner) const {
  if (std::find(operator_names.begin(), operator_names.end(), name) == operator_names.end() &&
      root.at("operators").written()) {
    error(code::unknown_name, owner.at("operator"), fmt::format("there is no operator \"{}\"", printable(name)),
          suggest(name, operator_names));
  }
}

std::string number(std::int64_t value) { return number(static_cast<double>(value)); }
std::string number(double value) { return grouped(value, 15); }

std::string counted(std::int64_t count, const std::string& noun) {
  return number(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace aif
