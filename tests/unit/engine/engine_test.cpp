#include <csignal>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "doctest/doctest.h"
#include "engine/isolated.hpp"
#include "engine/simulation.hpp"

using namespace aif;

namespace {

/// Every simulation in this process needs a process of its own.
std::string in_child(const std::function<std::string(Simulation&)>& body) {
  return run_isolated(
      [&](ChildLink&) {
        Simulation simulation;
        return body(simulation);
      },
      {});
}

}  // namespace

TEST_CASE("alarms ring in order of time and can be cancelled") {
  const std::string log = in_child([](Simulation& simulation) {
    std::string text;
    simulation.at(5, [&] { text += "5 "; });
    simulation.at(2, [&] {
      text += "2 ";
      simulation.at(3, [&] { text += "3 "; });
    });
    Alarm never = simulation.at(4, [&] { text += "4 "; });
    CHECK(never.armed());
    never.cancel();
    CHECK(!never.armed());
    simulation.run_until(10);
    return text + std::to_string(static_cast<int>(simulation.now_s()));
  });
  CHECK(log == "2 3 5 10");
}

TEST_CASE("actors sleep, wait for signals, and alarms wake them") {
  const std::string log = in_child([](Simulation& simulation) {
    std::string text;
    Signal signal;
    simulation.spawn("waiter", [&] {
      signal.wait();
      text += "woken " + std::to_string(static_cast<int>(simulation.now_s())) + " ";
      simulation.sleep_until(9);
      text += "slept " + std::to_string(static_cast<int>(simulation.now_s()));
    });
    simulation.at(7, [&] { signal.raise(); });
    simulation.run_until(100);
    return text;
  });
  CHECK(log == "woken 7 slept 9");
}

TEST_CASE("an error in an alarm or an actor comes out with its type and text") {
  CHECK_THROWS_WITH_AS(in_child([](Simulation& simulation) {
                         simulation.at(1, [] { throw SimulationError("cannot place the job"); });
                         simulation.run_until(2);
                         return std::string();
                       }),
                       "cannot place the job", SimulationError);
  CHECK_THROWS_WITH_AS(in_child([](Simulation& simulation) {
                         simulation.spawn("actor", [] { throw SimulationError("from an actor"); });
                         simulation.run_until(2);
                         return std::string();
                       }),
                       "from an actor", SimulationError);
  CHECK_THROWS_AS(in_child([](Simulation& simulation) {
                    simulation.spawn("actor", [] { throw std::runtime_error("a bug"); });
                    simulation.run_until(2);
                    return std::string();
                  }),
                  ContractViolation);
}

TEST_CASE("a deadlock is an error, not a silent end") {
  CHECK_THROWS_WITH_AS(in_child([](Simulation& simulation) {
                         Signal never;
                         simulation.spawn("orphan", [&] { never.wait(); });
                         simulation.run_until(std::numeric_limits<double>::infinity());
                         return std::string();
                       }),
                       doctest::Contains("orphan"), SimulationError);
}

TEST_CASE("a crash of the child is an error of the parent") {
  CHECK_THROWS_WITH_AS(run_isolated(
                           [](ChildLink&) -> std::string {
                             raise(SIGKILL);
                             return "";
                           },
                           {}),
                       doctest::Contains("Killed"), ContractViolation);
  CHECK_THROWS_WITH_AS(run_isolated([](ChildLink&) -> std::string { _Exit(3); }, {}),
                       doctest::Contains("exit status 3"), ContractViolation);
}

TEST_CASE("large results and progress come through the pipe") {
  std::vector<std::string> said;
  const std::string bytes = run_isolated(
      [](ChildLink& link) {
        link.send_progress("half");
        link.send_progress("");
        return std::string(5'000'000, 'x');
      },
      [&](std::string_view message) { said.emplace_back(message); });
  CHECK(bytes == std::string(5'000'000, 'x'));
  CHECK(said == std::vector<std::string>{"half", ""});
}

TEST_CASE("several simulations one after another do not know of each other") {
  for (int i = 0; i < 3; ++i) {
    CHECK(in_child([](Simulation& simulation) {
            CHECK(simulation.now_s() == 0);
            simulation.at(1, [] {});
            simulation.run_until(4);
            return std::to_string(simulation.events());
          }) == "1");
  }
}

TEST_CASE("a request to stop reaches the child, which ends in its own time") {
  const std::string answer = run_isolated(
      [](ChildLink& link) {
        link.send_progress("ready");
        while (!link.stop_requested()) {}
        return std::string("stopped");
      },
      [](std::string_view) { raise(SIGINT); });
  CHECK(answer == "stopped");
}
