#pragma once

#include "campaign/world.hpp"

namespace aif {

/// Turns the state of a campaign at `now_s` into a Result: settles everything, bills, sums by operator.
Result collect(World& world, double now_s);

}  // namespace aif
