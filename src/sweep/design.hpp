#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Where in the space of parameters a study looks: points of the unit cube, one coordinate per parameter, which
/// distributions turn into values.
namespace aif {

/// One row per point; coordinates strictly between 0 and 1.
using UnitPoints = std::vector<std::vector<double>>;

/// Latin hypercube: of `samples` equal slices of every coordinate, each holds exactly one point.
///
/// Equation     x_ij = (pi_j(i) + u_ij) / N, pi_j random permutations, u uniform in (0, 1)
/// Source       [mckay-1979]
/// Checked by   tests/unit/sweep/design_test.cpp
UnitPoints latin_hypercube(std::size_t samples, const std::vector<std::string>& names, std::uint64_t seed);

/// The first `samples` points of the Sobol sequence of `dimensions` coordinates, without its first point, the origin.
/// At most 1,000 dimensions.
///
/// Source       [joe-kuo-2008] direction numbers, as in Boost 1.74
UnitPoints sobol_sequence(std::size_t samples, std::size_t dimensions);

/// Points of the estimators for first-order and total indices: for every sample the rows A, AB_1 ... AB_k, B, where
/// AB_i is A with coordinate i from B. samples * (k + 2) points.
///
/// Source       [saltelli-2010] section 4
UnitPoints saltelli_points(std::size_t samples, std::size_t parameters);

/// Trajectories of the elementary-effects method: from a random point of a grid of `levels` levels, every coordinate
/// steps once by delta = levels / (2 (levels - 1)), in random order. trajectories * (k + 1) points. The grid's levels
/// are moved inside, (level + 1/2) / levels, so that distributions without ends have values there.
///
/// Source       [morris-1991] section 3
UnitPoints morris_points(std::size_t trajectories, std::size_t parameters, std::size_t levels, std::uint64_t seed);

}  // namespace aif
