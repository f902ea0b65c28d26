#include "engine/child_io.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace aif {

void write_or_leave(int fd, const void* data, std::size_t size) {
  const char* bytes = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t n = write(fd, bytes, size);
    if (n < 0 && errno != EINTR) {
      _exit(70);  // nobody listens any more
    }
    bytes += n > 0 ? n : 0;
    size -= n > 0 ? static_cast<std::size_t>(n) : 0;
  }
}

std::string how_it_ended(int status) {
  return WIFSIGNALED(status) ? std::string("killed by signal ") + strsignal(WTERMSIG(status))
                             : "exit status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace aif
