#include "cli/job_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "core/error.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

Precision precision_named(const std::string& name) {
  const std::vector<std::string> names = EnumNames<Precision>::names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    throw UsageError(fmt::format("unknown precision \"{}\". {}", printable(name), suggest(name, names)));
  }
  return static_cast<Precision>(found - names.begin());
}

}  // namespace

StepSpec NamedJob::spec(std::int64_t gpus, std::int64_t batch, const ParallelSpec& parallel) const {
  return {.model = model.spec.get(),
          .system = system.spec.get(),
          .fabric = &fabric,
          .gpus = gpus,
          .parallel = parallel,
          .sequence = sequence,
          .batch_tokens = static_cast<double>(batch) * static_cast<double>(sequence),
          .precision = precision};
}

NamedJob named_job(const JobOptions& options, const Catalog& catalog) {
  if (options.system.empty() || options.gpus == 0) {
    throw UsageError("--model needs --system and --gpus");
  }
  NamedJob job{catalog.get<AiModelSpec>(options.model),
               catalog.get<SystemSpec>(options.system),
               {},
               precision_named(options.precision),
               options.sequence};
  (void)job.peak();
  return job;
}

void add_job_options(CLI::App& verb, JobOptions& options) {
  constexpr std::int64_t most = 1'000'000;
  const char* group = "A job by name";
  verb.add_option("--model", options.model, "AI model of the catalog")->type_name("NAME")->group(group);
  verb.add_option("--system", options.system, "System of the catalog")->type_name("NAME")->group(group);
  verb.add_option("--gpus", options.gpus, "GPUs of the job")->check(CLI::Range(std::int64_t{1}, most))->group(group);
  verb.add_option("--batch", options.batch, "Sequences of a step")
      ->check(CLI::Range(std::int64_t{1}, most))
      ->group(group);
  verb.add_option("--sequence", options.sequence, "Tokens of a sequence; 8192 if not given")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{16'777'216}))
      ->group(group);
  verb.add_option("--precision", options.precision, "bf16, fp16, fp8 or fp4; bf16 if not given")
      ->type_name("NAME")
      ->group(group);
}

}  // namespace aif
