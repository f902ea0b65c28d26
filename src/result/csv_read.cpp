#include "result/csv_read.hpp"

#include <charconv>
#include <map>
#include <vector>

#include "core/error.hpp"
#include "core/text.hpp"
#include "result/columns.hpp"

namespace aif {
namespace {

/// Rows of a table, one after the other, as cells.
class Table {
 public:
  Table(const CsvTable& form, std::string_view text, const std::string& name)
      : rest_(text), name_(name), columns_(form.columns.size()) {
    const std::string header = csv_header(form);
    if (!rest_.starts_with(header)) {
      fail("its first line is not that of " + form.file + " of this version");
    }
    rest_.remove_prefix(header.size());
  }

  /// Fills cells(); false at the end.
  bool next() {
    if (rest_.empty()) {
      return false;
    }
    ++line_;
    cells_.clear();
    do {
      cells_.push_back(take_cell());
    } while (!at_row_end_);
    if (cells_.size() != columns_) {
      fail(std::to_string(cells_.size()) + " cells where there should be " + std::to_string(columns_));
    }
    return true;
  }
  [[nodiscard]] const std::string& cell(std::size_t column) const { return cells_[column]; }
  template <class T>
  [[nodiscard]] T number(std::size_t column) const {
    const std::string& text = cells_[column];
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
      fail('"' + printable(text, 40) + "\" is not a number");
    }
    return value;
  }
  /// -1 if the cell is empty: did not happen.
  [[nodiscard]] double moment(std::size_t column) const {
    return cells_[column].empty() ? -1.0 : number<double>(column);
  }
  [[noreturn]] void fail(const std::string& problem) const {
    throw FileError('"' + printable(name_) + "\", line " + std::to_string(line_) + ": " + problem);
  }

 private:
  std::string take_cell() {
    std::string out;
    const bool quoted = !rest_.empty() && rest_[0] == '"';
    if (quoted) {
      rest_.remove_prefix(1);
      take_quoted(out);
    }
    const std::size_t end = rest_.find_first_of(",\n");
    out.append(rest_.substr(0, end));
    at_row_end_ = end == std::string_view::npos || rest_[end] == '\n';
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return out;
  }
  void take_quoted(std::string& out) {
    for (;;) {
      const std::size_t quote = rest_.find('"');
      if (quote == std::string_view::npos) {
        fail("a quote is not closed");
      }
      out.append(rest_.substr(0, quote));
      rest_.remove_prefix(quote + 1);
      if (!rest_.starts_with('"')) {
        return;
      }
      out += '"';
      rest_.remove_prefix(1);
    }
  }

  std::string_view rest_;
  const std::string& name_;
  std::size_t columns_;
  std::size_t line_ = 1;
  bool at_row_end_ = false;
  std::vector<std::string> cells_;
};

/// Indices of things by their name.
using Index = std::map<std::string, std::uint32_t>;

template <class T, class F>
Index index_of(const std::vector<T>& list, F&& name) {
  Index index;
  for (std::size_t i = 0; i < list.size(); ++i) {
    index.emplace(name(list[i]), static_cast<std::uint32_t>(i));
  }
  return index;
}
Index site_index(const Result& result) {
  return index_of(result.sites, [](const SiteResult& site) { return site.name; });
}
Index pool_index(const Result& result) {
  return index_of(result.pools, [](const PoolResult& pool) { return pool.site + "\n" + pool.name; });
}
Index workload_index(const Result& result) {
  return index_of(result.workloads, [](const WorkloadResult& workload) { return workload.name; });
}

std::uint32_t find(const Index& index, const std::string& name, const Table& table, const char* what) {
  const auto found = index.find(name);
  if (found == index.end()) {
    table.fail(std::string("result.json beside it has no ") + what + " \"" + printable(name, 60) + '"');
  }
  return found->second;
}

template <class E, class F>
E kind_of(const std::string& text, E last, F&& name_of, const Table& table) {
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    if (text == name_of(static_cast<E>(i))) {
      return static_cast<E>(i);
    }
  }
  table.fail('"' + printable(text, 40) + "\" is not known to this version");
}

}  // namespace

void read_timeseries_csv(std::string_view text, const std::string& name, Result& result) {
  const Index sites = site_index(result);
  result.series.assign(result.sites.size(), {});
  for (Table table(timeseries_table(), text, name); table.next();) {
    SiteSeries& series = result.series[find(sites, table.cell(2), table, "site")];
    series.it_w.push_back(table.number<float>(3));
    series.facility_w.push_back(table.number<float>(4));
    series.peak_w.push_back(table.number<float>(5));
    series.dry_bulb_c.push_back(table.number<float>(6));
    series.wet_bulb_c.push_back(table.number<float>(7));
    series.price_krw_per_kwh.push_back(table.number<float>(8));
    series.carbon_kg_per_kwh.push_back(table.number<float>(9));
    series.busy_gpus.push_back(table.number<float>(10));
    series.cap.push_back(table.number<float>(11));
    series.cooling_w.push_back(table.number<float>(12));
    series.losses_w.push_back(table.number<float>(13));
    // 14 and 15, PUE and WUE, follow from the others.
    series.grid_w.push_back(table.number<float>(16));
    series.solar_w.push_back(table.number<float>(17));
    series.battery_w.push_back(table.number<float>(18));
    series.stored_j.push_back(table.number<float>(19));
    series.water_m3_s.push_back(table.number<float>(20));
  }
}

void read_jobs_csv(std::string_view text, const std::string& name, Result& result) {
  const Index workloads = workload_index(result);
  const Index pools = pool_index(result);
  result.jobs.clear();
  for (Table table(jobs_table(), text, name); table.next();) {
    JobRecord job;
    job.id = table.number<std::uint32_t>(0);
    job.workload = find(workloads, table.cell(1), table, "workload");
    job.pool = find(pools, table.cell(2) + "\n" + table.cell(3), table, "pool");
    job.status = kind_of(table.cell(4), JobStatus::cancelled, job_status_name, table);
    job.gpus = table.number<std::uint32_t>(5);
    job.interruptions = table.number<std::uint32_t>(6);
    job.submit_s = table.number<double>(7);
    job.start_s = table.moment(8);
    job.end_s = table.moment(9);
    job.gpu_time_s = table.number<double>(11);
    job.energy_j = table.number<double>(12);
    job.amount = table.number<double>(13);
    result.jobs.push_back(job);
  }
}

void read_events_csv(std::string_view text, const std::string& name, Result& result) {
  const Index sites = site_index(result);
  const Index workloads = workload_index(result);
  const Index pools = pool_index(result);
  result.events.clear();
  for (Table table(events_table(), text, name); table.next();) {
    EventRecord event;
    event.time_s = table.number<double>(0);
    event.kind = kind_of(table.cell(1), EventKind::line_up, event_kind_name, table);
    if (table.cell(3).empty()) {
      if (!table.cell(2).empty()) {
        event.site = find(sites, table.cell(2), table, "site");
      }
    } else {
      event.pool = find(pools, table.cell(2) + "\n" + table.cell(3), table, "pool");
    }
    if (!table.cell(4).empty()) {
      event.workload = find(workloads, table.cell(4), table, "workload");
    }
    if (!table.cell(5).empty()) {
      event.job = table.number<std::uint32_t>(5);
    }
    event.value = table.number<double>(6);
    result.events.push_back(event);
  }
}

}  // namespace aif
