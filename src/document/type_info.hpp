#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/quantity.hpp"

/// What is known of a field at run time: enough for a JSON Schema, reference documentation, and paths.
namespace aif {

struct FieldInfo;

/// Bounds of a number in SI units.
struct Limits {
  std::optional<double> min;
  std::optional<double> max;
  bool min_excluded = false;

  [[nodiscard]] bool contains(double value) const {
    return (!min || (min_excluded ? value > *min : value >= *min)) && (!max || value <= *max);
  }
};
inline Limits positive() { return {.min = 0.0, .max = {}, .min_excluded = true}; }
inline Limits non_negative() { return {.min = 0.0, .max = {}}; }
inline Limits fraction() { return {.min = 0.0, .max = 1.0}; }
inline Limits between(double low, double high) { return {.min = low, .max = high}; }
inline Limits at_least(double low) { return {.min = low, .max = {}}; }

struct TypeInfo {
  enum class Kind { boolean, integer, number, text, quantity, instant, choice, list, map, record, variant };

  Kind kind = Kind::text;
  Dimension dimension;  ///< of a quantity
  Limits limits;
  std::vector<std::string> choices;      ///< of a choice
  std::shared_ptr<const TypeInfo> item;  ///< of a list or map
  std::string record_name;               ///< of a record or variant
  std::string record_help;
  /// Fields of a record; lazy, so that records may nest.
  std::function<std::vector<FieldInfo>()> fields;
  /// Alternatives of a variant, told apart by the key `discriminator`.
  std::string discriminator;
  std::function<std::vector<std::pair<std::string, TypeInfo>>()> alternatives;
  std::string catalog_kind;  ///< a record that may also be a catalog name ("gpu")
  bool sourced = false;      ///< may be {value, source, estimate, range, note}
};

struct FieldInfo {
  std::string key;
  std::string help;
  bool required = false;
  std::string default_text;  ///< empty if required or absent by default
  TypeInfo type;
};

}  // namespace aif
