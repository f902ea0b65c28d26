#pragma once

#include "step/combine.hpp"
#include "step/profile.hpp"

namespace aif::step {

/// The job that a StepSpec asks for, before what it leaves open is chosen: micro-batch 1, sharded optimizer,
/// recomputation by memory, today's software. Adapters run at the fabric's routing efficiency over its
/// oversubscription, relative to the well-routed fabrics of the calibration (0.9, 1). Throws SimulationError if it
/// cannot be laid out; the message names the numbers.
Job job_from(const StepSpec& spec, const Calibration& calibration);

/// What users of today's frameworks tune and a scenario does not state: micro-batches of 1, 2, 4 and 8 sequences and,
/// without pipeline and experts, fully sharded weights. The fastest that fits in memory; if none does, the layout of
/// least memory. What `stated` has is taken as it is.
Job with_best_choices(const Job& job, const Constants& constants, const ParallelSpec& stated = {});

/// Whether the job fits as it would run, with as much recomputation as it takes.
bool fits(const Job& job);

}  // namespace aif::step
