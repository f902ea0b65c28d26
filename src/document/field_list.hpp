#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "document/codec.hpp"

/// What all records do alike, whatever Spec they describe. Kept free of templates: there are a thousand fields.
namespace aif {

/// Codec<F> behind pointers, so that a field costs a call and not an instantiation.
struct MemberCodec {
  bool (*read)(const Node& node, void* member, Reader& reader, const Limits& limits) = nullptr;
  Node (*write)(const void* member) = nullptr;
  TypeInfo (*describe)(const Limits& limits) = nullptr;
};

template <class F>
const MemberCodec& member_codec() {
  static constexpr MemberCodec codec{
      .read = [](const Node& node, void* member, Reader& reader,
                 const Limits& limits) { return Codec<F>::read(node, *static_cast<F*>(member), reader, limits); },
      .write = [](const void* member) { return Codec<F>::write(*static_cast<const F*>(member)); },
      .describe = [](const Limits& limits) { return Codec<F>::describe(limits); }};
  return codec;
}

/// Tells an unknown key, with did-you-mean over `known`.
void report_unknown_key(const Node::Entry& entry, const std::vector<std::string>& known, Reader& reader);
void report_missing_key(const Node& node, const std::string& key, const std::string& help, Reader& reader);

/// The fields of a Spec by their place in it. Record<T> is the typed face.
class FieldList {
 public:
  /// `defaults` is a default-constructed Spec.
  FieldList(std::string_view name, std::string_view help, std::shared_ptr<const void> defaults)
      : name_(name), help_(help), defaults_(std::move(defaults)) {}

  void add(std::string_view key, std::ptrdiff_t offset, const MemberCodec& codec, std::string_view help,
           const Limits& limits, bool required);
  void ignore(std::string_view key) { ignored_.emplace_back(key); }

  bool read(const Node& node, void* out, Reader& reader) const;
  [[nodiscard]] Node write(const void* value) const;
  [[nodiscard]] TypeInfo describe() const;
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  struct Field {
    std::string key;
    std::string help;
    std::ptrdiff_t offset = 0;
    const MemberCodec* codec = nullptr;
    Limits limits;
    bool required = false;
  };

  [[nodiscard]] std::vector<std::string> keys() const;
  [[nodiscard]] bool knows(const std::string& key) const;
  [[nodiscard]] FieldInfo info(const Field& field) const;

  std::string name_;
  std::string help_;
  std::shared_ptr<const void> defaults_;
  std::vector<Field> fields_;
  std::vector<std::string> ignored_;
};

}  // namespace aif
