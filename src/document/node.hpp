#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

/// A document: what a YAML text says, with the place of every part of it.
namespace aif {

/// A text that nodes point into, kept so that an error can show its line.
struct SourceFile {
  std::string name;  ///< as the user wrote it, or "--set"
  std::string text;
};

/// Where a node stands. Lines and columns count from 1.
struct Mark {
  std::shared_ptr<const SourceFile> file;
  int line = 0;
  int column = 0;

  /// Carries the text along, so that an error can show its line.
  [[nodiscard]] SourceLocation location() const {
    if (!file) {
      return {{}, line, column, nullptr};
    }
    return {file->name, line, column, std::shared_ptr<const std::string>(file, &file->text)};
  }
};

/// An immutable-by-habit tree with value semantics. Mappings keep the order in which they were written.
class Node {
 public:
  enum class Kind { null, scalar, list, map };
  struct Entry;

  Node() = default;
  static Node scalar(std::string text, Mark mark = {}, bool quoted = false);
  static Node list(std::vector<Node> items, Mark mark = {});
  static Node map(std::vector<Entry> entries, Mark mark = {});

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is_null() const { return kind_ == Kind::null; }
  [[nodiscard]] bool is_scalar() const { return kind_ == Kind::scalar; }
  [[nodiscard]] bool is_list() const { return kind_ == Kind::list; }
  [[nodiscard]] bool is_map() const { return kind_ == Kind::map; }

  [[nodiscard]] const std::string& text() const { return text_; }  ///< of a scalar
  [[nodiscard]] bool quoted() const { return quoted_; }            ///< "8" is a text, 8 may be a number
  [[nodiscard]] const std::vector<Node>& items() const { return items_; }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] std::vector<Node>& items() { return items_; }
  [[nodiscard]] std::vector<Entry>& entries() { return entries_; }
  [[nodiscard]] const Mark& mark() const { return mark_; }
  void set_mark(Mark mark) { mark_ = std::move(mark); }

  /// The value of `key`, or null.
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] Node* find(std::string_view key);
  [[nodiscard]] const Entry* find_entry(std::string_view key) const;
  /// Sets or adds a key of a mapping.
  void set(std::string_view key, Node value, Mark key_mark = {});
  void remove(std::string_view key);

  /// "a mapping with 3 keys", "the text "abc"", for messages.
  [[nodiscard]] std::string describe() const;

 private:
  Kind kind_ = Kind::null;
  bool quoted_ = false;
  std::string text_;
  std::vector<Node> items_;
  std::vector<Entry> entries_;
  Mark mark_;
};

struct Node::Entry {
  std::string key;
  Mark key_mark;
  Node value;
};

/// `over` laid on `base`: mappings merge key by key, everything else is replaced.
Node merged(const Node& base, const Node& over);

}  // namespace aif
