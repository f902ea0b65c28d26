#include "waveform/mitigation_spec.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "document/record.hpp"
#include "document/yaml.hpp"

namespace aif {

template <>
struct Fields<SmoothingSpec> {
  static const Record<SmoothingSpec>& get() {
    using S = SmoothingSpec;
    static const Record<S> record =
        Record<S>("GPU power smoothing", "Draw that GPUs hold and limit by themselves.")
            .required("floor", &S::floor, "Share of rated power held while a job runs, 0 to 0.9.", between(0, 0.9))
            .required("hold", &S::hold, "Time without work after which the floor is let go [s].", positive())
            .required("ramp_down", &S::ramp_down, "Steepest fall of one GPU [W/s].", positive())
            .required("ramp_up", &S::ramp_up, "Steepest rise of one GPU [W/s].", positive());
    return record;
  }
};

template <>
struct Fields<StorageDeviceSpec> {
  static const Record<StorageDeviceSpec>& get() {
    using S = StorageDeviceSpec;
    static const Record<S> record =
        Record<S>("storage", "Capacitors or a battery that level the load.")
            .optional("energy_per_gpu", &S::energy_per_gpu, "Energy it holds per GPU [J].", positive())
            .optional("power_per_gpu", &S::power_per_gpu, "Most power in or out per GPU [W].", positive())
            .optional("energy", &S::energy, "Energy it holds [J].", positive())
            .optional("power", &S::power, "Most power in or out [W].", positive())
            .required("efficiency", &S::efficiency, "Out over in.", {.min = 0.0, .max = 1.0, .min_excluded = true})
            .required("time_constant", &S::time_constant, "Of the mean it levels to [s].", positive());
    return record;
  }
};

template <>
struct Fields<MitigationSpec> {
  static const Record<MitigationSpec>& get() {
    using M = MitigationSpec;
    static const Record<M> record =
        Record<M>("mitigation", "A means against swings of power.")
            .required("name", &M::name, "Its name.")
            .required("title", &M::title, "Name for people.")
            .optional("smoothing", &M::smoothing, "By the GPUs.")
            .optional("storage", &M::storage, "By storage.")
            .optional("stagger", &M::stagger, "Time between starts of jobs [s].", positive())
            .optional("note", &M::note, "Remark.");
    return record;
  }
};

namespace {

struct MitigationFile {
  std::vector<MitigationSpec> mitigations;
};

}  // namespace

template <>
struct Fields<MitigationFile> {
  static const Record<MitigationFile>& get() {
    static const Record<MitigationFile> record = Record<MitigationFile>("mitigations", "Means against swings.")
                                                     .ignored("schema")
                                                     .ignored("kind")
                                                     .ignored("source")
                                                     .required("mitigations", &MitigationFile::mitigations, "All.");
    return record;
  }
};

std::vector<MitigationSpec> load_mitigations(const std::filesystem::path& file) {
  Diagnostics diagnostics;
  const Node root = load_document(file, diagnostics);
  diagnostics.throw_if_errors();
  Reader reader(diagnostics);
  MitigationFile read;
  Codec<MitigationFile>::read(root, read, reader, {});
  for (const MitigationSpec& one : read.mitigations) {
    const bool whole = !one.storage || (one.storage->energy_per_gpu && one.storage->power_per_gpu) ||
                       (one.storage->energy && one.storage->power);
    if (!whole) {
      reader.error(code::missing_key, root.mark(),
                   fmt::format("the storage of \"{}\" has no size", printable(one.name)),
                   "write energy_per_gpu and power_per_gpu, or energy and power");
    }
    if (!one.smoothing && !one.storage && !one.stagger) {
      reader.error(code::missing_key, root.mark(), fmt::format("\"{}\" mitigates nothing", printable(one.name)),
                   "write smoothing, storage or stagger");
    }
  }
  diagnostics.throw_if_errors();
  return read.mitigations;
}

std::vector<MitigationSpec> choose_mitigations(const std::vector<MitigationSpec>& known,
                                               const std::vector<std::string>& names) {
  std::vector<MitigationSpec> chosen;
  for (const std::string& name : names) {
    const auto found =
        std::find_if(known.begin(), known.end(), [&name](const MitigationSpec& one) { return one.name == name; });
    if (found == known.end()) {
      std::vector<std::string> list;
      for (const MitigationSpec& one : known) {
        list.push_back(one.name);
      }
      throw UsageError(fmt::format("unknown mitigation \"{}\". {}", printable(name), suggest(name, list)));
    }
    chosen.push_back(*found);
  }
  return chosen;
}

}  // namespace aif
