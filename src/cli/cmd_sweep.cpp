#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/session.hpp"
#include "cli/sweep_verbs.hpp"
#include "cli/usage.hpp"

namespace aif {

void add_sweep(CLI::App& app, Session& session) {
  CLI::App& verb = add_verb(app, session, "sweep", "Many runs of one scenario: plan, run, submit, status, collect",
                            "  aifactory sweep plan scenarios/studies/korea-screening.yaml -o study\n"
                            "  aifactory sweep plan scenarios/quickstart.yaml --set 'sites[hall].feed=600 kW,900 kW' "
                            "--set 'seed=range(1,9)' -o study\n"
                            "  aifactory sweep run study -j 8\n"
                            "  aifactory sweep status study\n"
                            "  aifactory sweep collect study");
  verb.require_subcommand(1);
  add_sweep_plan(verb, session);
  add_sweep_run(verb, session);
  add_sweep_submit(verb, session);
  add_sweep_status(verb, session);
  add_sweep_collect(verb, session);
}

}  // namespace aif
