#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "document/sourced.hpp"

/// Numbers of the power models, read from models/power: gpus.yaml (written by tools/calibrate/fit_power.py) and
/// nodes.yaml (parts beside the GPUs, with sources). Equations are in gpu_power.hpp and node_parts.hpp.
namespace aif {

/// A share of rated power with the range it is believed to lie in.
struct PowerShare {
  double value = 0;
  std::vector<double> range;  ///< low, high
  std::string note;
};

/// Coefficients of one family of GPUs; shares of rated power unless said otherwise.
struct GpuPowerFamily {
  std::string name;
  Power rated;                         ///< of the board that was metered
  std::vector<std::string> measured;   ///< catalog GPUs that are this board
  std::vector<std::string> taken_for;  ///< catalog GPUs that take its shares
  PowerShare gap, floor, memory, limit;
  PowerShare product_16, product_8, product_4, attention;
  double exponent = 1;
  std::int64_t rows = 0, test_rows = 0;
  double mean_error = 0, median_error = 0;  ///< of rows that were not fitted
  std::map<std::string, double> median_error_by;
};

struct GpuPowerData {
  std::string source, date, data_hash;
  std::vector<GpuPowerFamily> families;
};

/// One kind of part beside the GPUs.
struct PartSpec {
  std::string name;
  Sourced<Power> idle, busy;
};

/// Power supplies: efficiency at 10, 20, 50 and 100 % of rated output.
struct SupplySpec {
  std::string name;
  std::vector<double> efficiency;
  std::string source;
  bool estimate = false;
};

struct FanSpec {
  Sourced<Power> air;     ///< all fans at full speed, where the GPUs are cooled by air
  Sourced<Power> liquid;  ///< where a liquid takes the heat of the GPUs; immersed nodes have none
};

struct SupplyChoice {
  std::string kind;
  Power rated;  ///< output of all supplies that share the load
};

struct NodePartsSpec {
  std::string system;
  std::map<std::string, std::int64_t> parts;
  FanSpec fans;
  SupplyChoice supplies;
};

struct NodePartsData {
  std::vector<PartSpec> parts;
  std::vector<SupplySpec> supplies;
  std::vector<NodePartsSpec> nodes;
};

struct PowerData {
  GpuPowerData gpus;
  NodePartsData nodes;

  /// The family that a catalog GPU belongs to or takes its shares from; the first one for a GPU nobody named.
  [[nodiscard]] const GpuPowerFamily& family_of(const std::string& gpu) const;
  /// The parts of a catalog system, or null.
  [[nodiscard]] const NodePartsSpec* node(const std::string& system) const;
};

/// Reads a folder models/power and checks that parts, supplies and efficiencies are there. Throws ScenarioError.
PowerData load_power_data(const std::filesystem::path& folder);

/// What lies beside the program's catalog (find_models_directory), read once.
const PowerData& shipped_power_data();

}  // namespace aif
