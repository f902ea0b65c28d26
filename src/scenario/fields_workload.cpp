#include "scenario/bounds.hpp"
#include "scenario/workload.hpp"

/// Field lists of work.
namespace aif {

std::vector<std::string> EnumNames<Timing>::names() { return {"any", "cheap", "clean"}; }
std::vector<std::string> EnumNames<Precision>::names() { return {"bf16", "fp16", "fp8", "fp4"}; }

namespace {

/// Keys that every workload has, before its own.
template <class T>
Record<T> begin(const char* name, const char* help) {
  return Record<T>(name, help)
      .ignored("kind")
      .required("name", &T::name, "Short name, unique: lower-case letters, digits, - _ .")
      .required("operator", &T::operator_name, "Name of the operator whose work it is.");
}

/// Keys that every workload may have, after its own.
template <class T>
Record<T> end(Record<T> record) {
  return std::move(record)
      .optional("assumed", &T::assumed, "Sizes and rates are assumptions, not published facts.")
      .optional("note", &T::note, "Where the numbers come from, or why they were assumed.");
}

/// A member of TrainingSpec as a member of a Spec derived from it.
template <class T, class F>
F T::*inherited(F TrainingSpec::*member) {
  return member;
}

/// What training is the same everywhere: model, layout, batch.
template <class T>
Record<T> training_keys(Record<T> record) {
  return std::move(record)
      .required("placement", inherited<T>(&TrainingSpec::placement), "Where it may run.")
      .required("model", inherited<T>(&TrainingSpec::model), "The model, from the catalog (aifactory list ai-model).")
      .required("gpus", inherited<T>(&TrainingSpec::gpus), "GPUs of the job, all at once.", count(1, max_gpus))
      .optional("parallel", inherited<T>(&TrainingSpec::parallel), "How the model is split over GPUs.")
      .optional("sequence", inherited<T>(&TrainingSpec::sequence), "Tokens of one sequence.", count(1, 100e6))
      .optional("batch_tokens", inherited<T>(&TrainingSpec::batch_tokens),
                "Tokens of one optimizer step over all GPUs, e.g. 16e6.", between(1, 1e12))
      .optional("precision", inherited<T>(&TrainingSpec::precision), "Of the matrix products: bf16, fp16, fp8, fp4.")
      .optional("checkpoint", inherited<T>(&TrainingSpec::checkpoint), "Saving, and going on after a failure.")
      .optional("across_sites", inherited<T>(&TrainingSpec::across_sites),
                "One job over all pools of the placement, an equal part in each. Without it the job runs in one pool.")
      .optional("network", inherited<T>(&TrainingSpec::network),
                "Placement of its nodes, order of its ranks, algorithm of its collectives.");
}

}  // namespace

const Record<PlacementSpec>& Fields<PlacementSpec>::get() {
  static const Record<PlacementSpec> record =
      Record<PlacementSpec>("placement", "Where work may run, and how urgent it is.")
          .required("pools", &PlacementSpec::pools, "Pools as site/pool; those listed first are tried first.")
          .optional("priority", &PlacementSpec::priority, "0 to 100; higher goes first in the queue.", count(0, 100));
  return record;
}

const Record<ParallelSpec>& Fields<ParallelSpec>::get() {
  static const Record<ParallelSpec> record =
      Record<ParallelSpec>("parallel",
                           "Layout of a training job. What tensor x pipeline x context GPUs leave over is "
                           "data parallel.")
          .optional("tensor", &ParallelSpec::tensor, "GPUs that share every layer; keep it within one NVLink domain.",
                    count(1, 1024))
          .optional("pipeline", &ParallelSpec::pipeline, "Stages that layers are dealt to.", count(1, 1024))
          .optional("virtual_stages", &ParallelSpec::virtual_stages,
                    "Interleaving: pieces of the model per stage. More pieces, smaller bubble, more messages.",
                    count(1, 256))
          .optional("context", &ParallelSpec::context, "GPUs that share one sequence.", count(1, 1024))
          .optional("expert", &ParallelSpec::expert, "GPUs that experts are dealt to; a divisor of data parallelism.",
                    count(1, 4096))
          .optional("schedule", &ParallelSpec::schedule,
                    "Order of work of the pipeline's stages; if not given, 1f1b, or interleaved with virtual_stages.")
          .optional("stage_layers", &ParallelSpec::stage_layers,
                    "Layers of each stage, or of each of its virtual stages in the model's order; equal if not given.",
                    count(0, 10000))
          .optional("sharding", &ParallelSpec::sharding,
                    "State that data-parallel ranks share: zero1 the optimizer, zero2 gradients too, fsdp weights too; "
                    "hsdp within a group. If not given, the faster of zero1 and fsdp.")
          .optional("sharding_group", &ParallelSpec::sharding_group,
                    "Ranks that share state; all if not given. Required with hsdp.", count(1, 1048576))
          .optional("recompute", &ParallelSpec::recompute,
                    "What the backward pass computes again; least, as little as fits in memory, if not given.")
          .optional("micro_batch", &ParallelSpec::micro_batch,
                    "Sequences of one pass; the fastest of 1, 2, 4 and 8 that fits if not given.", count(1, 65536))
          .optional("sequence_parallel", &ParallelSpec::sequence_parallel,
                    "Tensor ranks split norms over the sequence; true with tensor parallelism if not given.");
  return record;
}

const Record<CheckpointSpec>& Fields<CheckpointSpec>::get() {
  static const Record<CheckpointSpec> record =
      Record<CheckpointSpec>("checkpoint", "Saving the state of training, and going on after a failure.")
          .optional("interval", &CheckpointSpec::interval,
                    "Between checkpoints, e.g. 10 min; if not given, the Young/Daly optimum for the job's size.",
                    between(1, days(30).si()))
          .optional("blocking", &CheckpointSpec::blocking, "How long training stands still for one, e.g. 20 s.",
                    between(0, days(1).si()))
          .optional("restart", &CheckpointSpec::restart,
                    "From the decision to restart to full speed: start, load, warm up; e.g. 8 min.",
                    between(0, days(7).si()));
  return record;
}

const Record<TrainingSpec>& Fields<TrainingSpec>::get() {
  static const Record<TrainingSpec> record =
      end(training_keys(begin<TrainingSpec>("training", "Synchronous training of one model on many GPUs at once."))
              .required("tokens", &TrainingSpec::tokens, "Tokens of one run, e.g. 10e12.", above_zero_to(1e18))
              .optional("runs", &TrainingSpec::runs, "Runs one after another; 0: again and again until the end.",
                        count(0, 1'000'000))
              .optional("start", &TrainingSpec::start, "When the first run is submitted; at the start if not given.")
              .optional("data_bytes_per_token", &TrainingSpec::data_bytes_per_token,
                        "Bytes of refined data per token, for the ledger of data that came in.", between(0, 1e9))
              .optional("unique_tokens", &TrainingSpec::unique_tokens,
                        "Distinct tokens at hand, for the estimate of quality; 0: as many as the run needs.",
                        between(0, 1e18)));
  return record;
}

const Record<ReleaseTrainingSpec>& Fields<ReleaseTrainingSpec>::get() {
  static const Record<ReleaseTrainingSpec> record =
      training_keys(Record<ReleaseTrainingSpec>("release training", "The training of one release of a driving cycle."));
  return record;
}

const Record<BatchSpec>& Fields<BatchSpec>::get() {
  using B = BatchSpec;
  static const Record<B> record = end(
      begin<B>("batch", "Bags of independent tasks with a deadline: masks, simulations, rendering, labelling.")
          .required("placement", &B::placement, "Where it may run.")
          .optional("product", &B::product, "What is counted: masks, scenes, runs.")
          .optional("products_per_bag", &B::products_per_bag, "How many of them one bag yields.", above_zero_to(1e12))
          .required("bags_per_day", &B::bags_per_day, "Bags that arrive per day, on average.", above_zero_to(1e5))
          .required("gpu_time_per_bag", &B::gpu_time_per_bag, "GPU time of one bag, e.g. 3000 h.",
                    above_zero_to(years(1e6).si()))
          .optional("reference_gpu", &B::reference_gpu,
                    "Whose GPU time that is, e.g. h100-sxm; faster GPUs need less. The pool's own if not given.")
          .optional("tasks_per_bag", &B::tasks_per_bag, "Tasks in a bag: the most GPUs it can use at once.",
                    count(1, 1e12))
          .optional("deadline", &B::deadline, "Time from arrival to when it should be done, e.g. 7 d.",
                    above_zero_to(years(20).si()))
          .optional("max_gpus", &B::max_gpus, "GPUs it may use at once; 0: as many as are free.", count(0, max_gpus))
          .optional("deferrable", &B::deferrable, "Whether it waits for free GPUs and shrinks for other work.")
          .optional(
              "hours", &B::timing,
              "Of deferrable bags: any starts as GPUs are free; cheap and clean wait for the hours with the lowest "
              "price or carbon intensity before the deadline.")
          .optional("intensity", &B::intensity,
                    "Power above idle of its nodes, as a share of that of compute-bound training.", between(0, 1.5))
          .optional("bytes_in_per_bag", &B::bytes_in_per_bag, "Bytes read per bag, for the data ledger.",
                    between(0, 1e24))
          .optional("bytes_out_per_bag", &B::bytes_out_per_bag, "Bytes written per bag.", between(0, 1e24))
          .optional("start", &BatchSpec::start, "When it begins; with the scenario if not given."));
  return record;
}

const Record<ServiceSpec>& Fields<ServiceSpec>::get() {
  using S = ServiceSpec;
  static const Record<S> record = end(
      begin<S>("service", "Answering tokens on line, at home and abroad.")
          .required("placement", &S::placement, "Where replicas may run.")
          .required("model", &S::model, "The model, from the catalog (aifactory list ai-model).")
          .optional("home_tokens_per_day", &S::home_tokens_per_day,
                    "Output tokens that users at home ask for per day, mean over the first year.", between(0, 1e18))
          .optional("export_tokens_per_day", &S::export_tokens_per_day,
                    "Output tokens that users abroad ask for per day, mean over the first year.", between(0, 1e18))
          .optional("yearly_growth", &S::yearly_growth, "Growth of demand per year: 0.3 is 30 %.", between(-0.9, 100))
          .optional("home_profile", &S::home_profile,
                    "24 relative weights of demand by local hour, from midnight; flat if not given.", between(0, 1e6))
          .optional("export_shift_hours", &S::export_shift_hours,
                    "The foreign day is the home day shifted by so many hours.", count(-24, 24))
          .optional("weekend_factor", &S::weekend_factor, "Demand on Saturdays and Sundays over that of weekdays.",
                    between(0, 10))
          .optional("seasonal_swing", &S::seasonal_swing, "Amplitude of demand over the year, highest in winter.",
                    between(0, 0.95))
          .optional("input_tokens_per_output", &S::input_tokens_per_output, "Tokens read per token answered.",
                    between(0, 1e6))
          .optional("context", &S::context, "Mean tokens in the cache while answering.", between(1, 1e8))
          .optional("gpus_per_replica", &S::gpus_per_replica, "GPUs of one copy of the model.", count(1, 100'000))
          .optional("precision", &S::precision, "Of weights and matrix products: bf16, fp16, fp8, fp4.")
          .optional("target_utilisation", &S::target_utilisation,
                    "Replicas are added above this load, so that answers stay quick.", between(0.05, 1))
          .optional("min_gpus", &S::min_gpus, "GPUs that are kept however low demand is.", count(0, max_gpus))
          .optional("max_gpus", &S::max_gpus, "GPUs at most; 0: as many as the pools have.", count(0, max_gpus))
          .optional("tokens_per_second_per_gpu", &S::tokens_per_second_per_gpu,
                    "Measured output tokens per second and GPU at full load; the model's estimate if not given.",
                    above_zero_to(1e9))
          .optional("batch_tokens_per_day", &S::batch_tokens_per_day,
                    "Further output tokens per day that may wait until GPUs are idle.", between(0, 1e18))
          .optional("start", &ServiceSpec::start, "When it begins; with the scenario if not given."));
  return record;
}

const Record<SessionsSpec>& Fields<SessionsSpec>::get() {
  using S = SessionsSpec;
  static const Record<S> record = end(
      begin<S>("sessions", "People and machines at work on GPUs for hours: digital twins, visualisation, notebooks.")
          .required("placement", &S::placement, "Where they may run.")
          .required("peak_sessions", &S::peak_sessions, "Sessions at once in the busiest hour.", between(0, 1e9))
          .optional("gpus_per_session", &S::gpus_per_session, "GPUs of one session; may be a fraction.",
                    above_zero_to(1e5))
          .optional("profile", &S::profile,
                    "24 weights by local hour, from midnight; the largest counts as the peak. Flat if not given.",
                    between(0, 1e6))
          .optional("weekend_factor", &S::weekend_factor, "Sessions on Saturdays and Sundays over weekdays.",
                    between(0, 10))
          .optional("intensity", &S::intensity,
                    "Power above idle of their nodes, as a share of that of compute-bound training.", between(0, 1.5))
          .optional("start", &SessionsSpec::start, "When it begins; with the scenario if not given."));
  return record;
}

const Record<DrivingCycleSpec>& Fields<DrivingCycleSpec>::get() {
  using D = DrivingCycleSpec;
  static const Record<D> record = end(
      begin<D>("driving cycle", "Learning to drive: fleet data, curation, training, closed-loop simulation, release.")
          .required("site", &D::site, "Site whose connection the fleet's data come in by.")
          .required("vehicles", &D::vehicles, "Cars that collect data.", between(0, 1e9))
          .optional("drive_hours_per_vehicle_day", &D::drive_hours_per_vehicle_day, "Hours driven per car and day.",
                    between(0, 24))
          .required("data_per_drive_hour", &D::data_per_drive_hour, "Recorded data per hour of driving, e.g. 43 GB.",
                    between(0, 1e18))
          .optional("upload_fraction", &D::upload_fraction, "Share of the driving that is uploaded, chosen on board.",
                    fraction())
          .required("curation", &D::curation, "Where uploaded data are curated and labelled.")
          .required("curation_gpu_time_per_hour", &D::curation_gpu_time_per_hour,
                    "GPU time to curate and label one uploaded hour, e.g. 2 h.", between(0, years(1).si()))
          .optional("curation_max_gpus", &D::curation_max_gpus, "GPUs for that at most; 0: as many as are free.",
                    count(0, max_gpus))
          .optional("kept_fraction", &D::kept_fraction, "Share of uploaded hours that is good enough to train on.",
                    fraction())
          .optional("initial_hours", &D::initial_hours, "Curated hours that are there at the start.", between(0, 1e12))
          .required("training", &D::training, "The training job of one release.")
          .required("hours_per_release", &D::hours_per_release, "New curated hours that a release waits for.",
                    between(0, 1e12))
          .required("tokens_per_hour", &D::tokens_per_hour, "Tokens that one curated hour becomes.",
                    above_zero_to(1e12))
          .optional("epochs", &D::epochs, "Times that a release passes over all curated hours.", above_zero_to(1000))
          .required("simulation", &D::simulation, "Where a release is driven in closed-loop simulation.")
          .required("miles_per_release", &D::miles_per_release, "Simulated miles that a release must drive.",
                    between(0, 1e15))
          .required("gpu_time_per_mile", &D::gpu_time_per_mile, "GPU time per simulated mile, e.g. 4 min.",
                    between(0, days(30).si()))
          .optional("simulation_max_gpus", &D::simulation_max_gpus, "GPUs for that at most; 0: as many as are free.",
                    count(0, max_gpus))
          .optional("start", &DrivingCycleSpec::start, "When it begins; with the scenario if not given."));
  return record;
}

const Record<TenantsSpec>& Fields<TenantsSpec>::get() {
  using T = TenantsSpec;
  static const Record<T> record = end(
      begin<T>("tenants", "Many tenants' jobs of fixed size, drawn from distributions.")
          .required("placement", &T::placement, "Where they may run.")
          .required("jobs_per_day", &T::jobs_per_day, "Jobs that arrive on a weekday.", above_zero_to(1e6))
          .optional("profile", &T::profile,
                    "24 relative weights of arrivals by local hour, from midnight; flat if not given.", between(0, 1e6))
          .optional("weekend_factor", &T::weekend_factor, "Arrivals on Saturdays and Sundays over weekdays.",
                    between(0, 10))
          .required("sizes", &T::sizes, "GPUs of a job and how often: {\"1\": 0.6, \"8\": 0.3, \"64\": 0.1}.",
                    between(0, 1e9))
          .optional("duration_median", &T::duration_median, "Median run time, e.g. 1 h.", above_zero_to(years(1).si()))
          .optional("duration_sigma", &T::duration_sigma,
                    "Spread: standard deviation of the logarithm of the run time.", between(0, 5))
          .optional("duration_max", &T::duration_max, "Longest run time; longer ones are cut, e.g. 7 d.",
                    above_zero_to(years(5).si()))
          .optional("size_exponent", &T::size_exponent, "The median run time grows as GPUs to this power.",
                    between(-1, 2))
          .optional("walltime_factor", &T::walltime_factor,
                    "Run time that is asked for over the real one, which backfill sees.", between(1, 1000))
          .optional("cancel_fraction", &T::cancel_fraction, "Share of jobs that end early, at a uniform moment.",
                    fraction())
          .optional("intensity", &T::intensity,
                    "Power above idle of their nodes, as a share of that of compute-bound training.", between(0, 1.5))
          .optional("checkpoint", &T::checkpoint, "How jobs save their work; an hour's interval if not given.")
          .optional("start", &TenantsSpec::start, "When it begins; with the scenario if not given."));
  return record;
}

const Record<TraceSpec>& Fields<TraceSpec>::get() {
  using T = TraceSpec;
  static const Record<T> record =
      begin<T>("trace", "Jobs from a file in Standard Workload Format (SWF), replayed as they were submitted.")
          .required("placement", &T::placement, "Where they run.")
          .required("file", &T::file, "The trace, beside the scenario: .swf or .swf.gz.")
          .optional("processors_per_node", &T::processors_per_node, "SWF processors on one node.", count(1, 100'000))
          .optional("intensity", &T::intensity,
                    "Power above idle of their nodes, as a share of that of compute-bound training.", between(0, 1.5))
          .optional("note", &T::note, "Where the trace comes from.");
  return record;
}

const std::string& workload_name(const WorkloadSpec& workload) {
  return std::visit([](const auto& w) -> const std::string& { return w.name; }, workload);
}

const std::string& workload_operator(const WorkloadSpec& workload) {
  return std::visit([](const auto& w) -> const std::string& { return w.operator_name; }, workload);
}

}  // namespace aif
