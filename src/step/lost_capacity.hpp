#pragma once

#include <vector>

#include "step/constants.hpp"
#include "step/profile.hpp"

namespace aif::step {

/// What failed links and switches cost a job that is under way.
///
/// What it computes  step time with less capacity over step time without failures
/// Equation     R, X of every trunk of a tier times the product of (1 - share lost); slowdown = t(less) / t, at least 1
/// Symbols      R, X rates of a trunk (trunks.hpp); t step time of combine.hpp
/// Valid for    what is left of a tier's trunks above zero; the job keeps layout and micro-batch
/// Not modelled time until traffic finds other ways; retransmissions; what nodes lose with their own links
/// Source       nothing to cite
/// Checked by   tests/unit/step/trunks_test.cpp "fewer links are never faster"
class LossSlowdown {
 public:
  explicit LossSlowdown(const StepSpec& spec);
  /// Asked again for the same losses it remembers the answer.
  [[nodiscard]] double operator()(const std::vector<LostCapacity>& lost);

 private:
  FabricSpec fabric_;  ///< outlives the caller's
  StepSpec spec_;
  Constants constants_;
  Job job_;
  double alone_ = 0;  ///< step time without failures [s]
  std::vector<LostCapacity> last_;
  double last_slowdown_ = 1;
};

}  // namespace aif::step
