#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "result/result.hpp"

namespace aif {

/// Writes down jobs and events, and hashes the trajectory.
class Recorder {
 public:
  Recorder(std::size_t max_events, bool keep_jobs) : max_events_(max_events), keep_jobs_(keep_jobs) {}

  /// A new row of jobs.csv; its number.
  std::uint32_t new_job(std::size_t workload, std::size_t pool, std::uint32_t gpus, double submit_s);
  [[nodiscard]] JobRecord& job(std::uint32_t id) { return jobs_[id]; }
  void event(double time_s, EventKind kind, std::size_t pool, std::size_t workload, std::uint32_t job, double value);
  /// What concerns a whole site.
  void site_event(double time_s, EventKind kind, std::size_t site, double value);

  [[nodiscard]] std::string fingerprint() const;
  /// Moves what was recorded into the result.
  void hand_over(Result& result);

  static constexpr std::uint32_t none = UINT32_MAX;

 private:
  void add(const EventRecord& event);

  std::size_t max_events_;
  bool keep_jobs_;
  std::vector<JobRecord> jobs_;
  std::vector<EventRecord> events_;
  std::uint64_t dropped_ = 0;
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace aif
