#include "step/simulate.hpp"

// SimGrid's smaller headers need its log header before them.
#include <xbt/log.h>

#include <simgrid/s4u.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <exception>
#include <functional>

#include "core/contracts.hpp"
#include "core/error.hpp"
#include "engine/isolated.hpp"
#include "step/schedule.hpp"

namespace aif::step {
namespace {

namespace sg = simgrid::s4u;

/// Part of a chunk's last backward pass after which the first bucket of gradients leaves; the closed form hides
/// reduction under the other 0.8 of it.
constexpr double first_gradients = 0.2;

/// An engine with the plain bandwidth-and-latency network model: no TCP factors.
class Engine {
 public:
  Engine() {
    xbt_log_control_set("root.thresh:critical");
    engine_ = new sg::Engine(&argc_, argv_);  // left to the end of the process, which is ours alone
    sg::Engine::set_config("network/model:CM02");
    sg::Engine::set_config("network/TCP-gamma:0");
    sg::Engine::set_config("network/bandwidth-factor:1");
    sg::Engine::set_config("network/latency-factor:1");
    sg::Engine::set_config("network/weight-S:0");
    sg::Engine::set_config("network/crosstraffic:0");
    sg::Engine::set_config("surf/precision:1e-12");
    zone_ = sg::create_star_zone("job");
    sg::Engine::on_deadlock_cb([this] { deadlock_ = true; });
  }
  sg::Host* host(const std::string& name, double bandwidth, double latency) {
    sg::Host* host = zone_->create_host(name, 1e9);
    const sg::Link* link = zone_->create_split_duplex_link(name + " link", bandwidth)->set_latency(latency)->seal();
    zone_->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, {{link, sg::LinkInRoute::Direction::UP}}, true);
    return host;
  }
  void start(const std::string& name, sg::Host* host, std::function<void()> body) {
    sg::Actor::create(name, host, [this, body = std::move(body)] {
      try {
        body();
      } catch (const simgrid::ForcefulKillException&) {
        throw;
      } catch (...) {
        failure_ = std::current_exception();
      }
    });
  }
  void seal() { zone_->seal(); }
  void run() {
    engine_->run();
    if (failure_) {
      std::rethrow_exception(failure_);
    }
    if (deadlock_) {
      throw SimulationError("the schedule of the step waits for itself");
    }
  }

 private:
  int argc_ = 1;
  char program_[11] = "aifactory";
  char* argv_[2] = {program_, nullptr};
  sg::Engine* engine_ = nullptr;
  sg::NetZone* zone_ = nullptr;
  std::exception_ptr failure_;
  bool deadlock_ = false;
};

/// Which part of the model a slot of a stage works on, and how parts follow each other.
class Parts {
 public:
  explicit Parts(const PipelineWork& work)
      : stages_(static_cast<std::int64_t>(work.stages.forward.size())),
        chunks_(work.schedule == PipelineSchedule::dualpipe ? 2 : work.chunks),
        both_ends_(work.schedule == PipelineSchedule::dualpipe) {}

  [[nodiscard]] std::int64_t stages() const { return stages_; }
  [[nodiscard]] std::int64_t chunks() const { return chunks_; }
  [[nodiscard]] std::size_t count() const { return static_cast<std::size_t>(stages_ * chunks_); }
  [[nodiscard]] std::size_t of(std::int64_t stage, std::int64_t chunk) const {
    return static_cast<std::size_t>(chunk * stages_ + (both_ends_ && chunk == 1 ? stages_ - 1 - stage : stage));
  }
  /// The stage of the model whose layers a part has.
  [[nodiscard]] std::size_t model_stage(std::size_t part) const { return part % static_cast<std::size_t>(stages_); }
  [[nodiscard]] bool is_first(std::size_t part) const { return part == 0 || (both_ends_ && model_stage(part) == 0); }
  [[nodiscard]] bool is_last(std::size_t part) const { return part + 1 == count() || (both_ends_ && is_end(part)); }
  /// Part of its stage's passes that it is. Each direction of DualPipe has whole stages.
  [[nodiscard]] double share(const PipelineWork& work, std::size_t part) const {
    if (both_ends_) {
      return 1;
    }
    return work.stages.chunk_share.empty() ? 1 / static_cast<double>(chunks_) : work.stages.chunk_share[part];
  }
  [[nodiscard]] std::int64_t micro_batches(const PipelineWork& work) const {
    return both_ends_ ? work.micro_batches / 2 : work.micro_batches;
  }

 private:
  [[nodiscard]] bool is_end(std::size_t part) const {
    return model_stage(part) + 1 == static_cast<std::size_t>(stages_);
  }

  std::int64_t stages_, chunks_;
  bool both_ends_;
};

/// The actors of one pipeline and what they share.
class Play {
 public:
  Play(const PipelineWork& work, bool with_timeline) : work_(work), with_timeline_(with_timeline), parts_(work) {
    for (std::size_t i = 0; i < parts_.count(); ++i) {
      forward_ready_.push_back(sg::Semaphore::create(0));
      backward_ready_.push_back(sg::Semaphore::create(0));
    }
    // Links carry half the latency each way, so that a transfer between two hosts sees it once. The replicas at the
    // other end have bandwidth to spare.
    others_ = engine_.host("replicas", work.link * static_cast<double>(parts_.stages()) * 1e3, 0);
    for (std::int64_t i = 0; i < parts_.stages(); ++i) {
      hosts_.push_back(engine_.host("stage " + std::to_string(i), work.link, work.latency));
    }
    engine_.seal();
  }

  SimulatedPipeline run() {
    for (std::int64_t i = 0; i < parts_.stages(); ++i) {
      engine_.start("stage " + std::to_string(i), hosts_[static_cast<std::size_t>(i)], [this, i] { stage(i); });
    }
    engine_.run();
    return std::move(result_);
  }

 private:
  void note(Activity activity, std::int64_t stage, std::int64_t chunk, std::int64_t micro_batch, double start) {
    if (with_timeline_) {
      result_.timeline.push_back({activity, stage, chunk, micro_batch, start, sg::Engine::get_clock()});
    }
  }

  /// Sends that a stage waits for in a pass; schedules that put off weight gradients end every pass with one.
  [[nodiscard]] ExposedSends sends(std::size_t stage) const {
    const bool apart = work_.schedule == PipelineSchedule::zero_bubble || work_.schedule == PipelineSchedule::dualpipe;
    return apart ? ExposedSends{} : exposed_sends(static_cast<std::int64_t>(stage), parts_.stages(), work_.chunks);
  }
  [[nodiscard]] double forward_time(std::size_t part) const {
    const std::size_t stage = parts_.model_stage(part);
    return work_.stages.forward[stage] * parts_.share(work_, part) + sends(stage).forward * work_.stages.send;
  }
  [[nodiscard]] double backward_time(Pass pass, std::size_t part) const {
    const std::size_t stage = parts_.model_stage(part);
    const double share = parts_.share(work_, part);
    switch (pass) {
      case Pass::backward_weight:
        return work_.stages.weight[stage] * share;
      case Pass::backward_input:
        return (work_.stages.backward[stage] - work_.stages.weight[stage]) * share +
               sends(stage).backward * work_.stages.send;
      default:
        return work_.stages.backward[stage] * share + sends(stage).backward * work_.stages.send;
    }
  }

  /// A slot's backward pass: its chunk and micro-batch.
  static std::pair<std::int64_t, std::int64_t> behind(const Slot& slot) {
    return slot.pass == Pass::both ? std::pair{slot.back_chunk, slot.back_micro_batch}
                                   : std::pair{slot.chunk, slot.micro_batch};
  }

  void stage(std::int64_t i) {
    std::vector<sg::CommPtr> reductions;
    std::vector<std::int64_t> done(static_cast<std::size_t>(parts_.chunks()), 0);  // weight gradients by chunk
    for (const Slot& slot : order_of(work_.schedule, parts_.stages(), work_.chunks, work_.micro_batches, i)) {
      const std::size_t ahead = parts_.of(i, slot.chunk);
      const auto [back_chunk, back_micro_batch] = behind(slot);
      const std::size_t back = parts_.of(i, back_chunk);
      // A pass needs the token of the part before it; forward passes of the first part and backward passes of the
      // last one (whose own forward pass came before in order) need none.
      if (slot.has_forward() && !parts_.is_first(ahead)) {
        forward_ready_[ahead]->acquire();
      }
      if (slot.has_backward() && !parts_.is_last(back)) {
        backward_ready_[back]->acquire();
      }
      const double start = sg::Engine::get_clock();
      const bool gives_weights = slot.pass != Pass::forward && slot.pass != Pass::backward_input;
      const bool last = gives_weights && ++done[static_cast<std::size_t>(back_chunk)] == parts_.micro_batches(work_);
      const double time = (slot.has_forward() ? forward_time(ahead) : 0.0) +
                          (slot.pass != Pass::forward ? backward_time(slot.pass, back) : 0.0);
      if (last && work_.reduce_bytes > 0) {
        // Gradients of the layers that come back first are sent while the rest is computed.
        sg::this_actor::sleep_for(first_gradients * time);
        reductions.push_back(sg::Comm::sendto_async(
            hosts_[static_cast<std::size_t>(i)], others_,
            static_cast<std::uint64_t>(work_.reduce_bytes / static_cast<double>(parts_.chunks()))));
        sg::this_actor::sleep_for((1 - first_gradients) * time);
      } else {
        sg::this_actor::sleep_for(time);
      }
      tell(slot, i, start);
      if (slot.has_forward() && !parts_.is_last(ahead)) {
        forward_ready_[ahead + 1]->release();
      }
      if (slot.has_backward() && !parts_.is_first(back)) {
        backward_ready_[back - 1]->release();
      }
    }
    result_.compute_end = std::max(result_.compute_end, sg::Engine::get_clock());
    finish(i, reductions);
  }

  void tell(const Slot& slot, std::int64_t i, double start) {
    if (slot.has_forward()) {
      note(Activity::forward, i, slot.chunk, slot.micro_batch, start);
    }
    if (slot.pass != Pass::forward) {
      const auto [chunk, micro_batch] = behind(slot);
      note(slot.pass == Pass::backward_input    ? Activity::input_gradient
           : slot.pass == Pass::backward_weight ? Activity::weight_gradient
                                                : Activity::backward,
           i, chunk, micro_batch, start);
    }
  }

  /// Reduction, optimizer step and gathering of parameters.
  void finish(std::int64_t i, const std::vector<sg::CommPtr>& reductions) {
    double start = sg::Engine::get_clock();
    for (const sg::CommPtr& reduction : reductions) {
      reduction->wait();
    }
    note(Activity::reduce, i, 0, 0, start);
    start = sg::Engine::get_clock();
    if (work_.optimizer > 0) {
      sg::this_actor::sleep_for(work_.optimizer);
      note(Activity::optimizer, i, 0, 0, start);
    }
    start = sg::Engine::get_clock();
    if (work_.gather_bytes > 0) {
      sg::Comm::sendto(hosts_[static_cast<std::size_t>(i)], others_, static_cast<std::uint64_t>(work_.gather_bytes));
      note(Activity::gather, i, 0, 0, start);
    }
    result_.end = std::max(result_.end, sg::Engine::get_clock());
  }

  const PipelineWork& work_;
  bool with_timeline_;
  Parts parts_;
  Engine engine_;
  sg::Host* others_ = nullptr;
  std::vector<sg::Host*> hosts_;
  std::vector<sg::SemaphorePtr> forward_ready_, backward_ready_;  ///< tokens per part of the model
  SimulatedPipeline result_;
};

// Plain data crosses from the child as its bytes.
static_assert(std::is_trivially_copyable_v<Interval>);

std::string to_bytes(const SimulatedPipeline& result) {
  std::string bytes(2 * sizeof(double) + result.timeline.size() * sizeof(Interval), '\0');
  std::memcpy(bytes.data(), &result.compute_end, sizeof(double));
  std::memcpy(bytes.data() + sizeof(double), &result.end, sizeof(double));
  if (!result.timeline.empty()) {
    std::memcpy(bytes.data() + 2 * sizeof(double), result.timeline.data(), result.timeline.size() * sizeof(Interval));
  }
  return bytes;
}

SimulatedPipeline from_bytes(const std::string& bytes) {
  AIF_EXPECT(bytes.size() >= 2 * sizeof(double));
  SimulatedPipeline result;
  std::memcpy(&result.compute_end, bytes.data(), sizeof(double));
  std::memcpy(&result.end, bytes.data() + sizeof(double), sizeof(double));
  result.timeline.resize((bytes.size() - 2 * sizeof(double)) / sizeof(Interval));
  if (!result.timeline.empty()) {
    std::memcpy(result.timeline.data(), bytes.data() + 2 * sizeof(double), result.timeline.size() * sizeof(Interval));
  }
  return result;
}

}  // namespace

SimulatedPipeline simulate_pipeline(const PipelineWork& work, bool with_timeline) {
  AIF_EXPECT(!work.stages.forward.empty() && work.stages.forward.size() == work.stages.backward.size());
  const bool apart = work.schedule == PipelineSchedule::zero_bubble || work.schedule == PipelineSchedule::dualpipe;
  AIF_EXPECT(!apart || work.stages.weight.size() == work.stages.forward.size());
  return from_bytes(run_isolated([&](ChildLink&) { return to_bytes(Play(work, with_timeline).run()); }, nullptr));
}

double simulate_ring_all_reduce(std::int64_t ranks, double bytes, double bandwidth, double latency) {
  AIF_EXPECT(ranks >= 1);
  const std::string end = run_isolated(
      [&](ChildLink&) {
        Engine engine;
        std::vector<sg::Host*> hosts;
        for (std::int64_t i = 0; i < ranks; ++i) {
          // A message crosses the sender's and the receiver's link; each has half the latency.
          hosts.push_back(engine.host("rank " + std::to_string(i), bandwidth, latency / 2));
        }
        engine.seal();
        const auto n = static_cast<std::size_t>(ranks);
        const auto part = static_cast<std::uint64_t>(bytes / static_cast<double>(ranks));
        for (std::size_t i = 0; i < n; ++i) {
          engine.start("rank " + std::to_string(i), hosts[i], [&, i] {
            sg::Mailbox* to = sg::Mailbox::by_name(std::to_string((i + 1) % n));
            sg::Mailbox* from = sg::Mailbox::by_name(std::to_string(i));
            static int token = 0;
            for (std::size_t round = 0; round + 1 < n; ++round) {
              for (int half = 0; half < 2; ++half) {  // reduce-scatter and all-gather have as many rounds
                const sg::CommPtr sent = to->put_async(&token, part);
                (void)from->get<int>();
                sent->wait();
              }
            }
          });
        }
        engine.run();
        const double clock = sg::Engine::get_clock();
        return std::string(reinterpret_cast<const char*>(&clock), sizeof clock);
      },
      nullptr);
  double clock = 0;
  std::memcpy(&clock, end.data(), sizeof clock);
  return clock;
}

}  // namespace aif::step
