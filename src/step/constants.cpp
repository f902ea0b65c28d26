#include "step/constants.hpp"

#include <array>
#include <utility>

namespace aif::step {
namespace {

using G = GlobalCalibration;
using C = Constants;

struct Ratio {
  const char* name;
  Calibrated<double> G::*from;
  double C::*to;
};
struct Time {
  const char* name;
  Calibrated<Duration> G::*from;
  double C::*to;
};

#define AIF_CONSTANT(name) \
  { #name, &G::name, &C::name }
constexpr std::array ratios{
    Ratio AIF_CONSTANT(attention_forward),
    Ratio AIF_CONSTANT(attention_backward),
    Ratio AIF_CONSTANT(element_wise),
    Ratio AIF_CONSTANT(softmax),
    Ratio AIF_CONSTANT(cast),
    Ratio AIF_CONSTANT(cast_block_scaled),
    Ratio AIF_CONSTANT(host_before_2023),
    Ratio AIF_CONSTANT(layer_gap_low_precision),
    Ratio AIF_CONSTANT(routing_traffic),
    Ratio AIF_CONSTANT(grouped_gemm),
    Ratio AIF_CONSTANT(graph_gap),
    Ratio AIF_CONSTANT(overlap_launches),
    Ratio AIF_CONSTANT(bias_traffic),
    Ratio AIF_CONSTANT(attention_low_precision),
    Ratio AIF_CONSTANT(fp8_first_year),
    Ratio AIF_CONSTANT(before_2023),
    Ratio AIF_CONSTANT(nvlink_achieved),
    Ratio AIF_CONSTANT(nic_achieved),
    Ratio AIF_CONSTANT(tensor_exposed),
    Ratio AIF_CONSTANT(tensor_exposed_without_overlap),
    Ratio AIF_CONSTANT(context_exposed),
    Ratio AIF_CONSTANT(expert_exposed),
    Ratio AIF_CONSTANT(expert_exposed_without_overlap),
    Ratio AIF_CONSTANT(pipeline_exposed),
    Ratio AIF_CONSTANT(pipeline_exposed_before_2023),
    Ratio AIF_CONSTANT(gradient_exposed),
    Ratio AIF_CONSTANT(gradient_exposed_without_overlap),
    Ratio AIF_CONSTANT(fsdp_exposed),
    Ratio AIF_CONSTANT(optimizer_bytes),
    Ratio AIF_CONSTANT(straggler_per_doubling),
    Ratio AIF_CONSTANT(host_offload_exposed),
};
constexpr std::array times{
    Time AIF_CONSTANT(host_floor),   Time AIF_CONSTANT(host_routing),       Time AIF_CONSTANT(layer_gap),
    Time AIF_CONSTANT(routing_gap),  Time AIF_CONSTANT(fixed_per_step),     Time AIF_CONSTANT(network_hop_latency),
    Time AIF_CONSTANT(expert_gap),   Time AIF_CONSTANT(broadcast_per_rank), Time AIF_CONSTANT(checkpoint_host),
    Time AIF_CONSTANT(exchange_gap),
};
#undef AIF_CONSTANT

}  // namespace

Constants constants_of(const GlobalCalibration& global, Belief belief) {
  Constants constants;
  const bool calibrated = belief == Belief::calibrated;
  for (const Ratio& r : ratios) {
    const Calibrated<double>& number = global.*r.from;
    constants.*r.to = calibrated ? number.value : number.prior;
  }
  for (const Time& t : times) {
    const Calibrated<Duration>& number = global.*t.from;
    constants.*t.to = (calibrated ? number.value : number.prior).si();
  }
  return constants;
}

bool set_constant(Constants& constants, const std::string& name, double value) {
  for (const Ratio& r : ratios) {
    if (name == r.name) {
      constants.*r.to = value;
      return true;
    }
  }
  for (const Time& t : times) {
    if (name == t.name) {
      constants.*t.to = value;
      return true;
    }
  }
  return false;
}

}  // namespace aif::step
