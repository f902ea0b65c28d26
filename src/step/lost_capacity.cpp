#include "step/lost_capacity.hpp"

#include <algorithm>

#include "step/combine.hpp"
#include "step/presume.hpp"

namespace aif::step {

LossSlowdown::LossSlowdown(const StepSpec& spec)
    : fabric_(*spec.fabric), spec_(spec), constants_(constants_of(shipped_calibration().global)) {
  spec_.lost.clear();
  job_ = with_best_choices(job_from(spec, shipped_calibration()), constants_, spec.parallel);
  alone_ = step_time(job_, components_of(job_), constants_).total;
}

double LossSlowdown::operator()(const std::vector<LostCapacity>& lost) {
  if (lost.empty()) {
    return 1;
  }
  const bool known =
      std::equal(lost.begin(), lost.end(), last_.begin(), last_.end(),
                 [](const LostCapacity& a, const LostCapacity& b) { return a.tier == b.tier && a.share == b.share; });
  if (known) {
    return last_slowdown_;
  }
  StepSpec spec = spec_;
  spec.fabric = &fabric_;
  spec.lost = lost;
  Job job = job_;
  job.machine.trunks = job_from(spec, shipped_calibration()).machine.trunks;
  last_ = lost;
  last_slowdown_ = std::max(1.0, step_time(job, components_of(job), constants_).total / alone_);
  return last_slowdown_;
}

}  // namespace aif::step
