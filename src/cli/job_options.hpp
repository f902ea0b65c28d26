#pragma once

#include <cstdint>
#include <string>

#include "catalog/catalog.hpp"
#include "cli/cli11_fwd.hpp"
#include "step/profile.hpp"

namespace aif {

/// A training job named on the command line instead of in a scenario.
struct JobOptions {
  std::string model, system, precision = "bf16";
  std::int64_t gpus = 0;
  std::int64_t batch = 0;  ///< sequences of a step; 0: not given
  std::int64_t sequence = 8192;

  [[nodiscard]] bool given() const { return !model.empty(); }
};

/// The job with what the catalog says of it. Refers to nothing but itself.
struct NamedJob {
  Ref<AiModelSpec> model;
  Ref<SystemSpec> system;
  FabricSpec fabric;
  Precision precision = Precision::bf16;
  std::int64_t sequence = 0;

  /// The question for a step of `batch` sequences on `gpus`. Refers to this job.
  [[nodiscard]] StepSpec spec(std::int64_t gpus, std::int64_t batch, const ParallelSpec& parallel) const;
  [[nodiscard]] FlopRate peak() const { return peak_rate(*system->gpu, precision); }
};

/// Throws UsageError for names that do not exist, options that are missing and a precision that the GPU lacks.
NamedJob named_job(const JobOptions& options, const Catalog& catalog);

/// Adds --model, --system, --gpus, --batch, --sequence and --precision.
void add_job_options(CLI::App& verb, JobOptions& options);

}  // namespace aif
