#pragma once

#include <optional>
#include <string>
#include <vector>

#include "document/record.hpp"
#include "fabric/collective_system.hpp"
#include "fabric/token_exchange.hpp"
#include "validation/validation.hpp"

/// Published measurements of collectives: the format of the cases, and what the model says to them.
namespace aif {

struct CollectiveCase {
  std::string id, source, provenance, gpu;
  std::optional<std::int64_t> gpus, nodes;
  std::string interconnect, library, op, dtype;
  std::vector<std::string> columns;
  std::vector<std::vector<double>> points;
  std::string convention, notes, confidence;
};

/// One measured figure of a case, ready to be simulated.
struct CollectivePoint {
  enum class Kind { bandwidth, small_time, exchange_bandwidth, exchange_time } kind = Kind::bandwidth;
  std::string id;
  double measured = 0;  ///< [GB/s] or [us]
  double bytes = 0;
  CollectiveOp op = CollectiveOp::all_reduce;
  bool low_latency = false;
  TokenExchange exchange;
};

/// A case with its links understood.
struct CollectiveSetting {
  CollectiveSystem system;
  std::int64_t ranks = 8;
  std::int64_t per_domain = 0;
  CollectiveAlgorithm algorithm = CollectiveAlgorithm::best;
  std::vector<CollectivePoint> points;
};

/// Throws SimulationError if GPU, operation or columns are not understood.
CollectiveSetting setting_of(const CollectiveCase& c, const CollectiveConstants& constants);
/// What the model says to a point, in the unit of the measurement.
double simulated(const CollectivePoint& point, const CollectiveSetting& setting, const CollectiveConstants& constants);

/// Bus bandwidth above 1 MiB (and of asymptotes), time up to 1 MiB, and exchanges of experts.
std::vector<Comparison> compare_collective(const CollectiveCase& c, const CollectiveConstants& constants);

template <>
struct Fields<CollectiveCase> {
  static const Record<CollectiveCase>& get();
};

}  // namespace aif
