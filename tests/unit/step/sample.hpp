#pragma once

#include "core/soft_equal.hpp"
#include "step/calibration.hpp"
#include "step/constants.hpp"

/// What the tests of this folder share.
namespace aif::step {

inline constexpr SoftEqual soft_equal{.rel = 1e-9};

inline Constants constants() { return constants_of(shipped_calibration().global); }

}  // namespace aif::step
