#include "campaign/joint_job.hpp"

#include <algorithm>

#include "campaign/gang_job.hpp"

namespace aif {

void JointJob::arrived(GangJob& part, double now_s) {
  parts_.push_back(&part);
  set_pace(now_s);
  complete(now_s);
}

void JointJob::interrupted(GangJob& by, double now_s) {
  for (GangJob* part : parts_) {
    if (part != &by) {
      part->wait_for_others(now_s);
    }
  }
}

void JointJob::complete(double now_s) {
  const bool all = std::all_of(parts_.begin(), parts_.end(), [](GangJob* part) { return part->missing_nodes() == 0; });
  if (parts_.size() < wanted_ || !all) {
    return;
  }
  for (GangJob* part : parts_) {
    part->go_on(now_s, begun_);
  }
  begun_ = true;
}

void JointJob::set_pace(double now_s) {
  double slowest = 1;
  for (const GangJob* part : parts_) {
    slowest = std::min(slowest, part->own_speed());
  }
  for (GangJob* part : parts_) {
    part->go_at(now_s, slowest);
  }
}

void JointJob::left(GangJob& part) { wanted_ -= std::erase(parts_, &part); }

}  // namespace aif
