#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "catalog/ai_model.hpp"
#include "catalog/hardware.hpp"
#include "document/record.hpp"
#include "scenario/fabric_spec.hpp"
#include "scenario/parallel.hpp"

/// What a scenario says about work. Every workload belongs to an operator and runs in pools, named
/// "site/pool"; those listed first are tried first.
namespace aif {

/// Parts of a job that are the same for every kind of work.
struct PlacementSpec {
  std::vector<std::string> pools;
  std::int64_t priority = 50;  ///< 0..100, higher first
};

enum class Precision { bf16, fp16, fp8, fp4 };

struct CheckpointSpec {
  std::optional<Duration> interval;  ///< Young/Daly optimum if absent
  Duration blocking = seconds(20);   ///< training stands still this long per checkpoint
  Duration restart = minutes(8);     ///< load, warm up, reach full speed
};

/// Gang-scheduled synchronous training of one model, again and again if asked.
struct TrainingSpec {
  static constexpr const char* kind = "training";
  std::string name;
  std::string operator_name;
  PlacementSpec placement;
  Ref<AiModelSpec> model;
  std::int64_t gpus = 0;
  ParallelSpec parallel;
  std::int64_t sequence = 8192;      ///< [tokens]
  double batch_tokens = 16'777'216;  ///< global batch [tokens]
  Precision precision = Precision::bf16;
  double tokens = 0;      ///< per run
  std::int64_t runs = 1;  ///< one after another; 0: until the end of the scenario
  std::optional<ZonedInstant> start;
  CheckpointSpec checkpoint;
  std::optional<AcrossSitesSpec> across_sites;  ///< one job over the sites of all its pools
  std::optional<JobNetworkSpec> network;        ///< as the site says if absent
  double data_bytes_per_token = 4.0;            ///< refined data that went in [byte]
  double unique_tokens = 0;                     ///< distinct tokens at hand; 0: as many as needed
  bool assumed = false;
  std::string note;
};

/// Which hours deferrable work chooses while its deadline allows.
enum class Timing { any, cheap, clean };

/// Independent tasks in bags with a deadline: photomasks, simulation, rendering, labelling.
struct BatchSpec {
  static constexpr const char* kind = "batch";
  std::string name;
  std::string operator_name;
  PlacementSpec placement;
  std::string product = "tasks";  ///< what one finished bag yields: "masks", "scenes", ...
  double products_per_bag = 1;
  double bags_per_day = 1;
  Duration gpu_time_per_bag;                  ///< GPU-hours on the reference GPU
  std::optional<Ref<GpuSpec>> reference_gpu;  ///< whose hours those are; absent: the GPU of the pool it runs in
  std::int64_t tasks_per_bag = 1000;          ///< tiles: the most GPUs a bag can use at once
  Duration deadline = days(7);                ///< after arrival
  std::int64_t max_gpus = 0;                  ///< 0: as many as are free
  bool deferrable = true;                     ///< may wait for free GPUs and be shrunk for others
  Timing timing = Timing::any;                ///< what it waits for if it may
  double intensity = 0.75;                    ///< dynamic node power as a share of training's
  double bytes_in_per_bag = 0;
  double bytes_out_per_bag = 0;
  std::optional<ZonedInstant> start;  ///< when it begins; with the scenario if absent
  bool assumed = false;
  std::string note;
};

/// Answering tokens on line, at home and abroad.
struct ServiceSpec {
  static constexpr const char* kind = "service";
  std::string name;
  std::string operator_name;
  PlacementSpec placement;
  Ref<AiModelSpec> model;
  double home_tokens_per_day = 0;  ///< output tokens, mean over the first year
  double export_tokens_per_day = 0;
  double yearly_growth = 0;              ///< 0.3 = 30 % a year, continuous
  std::vector<double> home_profile;      ///< 24 relative weights by local hour; flat if empty
  std::int64_t export_shift_hours = -9;  ///< the foreign day is the home profile shifted by so much
  double weekend_factor = 0.85;
  double seasonal_swing = 0.05;  ///< amplitude over the year, highest in winter
  double input_tokens_per_output = 4.0;
  double context = 4096;  ///< mean tokens in the cache while decoding
  std::int64_t gpus_per_replica = 8;
  Precision precision = Precision::fp8;
  double target_utilisation = 0.7;  ///< replicas are added above it, for the latency target
  std::int64_t min_gpus = 0;
  std::int64_t max_gpus = 0;
  std::optional<double> tokens_per_second_per_gpu;  ///< output, measured; the model's estimate if absent
  double batch_tokens_per_day = 0;                  ///< deferrable requests, answered when GPUs are idle
  std::optional<ZonedInstant> start;                ///< when it begins; with the scenario if absent
  bool assumed = false;
  std::string note;
};

/// People and machines at work on GPUs for hours: digital twins, remote visualisation, notebooks.
struct SessionsSpec {
  static constexpr const char* kind = "sessions";
  std::string name;
  std::string operator_name;
  PlacementSpec placement;
  double peak_sessions = 0;  ///< at once, in the busiest hour
  double gpus_per_session = 2;
  std::vector<double> profile;  ///< 24 weights by local hour, largest counts as the peak
  double weekend_factor = 0.3;
  double intensity = 0.5;
  std::optional<ZonedInstant> start;  ///< when it begins; with the scenario if absent
  bool assumed = false;
  std::string note;
};

/// The training of one release in a driving cycle. Name, operator, tokens, runs and start follow from the cycle,
/// so only the other keys of a training run may be written.
struct ReleaseTrainingSpec : TrainingSpec {};

/// The cycle of learning to drive: fleet data -> curation and labelling -> training that starves when data
/// lag -> closed-loop simulation -> release.
struct DrivingCycleSpec {
  static constexpr const char* kind = "driving_cycle";
  std::string name;
  std::string operator_name;
  std::string site;  ///< whose WAN the data come in by
  double vehicles = 0;
  double drive_hours_per_vehicle_day = 1;
  DataSize data_per_drive_hour;
  double upload_fraction = 0.01;        ///< of the driving, chosen on board
  PlacementSpec curation;               ///< where curation and labelling run
  Duration curation_gpu_time_per_hour;  ///< GPU time per uploaded hour
  std::int64_t curation_max_gpus = 0;
  double kept_fraction = 0.2;    ///< of uploaded hours, good enough to train on
  double initial_hours = 0;      ///< curated hours at the start
  ReleaseTrainingSpec training;  ///< one release; its tokens are per curated hour x hours
  double hours_per_release = 0;  ///< new curated hours that a release waits for
  double tokens_per_hour = 0;
  double epochs = 1;
  PlacementSpec simulation;  ///< where closed-loop simulation runs
  double miles_per_release = 0;
  Duration gpu_time_per_mile;
  std::int64_t simulation_max_gpus = 0;
  std::optional<ZonedInstant> start;  ///< when it begins; with the scenario if absent
  bool assumed = false;
  std::string note;
};

/// Many tenants' rigid jobs, drawn from distributions.
struct TenantsSpec {
  static constexpr const char* kind = "tenants";
  std::string name;
  std::string operator_name;
  PlacementSpec placement;
  double jobs_per_day = 0;
  std::vector<double> profile;  ///< 24 relative weights of arrivals by local hour
  double weekend_factor = 0.5;
  std::map<std::string, double> sizes;  ///< GPUs -> weight
  Duration duration_median = hours(1);
  double duration_sigma = 2.0;  ///< of the log-normal
  Duration duration_max = days(7);
  double size_exponent = 0.0;    ///< median duration grows as size^exponent
  double walltime_factor = 1.5;  ///< requested over real duration
  double cancel_fraction = 0.1;  ///< jobs that end early at a uniform moment
  double intensity = 0.8;        ///< dynamic node power as a share of training's
  /// How tenants save their work. A fixed interval, for tenants do not know the fault rate.
  CheckpointSpec checkpoint{.interval = hours(1), .blocking = seconds(20), .restart = minutes(5)};
  std::optional<ZonedInstant> start;  ///< when it begins; with the scenario if absent
  bool assumed = false;
  std::string note;
};

/// Jobs from a file in Standard Workload Format (SWF), replayed as they were submitted.
struct TraceSpec {
  static constexpr const char* kind = "trace";
  std::string name;
  std::string operator_name;
  PlacementSpec placement;
  std::string file;                      ///< beside the scenario; .swf or .swf.gz
  std::int64_t processors_per_node = 1;  ///< SWF processors on one node
  double intensity = 1.0;
  std::string note;
};

using WorkloadSpec =
    std::variant<TrainingSpec, BatchSpec, ServiceSpec, SessionsSpec, DrivingCycleSpec, TenantsSpec, TraceSpec>;

/// The common parts of any workload.
const std::string& workload_name(const WorkloadSpec& workload);
const std::string& workload_operator(const WorkloadSpec& workload);

template <>
struct EnumNames<Timing> {
  static std::vector<std::string> names();
};
template <>
struct EnumNames<Precision> {
  static std::vector<std::string> names();
};
template <>
struct Fields<PlacementSpec> {
  static const Record<PlacementSpec>& get();
};
template <>
struct Fields<CheckpointSpec> {
  static const Record<CheckpointSpec>& get();
};
template <>
struct Fields<TrainingSpec> {
  static const Record<TrainingSpec>& get();
};
template <>
struct Fields<ReleaseTrainingSpec> {
  static const Record<ReleaseTrainingSpec>& get();
};
template <>
struct Fields<BatchSpec> {
  static const Record<BatchSpec>& get();
};
template <>
struct Fields<ServiceSpec> {
  static const Record<ServiceSpec>& get();
};
template <>
struct Fields<SessionsSpec> {
  static const Record<SessionsSpec>& get();
};
template <>
struct Fields<DrivingCycleSpec> {
  static const Record<DrivingCycleSpec>& get();
};
template <>
struct Fields<TenantsSpec> {
  static const Record<TenantsSpec>& get();
};
template <>
struct Fields<TraceSpec> {
  static const Record<TraceSpec>& get();
};

}  // namespace aif
