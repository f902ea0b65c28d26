#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "document/sourced.hpp"
#include "document/yaml.hpp"

/// A small document type with a field of every kind, for the tests of this folder.
namespace aif::sample {

/// A catalog entry.
struct Machine {
  static constexpr const char* catalog_kind = "machine";
  std::string name;
  Sourced<Power> max_power;
  std::optional<Sourced<DataSize>> memory;
};

enum class Cooling { air, liquid };

struct Battery {
  Energy capacity;
  double reserve = 0.2;
};

struct Site {
  std::string name;
  Power feed;
  Cooling cooling = Cooling::liquid;
  Temperature supply = celsius(24);
  std::optional<Battery> battery;
  Ref<Machine> machine;
  std::int64_t machines = 1;
};

struct Training {
  static constexpr const char* kind = "training";
  std::string name;
  double tokens = 0;
};

struct Service {
  static constexpr const char* kind = "service";
  std::string name;
  Frequency rate;
};

/// A record that contains itself.
struct Team {
  std::string name;
  std::vector<Team> teams;
};

struct Plan {
  std::string name;
  ZonedInstant start;
  Duration duration = years(1);
  bool quick = false;
  std::vector<Site> sites;
  std::vector<std::variant<Training, Service>> jobs;
  std::map<std::string, EnergyPrice> prices;
  std::optional<Team> team;
};

/// A catalog of two machines.
class Shelf : public Library {
 public:
  Shelf();
  [[nodiscard]] const Node* find(const std::string& kind, const std::string& name) const override;
  [[nodiscard]] std::vector<std::string> names(const std::string& kind) const override;

 private:
  std::map<std::string, Node> machines_;
};

/// Parses `text` as a file called `name`.
Node parse(const std::string& text, Diagnostics& diagnostics, const std::string& name = "test.yaml");
/// Parses `text`, which must be without findings.
Node parse(const std::string& text);
/// Reads a Plan with the Shelf.
Plan read_plan(const Node& node, Diagnostics& diagnostics);
TypeInfo plan_type();

}  // namespace aif::sample

namespace aif {

template <>
struct EnumNames<sample::Cooling> {
  static std::vector<std::string> names() { return {"air", "liquid"}; }
};
template <>
struct Fields<sample::Machine> {
  static const Record<sample::Machine>& get();
};
template <>
struct Fields<sample::Battery> {
  static const Record<sample::Battery>& get();
};
template <>
struct Fields<sample::Site> {
  static const Record<sample::Site>& get();
};
template <>
struct Fields<sample::Training> {
  static const Record<sample::Training>& get();
};
template <>
struct Fields<sample::Service> {
  static const Record<sample::Service>& get();
};
template <>
struct Fields<sample::Team> {
  static const Record<sample::Team>& get();
};
template <>
struct Fields<sample::Plan> {
  static const Record<sample::Plan>& get();
};

}  // namespace aif
