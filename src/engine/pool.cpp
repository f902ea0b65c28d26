#include "engine/pool.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <new>
#include <vector>

#include "core/contracts.hpp"
#include "core/error.hpp"
#include "engine/child_io.hpp"
#include "engine/isolated.hpp"

namespace aif {
namespace {

volatile std::sig_atomic_t g_stop = 0;
void stop_handler(int) { g_stop = 1; }

/// What all processes of a pool see: for every piece whether it is free, done, or which worker has it.
class Board {
 public:
  explicit Board(std::size_t pieces) : pieces_(pieces) {
    void* memory = mmap(nullptr, bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
      throw Error(std::string("cannot share memory: ") + std::strerror(errno));
    }
    states_ = static_cast<State*>(memory);
    for (std::size_t i = 0; i < pieces; ++i) {
      new (states_ + i) State(free_piece);
    }
  }
  ~Board() { munmap(states_, bytes()); }
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;

  /// Takes the first free piece for a worker; false if there is none.
  bool take(std::size_t worker, std::size_t& piece) {
    for (; first_ < pieces_; ++first_) {
      std::int64_t expected = free_piece;
      if (states_[first_].compare_exchange_strong(expected, static_cast<std::int64_t>(worker))) {
        piece = first_++;
        return true;
      }
    }
    return false;
  }
  void finish(std::size_t piece) { states_[piece] = done_piece; }
  void release(std::size_t piece) { states_[piece] = free_piece; }
  /// The pieces that a worker had when it died.
  [[nodiscard]] std::vector<std::size_t> held(std::size_t worker) const {
    std::vector<std::size_t> list;
    for (std::size_t i = 0; i < pieces_; ++i) {
      if (states_[i] == static_cast<std::int64_t>(worker)) {
        list.push_back(i);
      }
    }
    return list;
  }
  [[nodiscard]] bool any_free() const {
    return std::any_of(states_, states_ + pieces_, [](const State& state) { return state == free_piece; });
  }

 private:
  using State = std::atomic<std::int64_t>;
  static_assert(State::is_always_lock_free);  // or it would not work between processes
  static constexpr std::int64_t free_piece = -1;
  static constexpr std::int64_t done_piece = -2;

  [[nodiscard]] std::size_t bytes() const { return pieces_ * sizeof(State); }

  std::size_t pieces_;
  std::size_t first_ = 0;  ///< of this process: everything before was taken
  State* states_ = nullptr;
};

struct Frame {
  std::uint64_t piece = 0;
  std::uint64_t size = 0;
};

/// The handlers of a pool; puts back what was there before.
class StopSignals {
 public:
  StopSignals() {
    g_stop = 0;
    struct sigaction action {};
    action.sa_handler = stop_handler;
    sigaction(SIGINT, &action, &old_int_);
    sigaction(SIGTERM, &action, &old_term_);
  }
  ~StopSignals() {
    sigaction(SIGINT, &old_int_, nullptr);
    sigaction(SIGTERM, &old_term_, nullptr);
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  struct sigaction old_int_ {};
  struct sigaction old_term_ {};
};

[[noreturn]] void be_a_worker(std::size_t self, Board& board, int fd,
                              const std::function<std::string(std::size_t)>& work, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) {
    _exit(70);  // it died before we asked to be told
  }
  std::size_t piece = 0;
  while (g_stop == 0 && board.take(self, piece)) {
    std::string bytes;
    try {
      bytes = work(piece);
    } catch (const Interrupted&) {
      _exit(0);
    } catch (const std::exception& problem) {
      std::fprintf(stderr, "worker: %s\n", problem.what());
      _exit(70);
    }
    const Frame frame{piece, bytes.size()};
    write_or_leave(fd, &frame, sizeof frame);
    write_or_leave(fd, bytes.data(), bytes.size());
  }
  _exit(0);
}

struct Worker {
  pid_t pid = -1;
  int fd = -1;
  std::string pending;  ///< bytes of a frame that is not complete yet
};

class Pool {
 public:
  Pool(std::size_t count, const std::function<std::string(std::size_t)>& work, const PoolOptions& options)
      : work_(work),
        options_(options),
        workers_(std::min<std::size_t>(count, static_cast<std::size_t>(std::max(1, options.jobs)))),
        board_(count),
        deaths_(count, 0) {}
  /// Workers are left only if the caller's function threw.
  ~Pool() {
    for (const Worker& worker : workers_) {
      if (worker.pid > 0) {
        kill(worker.pid, SIGKILL);
        waitpid(worker.pid, nullptr, 0);
      }
    }
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  bool run() {
    std::fflush(nullptr);  // or workers would write our buffered text again
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      start(i);
    }
    while (any_alive()) {
      listen();
      if (g_stop != 0) {
        for (const Worker& worker : workers_) {
          if (worker.pid > 0) {
            kill(worker.pid, SIGTERM);  // again and again: one that comes between two runs may be missed
          }
        }
      }
    }
    return g_stop == 0;
  }

 private:
  [[nodiscard]] bool any_alive() const {
    for (const Worker& worker : workers_) {
      if (worker.pid > 0) {
        return true;
      }
    }
    return false;
  }

  void start(std::size_t index) {
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0) {
      throw Error(std::string("cannot create a pipe: ") + std::strerror(errno));
    }
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child < 0) {
      throw Error(std::string("cannot create a process: ") + std::strerror(errno));
    }
    if (child == 0) {
      close(fds[0]);
      for (const Worker& other : workers_) {
        if (other.fd >= 0) {
          close(other.fd);
        }
      }
      be_a_worker(index, board_, fds[1], work_, parent);
    }
    close(fds[1]);
    workers_[index] = {child, fds[0], {}};
  }

  /// Waits a little for what workers send, and for their end.
  void listen() {
    std::vector<pollfd> wanted;
    std::vector<std::size_t> who;
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      if (workers_[i].pid > 0) {
        wanted.push_back({workers_[i].fd, POLLIN, 0});
        who.push_back(i);
      }
    }
    constexpr int patience_ms = 200;
    if (poll(wanted.data(), wanted.size(), patience_ms) <= 0) {
      return;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (wanted[i].revents != 0) {
        read_from(who[i]);
      }
    }
  }

  void read_from(std::size_t index) {
    Worker& worker = workers_[index];
    char buffer[65536];
    const ssize_t n = read(worker.fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) {
      return;
    }
    if (n > 0) {
      worker.pending.append(buffer, static_cast<std::size_t>(n));
      deliver(worker);
      return;
    }
    close(worker.fd);
    int status = 0;
    while (waitpid(worker.pid, &status, 0) < 0 && errno == EINTR) {}
    worker = {};
    bury(index, status);
  }

  void deliver(Worker& worker) {
    Frame frame;
    while (worker.pending.size() >= sizeof frame) {
      std::memcpy(&frame, worker.pending.data(), sizeof frame);
      if (worker.pending.size() - sizeof frame < frame.size) {
        return;
      }
      board_.finish(static_cast<std::size_t>(frame.piece));
      if (options_.on_done) {
        options_.on_done(static_cast<std::size_t>(frame.piece), worker.pending.substr(sizeof frame, frame.size));
      }
      worker.pending.erase(0, sizeof frame + frame.size);
    }
  }

  /// A worker has gone. What it held is free again, and while there is work there are as many workers as before.
  void bury(std::size_t index, int status) {
    for (std::size_t piece : board_.held(index)) {
      if (g_stop != 0) {
        break;
      }
      if (++deaths_[piece] < options_.tries) {
        board_.release(piece);
      } else {
        board_.finish(piece);
        if (options_.on_lost) {
          options_.on_lost(piece, how_it_ended(status));
        }
      }
    }
    if (g_stop == 0 && board_.any_free()) {
      start(index);
    }
  }

  const std::function<std::string(std::size_t)>& work_;
  const PoolOptions& options_;
  std::vector<Worker> workers_;
  Board board_;
  std::vector<int> deaths_;
};

}  // namespace

bool run_pool(std::size_t count, const std::function<std::string(std::size_t)>& work, const PoolOptions& options) {
  if (count == 0) {
    return true;
  }
  const StopSignals signals;
  return Pool(count, work, options).run();
}

int usable_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof set, &set) == 0 ? std::max(1, CPU_COUNT(&set)) : 1;
}

}  // namespace aif
