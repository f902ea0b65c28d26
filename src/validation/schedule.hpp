#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "validation/validation.hpp"

namespace aif {

/// A trace of rigid jobs on which independent simulators agree.
struct ScheduleCase {
  std::string id;
  std::string trace;  ///< beside the case file
  std::int64_t nodes = 0;
  std::int64_t jobs = 0;
  Duration fcfs_makespan;
  Duration fcfs_mean_wait;
  Duration easy_makespan;
  Duration easy_mean_wait;
  Power busy_power;  ///< of one node
  Power idle_power;
  Energy energy;  ///< from the first submission to the last end, FCFS
};

std::vector<Comparison> compare_schedule(const ScheduleCase& reference, const std::filesystem::path& folder,
                                         const Catalog& catalog);

template <>
struct Fields<ScheduleCase> {
  static const Record<ScheduleCase>& get();
};

}  // namespace aif
