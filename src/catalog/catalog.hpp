#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "catalog/ai_model.hpp"
#include "catalog/cost.hpp"
#include "catalog/environment.hpp"
#include "catalog/hardware.hpp"
#include "document/reader.hpp"

namespace aif {

/// The folder models/: one YAML file per entry, in one folder per kind.
///
///     models/gpus/h100-sxm.yaml      schema: aifactory-catalog/v1, kind: gpu, name: h100-sxm, source: key, ...
///     models/references.yaml         the bibliography
///
/// Files are parsed when first asked for, so a run pays only for the entries it uses.
class Catalog : public Library {
 public:
  /// `root` is a models/ directory. Throws FileError if it is not one.
  explicit Catalog(std::filesystem::path root);

  [[nodiscard]] const Node* find(const std::string& kind, const std::string& name) const override;
  [[nodiscard]] std::vector<std::string> names(const std::string& kind) const override;

  /// Kinds in the order people think of them: gpu, system, switch, optic, ai-model, climate, tariff, grid, cost.
  static const std::vector<std::string>& kinds();
  [[nodiscard]] const std::vector<ReferenceSpec>& references() const;
  [[nodiscard]] const ReferenceSpec* reference(const std::string& key) const;

  /// Reads every entry with its Spec and checks names, numbers, sources and references. All findings at once.
  void check_all(Diagnostics& diagnostics) const;
  /// One typed entry; throws ScenarioError if it is missing or wrong.
  template <class T>
  [[nodiscard]] Ref<T> get(const std::string& name) const;

  /// sha256 over the names and bytes of all files.
  [[nodiscard]] std::string content_hash() const;
  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  /// The file of an entry, or null.
  [[nodiscard]] const std::filesystem::path* file_of(const std::string& kind, const std::string& name) const;

 private:
  std::filesystem::path root_;
  std::map<std::string, std::map<std::string, std::filesystem::path>> files_;  ///< kind -> name -> file
  mutable std::map<std::string, Node> parsed_;                                 ///< "kind/name"
  mutable std::vector<ReferenceSpec> references_;
};

/// Where models/ and scenarios/ are: $AIFACTORY_MODELS, else beside the installed or built program.
std::filesystem::path find_models_directory(const std::filesystem::path& program);

}  // namespace aif
