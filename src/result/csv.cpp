#include "result/csv.hpp"

#include <charconv>
#include <concepts>
#include <string_view>
#include <vector>

#include "core/contracts.hpp"
#include "result/columns.hpp"

namespace aif {
namespace {

/// A text as a cell: quoted if it holds a separator, a quote or a line break.
std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (char c : text) {
    quoted += c;
    if (c == '"') {
      quoted += c;
    }
  }
  return quoted + '"';
}

/// Appends cells to rows. Every row must have as many cells as the table has columns.
class Rows {
 public:
  Rows(const CsvTable& table, std::size_t rows) : columns_(table.columns.size()), out_(csv_header(table)) {
    out_.reserve(out_.size() + rows * columns_ * 10);
  }
  /// `cell` is quoted already.
  void text(std::string_view cell) {
    separate();
    out_ += cell;
  }
  template <class T>
  requires std::integral<T> || std::floating_point<T>
  void number(T value) {
    separate();
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out_.append(buffer, end);
  }
  /// Seconds from the start; an empty cell if it is negative: did not happen.
  void moment(double time_s) {
    if (time_s < 0) {
      text({});
    } else {
      number(time_s);
    }
  }
  void end_row() {
    AIF_ENSURE(cells_ == columns_);
    cells_ = 0;
    out_ += '\n';
  }
  std::string take() { return std::move(out_); }

 private:
  void separate() {
    if (cells_++ > 0) {
      out_ += ',';
    }
  }
  std::size_t columns_;
  std::size_t cells_ = 0;
  std::string out_;
};

/// Names as cells, quoted once for many rows; out of range is an empty cell.
class Names {
 public:
  template <class T, class F>
  Names(const std::vector<T>& list, F&& name) {
    for (const T& item : list) {
      cells_.push_back(cell(name(item)));
    }
  }
  [[nodiscard]] std::string_view operator[](std::size_t index) const {
    return index < cells_.size() ? std::string_view(cells_[index]) : std::string_view();
  }

 private:
  std::vector<std::string> cells_;
};

std::size_t rows_of(const SiteSeries& series) {
  const std::size_t rows = series.it_w.size();
  for (const std::vector<float>* column :
       {&series.facility_w, &series.peak_w, &series.dry_bulb_c, &series.wet_bulb_c, &series.price_krw_per_kwh,
        &series.carbon_kg_per_kwh, &series.busy_gpus, &series.cap, &series.cooling_w, &series.losses_w,
        &series.water_m3_s, &series.grid_w, &series.solar_w, &series.battery_w, &series.stored_j}) {
    AIF_EXPECT(column->size() == rows);
  }
  return rows;
}

Names workload_names(const Result& result) {
  return {result.workloads, [](const WorkloadResult& w) { return w.name; }};
}
Names pool_names(const Result& result) {
  return {result.pools, [](const PoolResult& p) { return p.name; }};
}
Names pool_sites(const Result& result) {
  return {result.pools, [](const PoolResult& p) { return p.site; }};
}

}  // namespace

std::string timeseries_csv(const Result& result) {
  AIF_EXPECT(result.series.size() == result.sites.size());
  std::size_t longest = 0;
  for (const SiteSeries& series : result.series) {
    longest = std::max(longest, rows_of(series));
  }
  const Names sites(result.sites, [](const SiteResult& s) { return s.name; });
  Rows rows(timeseries_table(), longest * result.series.size());
  for (std::size_t i = 0; i < longest; ++i) {
    const Duration time = result.series_interval * static_cast<double>(i);
    const std::string local_time = format_instant({result.start.instant + time, result.start.offset_s});
    for (std::size_t s = 0; s < result.series.size(); ++s) {
      const SiteSeries& series = result.series[s];
      if (i >= series.it_w.size()) {
        continue;
      }
      rows.number(time.si());
      rows.text(local_time);
      rows.text(sites[s]);
      rows.number(series.it_w[i]);
      rows.number(series.facility_w[i]);
      rows.number(series.peak_w[i]);
      rows.number(series.dry_bulb_c[i]);
      rows.number(series.wet_bulb_c[i]);
      rows.number(series.price_krw_per_kwh[i]);
      rows.number(series.carbon_kg_per_kwh[i]);
      rows.number(series.busy_gpus[i]);
      rows.number(series.cap[i]);
      rows.number(series.cooling_w[i]);
      rows.number(series.losses_w[i]);
      const double it_w = series.it_w[i];
      rows.number(static_cast<float>(it_w > 0 ? series.facility_w[i] / it_w : 0.0));
      // cubic metres per second over watts, to litres per kilowatt-hour
      rows.number(static_cast<float>(it_w > 0 ? series.water_m3_s[i] / it_w * 3.6e9 : 0.0));
      rows.number(series.grid_w[i]);
      rows.number(series.solar_w[i]);
      rows.number(series.battery_w[i]);
      rows.number(series.stored_j[i]);
      rows.number(series.water_m3_s[i]);
      rows.end_row();
    }
  }
  return rows.take();
}

std::string jobs_csv(const Result& result) {
  const Names workloads = workload_names(result);
  const Names pools = pool_names(result);
  const Names sites = pool_sites(result);
  Rows rows(jobs_table(), result.jobs.size());
  for (const JobRecord& job : result.jobs) {
    rows.number(job.id);
    rows.text(workloads[job.workload]);
    rows.text(sites[job.pool]);
    rows.text(pools[job.pool]);
    rows.text(job_status_name(job.status));
    rows.number(job.gpus);
    rows.number(job.interruptions);
    rows.moment(job.submit_s);
    rows.moment(job.start_s);
    rows.moment(job.end_s);
    rows.moment(job.start_s < 0 ? -1.0 : job.start_s - job.submit_s);
    rows.number(job.gpu_time_s);
    rows.number(job.energy_j);
    rows.number(job.amount);
    rows.end_row();
  }
  return rows.take();
}

std::string events_csv(const Result& result) {
  const Names workloads = workload_names(result);
  const Names pools = pool_names(result);
  const Names sites_of_pools = pool_sites(result);
  const Names sites(result.sites, [](const SiteResult& s) { return s.name; });
  Rows rows(events_table(), result.events.size());
  for (const EventRecord& event : result.events) {
    rows.number(event.time_s);
    rows.text(event_kind_name(event.kind));
    rows.text(event.site == UINT32_MAX ? sites_of_pools[event.pool] : sites[event.site]);
    rows.text(pools[event.pool]);
    rows.text(workloads[event.workload]);
    if (event.job == UINT32_MAX) {
      rows.text({});
    } else {
      rows.number(event.job);
    }
    rows.number(event.value);
    rows.end_row();
  }
  return rows.take();
}

}  // namespace aif
