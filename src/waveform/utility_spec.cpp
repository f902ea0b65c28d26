#include "waveform/utility_spec.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "document/record.hpp"
#include "document/yaml.hpp"

namespace aif {

template <>
struct Fields<UtilitySpec> {
  static const Record<UtilitySpec>& get() {
    using U = UtilitySpec;
    static const Record<U> record =
        Record<U>("utility specification", "What a utility asks of a large load.")
            .ignored("schema")
            .ignored("kind")
            .ignored("source")
            .required("name", &U::name, "Also the name of the file.")
            .required("title", &U::title, "Name for people.")
            .required("ramp_up", &U::ramp_up, "Steepest rise [W/s].", positive())
            .required("ramp_down", &U::ramp_down, "Steepest fall [W/s].", positive())
            .required("ramp_window", &U::ramp_window, "Time over which ramps are taken [s].", positive())
            .required("dynamic_range", &U::dynamic_range, "Swing of steady training over its peak.", fraction())
            .required("band_low", &U::band_low, "Lower end of the critical band [Hz].", non_negative())
            .required("band_high", &U::band_high, "Upper end of the critical band [Hz].", positive())
            .required("band_energy", &U::band_energy, "Energy in the band over the load's fluctuation energy.",
                      fraction())
            .optional("note", &U::note, "Remark.");
    return record;
  }
};

namespace {

std::filesystem::path folder_of(const std::filesystem::path& models) { return models / "utility-specs"; }

}  // namespace

std::vector<std::string> utility_spec_names(const std::filesystem::path& models) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder_of(models), none)) {
    if (entry.path().extension() == ".yaml") {
      names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

UtilitySpec load_utility_spec(const std::string& name_or_file, const std::filesystem::path& models) {
  const bool is_file = name_or_file.ends_with(".yaml");
  const std::filesystem::path file =
      is_file ? std::filesystem::path(name_or_file) : folder_of(models) / (name_or_file + ".yaml");
  if (!is_file && !std::filesystem::exists(file)) {
    throw UsageError(fmt::format("unknown utility specification \"{}\". {}", printable(name_or_file),
                                 suggest(name_or_file, utility_spec_names(models))));
  }
  Diagnostics diagnostics;
  const Node root = load_document(file, diagnostics);
  diagnostics.throw_if_errors();
  Reader reader(diagnostics);
  if (const Node* source = root.find("source"); source != nullptr && source->is_scalar()) {
    reader.default_source = source->text();
  }
  UtilitySpec spec;
  if (Codec<UtilitySpec>::read(root, spec, reader, {}) && *spec.band_low >= *spec.band_high) {
    reader.error(code::contradiction, root.find("band_high")->mark(), "the band ends below its beginning",
                 "write band_low below band_high");
  }
  diagnostics.throw_if_errors();
  return spec;
}

}  // namespace aif
