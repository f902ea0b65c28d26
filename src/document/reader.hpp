#pragma once

#include <string>
#include <vector>

#include "document/node.hpp"
#include "document/type_info.hpp"

namespace aif {

/// Finds catalog entries by kind and name. Implemented by catalog/, used by Ref<T>.
class Library {
 public:
  virtual ~Library() = default;
  [[nodiscard]] virtual const Node* find(const std::string& kind, const std::string& name) const = 0;
  [[nodiscard]] virtual std::vector<std::string> names(const std::string& kind) const = 0;
};

/// State of one reading: findings, where we are, and where catalog names are looked up.
class Reader {
 public:
  explicit Reader(Diagnostics& diagnostics, const Library* library = nullptr)
      : diagnostics_(diagnostics), library_(library) {}

  void error(const char* code, const Mark& mark, std::string message, std::string hint = {});
  void warn(const Mark& mark, std::string message, std::string hint = {});
  [[nodiscard]] Diagnostics& diagnostics() { return diagnostics_; }
  [[nodiscard]] const Library* library() const { return library_; }
  [[nodiscard]] std::string path() const;

  /// Source key that plain numbers of the current catalog file fall under; empty outside the catalog.
  std::string default_source;
  /// The file that `default_source` speaks for; values written elsewhere are the scenario's own. Null: all files.
  std::shared_ptr<const SourceFile> default_source_file;
  /// The source of a plain number: the file's, or "scenario" for a value laid over a catalog entry.
  [[nodiscard]] std::string source_for(const Node& node) const;

  /// Enters `key` or `[i]` for the lifetime of the object.
  class Scope {
   public:
    Scope(Reader& reader, std::string step) : reader_(reader) { reader_.steps_.push_back(std::move(step)); }
    Scope(Reader& reader, std::size_t index) : reader_(reader) {
      std::string step("[");
      step.append(std::to_string(index)).push_back(']');
      reader_.steps_.push_back(std::move(step));
    }
    ~Scope() { reader_.steps_.pop_back(); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Reader& reader_;
  };

  // Scalars. Each reports what is wrong and leaves `out` alone then; returns whether it was read.
  bool read_text(const Node& node, std::string& out);
  bool read_boolean(const Node& node, bool& out);
  bool read_integer(const Node& node, const Limits& limits, std::int64_t& out);  ///< accepts 10e12, 250_000
  bool read_number(const Node& node, const Limits& limits, double& out);         ///< accepts "35 %"
  bool read_quantity(const Node& node, Dimension dimension, const Limits& limits, double& out_si);
  bool read_choice(const Node& node, const std::vector<std::string>& choices, std::size_t& out);

 private:
  Diagnostics& diagnostics_;
  const Library* library_;
  std::vector<std::string> steps_;
};

}  // namespace aif
