#include "engine/simulation.hpp"

// SimGrid's smaller headers need its log header before them.
#include <xbt/log.h>

#include <simgrid/s4u.hpp>

#include <simgrid/version.h>
#include <simgrid/kernel/Timer.hpp>

#include <cmath>
#include <vector>

#include "core/contracts.hpp"
#include "core/error.hpp"

namespace aif {

namespace sg = simgrid::s4u;
using simgrid::kernel::timer::Timer;

struct Alarm::State {
  Timer* timer = nullptr;
  std::function<void()> action;
};

Alarm::Alarm(Alarm&& other) noexcept = default;
Alarm& Alarm::operator=(Alarm&& other) noexcept = default;

void Alarm::cancel() {
  if (armed()) {
    state_->timer->remove();
    state_->timer = nullptr;
    state_->action = nullptr;
  }
  state_.reset();
}

bool Alarm::armed() const { return state_ && state_->timer != nullptr; }

struct Signal::State {
  sg::SemaphorePtr semaphore = sg::Semaphore::create(0);
};

Signal::Signal() : state_(std::make_shared<State>()) {}
void Signal::raise() { state_->semaphore->release(); }
void Signal::wait() { state_->semaphore->acquire(); }

struct Simulation::Impl {
  int argc = 1;
  char program[11] = "aifactory";
  char* arguments[2] = {program, nullptr};
  char** argv = arguments;
  std::unique_ptr<sg::Engine> engine;
  sg::Host* host = nullptr;
  std::exception_ptr failure;
  bool deadlock = false;
  std::string waiting;  ///< names of actors that wait forever
};

Simulation::Simulation() : impl_(std::make_unique<Impl>()) {
  xbt_log_control_set("root.thresh:critical");
  impl_->engine = std::make_unique<sg::Engine>(&impl_->argc, impl_->argv);
  auto* zone = sg::create_star_zone("world");
  impl_->host = zone->create_host("clock", 1e9);
  zone->seal();
  sg::Engine::on_deadlock_cb([impl = impl_.get()] {
    impl->deadlock = true;
    for (const sg::ActorPtr& actor : impl->engine->get_filtered_actors([](const sg::ActorPtr&) { return true; })) {
      impl->waiting += (impl->waiting.empty() ? "" : ", ") + std::string(actor->get_cname());
    }
  });
}

// The engine is left to the end of the process: tearing it down with actors waiting costs time and prints.
Simulation::~Simulation() { (void)impl_->engine.release(); }

void Simulation::count_event() {
  now_s_ = sg::Engine::get_clock();
  if ((++events_ & 0xfffU) == 0 && on_heartbeat) {
    on_heartbeat(now_s_, events_);
  }
}

Alarm Simulation::at(double at_s, std::function<void()> action) {
  AIF_EXPECT(at_s >= now_s_);
  Alarm alarm;
  alarm.state_ = std::make_shared<Alarm::State>();
  alarm.state_->action = std::move(action);
  // Exceptions of a callback unwind through the engine's loop into run_until: the process is ours alone.
  alarm.state_->timer = Timer::set(at_s, [this, state = alarm.state_] {
    state->timer = nullptr;
    count_event();
    auto run = std::move(state->action);
    run();
  });
  return alarm;
}

void Simulation::spawn(const std::string& name, std::function<void()> body) {
  auto guarded = [this, body = std::move(body)] {
    try {
      now_s_ = sg::Engine::get_clock();
      body();
    } catch (const simgrid::ForcefulKillException&) {
      throw;
    } catch (...) {
      // An exception that leaves an actor would abort the process: carry it over to the main loop.
      if (!impl_->failure) {
        impl_->failure = std::current_exception();
      }
      Timer::set(sg::Engine::get_clock(), [this] { std::rethrow_exception(impl_->failure); });
    }
  };
  sg::Actor::create(name, impl_->host, std::move(guarded));
}

void Simulation::sleep_until(double at_s) {
  const double now = sg::Engine::get_clock();
  if (at_s > now) {
    sg::this_actor::sleep_for(at_s - now);
  }
  count_event();
}

void Simulation::run_until(double end_s) {
  if (std::isinf(end_s)) {
    impl_->engine->run();
    now_s_ = sg::Engine::get_clock();
  } else {
    impl_->engine->run_until(end_s);
    now_s_ = end_s;
  }
  if (impl_->deadlock) {
    throw SimulationError("the simulation cannot proceed: nothing will ever wake " + impl_->waiting);
  }
}

std::string simgrid_version() {
  int major = 0;
  int minor = 0;
  int patch = 0;
  sg_version_get(&major, &minor, &patch);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

}  // namespace aif
