#include "sweep/study.hpp"

/// Field lists of a study.
namespace aif {

std::vector<std::string> EnumNames<DesignKind>::names() { return {"grid", "zip", "list", "lhs", "sobol", "morris"}; }
std::vector<std::string> EnumNames<SeedPolicy>::names() { return {"common", "independent"}; }

const Record<ParameterSpec>& Fields<ParameterSpec>::get() {
  static const Record<ParameterSpec> record =
      Record<ParameterSpec>("parameter", "One thing that varies: where it is, and its values.")
          .optional("name", &ParameterSpec::name, "Column of the tables; else the end of the path.")
          .optional("path", &ParameterSpec::path,
                    "As --set takes it: sites[ulsan].feed. [*] stands for every element that has the rest.")
          .optional("paths", &ParameterSpec::paths, "Several paths that get the same value.")
          .optional("scale", &ParameterSpec::scale, "The values are factors on what the scenario says.")
          .optional("whole", &ParameterSpec::whole, "Values drawn from a distribution are rounded.")
          .optional("values", &ParameterSpec::values, "For grid and zip.")
          .optional("range", &ParameterSpec::range, "[start, stop, step] without the stop, for grid and zip.")
          .optional("uniform", &ParameterSpec::uniform, "[low, high], for lhs, sobol and morris.")
          .optional("normal", &ParameterSpec::normal, "[mean, deviation].")
          .optional("lognormal", &ParameterSpec::lognormal, "[median, sigma].")
          .optional("triangular", &ParameterSpec::triangular, "[low, most likely, high].")
          .optional("choice", &ParameterSpec::choice, "Values that are equally likely.");
  return record;
}

const Record<StudySpec>& Fields<StudySpec>::get() {
  static const Record<StudySpec> record =
      Record<StudySpec>("study", "Many runs of one scenario.")
          .required("schema", &StudySpec::schema, "aifactory-study/v1")
          .required("name", &StudySpec::name, "Of the study, in every row.")
          .optional("description", &StudySpec::description, "What it is for.")
          .required("scenario", &StudySpec::scenario, "File of the scenario, relative to this file.")
          .optional("design", &StudySpec::design,
                    "grid: all combinations; zip: first with first; list: the points; lhs: Latin hypercube; sobol, "
                    "morris: for sensitivity.")
          .optional("parameters", &StudySpec::parameters, "What varies.")
          .optional("points", &StudySpec::points, "Of the design list: mappings from a path to its value.")
          .optional("set", &StudySpec::set, "Changes for every run: [\"duration=30 d\"].")
          .optional("samples", &StudySpec::samples, "Points of lhs; N of N (k + 2) runs of sobol.", between(1, 1e6))
          .optional("trajectories", &StudySpec::trajectories, "Of morris: r of r (k + 1) runs.", between(1, 1e5))
          .optional("levels", &StudySpec::levels, "Of morris: an even number.", between(2, 100))
          .optional("replications", &StudySpec::replications, "Runs per point, with seeds of their own.",
                    between(1, 1e5))
          .optional("seeds", &StudySpec::seeds,
                    "common: replication r has the same seed at every point; independent: every run has its own.")
          .optional("seed", &StudySpec::seed, "Of the design's own random numbers.", non_negative())
          .optional("uncertain_catalog", &StudySpec::uncertain_catalog,
                    "Replications draw the catalog's estimates from their ranges.")
          .optional("keep_results", &StudySpec::keep_results, "Keep the result.json of every run.")
          .optional("metrics", &StudySpec::metrics, "Patterns of the metrics in the tables: totals.*, sites[*].");
  return record;
}

}  // namespace aif
