#include "document/schema.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "core/units.hpp"

namespace aif {

namespace {

using Json = nlohmann::ordered_json;

/// A number as parse_quantity reads it. The look-aheads keep a part of a number from passing for its unit.
constexpr const char* number_pattern =
    R"([+-]?[0-9.][0-9_,.]*(?![0-9_,.])([eE][+-]?[0-9]+(?![0-9])|(?![eE][+-]?[0-9])))"
    R"(( *(thousand|million|billion|trillion))?)";

Json reference_to(const std::string& definition) { return {{"$ref", "#/definitions/" + definition}}; }

/// Adds bounds that JSON can express: those of plain numbers.
void add_limits(Json& schema, const Limits& limits) {
  if (limits.min) {
    schema[limits.min_excluded ? "exclusiveMinimum" : "minimum"] = *limits.min;
  }
  if (limits.max) {
    schema["maximum"] = *limits.max;
  }
}

/// "A power, such as 100 MW, 350 kW; greater than 0 W": what a string cannot say by its type.
std::string quantity_text(const TypeInfo& type) {
  std::string text = fmt::format("{}, such as {}", dimension_name(type.dimension), unit_examples(type.dimension));
  if (type.limits.min) {
    text += fmt::format("; {} {}", type.limits.min_excluded ? "greater than" : "at least",
                        human(*type.limits.min, type.dimension));
  }
  if (type.limits.max) {
    text += fmt::format("; at most {}", human(*type.limits.max, type.dimension));
  }
  return text;
}

class SchemaWriter {
 public:
  explicit SchemaWriter(const CatalogNames& catalog_names) : catalog_names_(catalog_names) {}

  Json document(const TypeInfo& root, const std::string& title) {
    Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", title}};
    if (root.kind == TypeInfo::Kind::record) {
      Json body = record_body(root, {});
      body["properties"]["extends"] = {{"type", "string"},
                                       {"description", "A file that this one is laid over; relative to this file."}};
      // What is laid over another file may leave to it what must be there.
      if (body.contains("required")) {
        body["if"] = {{"not", {{"required", Json::array({"extends"})}}}};
        body["then"] = {{"required", body["required"]}};
        body.erase("required");
      }
      schema.update(body);
    } else {
      schema.update(plain(root));
    }
    schema["definitions"] = std::move(definitions_);
    return schema;
  }

 private:
  Json any(const TypeInfo& type) {
    Json value = plain(type);
    if (!type.catalog_kind.empty()) {
      return {{"anyOf", Json::array({catalog_name(type.catalog_kind), changed_entry(type), value})}};
    }
    return type.sourced ? sourced(type, value) : value;
  }

  Json plain(const TypeInfo& type) {
    switch (type.kind) {
      case TypeInfo::Kind::boolean:
        return {{"type", "boolean"}};
      case TypeInfo::Kind::integer:
        return number(type, "integer");
      case TypeInfo::Kind::number:
        return number(type, "number");
      case TypeInfo::Kind::text:
        return {{"type", "string"}};
      case TypeInfo::Kind::quantity:
        return quantity(type);
      case TypeInfo::Kind::instant:
        return {{"type", "string"},
                {"pattern",
                 "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?$"},
                {"examples", Json::array({"2027-01-01", "2027-01-01T09:00:00+09:00"})}};
      case TypeInfo::Kind::choice:
        return {{"enum", type.choices}};
      case TypeInfo::Kind::list:
        return {{"type", "array"}, {"items", any(*type.item)}};
      case TypeInfo::Kind::map:
        return {{"type", "object"}, {"additionalProperties", any(*type.item)}};
      case TypeInfo::Kind::record:
        return record(type, type.record_name, {});
      case TypeInfo::Kind::variant:
        break;
    }
    return variant(type);
  }

  Json number(const TypeInfo& type, const char* json_type) {
    Json direct = {{"type", json_type}};
    add_limits(direct, type.limits);
    // Numbers with thousands separators, magnitudes in words, and percentages are texts to a JSON reader.
    const Json text = {{"type", "string"}, {"pattern", fmt::format("^{} *(%|tokens?|GPUs?)?$", number_pattern)}};
    return {{"anyOf", Json::array({direct, text, distribution()})}};
  }

  /// A number that is not known. The definition is one for all dimensions.
  Json distribution() {
    if (!definitions_.contains("distribution")) {
      const Json value = {{"type", Json::array({"number", "string"})}};
      auto list = [&value](int least, int most, const char* help) {
        Json array = {{"type", "array"}, {"items", value}, {"minItems", least}, {"description", help}};
        if (most > 0) {
          array["maxItems"] = most;
        }
        return array;
      };
      definitions_["distribution"] = {
          {"type", "object"},
          {"description", "A number that is not known; a run takes the median, --replications draw from it."},
          {"properties",
           {{"uniform", list(2, 2, "Low, high.")},
            {"normal", list(2, 2, "Mean, deviation.")},
            {"lognormal", list(2, 2, "Median, and the deviation of the logarithm as a plain number.")},
            {"triangular", list(3, 3, "Low, most likely, high.")},
            {"choice", list(1, 0, "Values that are equally likely.")}}},
          {"minProperties", 1},
          {"maxProperties", 1},
          {"additionalProperties", false}};
    }
    return reference_to("distribution");
  }

  Json quantity(const TypeInfo& type) {
    Json examples = Json::array();
    for (const std::string& example : split(unit_examples(type.dimension), ',')) {
      examples.push_back(trim(example));
    }
    const Json text = {{"type", "string"}, {"pattern", fmt::format("^ *{} *[^0-9 ].*$", number_pattern)}};
    return {
        {"anyOf", Json::array({text, distribution()})}, {"description", quantity_text(type)}, {"examples", examples}};
  }

  /// A text before what the schema already says.
  static Json with_help(const std::string& help, Json value) {
    const auto known = value.find("description");
    value["description"] = known == value.end() ? help : fmt::format("{} ({})", help, known->get<std::string>());
    return value;
  }

  Json sourced(const TypeInfo& type, const Json& value) {
    const std::string key = "sourced-" + std::to_string(sourced_.size());
    const std::string text = value.dump();
    for (const auto& [known, definition] : sourced_) {
      if (known == text) {
        return reference_to(definition);
      }
    }
    sourced_.emplace_back(text, key);
    const Json object = {
        {"type", "object"},
        {"properties",
         {{"value", with_help("What a run takes.", value)},
          {"source", {{"type", "string"}, {"description", "Who says so: a key of models/references.yaml."}}},
          {"estimate", {{"type", "boolean"}, {"description", "No source says it; range then says what it may be."}}},
          {"range",
           {{"type", "array"},
            {"description",
             "Low and high: what an estimate is believed to lie between; --uncertain-catalog draws from it."},
            {"items", value},
            {"minItems", 2},
            {"maxItems", 2}}},
          {"note", {{"type", "string"}, {"description", "Where in the source, or how it was estimated."}}}}},
        {"required", Json::array({"value"})},
        {"additionalProperties", false}};
    definitions_[key] = {{"anyOf", Json::array({value, object})}};
    if (type.kind == TypeInfo::Kind::quantity) {
      definitions_[key]["description"] = quantity_text(type);
    }
    return reference_to(key);
  }

  /// The name of a catalog entry.
  Json catalog_name(const std::string& kind) const {
    for (const auto& [known, names] : catalog_names_) {
      if (known == kind && !names.empty()) {
        return {{"enum", names}};
      }
    }
    return {{"type", "string"}};
  }

  /// {catalog: name, ...}: an entry with some values replaced.
  Json changed_entry(const TypeInfo& type) {
    return record(type, type.record_name + ".changed", [this, kind = type.catalog_kind](Json& body) {
      Json name = catalog_name(kind);
      name["description"] = "The catalog entry that the other keys change.";
      body["properties"]["catalog"] = std::move(name);
      body["required"] = Json::array({"catalog"});
    });
  }

  using Adjust = std::function<void(Json& body)>;

  /// The body of a record stands once among the definitions; this is the way records may contain themselves.
  Json record(const TypeInfo& type, const std::string& definition, const Adjust& adjust) {
    if (!definitions_.contains(definition)) {
      definitions_[definition] = Json::object();
      Json body = record_body(type, adjust);
      definitions_[definition] = std::move(body);
    }
    return reference_to(definition);
  }

  Json record_body(const TypeInfo& type, const Adjust& adjust) {
    Json properties = Json::object();
    Json required = Json::array();
    for (const FieldInfo& field : type.fields()) {
      properties[field.key] = described(field);
      if (field.required) {
        required.push_back(field.key);
      }
    }
    Json body = {{"type", "object"}};
    if (!type.record_help.empty()) {
      body["description"] = type.record_help;
    }
    body["properties"] = std::move(properties);
    if (!required.empty()) {
      body["required"] = std::move(required);
    }
    body["additionalProperties"] = false;
    if (adjust) {
      adjust(body);
    }
    return body;
  }

  /// Draft-07 ignores what stands beside a `$ref`, so the help text wraps it.
  Json described(const FieldInfo& field) {
    Json value = any(field.type);
    std::string text = field.help;
    if (value.contains("description")) {
      text += fmt::format("{}({})", text.empty() ? "" : " ", value["description"].get<std::string>());
    }
    if (!field.default_text.empty()) {
      text += fmt::format("{}Default: {}.", text.empty() ? "" : " ", field.default_text);
    }
    if (value.contains("$ref")) {
      value = {{"allOf", Json::array({value})}};
    }
    if (!text.empty()) {
      value["description"] = text;
    }
    return value;
  }

  Json variant(const TypeInfo& type) {
    Json alternatives = Json::array();
    for (const auto& [kind, alternative] : type.alternatives()) {
      alternatives.push_back(
          record(alternative, alternative.record_name + "." + kind, [&type, name = kind](Json& body) {
            body["properties"][type.discriminator] = {{"const", name}};
            body["required"].push_back(type.discriminator);
          }));
    }
    return {{"oneOf", std::move(alternatives)}};
  }

  const CatalogNames& catalog_names_;
  Json definitions_ = Json::object();
  std::vector<std::pair<std::string, std::string>> sourced_;  ///< text of the plain value -> definition
};

}  // namespace

std::string json_schema(const TypeInfo& root, const std::string& title, const CatalogNames& catalog_names) {
  return SchemaWriter(catalog_names).document(root, title).dump(2) + "\n";
}

}  // namespace aif
