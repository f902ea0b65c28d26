#include <array>
#include <cmath>

#include "core/text.hpp"
#include "report/html_model.hpp"

namespace aif {
namespace {

constexpr std::size_t lane_columns = 120;
constexpr std::size_t most_bars = 300;
constexpr std::size_t fault_columns = 73;  // five days each in a year

/// When a job held its GPUs; empty if it never did.
struct Span {
  double begin_s = 0;
  double end_s = 0;
  [[nodiscard]] double length_s() const { return end_s - begin_s; }
};

Span span_of(const JobRecord& job, double duration_s) {
  return job.start_s < 0 ? Span{} : Span{job.start_s, job.end_s < 0 ? duration_s : job.end_s};
}

/// Everything about the jobs of one workload that fits in a line.
struct Lane {
  std::array<double, lane_columns> gpu_s{};
  double jobs = 0;
  double finished = 0;
  double interruptions = 0;
  double wait_s = 0;
  double started = 0;
  double gpu_time_s = 0;
  std::uint32_t largest_gpus = 0;
};

/// Spreads a job's GPU-time evenly over the columns that it touches.
void spread(const JobRecord& job, double duration_s, Lane& lane) {
  const Span span = span_of(job, duration_s);
  if (span.length_s() <= 0) {
    return;
  }
  const double column_s = duration_s / static_cast<double>(lane_columns);
  const double gpus = job.gpu_time_s / span.length_s();
  auto column_of = [&](double time_s) {
    return std::min(lane_columns - 1, static_cast<std::size_t>(std::max(0.0, time_s / column_s)));
  };
  for (std::size_t c = column_of(span.begin_s); c <= column_of(span.end_s); ++c) {
    const double from = std::max(span.begin_s, static_cast<double>(c) * column_s);
    const double to = std::min(span.end_s, static_cast<double>(c + 1) * column_s);
    lane.gpu_s[c] += gpus * std::max(0.0, to - from);
  }
}

std::vector<Lane> lanes_of(const Result& result) {
  std::vector<Lane> lanes(result.workloads.size());
  for (const JobRecord& job : result.jobs) {
    if (job.workload >= lanes.size()) {
      continue;
    }
    Lane& lane = lanes[job.workload];
    lane.jobs += 1;
    lane.finished += job.status == JobStatus::finished ? 1 : 0;
    lane.interruptions += job.interruptions;
    lane.gpu_time_s += job.gpu_time_s;
    lane.largest_gpus = std::max(lane.largest_gpus, job.gpus);
    if (job.start_s >= 0) {
      lane.started += 1;
      lane.wait_s += job.start_s - job.submit_s;
    }
    spread(job, result.duration.si(), lane);
  }
  return lanes;
}

void write_lanes(JsonText& json, const Result& result) {
  const double column_s = result.duration.si() / static_cast<double>(lane_columns);
  const std::vector<Lane> lanes = lanes_of(result);
  json.number("column_s", column_s, 12);
  json.key("lanes").begin_array();
  for (std::size_t w = 0; w < lanes.size(); ++w) {
    const Lane& lane = lanes[w];
    if (lane.jobs == 0) {
      continue;
    }
    json.begin_object();
    json.whole("workload", static_cast<std::int64_t>(w));
    json.number("jobs", lane.jobs).number("finished", lane.finished).number("interruptions", lane.interruptions);
    json.number("mean_wait_s", lane.started > 0 ? lane.wait_s / lane.started : 0.0, 5);
    json.number("gpu_h", seconds(lane.gpu_time_s).in(hours)).whole("largest_gpus", lane.largest_gpus);
    json.key("gpus").begin_array();
    for (const double gpu_s : lane.gpu_s) {
      json.number(std::round(gpu_s / column_s), 6);
    }
    json.end_array().end_object();
  }
  json.end_array();
}

/// The jobs that took the most GPU-time, each as a bar, in the order of their numbers.
void write_bars(JsonText& json, const Result& result) {
  std::vector<const JobRecord*> order;
  for (const JobRecord& job : result.jobs) {
    if (job.start_s >= 0 && job.workload < result.workloads.size()) {
      order.push_back(&job);
    }
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const JobRecord* a, const JobRecord* b) { return a->gpu_time_s > b->gpu_time_s; });
  order.resize(std::min(order.size(), most_bars));
  std::stable_sort(order.begin(), order.end(), [](const JobRecord* a, const JobRecord* b) { return a->id < b->id; });
  json.key("bars").begin_array();
  for (const JobRecord* job : order) {
    const Span span = span_of(*job, result.duration.si());
    json.begin_array();
    json.whole(job->id).whole(job->workload).number(span.begin_s, 7).number(span.end_s, 7).whole(job->gpus);
    json.whole(job->interruptions).text(job_status_name(job->status)).number(job->start_s - job->submit_s, 5);
    json.end_array();
  }
  json.end_array();
}

/// How many jobs waited how long; limits in the page's words.
void write_waits(JsonText& json, const Result& result) {
  constexpr std::array<double, 7> limits_s{60, 600, 3600, 6 * 3600.0, 86400, 7 * 86400.0, INFINITY};
  std::array<std::int64_t, limits_s.size()> counts{};
  for (const JobRecord& job : result.jobs) {
    if (job.start_s >= 0) {
      const double wait_s = job.start_s - job.submit_s;
      const auto limit = std::find_if(limits_s.begin(), limits_s.end(), [&](double most) { return wait_s < most; });
      ++counts[std::min<std::size_t>(static_cast<std::size_t>(limit - limits_s.begin()), counts.size() - 1)];
    }
  }
  json.key("waits").begin_array();
  for (const std::int64_t count : counts) {
    json.whole(count);
  }
  json.end_array();
}

/// Faults, repairs and interruptions by column of time, as far as events were kept.
void write_faults(JsonText& json, const Result& result) {
  if (result.events.empty()) {
    return;
  }
  struct Column {
    std::int64_t faults = 0;
    std::int64_t repairs = 0;
    std::int64_t interruptions = 0;
  };
  const double duration_s = result.duration.si();
  const double until_s = result.events_dropped > 0 ? result.events.back().time_s : duration_s;
  const double column_s = duration_s / static_cast<double>(fault_columns);
  std::vector<Column> columns(fault_columns);
  for (const EventRecord& event : result.events) {
    const auto c = static_cast<std::size_t>(std::max(0.0, event.time_s / column_s));
    Column& column = columns[std::min(c, fault_columns - 1)];
    column.faults += event.kind == EventKind::fault ? 1 : 0;
    column.repairs += event.kind == EventKind::repair ? 1 : 0;
    column.interruptions += event.kind == EventKind::job_interrupt ? 1 : 0;
  }
  json.key("faults").begin_object();
  json.number("column_s", column_s, 12).number("until_s", until_s, 12);
  json.number("dropped", static_cast<double>(result.events_dropped), 15);
  json.key("columns").begin_array();
  for (const Column& column : columns) {
    json.begin_array().whole(column.faults).whole(column.repairs).whole(column.interruptions).end_array();
  }
  json.end_array().end_object();
}

}  // namespace

void write_jobs(JsonText& json, const Result& result) {
  if (!result.jobs.empty() && result.duration.si() > 0) {
    json.key("jobs").begin_object();
    json.whole("count", static_cast<std::int64_t>(result.jobs.size()));
    write_lanes(json, result);
    write_bars(json, result);
    write_waits(json, result);
    json.end_object();
  }
  if (result.duration.si() > 0) {
    write_faults(json, result);
  }
}

}  // namespace aif
