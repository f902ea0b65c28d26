#include "engine/isolated.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

#include "core/error.hpp"
#include "engine/child_io.hpp"

namespace aif {
namespace {

// A frame on the pipe: one letter for its kind, eight bytes of length, the bytes.
enum class FrameKind : char {
  progress = 'P',
  result = 'R',
  simulation_error = 'S',
  file_error = 'F',
  internal_error = 'I'
};
constexpr std::uint64_t max_frame = 8ULL << 30;

volatile std::sig_atomic_t g_child_stop = 0;
volatile std::sig_atomic_t g_parent_signals = 0;
volatile pid_t g_child = 0;

void child_handler(int) { g_child_stop = 1; }

void parent_handler(int) {
  g_parent_signals = g_parent_signals + 1;
  if (g_child > 0) {
    kill(g_child, g_parent_signals > 1 ? SIGKILL : SIGTERM);
  }
}

void write_frame(int fd, FrameKind kind, std::string_view body) {
  char head[9];
  head[0] = static_cast<char>(kind);
  const std::uint64_t size = body.size();
  std::memcpy(head + 1, &size, sizeof size);
  write_or_leave(fd, head, sizeof head);
  write_or_leave(fd, body.data(), body.size());
}

/// Fills `size` bytes; false at the end of the stream.
bool read_all(int fd, char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t n = read(fd, data, size);
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n <= 0) {
      return false;
    }
    data += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

class PipeLink : public ChildLink {
 public:
  explicit PipeLink(int fd) : fd_(fd) {}
  void send_progress(std::string_view message) override { write_frame(fd_, FrameKind::progress, message); }
  [[nodiscard]] bool stop_requested() const override { return g_child_stop != 0; }

 private:
  int fd_;
};

[[noreturn]] void be_the_child(int fd, const std::function<std::string(ChildLink&)>& work) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  struct sigaction action {};
  action.sa_handler = child_handler;
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGINT, SIG_IGN);  // the parent hears the terminal and passes it on
  PipeLink link(fd);
  try {
    const std::string bytes = work(link);
    write_frame(fd, FrameKind::result, bytes);
  } catch (const SimulationError& e) {
    write_frame(fd, FrameKind::simulation_error, e.what());
  } catch (const FileError& e) {
    write_frame(fd, FrameKind::file_error, e.what());
  } catch (const ScenarioError& e) {  // in a file that is read only now, such as a trace
    write_frame(fd, FrameKind::file_error, e.what());
  } catch (const std::exception& e) {
    write_frame(fd, FrameKind::internal_error, e.what());
  } catch (...) {
    write_frame(fd, FrameKind::internal_error, "unknown exception");
  }
  _exit(0);  // no destructors: SimGrid prints when it is torn down
}

/// Restores the handlers that were there before.
class SignalGuard {
 public:
  SignalGuard() {
    g_parent_signals = 0;
    struct sigaction action {};
    action.sa_handler = parent_handler;
    sigaction(SIGINT, &action, &old_int_);
    sigaction(SIGTERM, &action, &old_term_);
  }
  ~SignalGuard() {
    sigaction(SIGINT, &old_int_, nullptr);
    sigaction(SIGTERM, &old_term_, nullptr);
    g_child = 0;
  }
  SignalGuard(const SignalGuard&) = delete;
  SignalGuard& operator=(const SignalGuard&) = delete;

 private:
  struct sigaction old_int_ {};
  struct sigaction old_term_ {};
};

}  // namespace

std::string run_isolated(const std::function<std::string(ChildLink&)>& work,
                         const std::function<void(std::string_view)>& on_progress) {
  int fds[2];
  if (pipe(fds) != 0) {
    throw Error(std::string("cannot create a pipe: ") + std::strerror(errno));
  }
  SignalGuard guard;
  std::fflush(nullptr);  // or the child would write our buffered text again
  const pid_t child = fork();
  if (child < 0) {
    close(fds[0]);
    close(fds[1]);
    throw Error(std::string("cannot create a process: ") + std::strerror(errno));
  }
  if (child == 0) {
    close(fds[0]);
    be_the_child(fds[1], work);
  }
  g_child = child;
  close(fds[1]);

  char head[9];
  std::string body;
  FrameKind last = FrameKind::progress;
  while (read_all(fds[0], head, sizeof head)) {
    std::uint64_t size = 0;
    std::memcpy(&size, head + 1, sizeof size);
    if (size > max_frame) {
      break;
    }
    body.resize(size);
    if (!read_all(fds[0], body.data(), size)) {
      break;
    }
    last = static_cast<FrameKind>(head[0]);
    if (last != FrameKind::progress) {
      break;
    }
    if (on_progress) {
      on_progress(body);
    }
  }
  close(fds[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  switch (last) {
    case FrameKind::result:
      return body;
    case FrameKind::simulation_error:
      throw SimulationError(body);
    case FrameKind::file_error:
      throw FileError(body);
    case FrameKind::internal_error:
      throw ContractViolation(body);
    case FrameKind::progress:
      break;
  }
  if (g_parent_signals > 1) {
    throw Interrupted("stopped before there was a result");
  }
  throw ContractViolation("the simulation process ended without a result: " + how_it_ended(status));
}

}  // namespace aif
