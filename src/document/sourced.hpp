#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/real.hpp"
#include "document/distribution.hpp"
#include "document/record.hpp"

namespace aif {

/// A catalog number with where it comes from: either the key of an entry in models/references.yaml, or
/// `estimate` with the range it is believed to lie in.
///
/// In a document either a plain number, which falls under the file's `source`, or
/// `{value: 700 W, source: key, note: text}` or `{value: 90 W, estimate: true, range: [70 W, 115 W]}`.
template <class T>
struct Sourced {
  T value{};
  std::string source;
  bool estimate = false;
  std::optional<std::pair<T, T>> range;
  std::string note;

  const T& operator*() const { return value; }
  const T* operator->() const { return &value; }
};

inline double real(const Sourced<std::int64_t>& number) { return real(number.value); }

/// Reports what is wrong with the origin of a number (no source, an estimate without a range, ...).
void check_origin(const Node& node, bool has_source, bool estimate, bool has_range, Reader& reader);

template <class T>
struct Codec<Sourced<T>> {
  static TypeInfo describe(const Limits& limits) {
    TypeInfo info = Codec<T>::describe(limits);
    info.sourced = true;
    return info;
  }

  static bool read(const Node& node, Sourced<T>& out, Reader& reader, const Limits& limits) {
    if (!node.is_map() || is_distribution(node)) {
      out.source = reader.source_for(node);
      out.estimate = false;
      out.range.reset();
      out.note.clear();
      if (!Codec<T>::read(node, out.value, reader, limits)) {
        return false;
      }
      check_origin(node, !out.source.empty(), false, false, reader);
      return true;
    }
    static const std::vector<std::string> known{"value", "source", "estimate", "range", "note"};
    bool good = true;
    for (const Node::Entry& entry : node.entries()) {
      if (std::find(known.begin(), known.end(), entry.key) == known.end()) {
        report_unknown_key(entry, known, reader);
        good = false;
      }
    }
    out = Sourced<T>{};
    const Node* value = node.find("value");
    if (value == nullptr) {
      report_missing_key(node, "value", "the number itself", reader);
      return false;
    }
    good = read_part(*value, "value", out.value, reader, limits) && good;
    if (const Node* source = node.find("source")) {
      good = read_part(*source, "source", out.source, reader, {}) && good;
    }
    if (const Node* estimate = node.find("estimate")) {
      good = read_part(*estimate, "estimate", out.estimate, reader, {}) && good;
    }
    if (const Node* note = node.find("note")) {
      good = read_part(*note, "note", out.note, reader, {}) && good;
    }
    if (const Node* range = node.find("range")) {
      std::vector<T> ends;
      good = read_part(*range, "range", ends, reader, limits) && good;
      if (ends.size() == 2) {
        out.range = {ends[0], ends[1]};
      } else {
        reader.error(code::wrong_kind, range->mark(), "a range has two ends", "write range: [low, high]");
        good = false;
      }
    }
    if (out.source.empty() && !out.estimate) {
      out.source = reader.source_for(node);
    }
    check_origin(node, !out.source.empty(), out.estimate, out.range.has_value(), reader);
    if (good && out.estimate && out.range) {
      vary(node, out, reader);
    }
    return good;
  }

  static Node write(const Sourced<T>& value) {
    std::vector<Node::Entry> entries{{"value", {}, Codec<T>::write(value.value)}};
    if (!value.source.empty()) {
      entries.push_back({"source", {}, Node::scalar(value.source, {}, true)});
    }
    if (value.estimate) {
      entries.push_back({"estimate", {}, Node::scalar("true")});
    }
    if (value.range) {
      entries.push_back(
          {"range", {}, Node::list({Codec<T>::write(value.range->first), Codec<T>::write(value.range->second)})});
    }
    if (!value.note.empty()) {
      entries.push_back({"note", {}, Node::scalar(value.note, {}, true)});
    }
    return Node::map(std::move(entries));
  }

 private:
  /// Takes a number from its range if the reading asks for it; lists of numbers stay as they are.
  static void vary(const Node& node, Sourced<T>& out, Reader& reader) {
    if constexpr (requires { out.value.si(); }) {
      out.value = T::from_si(
          reader.estimate(node, out.value.si(), out.range->first.si(), out.range->second.si(), T::dimension, false));
    } else if constexpr (std::is_arithmetic_v<T>) {
      out.value =
          static_cast<T>(reader.estimate(node, static_cast<double>(out.value), static_cast<double>(out.range->first),
                                         static_cast<double>(out.range->second), {}, std::is_integral_v<T>));
    }
  }

  template <class Part>
  static bool read_part(const Node& node, const char* key, Part& out, Reader& reader, const Limits& limits) {
    Reader::Scope scope(reader, key);
    return Codec<Part>::read(node, out, reader, limits);
  }
};

/// A catalog entry used by a scenario: its name, `gb300-nvl72`; or `{catalog: gb300-nvl72, max_power: 120 kW}`,
/// the entry with some values replaced; or the whole entry written out. T must have
/// `static constexpr const char* catalog_kind` and a member `std::string name`.
template <class T>
struct Ref {
  std::shared_ptr<const T> spec;

  const T& operator*() const { return *spec; }
  const T* operator->() const { return spec.get(); }
  explicit operator bool() const { return spec != nullptr; }
};

/// The node a reference stands for: looked up, overrides laid on; null (and reported) if there is none.
/// Sets the reader's default source to the entry's for the time of reading it; the caller restores it.
/// Values that do not come from a catalog file have the source "scenario".
std::optional<Node> resolve_reference(const Node& node, const std::string& catalog_kind, Reader& reader);

template <class T>
struct Codec<Ref<T>> {
  static TypeInfo describe(const Limits& limits) {
    TypeInfo info = Codec<T>::describe(limits);
    info.catalog_kind = T::catalog_kind;
    return info;
  }
  static bool read(const Node& node, Ref<T>& out, Reader& reader, const Limits& limits) {
    const std::string outer_source = reader.default_source;
    const auto outer_file = reader.default_source_file;
    const std::string outer_entry = reader.entry;
    const std::size_t outer_depth = reader.entry_depth;
    bool good = false;
    if (std::optional<Node> target = resolve_reference(node, T::catalog_kind, reader)) {
      auto spec = std::make_shared<T>();
      good = Codec<T>::read(*target, *spec, reader, limits);
      out.spec = std::move(spec);
    }
    reader.default_source = outer_source;
    reader.default_source_file = outer_file;
    reader.entry = outer_entry;
    reader.entry_depth = outer_depth;
    return good;
  }
  static Node write(const Ref<T>& value) { return value.spec ? Codec<T>::write(*value.spec) : Node(); }
};

}  // namespace aif
