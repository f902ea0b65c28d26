#include "result/bytes.hpp"

#include <concepts>
#include <cstring>
#include <type_traits>

#include "core/error.hpp"

namespace aif {
namespace {

constexpr std::string_view magic = "aif-result-3";

template <class T, class Plain>
concept Of = std::same_as<std::remove_const_t<T>, Plain>;

// The fields of every struct, once for both directions. Structured bindings must name all members, so a new
// member that is forgotten here does not compile.

template <Of<ZonedInstant> T>
void fields(T& value, auto&& visit) {
  auto& [instant, offset_s] = value;
  visit(instant.utc_s, offset_s);
}

template <Of<UtilityTotals> T>
void fields(T& value, auto&& visit) {
  auto& [it, facility, losses, cooling, house, peak, mean, water, carbon, bill, bill_energy, bill_demand, bill_adders,
         bill_fund, capped, over_budget, ups_losses, transformer_losses, air_heat, liquid_heat, air_cooling,
         liquid_cooling, grid, solar, solar_spilled, battery_in, battery_out, battery_stored, ppa, carbon_market,
         bill_contracts, over_budget_energy, over_heat, over_tree, flexible_withheld, calls, calls_met, called_off,
         link_failures, switch_failures, fabric_degraded, fabric_lost] = value;
  visit(it, facility, losses, cooling, house, peak, mean, water, carbon, bill, bill_energy, bill_demand, bill_adders,
        bill_fund, capped, over_budget, ups_losses, transformer_losses, air_heat, liquid_heat, air_cooling,
        liquid_cooling, grid, solar, solar_spilled, battery_in, battery_out, battery_stored, ppa, carbon_market,
        bill_contracts, over_budget_energy, over_heat, over_tree, flexible_withheld, calls, calls_met, called_off,
        link_failures, switch_failures, fabric_degraded, fabric_lost);
}

template <Of<CostTotals> T>
void fields(T& value, auto&& visit) {
  auto& [machines, fabric, building, capital, upkeep, electricity, low, high, embodied, embodied_period] = value;
  visit(machines, fabric, building, capital, upkeep, electricity, low, high, embodied, embodied_period);
}

template <Of<WorkTotals> T>
void fields(T& value, auto&& visit) {
  auto& [tokens_trained, training_flops, peak_flops, runs_finished, tokens_home, tokens_export, tokens_batch,
         tokens_unserved, products, jobs_submitted, jobs_finished, jobs_interrupted, bags_late, wait_sum, jobs_started,
         data_in] = value;
  visit(tokens_trained, training_flops, peak_flops, runs_finished, tokens_home, tokens_export, tokens_batch,
        tokens_unserved, products, jobs_submitted, jobs_finished, jobs_interrupted, bags_late, wait_sum, jobs_started,
        data_in);
}

template <Of<PoolResult> T>
void fields(T& value, auto&& visit) {
  auto& [site, name, system, gpus, uses, bounds, energy, faults] = value;
  visit(site, name, system, gpus, uses, bounds, energy, faults);
}

template <Of<SiteResult> T>
void fields(T& value, auto&& visit) {
  auto& [name, title_en, title_ko, operator_name, gpus, feed, utility, cost] = value;
  visit(name, title_en, title_ko, operator_name, gpus, feed, utility, cost);
}

template <Of<WorkloadResult> T>
void fields(T& value, auto&& visit) {
  auto& [name, kind, operator_name, work, gpu_time, energy, cost, carbon, remark] = value;
  visit(name, kind, operator_name, work, gpu_time, energy, cost, carbon, remark);
}

template <Of<OperatorResult> T>
void fields(T& value, auto&& visit) {
  auto& [name, title_en, title_ko, gpus, uses, bounds, utility, work, cost] = value;
  visit(name, title_en, title_ko, gpus, uses, bounds, utility, work, cost);
}

template <Of<StepRecord> T>
void fields(T& value, auto&& visit) {
  auto& [workload, model, site, pool, gpus, step_time, tokens_per_second, compute_share, memory_share,
         communication_share, bubble_share, mfu, memory_per_gpu] = value;
  visit(workload, model, site, pool, gpus, step_time, tokens_per_second, compute_share, memory_share,
        communication_share, bubble_share, mfu, memory_per_gpu);
}

template <Of<JobRecord> T>
void fields(T& value, auto&& visit) {
  auto& [id, workload, pool, status, gpus, interruptions, submit_s, start_s, end_s, gpu_time_s, energy_j, amount] =
      value;
  visit(id, workload, pool, status, gpus, interruptions, submit_s, start_s, end_s, gpu_time_s, energy_j, amount);
}

template <Of<EventRecord> T>
void fields(T& record, auto&& visit) {
  auto& [time_s, kind, pool, workload, job, value, site] = record;
  visit(time_s, kind, pool, workload, job, value, site);
}

template <Of<SiteSeries> T>
void fields(T& value, auto&& visit) {
  auto& [it_w, facility_w, peak_w, dry_bulb_c, wet_bulb_c, price_krw_per_kwh, carbon_kg_per_kwh, busy_gpus, cap,
         cooling_w, losses_w, water_m3_s, grid_w, solar_w, battery_w, stored_j] = value;
  visit(it_w, facility_w, peak_w, dry_bulb_c, wet_bulb_c, price_krw_per_kwh, carbon_kg_per_kwh, busy_gpus, cap,
        cooling_w, losses_w, water_m3_s, grid_w, solar_w, battery_w, stored_j);
}

template <Of<ModelRecord> T>
void fields(T& value, auto&& visit) {
  auto& [name, operator_name, architecture_model, params, active_params, tokens, finished_s, loss, loss_low, loss_high,
         workload, gpu_time, energy, cost] = value;
  visit(name, operator_name, architecture_model, params, active_params, tokens, finished_s, loss, loss_low, loss_high,
        workload, gpu_time, energy, cost);
}

template <Of<Ledger> T>
void fields(T& value, auto&& visit) {
  auto& [electricity, data, gpu_time, models] = value;
  visit(electricity, data, gpu_time, models);
}

template <Of<Provenance> T>
void fields(T& value, auto&& visit) {
  auto& [version, git_hash, simgrid_version, catalog_hash, scenario_sha256, seed, fingerprint, events] = value;
  visit(version, git_hash, simgrid_version, catalog_hash, scenario_sha256, seed, fingerprint, events);
}

template <Of<UncertainInput> T>
void fields(T& value, auto&& visit) {
  auto& [path, distribution, unit, central, estimate] = value;
  visit(path, distribution, unit, central, estimate);
}

template <Of<MetricSpread> T>
void fields(T& value, auto&& visit) {
  auto& [metric, unit, count, mean, deviation, mean_low, mean_high, least, p5, p50, p95, most] = value;
  visit(metric, unit, count, mean, deviation, mean_low, mean_high, least, p5, p50, p95, most);
}

template <Of<UncertaintyResult> T>
void fields(T& value, auto&& visit) {
  auto& [replications, failed, confidence, catalog_estimates, inputs, metrics, failures] = value;
  visit(replications, failed, confidence, catalog_estimates, inputs, metrics, failures);
}

template <Of<Result> T>
void fields(T& value, auto&& visit) {
  auto& [scenario_name, title_en, title_ko, description, start, duration, series_interval, gpus, uses, bounds, utility,
         work, cost, grid_peak, grid_generation, operators, sites, series, pools, workloads, steps, jobs, events,
         events_dropped, ledger, provenance, resolved_yaml, remarks, incomplete, uncertainty] = value;
  visit(scenario_name, title_en, title_ko, description, start, duration, series_interval, gpus, uses, bounds, utility,
        work, cost, grid_peak, grid_generation, operators, sites, series, pools, workloads, steps, jobs, events,
        events_dropped, ledger, provenance, resolved_yaml, remarks, incomplete, uncertainty);
}

class Writer {
 public:
  template <class T>
  void put(const T& value) {
    if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
      raw(&value, sizeof value);
    } else if constexpr (requires { value.si(); }) {
      put(value.si());
    } else {
      fields(value, [this](const auto&... members) { (put(members), ...); });
    }
  }
  void put(const std::string& text) {
    put<std::uint64_t>(text.size());
    raw(text.data(), text.size());
  }
  template <class T, std::size_t N>
  void put(const std::array<T, N>& values) {
    for (const T& value : values) {
      put(value);
    }
  }
  template <class T>
  void put(const std::vector<T>& values) {
    put<std::uint64_t>(values.size());
    if constexpr (std::is_arithmetic_v<T>) {
      raw(values.data(), values.size() * sizeof(T));
    } else {
      for (const T& value : values) {
        put(value);
      }
    }
  }
  void put(const std::map<std::string, double>& values) {
    put<std::uint64_t>(values.size());
    for (const auto& [key, value] : values) {
      put(key);
      put(value);
    }
  }
  void raw(const void* data, std::size_t size) { out_.append(static_cast<const char*>(data), size); }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  void get(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      const auto byte = number<unsigned char>();
      check(byte <= 1);
      value = byte == 1;
    } else if constexpr (std::is_arithmetic_v<T>) {
      value = number<T>();
    } else if constexpr (requires { value.si(); }) {
      value = T::from_si(number<double>());
    } else {
      fields(value, [this](auto&... members) { (get(members), ...); });
    }
  }
  void get(JobStatus& value) { value = choice(JobStatus::cancelled); }
  void get(EventKind& value) { value = choice(EventKind::line_up); }
  void get(std::string& text) { text = take(count(1)); }
  template <class T, std::size_t N>
  void get(std::array<T, N>& values) {
    for (T& value : values) {
      get(value);
    }
  }
  template <class T>
  void get(std::vector<T>& values) {
    if constexpr (std::is_arithmetic_v<T>) {
      const std::size_t size = count(sizeof(T));
      const std::string_view bytes = take(size * sizeof(T));
      values.resize(size);
      if (size > 0) {
        std::memcpy(values.data(), bytes.data(), bytes.size());
      }
    } else {
      const std::size_t size = count(least_bytes);
      values.clear();
      values.reserve(size);
      for (std::size_t i = 0; i < size; ++i) {
        get(values.emplace_back());
      }
    }
  }
  void get(std::map<std::string, double>& values) {
    values.clear();
    for (std::size_t size = count(least_bytes); size > 0; --size) {
      std::string key;
      get(key);
      get(values[key]);
    }
  }
  std::string_view take(std::size_t size) {
    check(size <= rest_.size());
    const std::string_view front = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return front;
  }
  static void check(bool sound) {
    if (!sound) {
      throw Error("the bytes of the simulation's result are damaged");
    }
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  /// Every element that is not a plain number starts with at least a length or a number.
  static constexpr std::size_t least_bytes = 4;

  template <class T>
  T number() {
    T value{};
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  /// A number of elements of at least `bytes` bytes each, no more than can be there.
  std::size_t count(std::size_t bytes) {
    const auto size = number<std::uint64_t>();
    check(size <= rest_.size() / bytes);
    return static_cast<std::size_t>(size);
  }
  template <class E>
  E choice(E last) {
    using Number = std::underlying_type_t<E>;
    const auto value = number<Number>();
    check(value >= 0 && value <= static_cast<Number>(last));
    return static_cast<E>(value);
  }

  std::string_view rest_;
};

}  // namespace

std::string serialize(const Result& result) {
  Writer writer;
  writer.raw(magic.data(), magic.size());
  writer.put(result);
  return writer.take();
}

Result deserialize(std::string_view data) {
  Reader reader(data);
  Reader::check(data.starts_with(magic));
  reader.take(magic.size());
  Result result;
  reader.get(result);
  Reader::check(reader.at_end());
  return result;
}

}  // namespace aif
