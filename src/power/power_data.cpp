#include "power/power_data.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "catalog/catalog.hpp"
#include "core/error.hpp"
#include "document/record.hpp"
#include "document/yaml.hpp"

namespace aif {

template <>
struct Fields<PowerShare> {
  static const Record<PowerShare>& get() {
    static const Record<PowerShare> record =
        Record<PowerShare>("share of rated power", "A fitted share of rated power.")
            .required("value", &PowerShare::value, "The share used.", non_negative())
            .required("range", &PowerShare::range, "Lowest and highest value believed.", non_negative())
            .required("note", &PowerShare::note, "What it is.");
    return record;
  }
};

template <>
struct Fields<GpuPowerFamily> {
  static const Record<GpuPowerFamily>& get() {
    using F = GpuPowerFamily;
    const char* see = "See its note.";
    static const Record<F> record =
        Record<F>("GPU power family", "Power of GPUs that share a board or its shares of rated power.")
            .required("name", &F::name, "Board that was metered.")
            .required("rated", &F::rated, "Its rated power [W].", positive())
            .required("measured", &F::measured, "Catalog GPUs that are this board.")
            .required("taken_for", &F::taken_for, "Catalog GPUs that take its shares.")
            .required("gap", &F::gap, see)
            .required("floor", &F::floor, see)
            .required("memory", &F::memory, see)
            .required("exponent", &F::exponent, "Of the utilisation of tensor cores.", between(0.1, 2))
            .required("limit", &F::limit, see)
            .required("product_16", &F::product_16, see)
            .required("product_8", &F::product_8, see)
            .required("product_4", &F::product_4, see)
            .required("attention", &F::attention, see)
            .required("rows", &F::rows, "Timings used.", at_least(1))
            .required("test_rows", &F::test_rows, "Of them, not fitted.", at_least(1))
            .required("mean_error", &F::mean_error, "Mean absolute relative error on those.", fraction())
            .required("median_error", &F::median_error, "Its median.", fraction())
            .required("median_error_by", &F::median_error_by, "The median by operator.");
    return record;
  }
};

template <>
struct Fields<GpuPowerData> {
  static const Record<GpuPowerData>& get() {
    static const Record<GpuPowerData> record =
        Record<GpuPowerData>("GPU power", "Fits to metered kernels.")
            .ignored("schema")
            .ignored("kind")
            .required("source", &GpuPowerData::source, "Where the rows are from.")
            .required("date", &GpuPowerData::date, "Day of the fit.")
            .required("data_hash", &GpuPowerData::data_hash, "sha256 of the rows.")
            .required("families", &GpuPowerData::families, "One per board.");
    return record;
  }
};

template <>
struct Fields<PartSpec> {
  static const Record<PartSpec>& get() {
    static const Record<PartSpec> record =
        Record<PartSpec>("part", "A kind of part beside the GPUs.")
            .required("name", &PartSpec::name, "Its name.")
            .required("idle", &PartSpec::idle, "Switched on without work [W].", non_negative())
            .required("busy", &PartSpec::busy, "While a job runs [W].", non_negative());
    return record;
  }
};

template <>
struct Fields<SupplySpec> {
  static const Record<SupplySpec>& get() {
    static const Record<SupplySpec> record =
        Record<SupplySpec>("power supply", "A kind of power supply.")
            .required("name", &SupplySpec::name, "Its name.")
            .required("efficiency", &SupplySpec::efficiency, "At 10, 20, 50 and 100 % of rated output.",
                      {.min = 0.0, .max = 1.0, .min_excluded = true})
            .optional("source", &SupplySpec::source, "Key of the bibliography.")
            .optional("estimate", &SupplySpec::estimate, "Whether it is one.");
    return record;
  }
};

template <>
struct Fields<FanSpec> {
  static const Record<FanSpec>& get() {
    static const Record<FanSpec> record =
        Record<FanSpec>("fans", "All fans of a node at full speed.")
            .required("air", &FanSpec::air, "With air-cooled GPUs [W].", non_negative())
            .required("liquid", &FanSpec::liquid, "With liquid-cooled GPUs [W].", non_negative());
    return record;
  }
};

template <>
struct Fields<SupplyChoice> {
  static const Record<SupplyChoice>& get() {
    static const Record<SupplyChoice> record =
        Record<SupplyChoice>("supplies of a node", "Which supplies, and how much they deliver together.")
            .required("kind", &SupplyChoice::kind, "One of supplies.")
            .required("rated", &SupplyChoice::rated, "Output of all that share the load [W].", positive());
    return record;
  }
};

template <>
struct Fields<NodePartsSpec> {
  static const Record<NodePartsSpec>& get() {
    static const Record<NodePartsSpec> record =
        Record<NodePartsSpec>("node", "What a system holds beside its GPUs.")
            .required("system", &NodePartsSpec::system, "Name in the catalog.")
            .required("parts", &NodePartsSpec::parts, "How many of each part.", at_least(1))
            .required("fans", &NodePartsSpec::fans, "At full speed.")
            .required("supplies", &NodePartsSpec::supplies, "Power supplies.");
    return record;
  }
};

template <>
struct Fields<NodePartsData> {
  static const Record<NodePartsData>& get() {
    static const Record<NodePartsData> record =
        Record<NodePartsData>("node parts", "Parts beside the GPUs, power supplies, nodes.")
            .ignored("schema")
            .ignored("kind")
            .required("parts", &NodePartsData::parts, "Kinds of parts.")
            .required("supplies", &NodePartsData::supplies, "Kinds of power supplies.")
            .required("nodes", &NodePartsData::nodes, "What each system holds.");
    return record;
  }
};

namespace {

/// Names that nodes use must be declared, and efficiencies have four points.
void check(const NodePartsData& data, const Node& root, Diagnostics& diagnostics) {
  std::vector<std::string> parts, supplies;
  for (const PartSpec& part : data.parts) {
    parts.push_back(part.name);
  }
  for (const SupplySpec& supply : data.supplies) {
    supplies.push_back(supply.name);
    if (supply.efficiency.size() != 4) {
      diagnostics.error(code::wrong_kind, root.mark().location(), supply.name,
                        "efficiency has " + std::to_string(supply.efficiency.size()) + " numbers",
                        "Write four, at 10, 20, 50 and 100 % of rated output.");
    }
  }
  const auto known = [&](const std::string& system, const std::string& name, const std::vector<std::string>& names) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      diagnostics.error(code::unknown_name, root.mark().location(), system, "unknown part \"" + name + "\"",
                        suggest(name, names));
    }
  };
  for (const NodePartsSpec& node : data.nodes) {
    known(node.system, node.supplies.kind, supplies);
    for (const auto& [name, count] : node.parts) {
      known(node.system, name, parts);
    }
  }
}

template <class T>
T read_entry(const std::filesystem::path& file, Diagnostics& diagnostics, Node& root) {
  root = load_document(file, diagnostics);
  Reader reader(diagnostics);
  T entry;
  Codec<T>::read(root, entry, reader, {});
  return entry;
}

}  // namespace

const GpuPowerFamily& PowerData::family_of(const std::string& gpu) const {
  for (const GpuPowerFamily& family : gpus.families) {
    for (const std::vector<std::string>* names : {&family.measured, &family.taken_for}) {
      if (std::find(names->begin(), names->end(), gpu) != names->end()) {
        return family;
      }
    }
  }
  return gpus.families.front();
}

const NodePartsSpec* PowerData::node(const std::string& system) const {
  const auto found = std::find_if(nodes.nodes.begin(), nodes.nodes.end(),
                                  [&system](const NodePartsSpec& one) { return one.system == system; });
  return found == nodes.nodes.end() ? nullptr : &*found;
}

PowerData load_power_data(const std::filesystem::path& folder) {
  Diagnostics diagnostics;
  Node root;
  PowerData data;
  data.gpus = read_entry<GpuPowerData>(folder / "gpus.yaml", diagnostics, root);
  if (data.gpus.families.empty()) {
    diagnostics.error(code::missing_key, root.mark().location(), "families", "no family of GPUs is listed",
                      "Write at least one, as tools/calibrate/fit_power.py does.");
  }
  data.nodes = read_entry<NodePartsData>(folder / "nodes.yaml", diagnostics, root);
  check(data.nodes, root, diagnostics);
  diagnostics.throw_if_errors();
  return data;
}

const PowerData& shipped_power_data() {
  static const PowerData data = load_power_data(find_models_directory("/proc/self/exe") / "power");
  return data;
}

}  // namespace aif
