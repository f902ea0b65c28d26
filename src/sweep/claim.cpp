#include "sweep/claim.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

struct flock byte(std::size_t number) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = static_cast<off_t>(number);
  lock.l_len = 1;
  return lock;
}

int open_file(const std::filesystem::path& file) {
  const int fd = open(file.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) {
    throw FileError(fmt::format("cannot write \"{}\": {}", printable(file.string()), std::strerror(errno)));
  }
  return fd;
}

}  // namespace

Claim::Claim(const std::filesystem::path& file, std::size_t number) : fd_(open_file(file)) {
  struct flock lock = byte(number);
  held_ = fcntl(fd_, F_SETLK, &lock) == 0;
  if (!held_ && errno != EACCES && errno != EAGAIN) {
    const int reason = errno;
    close(fd_);
    throw FileError(fmt::format("cannot lock \"{}\": {}", printable(file.string()), std::strerror(reason)));
  }
}

Claim::~Claim() { close(fd_); }  // which gives the lock back

bool Claim::is_held(const std::filesystem::path& file, std::size_t number) {
  const int fd = open_file(file);
  struct flock lock = byte(number);
  const bool asked = fcntl(fd, F_GETLK, &lock) == 0;
  close(fd);
  return asked && lock.l_type != F_UNLCK;
}

}  // namespace aif
