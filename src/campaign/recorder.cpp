#include "campaign/recorder.hpp"

#include <fmt/format.h>

#include <cmath>

namespace aif {

std::uint32_t Recorder::new_job(std::size_t workload, std::size_t pool, std::uint32_t gpus, double submit_s) {
  JobRecord record;
  record.id = static_cast<std::uint32_t>(jobs_.size());
  record.workload = static_cast<std::uint32_t>(workload);
  record.pool = static_cast<std::uint32_t>(pool);
  record.gpus = gpus;
  record.submit_s = submit_s;
  jobs_.push_back(record);
  return record.id;
}

void Recorder::event(double time_s, EventKind kind, std::size_t pool, std::size_t workload, std::uint32_t job,
                     double value) {
  add({time_s, kind, static_cast<std::uint32_t>(pool), static_cast<std::uint32_t>(workload), job, value});
}

void Recorder::site_event(double time_s, EventKind kind, std::size_t site, double value) {
  add({.time_s = time_s, .kind = kind, .value = value, .site = static_cast<std::uint32_t>(site)});
}

void Recorder::add(const EventRecord& event) {
  // FNV-1a over the kind and the time in milliseconds: a changed path changes it, a changed account does not.
  const std::uint64_t words[2] = {static_cast<std::uint64_t>(event.kind),
                                  static_cast<std::uint64_t>(std::llround(event.time_s * 1e3))};
  for (std::uint64_t word : words) {
    for (int byte = 0; byte < 8; ++byte) {
      hash_ = (hash_ ^ ((word >> (8 * byte)) & 0xffU)) * 0x100000001b3ULL;
    }
  }
  if (events_.size() >= max_events_) {
    ++dropped_;
    return;
  }
  events_.push_back(event);
}

std::string Recorder::fingerprint() const { return fmt::format("{:016x}", hash_); }

void Recorder::hand_over(Result& result) {
  result.events = std::move(events_);
  result.events_dropped = dropped_;
  if (keep_jobs_) {
    result.jobs = std::move(jobs_);
  }
}

}  // namespace aif
