#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/quantity.hpp"
#include "scenario/power_tree_spec.hpp"

namespace aif {

/// Loads of a pool's racks, PDUs and switchboards, and the caps that keep each within its limit.
///
/// What it computes  for nodes numbered along the hall, the largest cap at which nothing above them is overloaded
/// Equation     instance i of a level with n_i nodes:  U_i = n_i P_idle + sum of u,  K_i = sum of k     (1)
///              c_i = 1 - (U_i - limit) / K_i, at most 1, at least the least cap                        (2)
///              cap of a group of nodes = least c_i of all instances it has nodes in                    (3)
/// Symbols      u [W] what a node draws above idle without a cap, k [W] what a cap of zero would take off it
/// Valid for    any mix of holders. Because every holder in an instance is at or below its c_i, the instance stays
///              within its limit whenever (2) is not cut off at the least cap; over() counts where it is
/// Not modelled headroom that a mixed instance has left when a holder is slowed for the sake of another one; losses
///              between the levels; phases and breakers
/// Checked by   tests/unit/power/power_tree_test.cpp
class PowerTree {
 public:
  enum Level { node, rack, pdu, switchboard };
  static constexpr std::size_t level_count = 4;

  /// For `nodes` nodes that idle at `idle`; `domain` nodes share an NVLink domain. Levels without a limit cost nothing.
  PowerTree(const PowerTreeSpec& spec, std::uint32_t nodes, Power idle, std::int64_t domain);

  [[nodiscard]] bool limits_anything() const;
  /// Nodes first .. first + count - 1 draw so much more per node. True if a cap matters to holders there.
  bool change(std::uint32_t first, std::uint32_t count, double above_idle_w, double cappable_w);
  /// The largest cap allowed to nodes first .. first + count - 1.
  [[nodiscard]] double cap(std::uint32_t first, std::uint32_t count) const;
  /// Instances above their limit although everything in them is at the least cap.
  [[nodiscard]] std::uint32_t over() const { return over_; }
  /// Nodes under one instance of a level.
  [[nodiscard]] std::uint32_t group(Level level) const { return levels_[level].group; }

 private:
  struct Instance {
    double above_idle_w = 0;
    double cappable_w = 0;
    double cap = 1;
    bool over = false;
  };
  struct LevelState {
    std::uint32_t group = 1;
    double limit_w = 0;  ///< 0: none
    std::vector<Instance> instances;
  };
  [[nodiscard]] bool refresh(LevelState& level, std::uint32_t index);

  std::array<LevelState, level_count> levels_;
  std::uint32_t nodes_ = 0;
  double idle_w_ = 0;
  std::uint32_t over_ = 0;
};

}  // namespace aif
