#pragma once

#include <optional>
#include <string>
#include <vector>

#include "document/sourced.hpp"

/// Catalog entries of machines: what a data sheet or a measurement says about a GPU, a system, a switch.
namespace aif {

/// An accelerator package. Peaks are dense (no sparsity); absent precisions are not supported in hardware.
struct GpuSpec {
  static constexpr const char* catalog_kind = "gpu";
  std::string name;
  std::string title;
  std::string vendor;
  std::string generation;  ///< calibration family: "ampere", "hopper", "blackwell", ...
  Sourced<FlopRate> bf16;  ///< also fp16
  std::optional<Sourced<FlopRate>> fp8;
  std::optional<Sourced<FlopRate>> fp4;
  std::optional<Sourced<std::int64_t>> sm_count;
  Sourced<DataSize> memory;
  Sourced<DataRate> memory_bandwidth;
  Sourced<DataRate> scale_up_bandwidth;  ///< per GPU and direction: NVLink, Infinity Fabric, or PCIe if it has neither
  Sourced<Power> tdp;
  Sourced<Power> idle_power;
  std::optional<Sourced<Power>> min_power_cap;
  Sourced<double> training_efficiency;  ///< achieved / peak in large training GEMMs, sustained under power
  Sourced<double> decode_efficiency;    ///< achieved / peak memory bandwidth while generating tokens
  std::optional<Sourced<Dollars>> price;
  std::optional<Sourced<CarbonMass>> embodied_carbon;
  bool pre_release = false;
  std::string note;
};

enum class CoolingKind { air, liquid, hybrid, immersion };

/// A server as it is bought: what is scheduled, fails and is repaired as one node.
struct SystemSpec {
  static constexpr const char* catalog_kind = "system";
  std::string name;
  std::string title;
  Ref<GpuSpec> gpu;
  std::int64_t gpus_per_node = 8;
  std::int64_t nodes_per_domain = 1;  ///< nodes that share one NVLink domain (18 trays in an NVL72 rack)
  Sourced<Power> max_power;           ///< per node, with its share of the rack, at the AC input
  Sourced<Power> idle_power;          ///< per node, powered and idle, at the AC input
  Sourced<Power> training_power;      ///< per node, mean over a compute-bound training run, at the AC input
  Sourced<double> psu_efficiency;
  CoolingKind cooling = CoolingKind::air;
  Sourced<double> liquid_share;           ///< of the heat that leaves by liquid
  Sourced<DataRate> nic_bandwidth;        ///< per GPU and direction
  std::optional<Sourced<Dollars>> price;  ///< per node
  std::optional<Sourced<CarbonMass>> embodied_carbon;
  std::string note;
};

enum class LinkTechnology { infiniband, ethernet, nvlink };

struct SwitchSpec {
  static constexpr const char* catalog_kind = "switch";
  std::string name;
  std::string title;
  LinkTechnology technology = LinkTechnology::infiniband;
  Sourced<std::int64_t> ports;
  Sourced<DataRate> port_rate;              ///< per direction
  Sourced<Duration> latency;                ///< port to port
  Sourced<Power> power;                     ///< typical, without optics
  std::optional<Sourced<Power>> max_power;  ///< with optics in every port
  std::optional<Sourced<Dollars>> price;
  std::string note;
};

struct OpticSpec {
  static constexpr const char* catalog_kind = "optic";
  std::string name;
  std::string title;
  Sourced<DataRate> rate;  ///< per direction
  Sourced<Power> power;    ///< per module
  Sourced<Length> reach;
  std::optional<Sourced<Dollars>> price;
  std::string note;
};

// Field lists and enum names, defined in the fields_*.cpp beside this header.
template <>
struct EnumNames<CoolingKind> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<LinkTechnology> {
  static std::vector<std::string> names();
};
template <>
struct Fields<GpuSpec> {
  static const Record<GpuSpec>& get();
};
template <>
struct Fields<SystemSpec> {
  static const Record<SystemSpec>& get();
};
template <>
struct Fields<SwitchSpec> {
  static const Record<SwitchSpec>& get();
};
template <>
struct Fields<OpticSpec> {
  static const Record<OpticSpec>& get();
};

}  // namespace aif
