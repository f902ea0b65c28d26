#include "catalog/catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <system_error>

#include "catalog/check.hpp"
#include "core/files.hpp"
#include "core/hash.hpp"
#include "document/yaml.hpp"

namespace aif {
namespace {

constexpr const char* catalog_schema = "aifactory-catalog/v1";
constexpr const char* references_file = "references.yaml";

struct KindFolder {
  const char* kind;
  const char* folder;
};
constexpr KindFolder kind_folders[] = {
    {GpuSpec::catalog_kind, "gpus"},          {SystemSpec::catalog_kind, "systems"},
    {SwitchSpec::catalog_kind, "switches"},   {OpticSpec::catalog_kind, "optics"},
    {AiModelSpec::catalog_kind, "ai-models"}, {ClimateSpec::catalog_kind, "climates"},
    {TariffSpec::catalog_kind, "tariffs"},    {GridSpec::catalog_kind, "grids"},
    {CostSpec::catalog_kind, "costs"},
};

Node parse_file(const std::filesystem::path& path, Diagnostics& diagnostics) {
  auto source = std::make_shared<SourceFile>();
  source->name = path.string();
  source->text = read_text_file(path, DocumentLimits{}.file_bytes);
  return parse_yaml(source, diagnostics);
}

/// The first keys of an entry say what it is; they must agree with where it lies.
void check_header(const std::string& kind, const std::string& name, const Node& entry, Diagnostics& diagnostics) {
  const auto expect = [&](const char* key, const std::string& expected) {
    const Node* value = entry.find(key);
    if (value == nullptr) {
      diagnostics.error(code::missing_key, entry.mark().location(), name, fmt::format("the key \"{}\" is missing", key),
                        fmt::format("Write {}: {}.", key, expected));
    } else if (!value->is_scalar() || value->text() != expected) {
      diagnostics.error(
          code::contradiction, value->mark().location(), name + "." + key,
          fmt::format("{} is {}, but the file lies where {} \"{}\" is expected", key, value->describe(), key, expected),
          fmt::format("Write {}: {}, or move the file.", key, expected));
    }
  };
  expect("schema", catalog_schema);
  expect("kind", kind);
  expect("name", name);
}

/// Visits every `source:` of an entry, the file's own and those of single numbers.
template <class Visit>
void each_source(const Node& node, const Visit& visit) {
  for (const Node& item : node.items()) {
    each_source(item, visit);
  }
  for (const Node::Entry& entry : node.entries()) {
    if (entry.key == "source" && entry.value.is_scalar()) {
      visit(entry.value);
    } else {
      each_source(entry.value, visit);
    }
  }
}

/// Passes on what is wrong in `file`. An entry that another one refers to is told about when its own turn comes.
void add_of_file(const std::vector<Diagnostic>& found, const std::string& file, Diagnostics& diagnostics) {
  for (const Diagnostic& one : found) {
    if (one.where.file == file) {
      diagnostics.add(one);
    }
  }
}

template <class T>
void check_kind(const Catalog& catalog, std::set<std::string>& used, Diagnostics& diagnostics) {
  const std::string kind = T::catalog_kind;
  for (const std::string& name : catalog.names(kind)) {
    const std::string file = catalog.file_of(kind, name)->string();
    Diagnostics found;
    try {
      const Node* entry = catalog.find(kind, name);
      check_header(kind, name, *entry, found);
      Ref<T> ref;
      Reader reader(found, &catalog);
      if (Codec<Ref<T>>::read(Node::scalar(name), ref, reader, {})) {
        check_entry(*ref, *entry, found);
      }
      each_source(*entry, [&](const Node& source) {
        used.insert(source.text());
        if (catalog.reference(source.text()) == nullptr) {
          std::vector<std::string> keys;
          for (const ReferenceSpec& known : catalog.references()) {
            keys.push_back(known.key);
          }
          found.error(code::unknown_name, source.mark().location(), name,
                      fmt::format("unknown reference \"{}\"", printable(source.text())), suggest(source.text(), keys));
        }
      });
    } catch (const ScenarioError& error) {  // not YAML
      add_of_file(error.diagnostics(), file, diagnostics);
    }
    add_of_file(found.all(), file, diagnostics);
  }
}

}  // namespace

Catalog::Catalog(std::filesystem::path root) : root_(std::move(root)) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(root_ / references_file, ignored)) {
    throw FileError(fmt::format("{} is not a models directory (it has no {}). Set AIFACTORY_MODELS to one.",
                                printable(root_.string()), references_file));
  }
  for (const KindFolder& kind : kind_folders) {
    std::map<std::string, std::filesystem::path>& files = files_[kind.kind];
    const std::filesystem::path folder = root_ / kind.folder;
    if (!std::filesystem::is_directory(folder, ignored)) {
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".yaml") {
        files.emplace(entry.path().stem().string(), entry.path());
      }
    }
  }
}

const std::vector<std::string>& Catalog::kinds() {
  static const std::vector<std::string> list = [] {
    std::vector<std::string> kinds;
    for (const KindFolder& kind : kind_folders) {
      kinds.emplace_back(kind.kind);
    }
    return kinds;
  }();
  return list;
}

const std::filesystem::path* Catalog::file_of(const std::string& kind, const std::string& name) const {
  const auto files = files_.find(kind);
  if (files == files_.end()) {
    return nullptr;
  }
  const auto file = files->second.find(name);
  return file == files->second.end() ? nullptr : &file->second;
}

const Node* Catalog::find(const std::string& kind, const std::string& name) const {
  const std::string id = kind + "/" + name;
  if (const auto known = parsed_.find(id); known != parsed_.end()) {
    return &known->second;
  }
  const std::filesystem::path* file = file_of(kind, name);
  if (file == nullptr) {
    return nullptr;
  }
  Diagnostics diagnostics;
  Node node = parse_file(*file, diagnostics);
  diagnostics.throw_if_errors();
  return &parsed_.emplace(id, std::move(node)).first->second;
}

std::vector<std::string> Catalog::names(const std::string& kind) const {
  std::vector<std::string> list;
  if (const auto files = files_.find(kind); files != files_.end()) {
    for (const auto& [name, path] : files->second) {
      list.push_back(name);
    }
  }
  return list;
}

const std::vector<ReferenceSpec>& Catalog::references() const {
  if (references_.empty()) {
    Diagnostics diagnostics;
    const Node list = parse_file(root_ / references_file, diagnostics);
    Reader reader(diagnostics);
    std::vector<ReferenceSpec> references;
    Codec<std::vector<ReferenceSpec>>::read(list, references, reader, {});
    diagnostics.throw_if_errors();
    references_ = std::move(references);
  }
  return references_;
}

const ReferenceSpec* Catalog::reference(const std::string& key) const {
  const std::vector<ReferenceSpec>& all = references();
  const auto found = std::find_if(all.begin(), all.end(), [&key](const ReferenceSpec& one) { return one.key == key; });
  return found == all.end() ? nullptr : &*found;
}

void Catalog::check_all(Diagnostics& diagnostics) const {
  Diagnostics repeated;  // references() throws the same findings
  const Node list = parse_file(root_ / references_file, repeated);
  try {
    check_references(references(), list, diagnostics);
  } catch (const ScenarioError& error) {
    for (const Diagnostic& one : error.diagnostics()) {
      diagnostics.add(one);
    }
    return;
  }
  std::set<std::string> used;
  check_kind<GpuSpec>(*this, used, diagnostics);
  check_kind<SystemSpec>(*this, used, diagnostics);
  check_kind<SwitchSpec>(*this, used, diagnostics);
  check_kind<OpticSpec>(*this, used, diagnostics);
  check_kind<AiModelSpec>(*this, used, diagnostics);
  check_kind<ClimateSpec>(*this, used, diagnostics);
  check_kind<TariffSpec>(*this, used, diagnostics);
  check_kind<GridSpec>(*this, used, diagnostics);
  check_kind<CostSpec>(*this, used, diagnostics);
  for (std::size_t i = 0; i < references().size(); ++i) {
    const ReferenceSpec& reference = references()[i];
    if (reference.cited_in.empty() && !used.contains(reference.key)) {
      diagnostics.error(code::bad_source, list.items()[i].mark().location(), reference.key,
                        fmt::format("no number of the catalog cites \"{}\"", printable(reference.key)),
                        "Remove it, or say in cited_in which source file does.");
    }
  }
}

template <class T>
Ref<T> Catalog::get(const std::string& name) const {
  Diagnostics diagnostics;
  Reader reader(diagnostics, this);
  Ref<T> ref;
  Codec<Ref<T>>::read(Node::scalar(name), ref, reader, {});
  diagnostics.throw_if_errors();
  return ref;
}

template Ref<GpuSpec> Catalog::get<GpuSpec>(const std::string& name) const;
template Ref<SystemSpec> Catalog::get<SystemSpec>(const std::string& name) const;
template Ref<SwitchSpec> Catalog::get<SwitchSpec>(const std::string& name) const;
template Ref<OpticSpec> Catalog::get<OpticSpec>(const std::string& name) const;
template Ref<AiModelSpec> Catalog::get<AiModelSpec>(const std::string& name) const;
template Ref<ClimateSpec> Catalog::get<ClimateSpec>(const std::string& name) const;
template Ref<TariffSpec> Catalog::get<TariffSpec>(const std::string& name) const;
template Ref<GridSpec> Catalog::get<GridSpec>(const std::string& name) const;
template Ref<CostSpec> Catalog::get<CostSpec>(const std::string& name) const;

std::string Catalog::content_hash() const {
  const auto bytes_of = [](const std::filesystem::path& path) {
    return read_text_file(path, DocumentLimits{}.file_bytes);
  };
  // Name and file of everything that can move a number.
  std::map<std::string, std::filesystem::path> files{{references_file, root_ / references_file}};
  for (const std::string& kind : kinds()) {
    for (const auto& [name, path] : files_.at(kind)) {
      files.emplace(fmt::format("{}/{}", kind, name), path);
    }
  }
  std::error_code none;  // a catalog without calibration has nothing to add
  for (const char* folder : {"calibration", "interconnects", "power"}) {
    for (const auto& entry : std::filesystem::directory_iterator(root_ / folder, none)) {
      files.emplace(fmt::format("{}/{}", folder, entry.path().filename().string()), entry.path());
    }
  }
  std::string digests;
  for (const auto& [name, path] : files) {
    digests += fmt::format("{} {}\n", name, sha256_hex(bytes_of(path)));
  }
  return sha256_hex(digests);
}

std::filesystem::path find_models_directory(const std::filesystem::path& program) {
  if (const char* chosen = std::getenv("AIFACTORY_MODELS"); chosen != nullptr && *chosen != '\0') {
    return chosen;
  }
  std::error_code failed;
  std::filesystem::path folder = std::filesystem::weakly_canonical(program, failed).parent_path();
  const auto is_models = [](const std::filesystem::path& candidate) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(candidate / references_file, ignored);
  };
  if (auto installed = folder.parent_path() / "share" / "aifactory" / "models"; is_models(installed)) {
    return installed;
  }
  for (; !folder.empty(); folder = folder.parent_path()) {  // a build folder lies somewhere below the source
    if (is_models(folder / "models")) {
      return folder / "models";
    }
    if (folder == folder.parent_path()) {
      break;
    }
  }
  throw FileError(
      "cannot find the catalog (a directory models/ with references.yaml) beside the program. "
      "Set AIFACTORY_MODELS to it.");
}

}  // namespace aif
