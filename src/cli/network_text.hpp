#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "step/across_sites.hpp"
#include "step/job.hpp"

namespace aif {

/// What a step says about the network beyond adapters: trunks that limit it, lines between sites. Empty if neither is
/// there.
std::string network_text(const step::Job& job, const std::optional<step::AcrossSites>& across);
nlohmann::ordered_json network_json(const step::Job& job, const std::optional<step::AcrossSites>& across);

}  // namespace aif
