#include "step/power_timeline.hpp"

#include <algorithm>

#include "core/contracts.hpp"

namespace aif::step {

namespace {

/// Appends stretches in order; equal neighbours become one.
class Pen {
 public:
  explicit Pen(std::vector<DrawPiece>& pieces) : pieces_(pieces) {}
  void until(double end, Power draw) {
    if (end <= at_) {
      return;
    }
    if (!pieces_.empty() && pieces_.back().gpu_w == draw.si()) {
      pieces_.back().end = end;
    } else {
      pieces_.push_back({end, draw.si()});
    }
    at_ = end;
  }
  void for_time(double duration, Power draw) { until(at_ + duration, draw); }

 private:
  std::vector<DrawPiece>& pieces_;
  double at_ = 0;
};

/// Whatever is no traffic and no optimizer is a pass or a part of one.
Power draw_in(Activity activity, const StepDraw& draw) {
  if (activity == Activity::reduce || activity == Activity::gather) {
    return draw.communicating;
  }
  return activity == Activity::optimizer ? draw.memory_bound : draw.pass.mean;
}

}  // namespace

std::vector<ReplicaClass> power_timeline(const Job& job, const SimulatedStep& step, const StepDraw& draw) {
  AIF_EXPECT(!step.pipeline.timeline.empty());
  const std::int64_t stages = job.layout.pp;
  std::vector<std::vector<Interval>> by_stage(static_cast<std::size_t>(stages));
  for (const Interval& interval : step.pipeline.timeline) {
    by_stage.at(static_cast<std::size_t>(interval.stage)).push_back(interval);
  }
  std::vector<ReplicaClass> classes;
  for (std::vector<Interval>& intervals : by_stage) {
    std::sort(intervals.begin(), intervals.end(),
              [](const Interval& a, const Interval& b) { return a.start < b.start; });
    ReplicaClass one;
    one.gpus = static_cast<double>(job.gpus) / static_cast<double>(stages);
    Pen pen(one.pieces);
    for (const Interval& interval : intervals) {
      pen.until(step.old * interval.start, draw.waiting);
      pen.until(step.old * interval.end, draw_in(interval.activity, draw));
    }
    pen.until(step.old * step.pipeline.end, draw.waiting);
    pen.for_time(step.old * step.host, draw.memory_bound);
    pen.for_time(step.old * step.reduction, draw.communicating);
    pen.for_time(step.old * step.optimizer, draw.memory_bound);
    pen.for_time(step.old * step.stragglers, draw.waiting);
    pen.for_time(step.fixed, draw.between);
    pen.until(step.total, draw.between);  // rounding
    one.pieces.back().end = step.total;
    classes.push_back(std::move(one));
  }
  return classes;
}

}  // namespace aif::step
