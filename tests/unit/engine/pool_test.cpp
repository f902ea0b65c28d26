#include "engine/pool.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <new>

#include "doctest/doctest.h"
#include "engine/isolated.hpp"

namespace aif {
namespace {

/// A counter that forked processes share.
class Shared {
 public:
  Shared()
      : value_(new (mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))
                   std::atomic<int>(0)) {}
  std::atomic<int>& operator*() { return *value_; }

 private:
  std::atomic<int>* value_;
};

struct Outcome {
  std::map<std::size_t, std::string> done;
  std::map<std::size_t, std::string> lost;
  bool finished = false;
};

Outcome run(std::size_t count, int jobs, const std::function<std::string(std::size_t)>& work) {
  Outcome outcome;
  PoolOptions options;
  options.jobs = jobs;
  options.on_done = [&](std::size_t index, const std::string& bytes) {
    CHECK(!outcome.done.contains(index));
    outcome.done[index] = bytes;
  };
  options.on_lost = [&](std::size_t index, const std::string& how) { outcome.lost[index] = how; };
  outcome.finished = run_pool(count, work, options);
  return outcome;
}

TEST_CASE("every piece is done once, whatever the number of workers") {
  for (int jobs : {1, 3, 50}) {
    Shared calls;
    const Outcome outcome = run(40, jobs, [&](std::size_t i) {
      ++*calls;
      return std::string(i * 1000, 'x') + std::to_string(i);
    });
    CHECK(outcome.finished);
    CHECK(*calls == 40);
    REQUIRE(outcome.done.size() == 40);
    for (const auto& [index, bytes] : outcome.done) {
      CHECK(bytes.substr(index * 1000) == std::to_string(index));
    }
  }
  CHECK(run(0, 2, [](std::size_t) { return std::string(); }).finished);
}

TEST_CASE("a worker that is killed is replaced, and only its piece is begun again") {
  Shared calls;
  Shared killed;
  const Outcome outcome = run(20, 2, [&](std::size_t i) {
    ++*calls;
    if (i == 7 && (*killed)++ == 0) {
      kill(getpid(), SIGKILL);
    }
    return std::to_string(i);
  });
  CHECK(outcome.finished);
  CHECK(outcome.done.size() == 20);
  CHECK(*calls == 21);
}

TEST_CASE("a piece that kills every worker is given up, and the others are done") {
  const Outcome outcome = run(10, 2, [](std::size_t i) {
    if (i == 3) {
      kill(getpid(), SIGKILL);
    }
    if (i == 5) {
      throw std::runtime_error("cannot do five");
    }
    return std::string();
  });
  CHECK(outcome.finished);
  CHECK(outcome.done.size() == 8);
  REQUIRE(outcome.lost.size() == 2);
  CHECK(outcome.lost.at(3) == "killed by signal Killed");
  CHECK(outcome.lost.at(5) == "exit status 70");
}

TEST_CASE("a stop reaches the workers, and what was not done is left") {
  const pid_t self = getpid();
  const Outcome outcome = run(100, 2, [self](std::size_t i) -> std::string {
    if (i == 4) {
      kill(self, SIGTERM);
    }
    if (i >= 4) {
      sleep(2);  // a signal cuts it short
      throw Interrupted("stopped");
    }
    return {};
  });
  CHECK(!outcome.finished);
  CHECK(outcome.done.size() < 10);
  CHECK(outcome.lost.empty());
}

}  // namespace
}  // namespace aif
