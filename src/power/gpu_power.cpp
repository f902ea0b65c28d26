#include "power/gpu_power.hpp"

#include <algorithm>
#include <cmath>

#include "core/contracts.hpp"
#include "power/clock.hpp"

namespace aif {

namespace {

double pick(const PowerShare& share, RangePoint point) {
  AIF_EXPECT(share.range.size() == 2);
  switch (point) {
    case RangePoint::low:
      return share.range[0];
    case RangePoint::high:
      return share.range[1];
    case RangePoint::mid:
      break;
  }
  return share.value;
}

}  // namespace

GpuPower::GpuPower(const GpuSpec& gpu, const PowerData& data, RangePoint point)
    : rated_(*gpu.tdp), idle_(*gpu.idle_power), saving_(checkpoint_draw) {
  const GpuPowerFamily& family = data.family_of(gpu.name);
  measured_ = std::find(family.measured.begin(), family.measured.end(), gpu.name) != family.measured.end();
  gap_ = pick(family.gap, point);
  floor_ = std::max(gap_, pick(family.floor, point));
  memory_ = pick(family.memory, point);
  limit_ = pick(family.limit, point);
  exponent_ = family.exponent;
  product_16_ = pick(family.product_16, point);
  product_8_ = pick(family.product_8, point);
  product_4_ = pick(family.product_4, point);
  attention_ = pick(family.attention, point);
  occupied_ = point == RangePoint::low    ? collective_share_low
              : point == RangePoint::high ? collective_share_high
                                          : collective_share;
}

Power GpuPower::share(double value) const { return std::max(idle_, std::min(value, limit_) * rated_); }

double GpuPower::unlimited(const KernelLoad& load) const {
  const double tensor =
      product_16_ * std::pow(load.product_16, exponent_) + product_8_ * std::pow(load.product_8, exponent_) +
      product_4_ * std::pow(load.product_4, exponent_) + attention_ * std::pow(load.attention, exponent_);
  return floor_ + tensor + memory_ * load.memory;
}

Power GpuPower::running(const KernelLoad& load) const { return share(unlimited(load)); }

PassPower GpuPower::pass(const PassMix& mix) const {
  const double total = mix.products + mix.memory_bound + mix.gaps + mix.communicating;
  AIF_EXPECT(total > 0);
  const double products = mix.products / total * unlimited(mix.load);
  const double streaming = mix.memory_bound / total * unlimited({.memory = streaming_traffic});
  const double rest = mix.gaps / total * gap_ + mix.communicating / total * (communicating() / rated_);
  const double sum = products + streaming + rest;
  const double held = std::min(1.0, limit_ / sum);  // the board slows all of it to its limit
  return {share(sum), rated_ * held * (products + memory_draw_slope * streaming)};
}

Power GpuPower::computing() const { return running({.product_16 = typical_products, .memory = typical_traffic}); }

Power GpuPower::memory_bound() const { return running({.memory = streaming_traffic}); }

Power GpuPower::between_kernels() const { return share(gap_); }

Power GpuPower::waiting() const { return share(gap_ + occupied_ * (floor_ - gap_)); }

Power GpuPower::communicating() const {
  return share(gap_ + occupied_ * (floor_ - gap_) + collective_memory * memory_);
}

Power GpuPower::saving() const { return share(saving_); }

}  // namespace aif
