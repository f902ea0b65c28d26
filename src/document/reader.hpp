#pragma once

#include <optional>
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

class Distribution;
struct UncertainReading;

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
  /// The same with elements of lists by their names, as --set takes it.
  [[nodiscard]] std::string path_by_name() const;

  /// How distributions become numbers; null: each is its median, and nobody asks which there were.
  UncertainReading* uncertain = nullptr;
  /// The catalog entry that is being read, such as "gpu b300", and how many steps of the path lead to it.
  std::string entry;
  std::size_t entry_depth = 0;
  [[nodiscard]] std::size_t depth() const { return steps_.size(); }

  /// Source key that plain numbers of the current catalog file fall under; empty outside the catalog.
  std::string default_source;
  /// The file that `default_source` speaks for; values written elsewhere are the scenario's own. Null: all files.
  std::shared_ptr<const SourceFile> default_source_file;
  /// The source of a plain number: the file's, or "scenario" for a value laid over a catalog entry.
  [[nodiscard]] std::string source_for(const Node& node) const;

  /// Enters `key` or `[i]` for the lifetime of the object.
  class Scope {
   public:
    Scope(Reader& reader, std::string step) : reader_(reader) { reader_.steps_.push_back({std::move(step), {}}); }
    /// An element of a list; one that is a mapping may have a name.
    Scope(Reader& reader, std::size_t index, const Node& item) : reader_(reader) {
      const Node* name = item.find("name");
      std::string step("[");
      step.append(std::to_string(index)).push_back(']');
      reader_.steps_.push_back({std::move(step), name != nullptr ? name->text() : std::string()});
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
  /// The value of a catalog number that is an estimate: its own, or one from its range if the reading asks for it.
  double estimate(const Node& node, double value, double low, double high, Dimension dimension, bool whole);

 private:
  struct Step {
    std::string text;
    std::string name;  ///< of an element of a list; may be empty
  };

  bool read_scalar(const Node& node, Dimension dimension, const Limits& limits, double& out_si);
  bool read_distribution(const Node& node, Dimension dimension, const Limits& limits, bool whole, double& out_si);
  std::optional<Distribution> parse_distribution(const Node::Entry& written, Dimension dimension, const Limits& limits,
                                                 bool whole);
  bool within_limits(const Node& node, const Distribution& distribution, Dimension dimension, const Limits& limits);
  double take(const Node& node, const Distribution& distribution, Dimension dimension, bool is_estimate);
  [[nodiscard]] std::string stream_of(const Node& node) const;

  Diagnostics& diagnostics_;
  const Library* library_;
  std::vector<Step> steps_;
};

}  // namespace aif
