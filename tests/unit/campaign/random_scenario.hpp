#pragma once

#include <cstdint>
#include <string>

#include "campaign/campaign.hpp"
#include "catalog/catalog.hpp"
#include "scenario/scenario.hpp"

/// Scenarios for property tests: small, quick, and different at every number.
namespace aif::test {

/// A random scenario of one to three sites, some days, and a random choice of every kind of workload.
std::string random_scenario(std::uint64_t number);

/// One pool of `gpus` H100 under `feed_mw`, for `days`, with the given workloads (YAML, indented by two).
std::string single_site(int gpus, double feed_mw, double days, const std::string& workloads,
                        const std::string& pool_extra = "");

ResolvedScenario load(const std::string& text);

/// The scenario with further keys at its first site.
std::string with_energy(std::string scenario, const std::string& energy);

}  // namespace aif::test
