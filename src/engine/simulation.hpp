#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

/// The only door to SimGrid's engine for the campaign: a clock, alarms, and actors.
///
/// Alarms are SimGrid timers: a callback at a moment, 0.3 microseconds each, for what happens a million times
/// a run. Actors are for what reads best as a story (a training campaign, a driving cycle); one costs 16
/// microseconds to create, so there is at most one per workload.
namespace aif {

/// A pending callback; empty once it ran or was cancelled.
class Alarm {
 public:
  Alarm() = default;
  Alarm(Alarm&& other) noexcept;
  Alarm& operator=(Alarm&& other) noexcept;
  ~Alarm() = default;  ///< lets the callback live; use cancel() to stop it
  void cancel();
  [[nodiscard]] bool armed() const;

 private:
  friend class Simulation;
  struct State;
  std::shared_ptr<State> state_;
};

/// What actors wait for: a count of permits, as a semaphore.
class Signal {
 public:
  Signal();
  void raise();  ///< from an alarm or an actor
  void wait();   ///< from an actor

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// One simulation. There can be one per process at a time (run it in isolated.hpp's child).
class Simulation {
 public:
  Simulation();
  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  [[nodiscard]] double now_s() const { return now_s_; }
  /// Calls `action` at time `at_s`, at once in order if that is now.
  Alarm at(double at_s, std::function<void()> action);
  /// Starts an actor whose body may call sleep_until and Signal::wait. Actors that still
  /// wait at a finite end are dropped; with no end in time they are a deadlock.
  void spawn(const std::string& name, std::function<void()> body);
  void sleep_until(double at_s);

  /// Plays until `end_s`, or, if that is infinite, until nothing is left to happen. Rethrows what an alarm or actor
  /// threw; throws SimulationError on a deadlock.
  void run_until(double end_s);

  /// Called every few thousand events with the clock and the count; may throw to stop the run.
  std::function<void(double now_s, std::uint64_t events)> on_heartbeat;
  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  friend class Alarm;
  void count_event();

  struct Impl;
  std::unique_ptr<Impl> impl_;
  double now_s_ = 0;
  std::uint64_t events_ = 0;
};

/// "3.32.0"
std::string simgrid_version();

}  // namespace aif
