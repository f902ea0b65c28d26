#include "campaign/fleet.hpp"

#include "campaign/pool_state.hpp"
#include "core/contracts.hpp"

namespace aif {

Fleet::Fleet(FleetSpec spec, PoolState& pool) : spec_(spec), pool_(pool), draw_(pool, spec_.priority) {}

std::size_t Fleet::pool_index() const { return pool_.index(); }

void Fleet::load(double now_s, double busy, double deferred) {
  AIF_EXPECT(busy >= 0 && deferred >= 0 && busy + deferred <= 1.0 + 1e-9);
  settle(now_s);
  busy_ = busy;
  deferred_ = deferred;
  update_power();
}

void Fleet::settle(double now_s) {
  const double dt = now_s - settled_s_;
  settled_s_ = now_s;
  if (dt <= 0 || nodes.empty()) {
    return;
  }
  const double gpu_s = nodes.size() * pool_.gpus_per_node() * dt;
  gpu_time_s_ += gpu_s;
  energy_j_ += draw_.watts_at(cap_) * dt;
  pool_.count(spec_.busy_use, gpu_s * busy_);
  pool_.count(Use::batch, gpu_s * deferred_);
  pool_.count(spec_.slack_use, gpu_s * (1.0 - busy_ - deferred_));
  pool_.count(Bound::power, gpu_s * (busy_ + deferred_) * (1.0 - speed_));
  pool_.count(Bound::memory, gpu_s * (busy_ + deferred_) * speed_ * (1.0 - spec_.compute_share));
}

void Fleet::cap_changed(double now_s, double cap) {
  settle(now_s);
  cap_ = cap;
  speed_ = step_speed(cap, spec_.compute_share);
  if (on_change) {
    on_change(now_s);
  }
}

void Fleet::resized(double now_s) {
  cap_ = draw_.cap();
  speed_ = step_speed(cap_, spec_.compute_share);
  update_power();
  if (on_change) {
    on_change(now_s);
  }
}

void Fleet::update_power() {
  const NodePower& power = pool_.node_power();
  const double intensity = spec_.intensity * (busy_ + deferred_);
  draw_.set(nodes, [&](double cap) { return power.busy(intensity, cap).si(); });
}

}  // namespace aif
