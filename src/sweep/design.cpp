#include "sweep/design.hpp"

#include <fmt/format.h>

#include <numeric>

#include "core/contracts.hpp"
#include "core/random.hpp"

namespace aif {
namespace {

std::vector<std::size_t> permutation(std::size_t size, RandomStream& random) {
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = size; i > 1; --i) {
    std::swap(order[i - 1], order[random.below(i)]);
  }
  return order;
}

}  // namespace

UnitPoints latin_hypercube(std::size_t samples, const std::vector<std::string>& names, std::uint64_t seed) {
  UnitPoints points(samples, std::vector<double>(names.size()));
  for (std::size_t j = 0; j < names.size(); ++j) {
    RandomStream random(seed, "design.lhs." + names[j]);  // one more parameter moves no other column
    const std::vector<std::size_t> slices = permutation(samples, random);
    for (std::size_t i = 0; i < samples; ++i) {
      points[i][j] = (static_cast<double>(slices[i]) + random.uniform()) / static_cast<double>(samples);
    }
  }
  return points;
}

UnitPoints saltelli_points(std::size_t samples, std::size_t parameters) {
  UnitPoints points;
  points.reserve(samples * (parameters + 2));
  for (const std::vector<double>& both : sobol_sequence(samples, 2 * parameters)) {
    const auto middle = both.begin() + static_cast<std::ptrdiff_t>(parameters);
    const std::vector<double> a(both.begin(), middle);
    const std::vector<double> b(middle, both.end());
    points.push_back(a);
    for (std::size_t i = 0; i < parameters; ++i) {
      points.push_back(a);
      points.back()[i] = b[i];
    }
    points.push_back(b);
  }
  return points;
}

UnitPoints morris_points(std::size_t trajectories, std::size_t parameters, std::size_t levels, std::uint64_t seed) {
  AIF_EXPECT(levels >= 2 && levels % 2 == 0);
  UnitPoints points;
  points.reserve(trajectories * (parameters + 1));
  const std::size_t jump = levels / 2;
  const auto coordinate = [levels](std::size_t level) {
    return (static_cast<double>(level) + 0.5) / static_cast<double>(levels);
  };
  for (std::size_t t = 0; t < trajectories; ++t) {
    RandomStream random(seed, fmt::format("design.morris.{}", t));
    std::vector<std::size_t> at(parameters);
    for (std::size_t& level : at) {
      level = random.below(levels);
    }
    auto add = [&] {
      std::vector<double> point;
      for (std::size_t level : at) {
        point.push_back(coordinate(level));
      }
      points.push_back(std::move(point));
    };
    add();
    for (std::size_t i : permutation(parameters, random)) {
      at[i] = at[i] < jump ? at[i] + jump : at[i] - jump;  // the only step that stays on the grid
      add();
    }
  }
  return points;
}

}  // namespace aif
