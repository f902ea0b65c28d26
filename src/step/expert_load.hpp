#pragma once

#include "step/job.hpp"

namespace aif::step {

/// How unevenly tokens fall on experts, and what that costs.
///
/// What it computes  rows that the slowest expert-parallel rank works on, over the mean; share of tokens dropped
/// Equation     load of the expert at quantile u, over the mean    x(u) = I u^(I - 1)                        (1)
///              dropless: rank with the busiest E/e experts        e (1 - (1 - 1/e)^I)                        (2)
///              with capacity: every expert works on C places      C                                         (3)
///              dropped: beyond C places                           1 - q^I - C (1 - q), q = (C/I)^(1/(I-1))   (4)
/// Symbols      I load of the busiest expert over the mean, 1 or more; E experts, e ranks; C capacity factor
/// Valid for    (1) has mean 1 and maximum I; I = 2 is uniform from 0 to 2. (2) places the busiest experts together:
///              the worst that placement can do; I = 1 or e = 1 gives 1
/// Not modelled loads that change from step to step; moving experts; tokens sent elsewhere when a place is missing
/// Source       capacity and dropping: [gshard] section 2.2; the shape of (1) is chosen here: one number, any I
/// Checked by   tests/unit/step/expert_load_test.cpp
double expert_load(const RoutedShape& routed, std::int64_t ranks);
double dropped_share(const RoutedShape& routed);

}  // namespace aif::step
