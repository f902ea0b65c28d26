#include "cli/catalog_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "cli/value_text.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Node& node, const char* key) {
  const Node* value = node.find(key);
  return value != nullptr && value->is_scalar() ? value->text() : "";
}

std::string exact_text(const Node& value) {
  if (!value.is_list()) {
    return value.text();
  }
  std::string text;
  for (const Node& item : value.items()) {
    text += (text.empty() ? "" : ", ") + exact_text(item);
  }
  return '[' + text + ']';
}

/// Flattens a typed entry, written back as a document, into rows.
class Rows {
 public:
  void visit(const TypeInfo& type, const std::string& path, const Node& value) {
    if (!type.catalog_kind.empty() && !path.empty()) {
      const std::string name = text_of(value, "name");
      list_.push_back({path, printable(name), name});
    } else if (type.sourced && value.is_map()) {
      sourced(type, path, value);
    } else if (type.kind == TypeInfo::Kind::record) {
      for (const FieldInfo& field : type.fields()) {
        const Node* here = value.find(field.key);
        const bool is_heading = path.empty() && (field.key == "name" || field.key == "title" || field.key == "note");
        if (here != nullptr && !is_heading) {
          visit(field.type, path.empty() ? field.key : path + "." + field.key, *here);
        }
      }
    } else if (type.kind == TypeInfo::Kind::list && !value.items().empty() && value.items()[0].is_map()) {
      for (std::size_t i = 0; i < value.items().size(); ++i) {
        const std::string name = text_of(value.items()[i], "name");
        visit(*type.item, fmt::format("{}[{}]", path, name.empty() ? std::to_string(i) : name), value.items()[i]);
      }
    } else {
      list_.push_back({path, value_text(type, value), exact_text(value)});
    }
  }
  std::vector<CatalogRow> take() { return std::move(list_); }

 private:
  void sourced(const TypeInfo& type, const std::string& path, const Node& value) {
    TypeInfo plain = type;
    plain.sourced = false;
    const Node* number = value.find("value");
    if (number == nullptr) {
      return;
    }
    CatalogRow row{path, value_text(plain, *number), exact_text(*number), text_of(value, "source")};
    row.estimate = text_of(value, "estimate") == "true";
    row.note = text_of(value, "note");
    if (const Node* range = value.find("range"); range != nullptr && range->items().size() == 2) {
      row.range = fmt::format("{} to {}", value_text(plain, range->items()[0]), value_text(plain, range->items()[1]));
    }
    list_.push_back(std::move(row));
  }

  std::vector<CatalogRow> list_;
};

template <class T>
CatalogEntry entry_of(const Catalog& catalog, const std::string& name) {
  const Ref<T> ref = catalog.get<T>(name);
  const Node node = Codec<T>::write(*ref);
  Rows rows;
  TypeInfo type = Codec<T>::describe({});
  type.catalog_kind.clear();
  rows.visit(type, {}, node);
  CatalogEntry entry{T::catalog_kind, name, ref->title, ref->note, rows.take(), {}};
  if constexpr (std::is_same_v<T, AiModelSpec>) {
    auto add = [&entry](const char* what, double value) {
      entry.derived.push_back({what, grouped(value), shortest(value)});
    };
    add("parameters", parameter_count(*ref));
    add("active parameters per token", active_parameter_count(*ref));
    const auto context = static_cast<double>(*ref->context);
    add("training FLOPs per token, 8,192 tokens long", training_flops_per_token(*ref, std::min(8192.0, context)));
    add("cache bytes per token of context, 1 byte each", kv_cache_bytes_per_token(*ref, 1.0));
  }
  return entry;
}

/// What the user may have meant: names that hold the word, or one that is spelled nearly like it.
std::string entry_hint(const std::string& kind, const std::string& word, const std::vector<std::string>& names) {
  std::vector<std::string> holding;
  for (const std::string& name : names) {
    if (word.size() >= 2 && name.find(word) != std::string::npos) {
      holding.push_back('"' + name + '"');
    }
  }
  constexpr std::size_t few = 6;
  if (!holding.empty() && holding.size() <= few) {
    return fmt::format("did you mean {}?", join(holding, " or "));
  }
  const std::string hint = suggest(word, names);
  return hint.empty() ? fmt::format("see aifactory list {}", kind) : hint;
}

using Reading = CatalogEntry (*)(const Catalog&, const std::string&);

const std::vector<std::pair<std::string, Reading>>& readings() {
  static const std::vector<std::pair<std::string, Reading>> list{
      {GpuSpec::catalog_kind, &entry_of<GpuSpec>},         {SystemSpec::catalog_kind, &entry_of<SystemSpec>},
      {SwitchSpec::catalog_kind, &entry_of<SwitchSpec>},   {OpticSpec::catalog_kind, &entry_of<OpticSpec>},
      {AiModelSpec::catalog_kind, &entry_of<AiModelSpec>}, {ClimateSpec::catalog_kind, &entry_of<ClimateSpec>},
      {TariffSpec::catalog_kind, &entry_of<TariffSpec>},   {GridSpec::catalog_kind, &entry_of<GridSpec>},
      {CostSpec::catalog_kind, &entry_of<CostSpec>}};
  return list;
}

/// References that the rows cite, in the order of the rows.
std::vector<const ReferenceSpec*> cited(const CatalogEntry& entry, const Catalog& catalog) {
  std::vector<const ReferenceSpec*> list;
  for (const CatalogRow& row : entry.rows) {
    const ReferenceSpec* reference = row.source.empty() ? nullptr : catalog.reference(row.source);
    if (reference != nullptr && std::find(list.begin(), list.end(), reference) == list.end()) {
      list.push_back(reference);
    }
  }
  return list;
}

std::string origin_text(const CatalogRow& row) {
  std::string text;
  if (row.estimate) {
    text = row.range.empty() ? "estimate" : "estimate, " + row.range;
  }
  if (!row.source.empty()) {
    text += (text.empty() ? "" : "; ") + fmt::format("[{}]", row.source);
  }
  return text;
}

Json row_json(const CatalogRow& row) {
  Json json{{"path", row.path}, {"value", row.value}, {"exact", row.exact}};
  if (!row.source.empty()) {
    json["source"] = row.source;
  }
  if (row.estimate) {
    json["estimate"] = true;
    json["range"] = row.range;
  }
  if (!row.note.empty()) {
    json["note"] = row.note;
  }
  return json;
}

}  // namespace

CatalogEntry catalog_entry(const Catalog& catalog, const std::string& kind, const std::string& name) {
  for (const auto& [known, read] : readings()) {
    if (known != kind) {
      continue;
    }
    if (catalog.find(kind, name) == nullptr) {
      throw UsageError(fmt::format("the catalog has no {} \"{}\"; {}", kind, printable(name, 60),
                                   entry_hint(kind, name, catalog.names(kind))));
    }
    return read(catalog, name);
  }
  throw UsageError(
      fmt::format("the catalog has no kind \"{}\"; {}", printable(kind, 60), suggest(kind, Catalog::kinds())));
}

std::string catalog_title(const Catalog& catalog, const std::string& kind, const std::string& name) {
  const Node* node = catalog.find(kind, name);
  const std::string title = node == nullptr ? "" : text_of(*node, "title");
  return printable(title.empty() ? name : title);
}

std::string entry_text(const CatalogEntry& entry, const Catalog& catalog, int width, const Style& style) {
  std::size_t widest = 0;
  for (const std::vector<CatalogRow>* rows : {&entry.rows, &entry.derived}) {
    for (const CatalogRow& row : *rows) {
      widest = std::max(widest, display_width(row.path));
    }
  }
  const int indent = static_cast<int>(widest) + 4;
  auto line = [&](const CatalogRow& row) {
    const std::string origin = origin_text(row);
    std::string text = row.value + (origin.empty() ? "" : "  " + origin);
    if (!row.note.empty()) {
      text += fmt::format(" ({})", printable(row.note, 400));
    }
    const std::string label = "  " + row.path + std::string(widest - display_width(row.path) + 2, ' ');
    return label + wrap(text, width - indent, 0) + "\n";
  };
  auto hanging = [&](const std::string& text) {  // the lines after the first stand under the value
    std::string out;
    for (char c : text.substr(0, text.size() - 1)) {
      out += c;
      if (c == '\n') {
        out.append(static_cast<std::size_t>(indent), ' ');
      }
    }
    return out + "\n";
  };
  const std::string title = printable(entry.title);
  const std::string name = fmt::format("({} {})", entry.kind, entry.name);
  const bool on_one_line = display_width(title) + 2 + display_width(name) <= static_cast<std::size_t>(width);
  std::string out = style.bold(wrap(title, width)) + (on_one_line ? "  " : "\n") + name + "\n";
  if (!entry.note.empty()) {
    out += wrap(printable(entry.note, 2000), width) + "\n";
  }
  for (const CatalogRow& row : entry.rows) {
    out += hanging(line(row));
  }
  if (!entry.derived.empty()) {
    out += style.bold("Follows from it") + "\n";
    for (const CatalogRow& row : entry.derived) {
      out += hanging(line(row));
    }
  }
  const std::vector<const ReferenceSpec*> references = cited(entry, catalog);
  if (!references.empty()) {
    out += style.bold("Sources") + "\n";
    for (const ReferenceSpec* reference : references) {
      out += reference_text(*reference, width);
    }
  }
  return out;
}

Json entry_json(const CatalogEntry& entry, const Catalog& catalog) {
  Json json{{"kind", entry.kind}, {"name", entry.name}, {"title", entry.title}, {"note", entry.note}};
  for (const auto& [key, rows] : {std::pair{"values", &entry.rows}, std::pair{"derived", &entry.derived}}) {
    json[key] = Json::array();
    for (const CatalogRow& row : *rows) {
      json[key].push_back(row_json(row));
    }
  }
  json["sources"] = Json::array();
  for (const ReferenceSpec* reference : cited(entry, catalog)) {
    json["sources"].push_back(reference_json(*reference));
  }
  return json;
}

std::string reference_text(const ReferenceSpec& reference, int width) {
  std::string text = reference.title;
  for (const std::string& part : {reference.authors, reference.year, reference.url}) {
    text += part.empty() ? "" : ". " + part;
  }
  text += fmt::format(". Grade: {}", reference.grade);
  text += reference.accessed.empty() ? "." : fmt::format(", {}.", reference.accessed);
  return fmt::format("  {}\n", wrap(fmt::format("[{}] {}", reference.key, printable(text, 1000)), width - 2, 4));
}

Json reference_json(const ReferenceSpec& reference) {
  return Json{{"key", reference.key},     {"title", reference.title},      {"authors", reference.authors},
              {"year", reference.year},   {"url", reference.url},          {"accessed", reference.accessed},
              {"grade", reference.grade}, {"cited_in", reference.cited_in}};
}

}  // namespace aif
