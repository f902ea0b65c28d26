#include "result/result.hpp"

#include <numeric>

#include "core/contracts.hpp"

namespace aif {

const std::array<const char*, use_count>& use_names() {
  static constexpr std::array<const char*, use_count> names{
      "training", "rollback", "checkpoint", "restart", "starved",    "batch",       "serving",
      "headroom", "sessions", "tenants",    "spare",   "queue_idle", "demand_idle", "down"};
  return names;
}

const std::array<const char*, bound_count>& bound_names() {
  static constexpr std::array<const char*, bound_count> names{"power", "fabric", "memory", "failures",
                                                              "queue", "data",   "demand", "pipeline"};
  return names;
}

Duration total_time(const UseTimes& times) { return std::accumulate(times.begin(), times.end(), Duration{}); }

const char* job_status_name(JobStatus status) {
  static constexpr std::array<const char*, 4> names{"finished", "running", "waiting", "cancelled"};
  const auto index = static_cast<std::size_t>(status);
  AIF_EXPECT(index < names.size());
  return names[index];
}

const char* event_kind_name(EventKind kind) {
  static constexpr std::array<const char*, 19> names{
      "fault",   "repair",       "job_start", "job_end",   "job_interrupt", "delivery",         "cap_on",
      "cap_off", "run_finished", "starved",   "fed",       "power_event",   "power_event_over", "link_down",
      "link_up", "switch_down",  "switch_up", "line_down", "line_up"};
  const auto index = static_cast<std::size_t>(kind);
  AIF_EXPECT(index < names.size());
  return names[index];
}

double goodput(const UseTimes& uses) {
  auto used = [&](Use use) { return uses[static_cast<std::size_t>(use)]; };
  // Waiting for data is not among it: others may use the machines meanwhile.
  const Duration allocated = used(Use::training) + used(Use::rollback) + used(Use::checkpoint) + used(Use::restart);
  return allocated.si() > 0 ? used(Use::training) / allocated : 0.0;
}

}  // namespace aif
