#pragma once

#include <string>
#include <vector>

#include "document/node.hpp"

/// Where the parts of a typed scenario stand in its document, for messages. Internal to this folder.
namespace aif {

/// A node of the document with its breadcrumb. A key that was not written stands where its mapping stands.
class Place {
 public:
  explicit Place(const Node& root) : node_(&root), mark_(root.mark()) {}

  [[nodiscard]] Place at(const std::string& key) const;
  [[nodiscard]] Place at(std::size_t index) const;
  /// Whether the document has it: otherwise it is a default.
  [[nodiscard]] bool written() const { return node_ != nullptr; }
  [[nodiscard]] SourceLocation where() const { return mark_.location(); }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const Node* node() const { return node_; }

  /// The elements of the list under `key`.
  [[nodiscard]] std::vector<Place> elements(const std::string& key) const;
  /// Text of the scalar under `key`, or "".
  [[nodiscard]] std::string text(const std::string& key) const;

 private:
  Place(const Node* node, Mark mark, std::string path) : node_(node), mark_(std::move(mark)), path_(std::move(path)) {}

  const Node* node_;
  Mark mark_;
  std::string path_;
};

/// Places of the elements of `typed`, a list that was read from the elements `written`. Elements that could not be
/// read are missing from the typed list, so they are matched by name, in order.
template <class T, class NameOf>
std::vector<Place> places_of(const std::vector<T>& typed, const std::vector<Place>& written, NameOf name_of,
                             const Place& fallback) {
  std::vector<Place> places;
  std::size_t next = 0;
  for (const T& element : typed) {
    while (next < written.size() && written[next].text("name") != name_of(element)) {
      ++next;
    }
    places.push_back(next < written.size() ? written[next++] : fallback);
  }
  return places;
}

}  // namespace aif
