#pragma once

#include <cstdint>

#include "campaign/power_draw.hpp"
#include "scheduling/node_set.hpp"

namespace aif {

/// Whoever holds nodes of a pool. Everything a holder does is constant between its settlements: rate of
/// progress, power, uses.
class Holder {
 public:
  virtual ~Holder() = default;
  /// Accounts for the time since the last settlement.
  virtual void settle(double now_s) = 0;
  /// The power cap of its nodes becomes `cap`: settle, then go on at the new speed.
  virtual void cap_changed(double now_s, double cap) = 0;
  [[nodiscard]] virtual double cap() const = 0;  ///< it goes on at
  virtual PowerDraw& draw() = 0;
  /// One held node failed; the pool took it out of `nodes` already.
  virtual void lost_node(double now_s) = 0;

  NodeSet nodes;  ///< held now
};

/// A holder whose width may change at any moment: bags of tasks, serving fleets.
class ElasticHolder : public Holder {
 public:
  /// Nodes it would like to hold now.
  [[nodiscard]] virtual std::uint32_t wanted(double now_s) const = 0;
  /// Whether its nodes may be taken for others now.
  [[nodiscard]] virtual bool reclaimable(double now_s) const = 0;
  /// Served before the queue of gang jobs (services), else after it (bags of tasks).
  [[nodiscard]] virtual bool before_queue() const = 0;
  /// Among those served after the queue: lower first.
  [[nodiscard]] virtual double rank(double now_s) const = 0;
  /// The pool calls it before (settle) and after it changed `nodes`.
  virtual void resized(double now_s) = 0;
};

}  // namespace aif
