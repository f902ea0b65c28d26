#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "step/breakdown.hpp"
#include "step/plan.hpp"

namespace aif {

/// A step for people: what is asked, time, memory, traffic, energy, what was priced by a default.
/// `simulated_s`: step time as played in SimGrid; 0 if it was not.
std::string step_text(const std::string& title, const step::Breakdown& breakdown, double simulated_s);
nlohmann::ordered_json step_json(const std::string& title, const step::Breakdown& breakdown, double simulated_s);

std::string plan_text(const step::PlanRequest& request, const step::Plan& plan);
nlohmann::ordered_json plan_json(const step::Plan& plan);

/// "zero1"
std::string name_of(step::Sharding sharding);

}  // namespace aif
