#pragma once

#include "campaign/world.hpp"
#include "result/result.hpp"

/// The part of collecting a result that deals with energy and money. Internal to this folder.
namespace aif {

void add(UtilityTotals& sum, const UtilityTotals& part);
void add(CostTotals& sum, const CostTotals& part);

/// Totals of a site with its bill, contracts and costs; its series goes to `result`.
SiteResult collect_site(World& world, std::size_t site, double now_s, Result& result);

/// GPU-time and energy that a workload held, by pool.
std::map<std::size_t, WorkloadState::Held> held_by_pool(const WorkloadState& state);

/// Shares the costs and emissions of the sites among the workloads, and those of workloads among their models: what
/// electricity costs and emits by the energy of the nodes held, the rest by GPU-time held. What nobody holds is
/// carried by those who hold something.
void share_costs(const World& world, Result& result);

}  // namespace aif
