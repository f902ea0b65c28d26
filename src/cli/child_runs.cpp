#include "cli/child_runs.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

#include "core/error.hpp"

namespace aif {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int most_children = 256;

volatile std::sig_atomic_t g_signals = 0;
volatile pid_t g_children[most_children] = {};

/// The first wish to stop is passed on kindly, the second is an order.
void pass_on(int) {
  g_signals = g_signals + 1;
  for (const volatile pid_t& child : g_children) {
    if (child > 0) {
      kill(child, g_signals > 1 ? SIGKILL : SIGTERM);
    }
  }
}

/// Hears interrupts while it lives.
class Signals {
 public:
  Signals() {
    g_signals = 0;
    struct sigaction action {};
    action.sa_handler = pass_on;
    sigaction(SIGINT, &action, &interrupt_);
    sigaction(SIGTERM, &action, &terminate_);
  }
  ~Signals() {
    sigaction(SIGINT, &interrupt_, nullptr);
    sigaction(SIGTERM, &terminate_, nullptr);
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

 private:
  struct sigaction interrupt_ {};
  struct sigaction terminate_ {};
};

/// A file in memory, which never blocks the one who writes to it.
class MemoryFile {
 public:
  explicit MemoryFile(const char* name) : fd_(memfd_create(name, MFD_CLOEXEC)) {
    if (fd_ < 0) {
      throw FileError(std::string("cannot make a file in memory: ") + std::strerror(errno));
    }
  }
  ~MemoryFile() { close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

  [[nodiscard]] std::string content() const {
    std::string text;
    char buffer[65536];
    lseek(fd_, 0, SEEK_SET);
    for (;;) {
      const ssize_t n = read(fd_, buffer, sizeof buffer);
      if (n < 0 && errno == EINTR) {
        continue;
      }
      if (n <= 0) {
        return text;
      }
      text.append(buffer, static_cast<std::size_t>(n));
    }
  }

 private:
  int fd_;
};

struct Child {
  std::size_t index = 0;
  pid_t pid = 0;
  std::unique_ptr<MemoryFile> out;
  std::unique_ptr<MemoryFile> err;
  Clock::time_point began;
};

[[noreturn]] void become(const std::filesystem::path& program, const std::vector<std::string>& arguments, int out,
                         int err) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  std::vector<char*> argv{const_cast<char*>(program.c_str())};  // execv does not write to them
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  execv(program.c_str(), argv.data());
  _exit(127);
}

Child start(const std::filesystem::path& program, const std::vector<std::string>& arguments, std::size_t index) {
  Child child{index, 0, std::make_unique<MemoryFile>("out"), std::make_unique<MemoryFile>("err"), Clock::now()};
  child.pid = fork();
  if (child.pid < 0) {
    throw FileError(std::string("cannot start another process: ") + std::strerror(errno));
  }
  if (child.pid == 0) {
    become(program, arguments, child.out->fd(), child.err->fd());
  }
  return child;
}

ChildOutput output_of(const Child& child, int state) {
  ChildOutput output;
  output.status = WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
  output.out = child.out->content();
  output.err = child.err->content();
  output.seconds = std::chrono::duration<double>(Clock::now() - child.began).count();
  return output;
}

}  // namespace

std::vector<ChildOutput> run_children(const std::filesystem::path& program,
                                      const std::vector<std::vector<std::string>>& calls, int jobs,
                                      const std::function<void(std::size_t, const ChildOutput&)>& on_done) {
  const Signals signals;
  std::vector<ChildOutput> outputs(calls.size());
  std::vector<Child> running(static_cast<std::size_t>(std::clamp(jobs, 1, most_children)));
  std::size_t next = 0;
  std::size_t alive = 0;
  while (alive > 0 || (next < calls.size() && g_signals == 0)) {
    for (std::size_t slot = 0; slot < running.size() && next < calls.size() && g_signals == 0; ++slot) {
      if (running[slot].pid == 0) {
        running[slot] = start(program, calls[next], next);
        g_children[slot] = running[slot].pid;
        ++next;
        ++alive;
      }
    }
    int state = 0;
    const pid_t pid = waitpid(-1, &state, 0);
    for (std::size_t slot = 0; slot < running.size() && pid > 0; ++slot) {
      if (running[slot].pid == pid) {
        g_children[slot] = 0;
        outputs[running[slot].index] = output_of(running[slot], state);
        on_done(running[slot].index, outputs[running[slot].index]);
        running[slot] = Child{};
        --alive;
      }
    }
  }
  for (; next < calls.size(); ++next) {
    outputs[next].status = 130;
  }
  return outputs;
}

}  // namespace aif
