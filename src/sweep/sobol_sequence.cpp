#include <boost/random/sobol.hpp>

#include "core/contracts.hpp"
#include "sweep/design.hpp"

namespace aif {

UnitPoints sobol_sequence(std::size_t samples, std::size_t dimensions) {
  AIF_EXPECT(dimensions >= 1 && dimensions <= 1000);
  boost::random::sobol engine(dimensions);  // begins behind the origin
  UnitPoints points(samples, std::vector<double>(dimensions));
  for (std::vector<double>& point : points) {
    for (double& coordinate : point) {
      coordinate = static_cast<double>(engine()) * 0x1p-64;
    }
  }
  return points;
}

}  // namespace aif
