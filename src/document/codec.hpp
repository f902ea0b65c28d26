#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/text.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "document/reader.hpp"

/// How a C++ type appears in a document: Codec<T> describes it, reads it and writes it.
namespace aif {

template <class T>
struct Codec;

/// Specialise for a Spec: `static const Record<T>& get();` — the one field list (document/record.hpp).
template <class T>
struct Fields;
template <class T>
concept HasFields = requires {
  Fields<T>::get();
};

/// Specialise for an enum: `static std::vector<std::string> names();` in the order of the values 0, 1, ...
template <class T>
struct EnumNames;

template <>
struct Codec<std::string> {
  static TypeInfo describe(const Limits&) { return {.kind = TypeInfo::Kind::text}; }
  static bool read(const Node& node, std::string& out, Reader& reader, const Limits&) {
    return reader.read_text(node, out);
  }
  static Node write(const std::string& value) { return Node::scalar(value, {}, true); }
};

template <>
struct Codec<bool> {
  static TypeInfo describe(const Limits&) { return {.kind = TypeInfo::Kind::boolean}; }
  static bool read(const Node& node, bool& out, Reader& reader, const Limits&) {
    return reader.read_boolean(node, out);
  }
  static Node write(bool value) { return Node::scalar(value ? "true" : "false"); }
};

template <>
struct Codec<std::int64_t> {
  static TypeInfo describe(const Limits& limits) { return {.kind = TypeInfo::Kind::integer, .limits = limits}; }
  static bool read(const Node& node, std::int64_t& out, Reader& reader, const Limits& limits) {
    return reader.read_integer(node, limits, out);
  }
  static Node write(std::int64_t value) { return Node::scalar(std::to_string(value)); }
};

template <>
struct Codec<double> {
  static TypeInfo describe(const Limits& limits) { return {.kind = TypeInfo::Kind::number, .limits = limits}; }
  static bool read(const Node& node, double& out, Reader& reader, const Limits& limits) {
    return reader.read_number(node, limits, out);
  }
  static Node write(double value) { return Node::scalar(shortest(value)); }
};

template <Dimension D>
struct Codec<Quantity<D>> {
  static TypeInfo describe(const Limits& limits) {
    return {.kind = TypeInfo::Kind::quantity, .dimension = D, .limits = limits};
  }
  static bool read(const Node& node, Quantity<D>& out, Reader& reader, const Limits& limits) {
    double si = 0;
    if (!reader.read_quantity(node, D, limits, si)) {
      return false;
    }
    out = Quantity<D>::from_si(si);
    return true;
  }
  static Node write(Quantity<D> value) { return Node::scalar(exact(value.si(), D)); }
};

template <>
struct Codec<ZonedInstant> {
  static TypeInfo describe(const Limits&) { return {.kind = TypeInfo::Kind::instant}; }
  static bool read(const Node& node, ZonedInstant& out, Reader& reader, const Limits&);
  static Node write(const ZonedInstant& value) { return Node::scalar(format_instant(value)); }
};

template <class T>
requires std::is_enum_v<T>
struct Codec<T> {
  static TypeInfo describe(const Limits&) { return {.kind = TypeInfo::Kind::choice, .choices = EnumNames<T>::names()}; }
  static bool read(const Node& node, T& out, Reader& reader, const Limits&) {
    std::size_t index = 0;
    if (!reader.read_choice(node, EnumNames<T>::names(), index)) {
      return false;
    }
    out = static_cast<T>(index);
    return true;
  }
  static Node write(T value) { return Node::scalar(EnumNames<T>::names()[static_cast<std::size_t>(value)]); }
};

/// An absent or null value leaves the optional empty.
template <class T>
struct Codec<std::optional<T>> {
  static TypeInfo describe(const Limits& limits) { return Codec<T>::describe(limits); }
  static bool read(const Node& node, std::optional<T>& out, Reader& reader, const Limits& limits) {
    if (node.is_null()) {
      out.reset();
      return true;
    }
    T value{};
    if (!Codec<T>::read(node, value, reader, limits)) {
      return false;
    }
    out = std::move(value);
    return true;
  }
  static Node write(const std::optional<T>& value) { return value ? Codec<T>::write(*value) : Node(); }
};

template <class T>
struct Codec<std::vector<T>> {
  static TypeInfo describe(const Limits& limits) {
    return {.kind = TypeInfo::Kind::list, .item = std::make_shared<TypeInfo>(Codec<T>::describe(limits))};
  }
  static bool read(const Node& node, std::vector<T>& out, Reader& reader, const Limits& limits) {
    if (!node.is_list()) {
      reader.error(code::wrong_kind, node.mark(), "expected a list, found " + node.describe());
      return false;
    }
    out.clear();
    bool all = true;
    for (std::size_t i = 0; i < node.items().size(); ++i) {
      Reader::Scope scope(reader, i, node.items()[i]);
      T item{};
      if (Codec<T>::read(node.items()[i], item, reader, limits)) {
        out.push_back(std::move(item));
      } else {
        all = false;
      }
    }
    return all;
  }
  static Node write(const std::vector<T>& value) {
    std::vector<Node> items;
    for (const T& item : value) {
      items.push_back(Codec<T>::write(item));
    }
    return Node::list(std::move(items));
  }
};

template <class T>
struct Codec<std::map<std::string, T>> {
  static TypeInfo describe(const Limits& limits) {
    return {.kind = TypeInfo::Kind::map, .item = std::make_shared<TypeInfo>(Codec<T>::describe(limits))};
  }
  static bool read(const Node& node, std::map<std::string, T>& out, Reader& reader, const Limits& limits) {
    if (!node.is_map()) {
      reader.error(code::wrong_kind, node.mark(), "expected a mapping, found " + node.describe());
      return false;
    }
    out.clear();
    bool all = true;
    for (const Node::Entry& entry : node.entries()) {
      Reader::Scope scope(reader, entry.key);
      T item{};
      if (Codec<T>::read(entry.value, item, reader, limits)) {
        out.emplace(entry.key, std::move(item));
      } else {
        all = false;
      }
    }
    return all;
  }
  static Node write(const std::map<std::string, T>& value) {
    std::vector<Node::Entry> entries;
    for (const auto& [key, item] : value) {
      entries.push_back({key, {}, Codec<T>::write(item)});
    }
    return Node::map(std::move(entries));
  }
};

}  // namespace aif
