#pragma once

#include <string>
#include <vector>

#include "power/gpu_power.hpp"

namespace aif {

/// One line of a node's power.
struct PartPower {
  std::string name;
  Power power;
};

/// Whether a job runs on the node.
enum class HostState { idle, busy };

/// Power of a node at its AC input, part by part.
///
/// What it computes  what a node draws while its GPUs draw so much, and where it goes
/// Equation     H = n P_gpu + sum of parts                                                                    (1)
///              fans    F = F_max max(0.5, H / H_max)^3, none in immersion                                     (2)
///              supply  loss L(y) R_s, y = (H + F) / R_s, through four efficiencies; P = H + F + L R_s          (3)
/// Symbols      n GPUs of P_gpu [W]; H [W] heat before fans, H_max of GPUs at rated power and busy parts; F_max [W] of
///              fans at full speed; R_s rated output of the supplies [W]; y load of the supplies; L loss over R_s,
///              straight between the points L_i = y_i (1 / eta_i - 1) and beyond them
/// Valid for    systems listed in models/power/nodes.yaml
/// Not modelled fans that follow the air's temperature; network optics outside the node (fabric/); storage servers
/// Source       parts: models/power/nodes.yaml; (2) fan laws [fan-laws]; (3) [80-plus-titanium],
///              [mlperf-training-v4-power]
/// Checked by   tests/unit/power/node_parts_test.cpp; metered nodes: tests/validation/campaigns.yaml
class NodeParts {
 public:
  NodeParts(const SystemSpec& system, const NodePartsSpec& node, const PowerData& data, CoolingKind cooling,
            RangePoint point = RangePoint::mid);

  /// Power at the AC input.
  [[nodiscard]] Power at(Power each_gpu, HostState state) const;
  /// The same without the supplies' losses.
  [[nodiscard]] Power behind_supplies(Power each_gpu, HostState state) const;
  /// Where it goes: GPUs, every part, fans, losses. Adds up to at().
  [[nodiscard]] std::vector<PartPower> parts(Power each_gpu, HostState state) const;

 private:
  [[nodiscard]] Power host(HostState state) const;
  [[nodiscard]] Power fans(Power heat) const;
  [[nodiscard]] Power loss(Power output) const;

  struct Line {
    std::string name;
    Power idle, busy;
  };
  double gpus_;
  std::vector<Line> lines_;
  Power fans_full_, heat_full_, supplies_rated_;
  std::vector<double> efficiency_;
};

}  // namespace aif
