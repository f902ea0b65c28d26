#pragma once

#include "cli/cli11_fwd.hpp"
#include "cli/session.hpp"
#include "sweep/study_directory.hpp"

/// The verbs of `aifactory sweep`.
namespace aif {

void add_sweep_plan(CLI::App& sweep, Session& session);
void add_sweep_run(CLI::App& sweep, Session& session);
void add_sweep_submit(CLI::App& sweep, Session& session);
void add_sweep_status(CLI::App& sweep, Session& session);
void add_sweep_collect(CLI::App& sweep, Session& session);

/// This program and the catalog it would use.
ProgramIdentity this_program_identity(const Session& session, const Catalog& catalog);

/// How many processes to use: --jobs, else the variable AIFACTORY_JOBS, else one per processor.
int jobs_or_default(int jobs);

}  // namespace aif
