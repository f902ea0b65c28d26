#include "sample.hpp"

#include "doctest/doctest.h"

namespace aif {

using sample::Battery;
using sample::Machine;
using sample::Plan;
using sample::Service;
using sample::Site;
using sample::Team;
using sample::Training;

const Record<Machine>& Fields<Machine>::get() {
  static const Record<Machine> record = Record<Machine>("machine", "A server.")
                                            .required("name", &Machine::name, "Its name in the catalog.")
                                            .required("max_power", &Machine::max_power, "At the AC input.", positive())
                                            .optional("memory", &Machine::memory, "Of all its GPUs.", positive())
                                            .ignored("kind")
                                            .ignored("source");
  return record;
}

const Record<Battery>& Fields<Battery>::get() {
  static const Record<Battery> record = Record<Battery>("battery", "")
                                            .required("capacity", &Battery::capacity, "Usable energy.", positive())
                                            .optional("reserve", &Battery::reserve, "Kept for outages.", fraction());
  return record;
}

const Record<Site>& Fields<Site>::get() {
  static const Record<Site> record =
      Record<Site>("site", "A data centre.")
          .required("name", &Site::name, "Unique.")
          .required("feed", &Site::feed, "Contracted power.", between(0, 2e9))
          .optional("cooling", &Site::cooling, "How the heat leaves.")
          .optional("supply", &Site::supply, "Of the coolant.", between(celsius(5).si(), celsius(60).si()))
          .optional("battery", &Site::battery, "On the site's bus.")
          .optional("machine", &Site::machine, "What stands there.")
          .optional("machines", &Site::machines, "How many.", between(1, 100'000));
  return record;
}

const Record<Training>& Fields<Training>::get() {
  static const Record<Training> record = Record<Training>("training", "A training run.")
                                             .required("name", &Training::name, "Unique.")
                                             .required("tokens", &Training::tokens, "In all.", positive())
                                             .ignored("kind");
  return record;
}

const Record<Service>& Fields<Service>::get() {
  static const Record<Service> record = Record<Service>("service", "Answers requests.")
                                            .required("name", &Service::name, "Unique.")
                                            .required("rate", &Service::rate, "Requests.", non_negative())
                                            .ignored("kind");
  return record;
}

const Record<Team>& Fields<Team>::get() {
  static const Record<Team> record = Record<Team>("team", "People, and the teams below them.")
                                         .required("name", &Team::name, "")
                                         .optional("teams", &Team::teams, "Below this one.");
  return record;
}

const Record<Plan>& Fields<Plan>::get() {
  static const Record<Plan> record = Record<Plan>("plan", "Sites and their jobs.")
                                         .required("name", &Plan::name, "Short name.")
                                         .optional("start", &Plan::start, "First moment.")
                                         .optional("duration", &Plan::duration, "How long | how far.", positive())
                                         .optional("quick", &Plan::quick, "Less detail.")
                                         .optional("sites", &Plan::sites, "Where.")
                                         .optional("jobs", &Plan::jobs, "What.")
                                         .optional("prices", &Plan::prices, "By season.")
                                         .optional("team", &Plan::team, "Who.");
  return record;
}

namespace sample {

Shelf::Shelf() {
  machines_["gb300-nvl72"] = parse(
      "kind: machine\nname: gb300-nvl72\nsource: vendor-sheet\nmax_power: 132 kW\nmemory: {value: 20.7 TB, note: "
      "HBM}\n");
  machines_["dgx-h100"] = parse(
      "kind: machine\nname: dgx-h100\nsource: old-sheet\nmax_power: {value: 10.2 kW, estimate: true, range: [9 kW, 11 "
      "kW]}\n");
}

const Node* Shelf::find(const std::string& kind, const std::string& name) const {
  const auto found = machines_.find(name);
  return kind == "machine" && found != machines_.end() ? &found->second : nullptr;
}

std::vector<std::string> Shelf::names(const std::string& kind) const {
  std::vector<std::string> list;
  for (const auto& [name, node] : machines_) {
    if (kind == "machine") {
      list.push_back(name);
    }
  }
  return list;
}

Node parse(const std::string& text, Diagnostics& diagnostics, const std::string& name) {
  return parse_yaml(std::make_shared<const SourceFile>(SourceFile{name, text}), diagnostics);
}

Node parse(const std::string& text) {
  Diagnostics diagnostics;
  Node node = parse(text, diagnostics);
  REQUIRE_MESSAGE(diagnostics.all().empty(), render(diagnostics.all(), false));
  return node;
}

Plan read_plan(const Node& node, Diagnostics& diagnostics) {
  static const Shelf shelf;
  Reader reader(diagnostics, &shelf);
  Plan plan;
  Codec<Plan>::read(node, plan, reader, {});
  return plan;
}

TypeInfo plan_type() { return Codec<Plan>::describe({}); }

}  // namespace sample
}  // namespace aif
