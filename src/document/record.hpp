#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "document/codec.hpp"

/// The one field list of a Spec. From it come the strict loader, the JSON Schema, the reference
/// documentation, the paths of --set and the resolved dump.
namespace aif {

/// Tells an unknown key, with did-you-mean over `known`.
void report_unknown_key(const Node::Entry& entry, const std::vector<std::string>& known, Reader& reader);
void report_missing_key(const Node& node, const std::string& key, const std::string& help, Reader& reader);

template <class T>
class Record {
 public:
  Record(std::string name, std::string help) : name_(std::move(name)), help_(std::move(help)) {}

  /// A key that must be there.
  template <class F>
  Record&& required(const std::string& key, F T::*member, const std::string& help, Limits limits = {}) && {
    return std::move(*this).add(key, member, help, limits, true);
  }
  /// A key whose default is what a default-constructed T holds.
  template <class F>
  Record&& optional(const std::string& key, F T::*member, const std::string& help, Limits limits = {}) && {
    return std::move(*this).add(key, member, help, limits, false);
  }
  /// A key that is accepted and ignored here (handled elsewhere, such as a discriminator).
  Record&& ignored(std::string key) && {
    ignored_.push_back(std::move(key));
    return std::move(*this);
  }

  bool read(const Node& node, T& out, Reader& reader) const {
    if (!node.is_map()) {
      reader.error(code::wrong_kind, node.mark(), "expected a mapping (" + name_ + "), found " + node.describe());
      return false;
    }
    bool good = true;
    for (const Node::Entry& entry : node.entries()) {
      if (!knows(entry.key)) {
        report_unknown_key(entry, keys(), reader);
        good = false;
      }
    }
    for (const Field& field : fields_) {
      const Node* value = node.find(field.key);
      if (value == nullptr || value->is_null()) {
        if (field.required) {
          report_missing_key(node, field.key, field.help, reader);
          good = false;
        }
        continue;
      }
      Reader::Scope scope(reader, field.key);
      good = field.read(*value, out, reader) && good;
    }
    return good;
  }

  [[nodiscard]] Node write(const T& value) const {
    std::vector<Node::Entry> entries;
    for (const Field& field : fields_) {
      Node node = field.write(value);
      if (!node.is_null()) {
        entries.push_back({field.key, {}, std::move(node)});
      }
    }
    return Node::map(std::move(entries));
  }

  [[nodiscard]] TypeInfo describe() const {
    TypeInfo info{.kind = TypeInfo::Kind::record};
    info.record_name = name_;
    info.record_help = help_;
    info.fields = [this] {
      std::vector<FieldInfo> list;
      for (const Field& field : fields_) {
        list.push_back({field.key, field.help, field.required, field.default_text(), field.describe()});
      }
      return list;
    };
    return info;
  }

  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  struct Field {
    std::string key;
    std::string help;
    bool required = false;
    std::function<bool(const Node&, T&, Reader&)> read;
    std::function<Node(const T&)> write;
    std::function<TypeInfo()> describe;
    std::function<std::string()> default_text;
  };

  template <class F>
  Record&& add(const std::string& key, F T::*member, const std::string& help, Limits limits, bool required) && {
    Field field;
    field.key = key;
    field.help = help;
    field.required = required;
    field.read = [member, limits](const Node& node, T& out, Reader& reader) {
      return Codec<F>::read(node, out.*member, reader, limits);
    };
    field.write = [member](const T& value) { return Codec<F>::write(value.*member); };
    field.describe = [limits] { return Codec<F>::describe(limits); };
    field.default_text = [member, required] {
      Node node = required ? Node() : Codec<F>::write(T{}.*member);
      return node.is_scalar() ? node.text() : std::string();
    };
    fields_.push_back(std::move(field));
    return std::move(*this);
  }

  [[nodiscard]] std::vector<std::string> keys() const {
    std::vector<std::string> list;
    for (const Field& field : fields_) {
      list.push_back(field.key);
    }
    return list;
  }
  [[nodiscard]] bool knows(const std::string& key) const {
    for (const Field& field : fields_) {
      if (field.key == key) {
        return true;
      }
    }
    for (const std::string& other : ignored_) {
      if (other == key) {
        return true;
      }
    }
    return false;
  }

  std::string name_;
  std::string help_;
  std::vector<Field> fields_;
  std::vector<std::string> ignored_;
};

template <HasFields T>
struct Codec<T> {
  static TypeInfo describe(const Limits&) { return Fields<T>::get().describe(); }
  static bool read(const Node& node, T& out, Reader& reader, const Limits&) {
    return Fields<T>::get().read(node, out, reader);
  }
  static Node write(const T& value) { return Fields<T>::get().write(value); }
};

/// A sum type told apart by the key `kind`. Alternatives are Specs whose type has
/// `static constexpr const char* kind`, and whose Record ignores the key `kind`.
template <class... Ts>
struct Codec<std::variant<Ts...>> {
  static TypeInfo describe(const Limits& limits) {
    TypeInfo info{.kind = TypeInfo::Kind::variant};
    info.discriminator = "kind";
    info.alternatives = [limits] {
      return std::vector<std::pair<std::string, TypeInfo>>{{Ts::kind, Codec<Ts>::describe(limits)}...};
    };
    return info;
  }
  static bool read(const Node& node, std::variant<Ts...>& out, Reader& reader, const Limits& limits) {
    const Node* kind = node.find("kind");
    if (kind == nullptr) {
      report_missing_key(node, "kind", "one of: " + join(names(), ", "), reader);
      return false;
    }
    std::size_t index = 0;
    {
      Reader::Scope scope(reader, "kind");
      if (!reader.read_choice(*kind, names(), index)) {
        return false;
      }
    }
    bool good = false;
    std::size_t i = 0;
    (void)((i++ == index ? (good = Codec<Ts>::read(node, out.template emplace<Ts>(), reader, limits), true) : false) ||
           ...);
    return good;
  }
  static Node write(const std::variant<Ts...>& value) {
    return std::visit(
        [](const auto& alternative) {
          using Alternative = std::decay_t<decltype(alternative)>;
          Node node = Codec<Alternative>::write(alternative);
          node.entries().insert(node.entries().begin(), {"kind", {}, Node::scalar(Alternative::kind)});
          return node;
        },
        value);
  }

 private:
  static const std::vector<std::string>& names() {
    static const std::vector<std::string> list{Ts::kind...};
    return list;
  }
};

}  // namespace aif
