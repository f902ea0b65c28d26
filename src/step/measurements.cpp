#include "step/measurements.hpp"

#include <algorithm>

#include "core/files.hpp"
#include "core/hash.hpp"
#include "document/record.hpp"
#include "document/yaml.hpp"

namespace aif {

using namespace step;

template <>
struct Fields<MeasuredGpu> {
  static const Record<MeasuredGpu>& get() {
    static const Record<MeasuredGpu> record =
        Record<MeasuredGpu>("measured GPU", "What was measured, and when.")
            .required("name", &MeasuredGpu::name, "As the driver says it.")
            .required("sm_count", &MeasuredGpu::sm_count, "Streaming multiprocessors.", at_least(1))
            .required("memory_bandwidth", &MeasuredGpu::memory_bandwidth, "Nominal, such as 3.35 TB/s.", positive())
            .required("date", &MeasuredGpu::date, "Day of the measurement.")
            .optional("software", &MeasuredGpu::software, "Versions of driver and libraries.");
    return record;
  }
};

namespace {

/// A table: a list of column names and rows of as many values.
class Table {
 public:
  Table(const Node& root, const char* key, const std::vector<std::string>& wanted, Reader& reader) : reader_(reader) {
    const Node* node = root.find(key);
    if (node == nullptr || node->is_null()) {
      return;
    }
    const Node* columns = node->find("columns");
    rows_ = node->find("rows");
    if (columns == nullptr || !columns->is_list() || rows_ == nullptr || !rows_->is_list()) {
      reader.error(code::wrong_kind, node->mark(), std::string(key) + " is not a table",
                   "columns: [...], rows: [[...]]");
      rows_ = nullptr;
      return;
    }
    for (const Node& column : columns->items()) {
      columns_.push_back(column.text());
    }
    for (const std::string& name : wanted) {
      if (position(name) == columns_.size() && name != "watts") {
        reader.error(code::missing_key, columns->mark(), std::string(key) + " has no column " + name);
        rows_ = nullptr;
        return;
      }
    }
  }

  [[nodiscard]] std::vector<const Node*> rows() const {
    std::vector<const Node*> list;
    if (rows_ != nullptr) {
      for (const Node& row : rows_->items()) {
        if (row.is_list() && row.items().size() == columns_.size()) {
          list.push_back(&row);
        } else {
          reader_.error(code::wrong_kind, row.mark(), "a row does not have a value for each column");
        }
      }
    }
    return list;
  }

  [[nodiscard]] std::string text(const Node& row, const std::string& column) const {
    return row.items()[position(column)].text();
  }
  /// Above 0; watts may be missing.
  [[nodiscard]] double number(const Node& row, const std::string& column) const {
    const std::size_t at = position(column);
    double value = 0;
    if (at < columns_.size()) {
      (void)reader_.read_number(row.items()[at], column == "watts" ? non_negative() : positive(), value);
    }
    return value;
  }

 private:
  [[nodiscard]] std::size_t position(const std::string& column) const {
    return static_cast<std::size_t>(std::find(columns_.begin(), columns_.end(), column) - columns_.begin());
  }

  Reader& reader_;
  std::vector<std::string> columns_;
  const Node* rows_ = nullptr;
};

void read_gemm(const Node& root, Measurements& all, Reader& reader) {
  const Table table(root, "gemm", {"format", "m", "n", "k", "seconds", "watts"}, reader);
  for (const Node* row : table.rows()) {
    TimedGemm one{.format = table.text(*row, "format"),
                  .m = table.number(*row, "m"),
                  .n = table.number(*row, "n"),
                  .k = table.number(*row, "k"),
                  .seconds = table.number(*row, "seconds"),
                  .watts = table.number(*row, "watts")};
    static const std::vector<std::string> formats{"bf16", "fp16", "fp8", "nvfp4"};
    if (std::find(formats.begin(), formats.end(), one.format) == formats.end()) {
      reader.error(code::unknown_name, row->mark(), "unknown format \"" + printable(one.format) + "\"",
                   suggest(one.format, formats));
    }
    all.gemm.push_back(std::move(one));
  }
}

void read_attention(const Node& root, Measurements& all, Reader& reader) {
  const Table table(root, "attention",
                    {"batch", "heads", "kv_heads", "sequence", "head_dim", "causal", "seconds", "watts"}, reader);
  for (const Node* row : table.rows()) {
    all.attention.push_back({.batch = table.number(*row, "batch"),
                             .heads = table.number(*row, "heads"),
                             .kv_heads = table.number(*row, "kv_heads"),
                             .sequence = table.number(*row, "sequence"),
                             .head_dim = table.number(*row, "head_dim"),
                             .causal = table.text(*row, "causal") == "true",
                             .seconds = table.number(*row, "seconds"),
                             .watts = table.number(*row, "watts")});
  }
}

void read_traffic(const Node& root, Measurements& all, Reader& reader) {
  const Table table(root, "memory", {"bytes", "seconds", "watts"}, reader);
  for (const Node* row : table.rows()) {
    all.traffic.push_back({.bytes = table.number(*row, "bytes"),
                           .seconds = table.number(*row, "seconds"),
                           .watts = table.number(*row, "watts")});
  }
}

}  // namespace

namespace step {

Measurements load_measurements(const std::filesystem::path& file) {
  Diagnostics diagnostics;
  const Node root = load_document(file, diagnostics);
  diagnostics.throw_if_errors();
  Reader reader(diagnostics);
  const Node* format = root.is_map() ? root.find("format") : nullptr;
  if (format == nullptr || !format->is_scalar() || format->text() != "aifactory-kernels/v1") {
    reader.error(code::unknown_name, root.mark(), "not a file of timed kernels",
                 "the first line is: format: aifactory-kernels/v1; tools/measure-gpu writes such files");
    diagnostics.throw_if_errors();
  }
  Measurements all;
  constexpr std::size_t most_bytes = 4u << 20;
  all.hash = sha256_hex(read_text_file(file, most_bytes));
  const Node* gpu = root.find("gpu");
  if (gpu == nullptr) {
    reader.error(code::missing_key, root.mark(), "gpu is missing", "gpu: {name, sm_count, memory_bandwidth, date}");
  } else {
    Codec<MeasuredGpu>::read(*gpu, all.gpu, reader, {});
  }
  read_gemm(root, all, reader);
  read_attention(root, all, reader);
  read_traffic(root, all, reader);
  diagnostics.throw_if_errors();
  return all;
}

}  // namespace step
}  // namespace aif
