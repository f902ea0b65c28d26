#pragma once

#include <cstddef>
#include <vector>

namespace aif {

class GangJob;

/// Gangs in several pools that are one job: they begin when all have their nodes, go at the pace of the slowest, and a
/// fault in one stops all. With local updates the other sites would go on to the next exchange and wait there; the job
/// as a whole loses the same time.
class JointJob {
 public:
  explicit JointJob(std::size_t parts) : wanted_(parts) {}

  /// A part has its nodes; work begins when all do.
  void arrived(GangJob& part, double now_s);
  /// A part lost a node: the others stop and go back to the last checkpoint with it.
  void interrupted(GangJob& by, double now_s);
  /// A part is complete again; all start over when every part is.
  void complete(double now_s);
  /// The pace of a part has changed.
  void set_pace(double now_s);
  void left(GangJob& part);

 private:
  std::size_t wanted_;
  std::vector<GangJob*> parts_;
  bool begun_ = false;
};

}  // namespace aif
