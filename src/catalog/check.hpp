#pragma once

#include "catalog/ai_model.hpp"
#include "catalog/cost.hpp"
#include "catalog/environment.hpp"
#include "catalog/hardware.hpp"

/// What a catalog entry can get wrong although every field of it is well formed. `entry` gives the places.
namespace aif {

void check_entry(const GpuSpec& gpu, const Node& entry, Diagnostics& diagnostics);
void check_entry(const SystemSpec& system, const Node& entry, Diagnostics& diagnostics);
void check_entry(const SwitchSpec& network_switch, const Node& entry, Diagnostics& diagnostics);
void check_entry(const OpticSpec& optic, const Node& entry, Diagnostics& diagnostics);
void check_entry(const AiModelSpec& model, const Node& entry, Diagnostics& diagnostics);
void check_entry(const ClimateSpec& climate, const Node& entry, Diagnostics& diagnostics);
void check_entry(const TariffSpec& tariff, const Node& entry, Diagnostics& diagnostics);
void check_entry(const GridSpec& grid, const Node& entry, Diagnostics& diagnostics);
void check_entry(const CostSpec& cost, const Node& entry, Diagnostics& diagnostics);

/// Keys, grades and links of the bibliography. `list` is the document it was read from.
void check_references(const std::vector<ReferenceSpec>& references, const Node& list, Diagnostics& diagnostics);

}  // namespace aif
