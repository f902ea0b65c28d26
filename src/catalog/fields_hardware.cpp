#include "catalog/hardware.hpp"

namespace aif {
namespace {

Limits efficiency() { return {.min = 0.0, .max = 1.0, .min_excluded = true}; }

}  // namespace

std::vector<std::string> EnumNames<CoolingKind>::names() { return {"air", "liquid", "hybrid", "immersion"}; }
std::vector<std::string> EnumNames<LinkTechnology>::names() { return {"infiniband", "ethernet", "nvlink"}; }

const Record<GpuSpec>& Fields<GpuSpec>::get() {
  static const Record<GpuSpec> record =
      Record<GpuSpec>("gpu",
                      "An accelerator package. Peak rates are dense, without structured sparsity; a precision "
                      "that is absent is not supported in hardware.")
          .ignored("schema")
          .ignored("kind")
          .ignored("source")
          .required("name", &GpuSpec::name, "Name in the catalog; also the name of the file.")
          .required("title", &GpuSpec::title, "Name for people.")
          .required("vendor", &GpuSpec::vendor, "Who makes it.")
          .required("generation", &GpuSpec::generation,
                    "Family that shares calibrated efficiencies: ampere, hopper, blackwell, ...")
          .required("bf16", &GpuSpec::bf16, "Peak rate of BF16 and FP16 matrix products [FLOP/s].", positive())
          .optional("fp8", &GpuSpec::fp8, "Peak rate of FP8 matrix products [FLOP/s].", positive())
          .optional("fp4", &GpuSpec::fp4, "Peak rate of FP4 matrix products [FLOP/s].", positive())
          .optional("sm_count", &GpuSpec::sm_count, "Streaming multiprocessors or compute units that are enabled.",
                    at_least(1))
          .required("memory", &GpuSpec::memory, "Device memory [B].", positive())
          .required("memory_bandwidth", &GpuSpec::memory_bandwidth, "Bandwidth of the device memory [B/s].", positive())
          .required("scale_up_bandwidth", &GpuSpec::scale_up_bandwidth,
                    "Bandwidth to the other GPUs of the domain, per GPU and direction [B/s]: NVLink, Infinity Fabric, "
                    "or PCI Express if it has neither.",
                    positive())
          .required("tdp", &GpuSpec::tdp, "Rated power [W].", positive())
          .required("idle_power", &GpuSpec::idle_power, "Power when switched on without work [W].", positive())
          .optional("min_power_cap", &GpuSpec::min_power_cap, "Lowest power limit that can be set [W].", positive())
          .required("training_efficiency", &GpuSpec::training_efficiency,
                    "Achieved over peak rate in the large matrix products of training, sustained under rated power; "
                    "above 0, at most 1.",
                    efficiency())
          .required("decode_efficiency", &GpuSpec::decode_efficiency,
                    "Achieved over peak memory bandwidth while generating tokens; above 0, at most 1.", efficiency())
          .optional("price", &GpuSpec::price, "Price of one GPU [USD].", positive())
          .optional("embodied_carbon", &GpuSpec::embodied_carbon, "Emissions of making one GPU [kg CO2e].", positive())
          .optional("pre_release", &GpuSpec::pre_release, "The figures were published before the product.")
          .optional("note", &GpuSpec::note, "Remark.");
  return record;
}

const Record<SystemSpec>& Fields<SystemSpec>::get() {
  static const Record<SystemSpec> record =
      Record<SystemSpec>("system",
                         "A server as it is bought: what is scheduled, fails and is repaired as one node. "
                         "Powers are at the AC input, with the node's share of its rack.")
          .ignored("schema")
          .ignored("kind")
          .ignored("source")
          .required("name", &SystemSpec::name, "Name in the catalog; also the name of the file.")
          .required("title", &SystemSpec::title, "Name for people.")
          .required("gpu", &SystemSpec::gpu, "Its accelerator: a name from the catalog of GPUs.")
          .required("gpus_per_node", &SystemSpec::gpus_per_node, "GPUs in one node.", between(1, 1024))
          .optional("nodes_per_domain", &SystemSpec::nodes_per_domain,
                    "Nodes that share one scale-up domain: 18 compute trays in an NVL72 rack.", between(1, 1024))
          .required("max_power", &SystemSpec::max_power, "Most that the node draws, for sizing [W].", positive())
          .required("idle_power", &SystemSpec::idle_power, "Power when switched on without work [W].", positive())
          .required("training_power", &SystemSpec::training_power, "Mean power over a compute-bound training run [W].",
                    positive())
          .required("psu_efficiency", &SystemSpec::psu_efficiency,
                    "Power out over power in of the node's supplies; above 0, at most 1.", efficiency())
          .optional("cooling", &SystemSpec::cooling, "How its heat leaves.")
          .required("liquid_share", &SystemSpec::liquid_share, "Part of the heat that leaves by liquid, 0 to 1.",
                    fraction())
          .required("nic_bandwidth", &SystemSpec::nic_bandwidth,
                    "Bandwidth to the fabric between nodes, per GPU and direction [B/s].", positive())
          .optional("price", &SystemSpec::price, "Price of one node, GPUs included [USD].", positive())
          .optional("embodied_carbon", &SystemSpec::embodied_carbon,
                    "Emissions of making one node, GPUs included [kg CO2e].", positive())
          .optional("note", &SystemSpec::note, "Remark.");
  return record;
}

const Record<SwitchSpec>& Fields<SwitchSpec>::get() {
  static const Record<SwitchSpec> record =
      Record<SwitchSpec>("switch", "A network switch.")
          .ignored("schema")
          .ignored("kind")
          .ignored("source")
          .required("name", &SwitchSpec::name, "Name in the catalog; also the name of the file.")
          .required("title", &SwitchSpec::title, "Name for people.")
          .required("technology", &SwitchSpec::technology, "What its links speak.")
          .required("ports", &SwitchSpec::ports, "Ports at the rate given.", between(1, 4096))
          .required("port_rate", &SwitchSpec::port_rate, "Rate of one port in each direction [B/s].", positive())
          .required("latency", &SwitchSpec::latency, "From port to port, first byte in to first byte out [s].",
                    positive())
          .required("power", &SwitchSpec::power, "Typical power without optics [W].", positive())
          .optional("max_power", &SwitchSpec::max_power, "Most power, with optics in every port [W].", positive())
          .optional("price", &SwitchSpec::price, "Price of one switch [USD].", positive())
          .optional("note", &SwitchSpec::note, "Remark.");
  return record;
}

const Record<OpticSpec>& Fields<OpticSpec>::get() {
  static const Record<OpticSpec> record =
      Record<OpticSpec>("optic", "A transceiver module or cable end.")
          .ignored("schema")
          .ignored("kind")
          .ignored("source")
          .required("name", &OpticSpec::name, "Name in the catalog; also the name of the file.")
          .required("title", &OpticSpec::title, "Name for people.")
          .required("rate", &OpticSpec::rate, "Rate in each direction [B/s].", positive())
          .required("power", &OpticSpec::power, "Power of one module [W].", non_negative())
          .required("reach", &OpticSpec::reach, "Longest link it can serve [m].", positive())
          .optional("price", &OpticSpec::price, "Price of one module [USD].", positive())
          .optional("note", &OpticSpec::note, "Remark.");
  return record;
}

}  // namespace aif
