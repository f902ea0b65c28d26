#include "power/node_parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/contracts.hpp"

namespace aif {

namespace {

constexpr double slowest_fans = 0.5;
constexpr std::array<double, 4> supply_loads{0.1, 0.2, 0.5, 1.0};

template <class T>
T pick(const Sourced<T>& number, RangePoint point) {
  if (!number.range || point == RangePoint::mid) {
    return number.value;
  }
  return point == RangePoint::low ? number.range->first : number.range->second;
}

}  // namespace

NodeParts::NodeParts(const SystemSpec& system, const NodePartsSpec& node, const PowerData& data, CoolingKind cooling,
                     RangePoint point)
    : gpus_(static_cast<double>(system.gpus_per_node)), supplies_rated_(node.supplies.rated) {
  for (const auto& [name, count] : node.parts) {
    const auto part = std::find_if(data.nodes.parts.begin(), data.nodes.parts.end(),
                                   [&name = name](const PartSpec& one) { return one.name == name; });
    AIF_ASSERT(part != data.nodes.parts.end() && "names were checked when the data were loaded");
    const auto n = static_cast<double>(count);
    lines_.push_back({name, n * pick(part->idle, point), n * pick(part->busy, point)});
  }
  const auto supply = std::find_if(data.nodes.supplies.begin(), data.nodes.supplies.end(),
                                   [&node](const SupplySpec& one) { return one.name == node.supplies.kind; });
  AIF_ASSERT(supply != data.nodes.supplies.end() && "names were checked when the data were loaded");
  efficiency_ = supply->efficiency;
  if (cooling == CoolingKind::air) {
    fans_full_ = pick(node.fans.air, point);
  } else if (cooling != CoolingKind::immersion) {
    fans_full_ = pick(node.fans.liquid, point);
  }
  heat_full_ = gpus_ * *system.gpu->tdp + host(HostState::busy);
}

Power NodeParts::host(HostState state) const {
  Power sum;
  for (const Line& line : lines_) {
    sum += state == HostState::busy ? line.busy : line.idle;
  }
  return sum;
}

Power NodeParts::fans(Power heat) const { return fans_full_ * std::pow(std::max(slowest_fans, heat / heat_full_), 3); }

Power NodeParts::loss(Power output) const {
  const double load = output / supplies_rated_;
  const auto loss_at = [this](std::size_t i) { return supply_loads[i] * (1.0 / efficiency_[i] - 1.0); };
  std::size_t i = 0;
  while (i + 2 < supply_loads.size() && load > supply_loads[i + 1]) {
    ++i;
  }
  const double slope = (loss_at(i + 1) - loss_at(i)) / (supply_loads[i + 1] - supply_loads[i]);
  return supplies_rated_ * std::max(0.0, loss_at(i) + slope * (load - supply_loads[i]));
}

Power NodeParts::behind_supplies(Power each_gpu, HostState state) const {
  const Power heat = gpus_ * each_gpu + host(state);
  return heat + fans(heat);
}

Power NodeParts::at(Power each_gpu, HostState state) const {
  const Power output = behind_supplies(each_gpu, state);
  return output + loss(output);
}

std::vector<PartPower> NodeParts::parts(Power each_gpu, HostState state) const {
  std::vector<PartPower> list{{"GPUs", gpus_ * each_gpu}};
  for (const Line& line : lines_) {
    list.push_back({line.name, state == HostState::busy ? line.busy : line.idle});
  }
  const Power heat = gpus_ * each_gpu + host(state);
  list.push_back({"fans", fans(heat)});
  list.push_back({"losses of the supplies", loss(heat + fans(heat))});
  return list;
}

}  // namespace aif
