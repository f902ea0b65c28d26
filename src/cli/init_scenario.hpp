#pragma once

#include <cstdint>
#include <string>

#include "catalog/catalog.hpp"

namespace aif {

/// What `aifactory init` has to know. The defaults are those of its questions.
struct InitAnswers {
  std::string name = "my-factory";
  std::string system = "dgx-h100";
  std::int64_t gpus = 1024;
  std::string climate = "seoul";
  std::string tariff = "kepco-industrial-b-hva-ii";
  std::string work = "both";  ///< training, serving or both
  std::string model = "llama-3.1-8b";
  std::string feed;  ///< empty: what the machines draw at most, with cooling
  std::string start = "2027-01-01";
  std::string duration = "30 d";
};

/// Kinds of work that `work` may name.
const std::vector<std::string>& init_works();

/// A commented scenario, ready to be run. Throws UsageError, with did-you-mean, for an answer that is none, and
/// SimulationError if the model does not fit in the machines.
std::string init_scenario(const InitAnswers& answers, const Catalog& catalog);

}  // namespace aif
