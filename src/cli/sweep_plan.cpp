#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/findings.hpp"
#include "cli/sweep_verbs.hpp"
#include "cli/version.hpp"
#include "core/files.hpp"
#include "core/hash.hpp"
#include "core/text.hpp"
#include "report/layout.hpp"
#include "sweep/plan.hpp"

namespace aif {
namespace {

struct SweepPlanOptions {
  std::string source;  ///< study or scenario
  std::string output;
  std::vector<std::string> set;
  std::string design;
  std::optional<std::int64_t> samples;
  std::optional<std::int64_t> replications;
  std::optional<std::int64_t> seed;
  std::string name;
  bool uncertain_catalog = false;
  bool keep_results = false;
  bool dry_run = false;
};

/// A study with the scenario it is about.
struct Source {
  StudySpec study;
  Node scenario;
  std::filesystem::path folder;
  std::string text;  ///< of the study's file
};

DesignKind design_of(const std::string& name) {
  const std::vector<std::string> names = EnumNames<DesignKind>::names();
  return static_cast<DesignKind>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// A --set with one plain value is a change for every run; more values make a parameter.
void add_inline(StudySpec& study, const std::string& text) {
  ParameterSpec parameter = parse_inline_parameter(text);
  if (parameter.values.size() == 1) {
    study.set.push_back(text);
  } else {
    study.parameters.push_back(std::move(parameter));
  }
}

void apply_options(StudySpec& study, const SweepPlanOptions& options) {
  for (const std::string& text : options.set) {
    add_inline(study, text);
  }
  if (!options.design.empty()) {
    study.design = design_of(options.design);
  }
  study.samples = options.samples.value_or(study.samples);
  study.trajectories = options.samples.value_or(study.trajectories);
  study.replications = options.replications.value_or(study.replications);
  study.seed = options.seed.value_or(study.seed);
  study.name = options.name.empty() ? study.name : options.name;
  study.uncertain_catalog = study.uncertain_catalog || options.uncertain_catalog;
  study.keep_results = study.keep_results || options.keep_results;
}

Source read_source(const SweepPlanOptions& options) {
  namespace fs = std::filesystem;
  Source source;
  Diagnostics diagnostics;
  Node document = load_document(options.source, diagnostics);
  diagnostics.throw_if_errors();
  if (!is_study(document)) {
    source.study.name = fs::path(options.source).stem().string();
    source.folder = fs::path(options.source).parent_path();
    source.scenario = std::move(document);
  } else {
    source.study = read_study(document);
    source.text = read_text_file(options.source, DocumentLimits{}.file_bytes);
    const fs::path scenario = fs::path(options.source).parent_path() / source.study.scenario;
    source.folder = scenario.parent_path();
    source.scenario = load_document(scenario, diagnostics);
    diagnostics.throw_if_errors();
  }
  apply_options(source.study, options);
  check_study(source.study);
  return source;
}

/// What a list of runs looks like, for people.
std::string plan_text(const Plan& plan) {
  std::string out = fmt::format("{}: {} points x {} replications = {} runs\n", printable(plan.name, 60),
                                plan.points.size(), plan.replications, plan.runs.size());
  std::vector<std::string> titles{"point"};
  for (const Factor& factor : plan.factors) {
    titles.push_back(printable(factor.name, 24));
  }
  TextTable table({titles.begin() + 1, titles.end()});
  constexpr std::size_t most = 12;
  for (std::size_t i = 0; i < std::min(most, plan.points.size()); ++i) {
    std::vector<std::string> cells;
    for (const FactorValue& value : plan.points[i]) {
      const bool plain = value.si && value.text.find(' ') == std::string::npos;
      cells.push_back(plain ? grouped(*value.si, 5) : printable(value.text, 24));
    }
    table.row(std::to_string(i), std::move(cells));
  }
  out += plan.factors.empty() ? "" : table.render(output_width(), Style(false));
  return plan.points.size() > most ? out + fmt::format("... and {} more\n", plan.points.size() - most) : out;
}

nlohmann::ordered_json plan_json(const Plan& plan) {
  nlohmann::ordered_json factors = nlohmann::ordered_json::array();
  for (const Factor& factor : plan.factors) {
    factors.push_back(
        {{"name", factor.name}, {"column", factor.column}, {"unit", factor.unit}, {"paths", factor.paths}});
  }
  return {{"name", plan.name},        {"points", plan.points.size()},  {"replications", plan.replications},
          {"runs", plan.runs.size()}, {"factors", std::move(factors)}, {"scenario_sha256", plan.base.sha256}};
}

int make(const SweepPlanOptions& options, const Session& session) {
  if (options.output.empty() && !options.dry_run) {
    throw UsageError("aifactory sweep plan: name a directory with -o, or look at the plan with --dry-run");
  }
  const Catalog catalog = session.catalog();
  const Source source = read_source(options);
  const Plan plan = make_plan(source.study, source.scenario, source.folder, catalog);
  if (!options.dry_run) {
    write_plan(plan, options.output, source.folder, this_program_identity(session, catalog), source.text);
  }
  print(session.json ? json_text(plan_json(plan)) : for_terminal(plan_text(plan)));
  if (!session.quiet && !options.dry_run) {
    say(fmt::format("\nNext: aifactory sweep run {}\n", printable(options.output)));
  }
  return exit_ok;
}

}  // namespace

ProgramIdentity this_program_identity(const Session& session, const Catalog& catalog) {
  constexpr std::size_t largest_program = std::size_t{2} << 30;
  return {program_version(), program_revision(), sha256_hex(read_text_file(session.program, largest_program)),
          catalog.content_hash()};
}

void add_sweep_plan(CLI::App& sweep, Session& session) {
  auto options = std::make_shared<SweepPlanOptions>();
  CLI::App& verb = add_verb(sweep, session, "plan", "Decide every run of a study and freeze it in a directory",
                            "  aifactory sweep plan study.yaml -o study\n"
                            "  aifactory sweep plan scenarios/quickstart.yaml --set 'seed=1,2,3' --dry-run\n"
                            "  aifactory sweep plan scenarios/quickstart.yaml --design lhs --samples 100 "
                            "--set 'sites[hall].feed={uniform: [500 kW, 900 kW]}' -o study");
  verb.add_option("STUDY", options->source, "A study, or a scenario with --set")->required()->type_name("");
  verb.add_option("-o,--output", options->output, "Directory to make")->type_name("DIRECTORY");
  verb.add_option("--set", options->set,
                  "PATH=a,b,c or PATH=range(start,stop,step) or PATH={uniform: [low, high]}: what varies; with one "
                  "value, a change for every run")
      ->type_name("PATH=VALUES")
      ->allow_extra_args(false);
  verb.add_option("--design", options->design, "grid, zip, lhs, sobol or morris")
      ->check(CLI::IsMember(EnumNames<DesignKind>::names()))
      ->type_name("DESIGN");
  verb.add_option("--samples", options->samples, "Points of lhs, samples of sobol, trajectories of morris")
      ->check(CLI::Range(1, 1'000'000))
      ->type_name("NUMBER");
  verb.add_option("--replications", options->replications, "Runs per point, each with a seed of its own")
      ->check(CLI::Range(1, 100'000))
      ->type_name("NUMBER");
  verb.add_option("--design-seed", options->seed, "Of the design's random numbers")
      ->check(CLI::Range(0, 2'000'000'000))
      ->type_name("NUMBER");
  verb.add_option("--name", options->name, "Of the study, in every row")->type_name("NAME");
  verb.add_flag("--uncertain-catalog", options->uncertain_catalog, "Draw the catalog's estimates from their ranges");
  verb.add_flag("--keep-results", options->keep_results, "Keep the result.json of every run");
  verb.add_flag("-n,--dry-run", options->dry_run, "Show the plan and write nothing");
  verb.callback([&session, options] { session.action = [&session, options] { return make(*options, session); }; });
}

}  // namespace aif
