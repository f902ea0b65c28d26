#pragma once

#include <string>

#include "catalog/hardware.hpp"
#include "fabric/collectives.hpp"

namespace aif {

/// The links of a catalog system: its GPU's rate, its domain and its adapter, with the constants of the generation that
/// comes nearest. `network` is a name of models/interconnects/collectives.yaml.
CollectiveSystem collective_system(const SystemSpec& spec, const CollectiveConstants& constants,
                                   const std::string& network = "infiniband");

/// The links of a GPU that a text names: "NVIDIA H100 80GB HBM3", "GB200-NVL72", "B200 (AWS P6-B200)". Throws
/// SimulationError with the names it knows.
CollectiveSystem collective_system(const std::string& gpu, const CollectiveConstants& constants);

/// Reads what a text says about links into `system`: "NVLink4 (450 GB/s/dir) + NVSwitch", "8x400 Gb/s IB per node",
/// "200 Gb/s RDMA, 1 NIC", "PCIe Gen5", "100 GbE TCP/IP", "no SHARP". `per_node` GPUs share the adapters of a node.
/// What the text does not say stays.
void read_interconnect(const std::string& original, std::int64_t per_node, const CollectiveConstants& constants,
                       CollectiveSystem& system);

}  // namespace aif
