#include "scenario/bounds.hpp"
#include "scenario/scenario.hpp"

/// Field lists of the scenario's top level.
namespace aif {

const Record<OperatorSpec>& Fields<OperatorSpec>::get() {
  static const Record<OperatorSpec> record =
      Record<OperatorSpec>("operator", "Who owns sites and work: a company or a public body.")
          .required("name", &OperatorSpec::name, "Short name, unique: lower-case letters, digits, - _ .")
          .optional("title_en", &OperatorSpec::title_en, "Name in English, for reports.")
          .optional("title_ko", &OperatorSpec::title_ko, "Name in Korean, for reports.")
          .optional("note", &OperatorSpec::note, "Where the operator's numbers come from.");
  return record;
}

const Record<OutputSpec>& Fields<OutputSpec>::get() {
  static const Record<OutputSpec> record =
      Record<OutputSpec>("outputs", "What is written beside the totals.")
          .optional("series_interval", &OutputSpec::series_interval,
                    "Time between rows of timeseries.csv, e.g. 1 h. Energy is integrated exactly whatever it is.",
                    between(minutes(1).si(), days(31).si()))
          .optional("max_events", &OutputSpec::max_events,
                    "Rows of events.csv at most; later events are counted, not listed.", count(0, 10'000'000));
  return record;
}

const Record<ScenarioSpec>& Fields<ScenarioSpec>::get() {
  static const Record<ScenarioSpec> record =
      Record<ScenarioSpec>("scenario", "Data centres, their power, and the work that runs in them.")
          .required("schema", &ScenarioSpec::schema, "Version of this format: aifactory/v1.")
          .required("name", &ScenarioSpec::name, "Short name: lower-case letters, digits, - _ .")
          .optional("title_en", &ScenarioSpec::title_en, "Title in English, for reports.")
          .optional("title_ko", &ScenarioSpec::title_ko, "Title in Korean, for reports.")
          .optional("description", &ScenarioSpec::description, "A sentence that an analyst can quote.")
          .required("start", &ScenarioSpec::start,
                    "First moment, on a full hour, with the offset of local time: 2027-01-01T00:00:00+09:00.")
          .required("duration", &ScenarioSpec::duration, "How long is simulated: 7 d, 1 yr (365 days); at most 20 yr.",
                    above_zero_to(max_duration.si()))
          .optional("seed", &ScenarioSpec::seed, "Root of all random streams. Same scenario and seed: same result.",
                    count(0, 9'007'199'254'740'991.0))
          .required("grid", &ScenarioSpec::grid, "The power system, from the catalog (aifactory list grid).")
          .optional("cost", &ScenarioSpec::cost,
                    "Rates of the cost account, from the catalog (aifactory list cost); no account if absent.")
          .required("operators", &ScenarioSpec::operators, "Who owns the sites and the work.")
          .required("sites", &ScenarioSpec::sites, "The data centres.")
          .required("workloads", &ScenarioSpec::workloads, "What runs in them.")
          .optional("outputs", &ScenarioSpec::outputs, "What is written beside the totals.");
  return record;
}

TypeInfo scenario_type() { return Codec<ScenarioSpec>::describe({}); }

}  // namespace aif
