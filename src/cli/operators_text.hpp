#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "step/operator_list.hpp"

namespace aif {

/// The operators of a job: how often, shape, format, FLOPs, bytes, time alone, and how the price came about.
std::string operators_text(const std::vector<step::PricedOperator>& operators, const step::Job& job);
nlohmann::ordered_json operators_json(const std::vector<step::PricedOperator>& operators, const step::Job& job);

}  // namespace aif
