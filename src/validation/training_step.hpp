#pragma once

#include "catalog/catalog.hpp"
#include "step/combine.hpp"
#include "validation/training_case.hpp"
#include "validation/validation.hpp"

/// Published training steps against the step model. The rules for what a source leaves open stand in README.md.
namespace aif {

/// The job of a case with presumed fields chosen by rule: micro-batch and interleaving by the model with prior
/// constants, recomputation by memory. Throws SimulationError if the case cannot be understood or laid out.
step::Job job_of(const TrainingStepCase& reference, const std::vector<SoftwareEntry>& software, const Catalog& catalog,
                 const step::Calibration& calibration);

/// software.yaml beside the cases or, for cases from elsewhere, the shipped one.
std::filesystem::path software_table_for(const std::filesystem::path& folder, const Catalog& catalog);

/// Step time, and peak memory where it was published.
std::vector<Comparison> compare_training_step(const TrainingStepCase& reference,
                                              const std::vector<SoftwareEntry>& software, const Catalog& catalog,
                                              const step::Calibration& calibration);

}  // namespace aif
