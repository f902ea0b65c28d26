#include "check/case_spec.hpp"

/// Field lists of tolerances.yaml.
namespace aif {

bool Codec<Magnitude>::read(const Node& node, Magnitude& out, Reader& reader, const Limits&) {
  if (!node.is_scalar()) {
    reader.error(code::wrong_kind, node.mark(), "expected an amount, found " + node.describe());
    return false;
  }
  const QuantityOutcome outcome = parse_quantity(node.text());
  if (!outcome.value) {
    reader.error(outcome.unit_is_the_problem ? code::bad_unit : code::bad_number, node.mark(), outcome.problem,
                 outcome.hint);
    return false;
  }
  if (outcome.value->si < 0) {
    reader.error(code::out_of_range, node.mark(), "a tolerance is not negative, found " + node.describe());
    return false;
  }
  out = {outcome.value->si, outcome.value->dimension, outcome.value->dimension == Dimension{}};
  return true;
}

Node Codec<Magnitude>::write(const Magnitude& value) { return Node::scalar(exact(value.si, value.dimension)); }

const Record<ToleranceSpec>& Fields<ToleranceSpec>::get() {
  static const Record<ToleranceSpec> record =
      Record<ToleranceSpec>("tolerance", "How far a metric may be from the recorded value.")
          .optional("rel", &ToleranceSpec::rel, "Share of the value: 0.1 % or 1e-3.", non_negative())
          .optional("abs", &ToleranceSpec::abs, "Amount, in the metric's unit or with one: 5 MWh.")
          .optional("note", &ToleranceSpec::note, "Why.");
  return record;
}

const Record<MetricRule>& Fields<MetricRule>::get() {
  static const Record<MetricRule> record =
      Record<MetricRule>("metric rule", "Tolerance of the metrics that match a pattern.")
          .required("match", &MetricRule::match, "Path of a metric; * stands for any characters, ? for one.")
          .optional("rel", &MetricRule::rel, "Share of the value: 0.1 % or 1e-3.", non_negative())
          .optional("abs", &MetricRule::abs, "Amount, in the metric's unit or with one: 5 MWh.")
          .optional("note", &MetricRule::note, "Why.");
  return record;
}

const Record<CaseSpec>& Fields<CaseSpec>::get() {
  static const Record<CaseSpec> record =
      Record<CaseSpec>("case", "What a regression case runs, what it guards and how closely.")
          .optional("scenario", &CaseSpec::scenario,
                    "Scenario file, relative to the case; scenario.yaml beside it if not given.")
          .optional("set", &CaseSpec::set, "Changes to the scenario, as for --set: sites[ulsan].feed=80 MW.")
          .optional("guard", &CaseSpec::guard, "Patterns of the metrics to guard; two dozen totals if not given.")
          .optional("units", &CaseSpec::units, "Tolerances by unit: J, W, s, 1, KRW, ...")
          .optional("metrics", &CaseSpec::metrics, "Tolerances by pattern; the last that matches counts.");
  return record;
}

}  // namespace aif
