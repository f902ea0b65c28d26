#pragma once

#include <string>
#include <vector>

namespace aif {

/// A column of a CSV file. `unit` is "" for texts.
struct Column {
  std::string name;
  std::string unit;
  std::string help;
};

struct CsvTable {
  std::string file;
  std::string rows;  ///< what one row is
  std::vector<Column> columns;
};

// The one place where columns are named; the writers in csv.cpp fill them in this order.
const CsvTable& timeseries_table();
const CsvTable& jobs_table();
const CsvTable& events_table();

/// The header line, with line feed.
std::string csv_header(const CsvTable& table);

/// docs/columns.md, also written beside every result.
std::string columns_markdown();

}  // namespace aif
