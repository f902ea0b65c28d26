#include "document/record.hpp"

#include <fmt/format.h>

#include "document/sourced.hpp"

namespace aif {

namespace {

/// "in sites[0]" or "at the top level".
std::string place_of(const Reader& reader) {
  const std::string path = reader.path();
  return path.empty() ? "at the top level" : "in " + printable(path);
}

/// The source of values that a scenario brings itself.
constexpr const char* scenario_source = "scenario";

const Node* find_in_library(const Node& name, const std::string& kind, Reader& reader) {
  if (const Node* found = reader.library() != nullptr ? reader.library()->find(kind, name.text()) : nullptr) {
    return found;
  }
  const std::vector<std::string> names =
      reader.library() != nullptr ? reader.library()->names(kind) : std::vector<std::string>();
  std::string hint = suggest(name.text(), names);
  if (hint.empty()) {
    hint = fmt::format("list them with: aifactory list {}", kind);
  }
  reader.error(code::unknown_name, name.mark(), fmt::format("the catalog has no {} {}", kind, name.describe()),
               std::move(hint));
  return nullptr;
}

/// Remembers which entry is read now: an estimate of it is one unknown, however often the entry is used.
void enter(const std::string& kind, const Node& name, std::size_t depth, Reader& reader) {
  reader.entry = fmt::format("{} {}", kind, name.text());
  reader.entry_depth = depth;
}

/// Plain numbers of `entry` fall under its own `source`.
void adopt_source(const Node& entry, Reader& reader) {
  const Node* source = entry.find("source");
  if (source != nullptr && source->is_scalar()) {
    reader.default_source = source->text();
  }
  reader.default_source_file = entry.mark().file;
}

}  // namespace

void report_unknown_key(const Node::Entry& entry, const std::vector<std::string>& known, Reader& reader) {
  reader.error(code::unknown_key, entry.key_mark,
               fmt::format("unknown key \"{}\" {}", printable(entry.key, 60), place_of(reader)),
               suggest(entry.key, known));
}

void report_missing_key(const Node& node, const std::string& key, const std::string& help, Reader& reader) {
  reader.error(code::missing_key, node.mark(), fmt::format("missing key \"{}\" {}", key, place_of(reader)),
               help.empty() ? "" : fmt::format("{}: {}", key, help));
}

void check_origin(const Node& node, bool has_source, bool estimate, bool has_range, Reader& reader) {
  if (!has_source && !estimate) {
    reader.error(code::bad_source, node.mark(), "this number has no source",
                 "name a key of references.yaml: {value: ..., source: key}, or mark it: "
                 "{value: ..., estimate: true, range: [low, high]}");
  } else if (estimate && !has_range) {
    reader.error(code::bad_source, node.mark(), "this estimate has no range",
                 "add the range it is believed to lie in: range: [low, high]");
  }
}

std::optional<Node> resolve_reference(const Node& node, const std::string& catalog_kind, Reader& reader) {
  if (node.is_scalar()) {
    const Node* entry = find_in_library(node, catalog_kind, reader);
    if (entry == nullptr) {
      return std::nullopt;
    }
    adopt_source(*entry, reader);
    enter(catalog_kind, node, reader.depth(), reader);
    return *entry;
  }
  if (!node.is_map()) {
    reader.error(
        code::wrong_kind, node.mark(),
        fmt::format("expected the name of a catalog entry ({}) or a mapping, found {}", catalog_kind, node.describe()));
    return std::nullopt;
  }
  const Node* name = node.find("catalog");
  if (name == nullptr) {
    if (reader.default_source.empty()) {
      reader.default_source = scenario_source;
    }
    adopt_source(node, reader);
    if (const Node* own = node.find("name"); own != nullptr && own->is_scalar()) {
      enter(catalog_kind, *own, reader.depth(), reader);  // a resolved scenario has its entries written out
    }
    return node;
  }
  if (!name->is_scalar()) {
    reader.error(code::wrong_kind, name->mark(), "expected the name of a catalog entry, found " + name->describe());
    return std::nullopt;
  }
  const std::size_t depth = reader.depth();
  Reader::Scope scope(reader, "catalog");
  const Node* entry = find_in_library(*name, catalog_kind, reader);
  if (entry == nullptr) {
    return std::nullopt;
  }
  adopt_source(*entry, reader);
  enter(catalog_kind, *name, depth, reader);
  Node base = *entry;
  Node changes = node;
  changes.remove("catalog");
  for (const Node::Entry& change : changes.entries()) {
    if (change.value.find("value") != nullptr || is_distribution(change.value)) {
      base.remove(change.key);  // a new number does not inherit the source of the one it replaces
    }
  }
  return merged(base, changes);
}

bool Codec<ZonedInstant>::read(const Node& node, ZonedInstant& out, Reader& reader, const Limits&) {
  const std::optional<ZonedInstant> instant = node.is_scalar() ? parse_instant(node.text()) : std::nullopt;
  if (!instant) {
    reader.error(code::bad_dates, node.mark(), "expected a date and time, found " + node.describe(),
                 "write it like 2027-01-01 or 2027-01-01T09:00:00+09:00");
    return false;
  }
  out = *instant;
  return true;
}

}  // namespace aif
