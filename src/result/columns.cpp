#include "result/columns.hpp"

#include <fmt/format.h>

#include <array>

namespace aif {

const CsvTable& timeseries_table() {
  static const CsvTable table{
      "timeseries.csv",
      "One row per interval (`outputs.series_interval`) and site. The last interval may be shorter.",
      {{"time_s", "s", "start of the interval, from the start of the scenario"},
       {"local_time", "", "the same moment in the scenario's local time, ISO 8601"},
       {"site", "", "name of the site"},
       {"it_power_w", "W", "mean power of the machines: nodes, network, storage"},
       {"facility_power_w", "W", "mean power used on site: machines, losses, cooling, house"},
       {"peak_facility_power_w", "W", "largest power drawn from the grid within the interval"},
       {"dry_bulb_degc", "degC", "mean outside air temperature"},
       {"wet_bulb_degc", "degC", "mean wet-bulb temperature of the outside air"},
       {"price_krw_per_kwh", "KRW/kWh",
        "price of one more kilowatt-hour in the middle of the interval, charges included"},
       {"carbon_kg_per_kwh", "kg/kWh", "mean CO2-equivalent per kilowatt-hour drawn"},
       {"busy_gpus", "GPU", "mean number of GPUs allocated to work"},
       {"power_cap", "1", "mean GPU power cap as a share of rated power; 1 = none"},
       {"cooling_power_w", "W", "mean power of cooling"},
       {"loss_power_w", "W", "mean losses of transformers, UPS and distribution"},
       {"pue", "1", "facility power over IT power in the interval"},
       {"wue_l_per_kwh", "L/kWh", "water per energy of the machines in the interval"},
       {"grid_power_w", "W", "mean power drawn from the grid: facility less own sun and battery"},
       {"solar_power_w", "W", "mean power of the panels on site that was used"},
       {"battery_power_w", "W", "mean power of the battery: positive when it discharges"},
       {"battery_stored_j", "J", "content of the battery at the end of the interval"},
       {"water_m3_s", "m3/s", "mean flow of water that the cooling takes"}}};
  return table;
}

const CsvTable& jobs_table() {
  static const CsvTable table{
      "jobs.csv",
      "One row per job, in the order of submission. An empty cell is something that did not happen.",
      {{"job", "1", "number of the job, from 0"},
       {"workload", "", "name of the workload it belongs to"},
       {"site", "", "name of the site it ran at"},
       {"pool", "", "name of the pool it ran in"},
       {"status", "", "`finished`, `running` or `waiting` at the end of the scenario, or `cancelled`"},
       {"gpus", "GPU", "most GPUs held at once"},
       {"interruptions", "1", "times a fault stopped it"},
       {"submit_s", "s", "submission, from the start of the scenario"},
       {"start_s", "s", "start"},
       {"end_s", "s", "end"},
       {"wait_s", "s", "start minus submission"},
       {"gpu_time_s", "GPU*s", "GPU-time held"},
       {"energy_j", "J", "energy of its nodes while it held them"},
       {"amount", "by kind", "what it did: tokens of a training run, products of a bag of tasks; else 0"}}};
  return table;
}

const CsvTable& events_table() {
  static const CsvTable table{
      "events.csv",
      "One row per event, in the order in which they happened, up to `outputs.max_events`; `result.json` says how "
      "many more there were.",
      {{"time_s", "s", "from the start of the scenario"},
       {"kind", "",
        "`fault`, `repair`, `job_start`, `job_end`, `job_interrupt`, `delivery`, `cap_on`, `cap_off`, "
        "`run_finished`, `starved`, `fed`, `power_event`, `power_event_over`, `link_down`, `link_up`, `switch_down`, "
        "`switch_up`, `line_down` or `line_up`"},
       {"site", "", "name of the site, if it happened at one"},
       {"pool", "", "name of the pool, if it happened in one"},
       {"workload", "", "name of the workload, if it concerns one"},
       {"job", "1", "number of the job in jobs.csv, if it concerns one"},
       {"value", "by kind",
        "`fault`, `repair`: number of the node; `job_start`, `job_end`, `job_interrupt`: nodes of the job; "
        "`delivery`, `starved`, `fed`: nodes; `cap_on`, `cap_off`: cap as a share of rated power; `run_finished`: "
        "tokens; `power_event`, `power_event_over`: number of the event in the scenario's list of the site; "
        "`link_down`, "
        "`link_up`, `switch_down`, `switch_up`: how many; `line_down`, `line_up`: share of the line's rate"}}};
  return table;
}

std::string csv_header(const CsvTable& table) {
  std::string line;
  for (const Column& column : table.columns) {
    line += (line.empty() ? "" : ",") + column.name;
  }
  return line + "\n";
}

std::string columns_markdown() {
  std::string out =
      "# Columns of the CSV files\n\n"
      "Written by `aifactory columns` from the table the writers use. Texts are UTF-8, cells are separated by commas "
      "and quoted\nwhere they must be (RFC 4180), lines end in a line feed. Numbers are in SI unless the name says "
      "otherwise, and are the\nshortest decimals that read back as the same number.\n";
  for (const CsvTable* table : {&timeseries_table(), &jobs_table(), &events_table()}) {
    out += fmt::format("\n## {}\n\n{}\n\n| column | unit | meaning |\n|---|---|---|\n", table->file, table->rows);
    for (const Column& column : table->columns) {
      out += fmt::format("| `{}` | {} | {} |\n", column.name, column.unit.empty() ? "text" : column.unit, column.help);
    }
  }
  return out;
}

}  // namespace aif
