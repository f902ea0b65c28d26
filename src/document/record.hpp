#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "document/field_list.hpp"

/// The one field list of a Spec. From it come the strict loader, the JSON Schema, the reference
/// documentation, the paths of --set and the resolved dump.
namespace aif {

template <class T>
class Record {
 public:
  Record(std::string_view name, std::string_view help) : fields_(name, help, defaults()) {}

  /// A key that must be there.
  template <class F>
  Record&& required(std::string_view key, F T::*member, std::string_view help, const Limits& limits = {}) && {
    fields_.add(key, offset_of(member), member_codec<F>(), help, limits, true);
    return std::move(*this);
  }
  /// A key whose default is what a default-constructed T holds.
  template <class F>
  Record&& optional(std::string_view key, F T::*member, std::string_view help, const Limits& limits = {}) && {
    fields_.add(key, offset_of(member), member_codec<F>(), help, limits, false);
    return std::move(*this);
  }
  /// A key that is accepted and ignored here (handled elsewhere, such as a discriminator).
  Record&& ignored(std::string_view key) && {
    fields_.ignore(key);
    return std::move(*this);
  }

  bool read(const Node& node, T& out, Reader& reader) const { return fields_.read(node, &out, reader); }
  [[nodiscard]] Node write(const T& value) const { return fields_.write(&value); }
  [[nodiscard]] TypeInfo describe() const { return fields_.describe(); }
  [[nodiscard]] const std::string& name() const { return fields_.name(); }

 private:
  static const std::shared_ptr<const T>& defaults() {
    static const std::shared_ptr<const T> value = std::make_shared<const T>();
    return value;
  }
  /// [byte]
  template <class F>
  static std::ptrdiff_t offset_of(F T::*member) {
    const T& value = *defaults();
    return reinterpret_cast<const std::byte*>(&(value.*member)) - reinterpret_cast<const std::byte*>(&value);
  }

  FieldList fields_;
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
