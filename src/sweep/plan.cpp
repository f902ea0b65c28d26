#include "sweep/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "core/units.hpp"
#include "document/path.hpp"
#include "document/schema.hpp"

namespace aif {
namespace {

/// The end of a path that says what varies: "feed" of "sites[ulsan].feed".
std::string short_name(const std::string& path) {
  const std::optional<std::vector<PathStep>> steps = parse_path(path);
  if (!steps) {
    return path;
  }
  for (auto step = steps->rbegin(); step != steps->rend(); ++step) {
    if (!step->in_brackets) {
      return step->text;
    }
  }
  return path;
}

/// "W" -> "_w", "KRW/J" -> "_krw_per_j": the suffix of a column.
std::string suffix_of(const std::string& unit) {
  std::string out;
  for (char c : unit) {
    if (c == '/') {
      out += "_per_";
    } else if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else {
      out += '_';
    }
  }
  return out.empty() ? out : "_" + out;
}

/// Turns parameters into factors with values, and the design into points.
class Planner {
 public:
  Planner(const StudySpec& study, const Node& document, const std::filesystem::path& folder, const Catalog& catalog)
      : study_(study), document_(document), folder_(folder), catalog_(catalog) {}

  Plan make() {
    copy_settings();
    resolve_base();
    if (study_.design == DesignKind::list) {
      add_listed_points();
    } else {
      add_parameters();
      diagnostics_.throw_if_errors();
      add_points();
    }
    check_paths();
    diagnostics_.throw_if_errors();
    add_runs();
    return std::move(plan_);
  }

 private:
  void copy_settings() {
    plan_.name = study_.name;
    plan_.design = study_.design;
    plan_.seeds = study_.seeds;
    plan_.replications = study_.replications;
    plan_.design_seed = study_.seed;
    plan_.uncertain_catalog = study_.uncertain_catalog;
    plan_.keep_results = study_.keep_results;
    plan_.metrics = study_.metrics;
  }

  void resolve_base() {
    std::vector<Override> fixed;
    for (const std::string& text : study_.set) {
      fixed.push_back(parse_override(text, Override::Kind::set));
    }
    plan_.base = resolve_scenario(document_, folder_, catalog_, fixed);
  }

  /// Whether a column of the tables is called so already.
  [[nodiscard]] bool taken(const std::string& name) const {
    static const std::set<std::string> own{"study", "run",    "point",      "replication",
                                           "seed",  "status", "error_code", "error"};
    return own.contains(name) || std::any_of(plan_.factors.begin(), plan_.factors.end(),
                                             [&](const Factor& other) { return other.name == name; });
  }

  void add_factor(Factor factor, Dimension dimension) {
    const std::string wanted = factor.name;
    for (int n = 2; taken(factor.name); ++n) {
      factor.name = fmt::format("{}_{}", wanted, n);
    }
    if (!factor.scale && dimension != Dimension{}) {
      factor.unit = si_unit(dimension);
    }
    factor.column = factor.name + suffix_of(factor.unit);
    plan_.factors.push_back(std::move(factor));
  }

  void add_parameters() {
    for (const ParameterSpec& parameter : study_.parameters) {
      Factor factor;
      std::vector<std::string> patterns = parameter.paths;
      if (parameter.path) {
        patterns.insert(patterns.begin(), *parameter.path);
      }
      factor.name = parameter.name.empty() ? short_name(patterns.front()) : parameter.name;
      factor.scale = parameter.scale;
      for (const std::string& pattern : patterns) {
        const std::vector<std::string> found = expand_path(pattern, plan_.base.document, diagnostics_);
        factor.paths.insert(factor.paths.end(), found.begin(), found.end());
      }
      FactorValues values = values_of(parameter, diagnostics_);
      if (values.distribution) {
        factor.distribution = values.distribution->text(values.dimension);
      }
      add_factor(std::move(factor), values.dimension);
      values_.push_back(std::move(values));
    }
  }

  void add_points() {
    switch (study_.design) {
      case DesignKind::grid:
        return add_grid();
      case DesignKind::zip:
        return add_zip();
      case DesignKind::lhs:
        return add_unit_points(latin_hypercube(static_cast<std::size_t>(study_.samples), names(), seed()));
      case DesignKind::sobol:
        return add_unit_points(saltelli_points(static_cast<std::size_t>(study_.samples), values_.size()));
      case DesignKind::morris:
        return add_unit_points(morris_points(static_cast<std::size_t>(study_.trajectories), values_.size(),
                                             static_cast<std::size_t>(study_.levels), seed()));
      case DesignKind::list:
        break;
    }
  }

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> list;
    for (const Factor& factor : plan_.factors) {
      list.push_back(factor.name);
    }
    return list;
  }
  [[nodiscard]] std::uint64_t seed() const { return static_cast<std::uint64_t>(study_.seed); }

  /// All combinations; the last factor changes fastest.
  void add_grid() {
    std::size_t count = 1;
    for (const FactorValues& values : values_) {
      count *= values.listed.size();
      if (count > most_runs) {
        diagnostics_.error(code::too_complex, {}, "design", fmt::format("a grid of more than {} points", most_runs),
                           "lhs covers many parameters with few points");
        return;
      }
    }
    for (std::size_t n = 0; n < count; ++n) {
      PlanPoint point(values_.size());
      std::size_t rest = n;
      for (std::size_t i = values_.size(); i-- > 0;) {
        point[i] = values_[i].listed[rest % values_[i].listed.size()];
        rest /= values_[i].listed.size();
      }
      plan_.points.push_back(std::move(point));
    }
  }

  void add_zip() {
    const std::size_t count = values_.empty() ? 1 : values_.front().listed.size();
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (values_[i].listed.size() != count) {
        diagnostics_.error(code::contradiction, {}, plan_.factors[i].name,
                           fmt::format("zip pairs values, but {} has {} and {} has {}", plan_.factors[0].name, count,
                                       plan_.factors[i].name, values_[i].listed.size()),
                           "give every parameter the same number of values, or take design grid");
        return;
      }
    }
    for (std::size_t n = 0; n < count; ++n) {
      PlanPoint point;
      for (const FactorValues& values : values_) {
        point.push_back(values.listed[n]);
      }
      plan_.points.push_back(std::move(point));
    }
  }

  void add_unit_points(UnitPoints points) {
    for (const std::vector<double>& unit : points) {
      PlanPoint point;
      for (std::size_t i = 0; i < values_.size(); ++i) {
        point.push_back(value_at(values_[i], unit[i]));
      }
      plan_.points.push_back(std::move(point));
    }
    plan_.unit_points = std::move(points);
  }

  /// Columns are the paths in the order in which they first occur; a point keeps what it does not mention.
  void add_listed_points() {
    std::vector<std::string> paths;
    for (const auto& mapping : study_.points) {
      for (const auto& [path, value] : mapping) {
        if (std::find(paths.begin(), paths.end(), path) == paths.end()) {
          paths.push_back(path);
          ParameterSpec one;
          one.values.push_back(value);
          Factor factor;
          factor.name = short_name(path);
          factor.paths = expand_path(path, plan_.base.document, diagnostics_);
          add_factor(std::move(factor), values_of(one, diagnostics_).dimension);
        }
      }
    }
    for (const auto& mapping : study_.points) {
      PlanPoint point;
      for (const std::string& path : paths) {
        const auto found = mapping.find(path);
        ParameterSpec one;
        if (found != mapping.end()) {
          one.values.push_back(found->second);
        }
        point.push_back(one.values.empty() ? FactorValue{} : values_of(one, diagnostics_).listed.front());
      }
      plan_.points.push_back(std::move(point));
    }
  }

  /// The number that a scaled factor multiplies: in the resolved scenario, where defaults are written out.
  std::optional<ParsedQuantity> base_value(const std::string& path) {
    const Node* node = &plan_.base.document;
    for (const PathStep& step : parse_path(path).value_or(std::vector<PathStep>())) {
      const Node* next = nullptr;
      if (node->is_list()) {
        for (std::size_t i = 0; i < node->items().size(); ++i) {
          const Node* name = node->items()[i].find("name");
          const bool here = name != nullptr ? name->text() == step.text : std::to_string(i) == step.text;
          next = here ? &node->items()[i] : next;
        }
      } else {
        next = node->find(step.text);
      }
      if (next == nullptr) {
        return std::nullopt;
      }
      node = next;
    }
    if (const Node* value = node->find("value")) {
      node = value;
    }
    return node->is_scalar() ? parse_quantity(node->text()).value : std::nullopt;
  }

  std::vector<Override> changes_of(const PlanPoint& point) {
    std::vector<Override> changes;
    for (std::size_t i = 0; i < point.size(); ++i) {
      const Factor& factor = plan_.factors[i];
      for (const std::string& path : factor.paths) {
        if (point[i].text.empty()) {
          continue;
        }
        std::string text = point[i].text;
        if (factor.scale) {
          const std::optional<ParsedQuantity> base = base_value(path);
          if (!base || !point[i].si) {
            diagnostics_.error(code::bad_override, {}, path, "there is no number here to scale",
                               "name a path whose value the resolved scenario shows");
            continue;
          }
          const double scaled = base->si * *point[i].si;
          text = base->dimension == Dimension{} ? shortest(scaled) : exact(scaled, base->dimension);
        }
        changes.push_back({Override::Kind::set, path, text});
      }
    }
    return changes;
  }

  /// Every path must lead somewhere, before anything is run.
  void check_paths() {
    if (plan_.points.empty() || diagnostics_.has_errors()) {
      return;
    }
    PlanPoint probe(plan_.factors.size());
    for (std::size_t i = 0; i < probe.size(); ++i) {
      const auto set = std::find_if(plan_.points.begin(), plan_.points.end(),
                                    [i](const PlanPoint& point) { return !point[i].text.empty(); });
      probe[i] = set != plan_.points.end() ? (*set)[i] : FactorValue{};
    }
    Node copy = plan_.base.document;
    const TypeInfo type = scenario_type();
    apply_overrides(
        copy, changes_of(probe),
        [&type](const std::string& path, std::vector<std::string>& candidates) {
          return path_exists(type, path, candidates);
        },
        diagnostics_);
  }

  void add_runs() {
    const auto replications = static_cast<std::size_t>(plan_.replications);
    if (plan_.points.size() * replications > most_runs) {
      diagnostics_.error(code::too_complex, {}, "design", fmt::format("a study of more than {} runs", most_runs));
    }
    diagnostics_.throw_if_errors();
    for (std::size_t point = 0; point < plan_.points.size(); ++point) {
      const std::vector<Override> changes = changes_of(plan_.points[point]);
      for (std::size_t r = 0; r < replications; ++r) {
        const std::size_t id = plan_.runs.size() + 1;
        const std::size_t offset = plan_.seeds == SeedPolicy::common ? r : id - 1;
        plan_.runs.push_back({id, point, static_cast<std::int64_t>(r), static_cast<std::int64_t>(offset), changes});
      }
    }
    diagnostics_.throw_if_errors();
  }

  const StudySpec& study_;
  const Node& document_;
  const std::filesystem::path& folder_;
  const Catalog& catalog_;
  Diagnostics diagnostics_;
  Plan plan_;
  std::vector<FactorValues> values_;
};

}  // namespace

std::int64_t seed_of(std::int64_t scenario_seed, const std::vector<Factor>& factors, const PlanPoint& point,
                     std::int64_t offset) {
  for (std::size_t i = 0; i < factors.size(); ++i) {
    const std::vector<std::string>& paths = factors[i].paths;
    if (point[i].si && std::find(paths.begin(), paths.end(), "seed") != paths.end()) {
      return static_cast<std::int64_t>(*point[i].si) + offset;
    }
  }
  return scenario_seed + offset;
}

Plan make_plan(const StudySpec& study, const Node& document, const std::filesystem::path& folder,
               const Catalog& catalog) {
  return Planner(study, document, folder, catalog).make();
}

}  // namespace aif
