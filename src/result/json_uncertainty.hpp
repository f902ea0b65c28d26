#pragma once

#include <nlohmann/json.hpp>

#include "result/uncertainty.hpp"

/// The key `uncertainty` of result.json. Used inside this folder and where statistics are printed alone.
namespace aif {

nlohmann::ordered_json uncertainty_json(const UncertaintyResult& uncertainty);
/// The reverse; throws nlohmann::json::exception if something is missing or of another kind.
UncertaintyResult uncertainty_from(const nlohmann::json& json);

}  // namespace aif
