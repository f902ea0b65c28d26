#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "core/text.hpp"
#include "core/units.hpp"
#include "document/schema.hpp"

/// Reference documentation: what may be written, record by record.
namespace aif {

namespace {

/// Inside a table cell a bar would end the cell.
std::string cell(const std::string& text) {
  std::string out;
  for (char c : text) {
    out += c == '|' ? "\\|" : c == '\n' ? " " : std::string(1, c);
  }
  return out;
}

std::string anchor(const std::string& name) {
  std::string out;
  for (char c : name) {
    out += c == ' ' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

std::string limits_text(const TypeInfo& type) {
  std::string text;
  if (type.limits.min) {
    text += fmt::format(", {} {}", type.limits.min_excluded ? ">" : "≥", human(*type.limits.min, type.dimension));
  }
  if (type.limits.max) {
    text += fmt::format(", ≤ {}", human(*type.limits.max, type.dimension));
  }
  return text;
}

constexpr const char* uncertain_numbers =
    R"(
Every number, whole or with a unit, may be a distribution instead: `{uniform: [low, high]}`,
`{normal: [mean, deviation]}`, `{lognormal: [median, sigma]}` with sigma the deviation of the logarithm,
`{triangular: [low, most likely, high]}`, `{choice: [value, value]}`; values carry their units. A plain run takes the
median, `--replications` draws.
)";

class ReferenceWriter {
 public:
  std::string document(const TypeInfo& root, const std::string& title) {
    out_ = fmt::format("# {}\n{}", title, uncertain_numbers);
    type_text(root);
    while (!waiting_.empty()) {
      const TypeInfo type = waiting_.front();
      waiting_.pop_front();
      record(type);
    }
    return out_;
  }

 private:
  std::string type_text(const TypeInfo& type) {
    std::string text = bare_type_text(type);
    if (!type.catalog_kind.empty()) {
      text = fmt::format("name of a {} in the catalog, or {}", type.catalog_kind, text);
    }
    return type.sourced ? text + " (with source)" : text;
  }

  std::string bare_type_text(const TypeInfo& type) {
    switch (type.kind) {
      case TypeInfo::Kind::boolean:
        return "true or false";
      case TypeInfo::Kind::integer:
        return fmt::format("whole number{}", limits_text(type));
      case TypeInfo::Kind::number:
        return fmt::format("number{}", limits_text(type));
      case TypeInfo::Kind::text:
        return "text";
      case TypeInfo::Kind::quantity:
        return fmt::format("{} (`{}`){}", dimension_name(type.dimension),
                           split(unit_examples(type.dimension), ',').front(), limits_text(type));
      case TypeInfo::Kind::instant:
        return "date and time";
      case TypeInfo::Kind::choice:
        return fmt::format("`{}`", join(type.choices, "`, `"));
      case TypeInfo::Kind::list:
        return fmt::format("list of {}", type_text(*type.item));
      case TypeInfo::Kind::map:
        return fmt::format("mapping of names to {}", type_text(*type.item));
      case TypeInfo::Kind::record:
        return link(type, type.record_name);
      case TypeInfo::Kind::variant:
        break;
    }
    std::vector<std::string> links;
    for (const auto& [kind, alternative] : type.alternatives()) {
      TypeInfo named = alternative;
      named.record_help = fmt::format("`{}: {}`. {}", type.discriminator, kind, alternative.record_help);
      links.push_back(link(named, alternative.record_name));
    }
    return join(links, " or ");
  }

  /// A link to the section of a record, which is written once.
  std::string link(const TypeInfo& type, const std::string& name) {
    if (std::find(seen_.begin(), seen_.end(), name) == seen_.end()) {
      seen_.push_back(name);
      waiting_.push_back(type);
    }
    return fmt::format("[{}](#{})", name, anchor(name));
  }

  void record(const TypeInfo& type) {
    out_ += fmt::format("\n## {}\n\n", type.record_name);
    if (!type.record_help.empty()) {
      out_ += type.record_help + "\n\n";
    }
    out_ += "| Key | Type | Default | Meaning |\n|---|---|---|---|\n";
    for (const FieldInfo& field : type.fields()) {
      const std::string preset = field.required               ? "**required**"
                                 : field.default_text.empty() ? "—"
                                                              : "`" + field.default_text + "`";
      out_ += fmt::format("| `{}` | {} | {} | {} |\n", field.key, cell(type_text(field.type)), cell(preset),
                          cell(field.help));
    }
  }

  std::string out_;
  std::vector<std::string> seen_;
  std::deque<TypeInfo> waiting_;
};

}  // namespace

std::string reference_markdown(const TypeInfo& root, const std::string& title) {
  return ReferenceWriter().document(root, title);
}

}  // namespace aif
