#include "core/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "core/contracts.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace aif {

namespace fs = std::filesystem;

namespace {

std::string shown(const fs::path& path) { return '"' + printable(path.string()) + '"'; }

std::string reason(int error_number) { return std::generic_category().message(error_number); }

[[noreturn]] void fail(const std::string& what, const fs::path& path, int error_number) {
  throw FileError(fmt::format("cannot {} {}: {}", what, shown(path), reason(error_number)));
}

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  /// Closes now and says whether everything that was written has been accepted.
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

void write_all(Descriptor& file, const std::string& content, const fs::path& path) {
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t written = ::write(file.get(), content.data() + done, content.size() - done);
    if (written < 0 && errno != EINTR) {
      fail("write", path, errno);
    }
    done += written > 0 ? static_cast<std::size_t>(written) : 0;
  }
  if (!file.close()) {
    fail("write", path, errno);
  }
}

void write_plain(const fs::path& path, const std::string& content, int flags) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | flags, 0666));
  if (file.get() < 0) {
    fail("write", path, errno);
  }
  write_all(file, content, path);
}

/// A sibling of `path` that nobody else uses: hidden, and named after this process.
fs::path sibling(const fs::path& path, const char* purpose, int attempt) {
  return path.parent_path() /
         fmt::format(".{}.{}-{}-{}", path.filename().string(), purpose, static_cast<long>(::getpid()), attempt);
}

/// Removes a path when it goes out of scope, unless it was kept.
class Scratch {
 public:
  explicit Scratch(fs::path path) : path_(std::move(path)) {}
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

constexpr int attempts = 1000;

fs::path make_scratch_directory(const fs::path& target) {
  for (int attempt = 0; attempt < attempts; ++attempt) {
    fs::path candidate = sibling(target, "partial", attempt);
    if (::mkdir(candidate.c_str(), 0777) == 0) {
      return candidate;
    }
    if (errno != EEXIST) {
      fail("create a directory beside", target, errno);
    }
  }
  throw FileError("cannot create a directory beside " + shown(target) + ": too many leftovers of earlier runs");
}

/// The path without trailing slash and with links followed, so that siblings are where the content will be.
fs::path real_target(const fs::path& path) {
  fs::path clean = path.lexically_normal();
  if (!clean.has_filename()) {
    clean = clean.parent_path();
  }
  if (clean.empty() || clean.filename() == "." || clean.filename() == "..") {
    throw FileError("cannot write " + shown(path) + ": name a directory of its own, such as \"out/run1\"");
  }
  std::error_code error;
  const fs::path resolved = fs::weakly_canonical(clean, error);
  return error ? clean : resolved;
}

void check_replaceable(const fs::path& directory, bool replace) {
  if (!fs::exists(fs::symlink_status(directory))) {
    return;
  }
  if (!fs::is_directory(directory)) {
    throw FileError(shown(directory) + " exists and is not a directory");
  }
  if (!replace) {
    throw FileError(shown(directory) + " exists already; use --force to replace it, or another name");
  }
  if (!fs::exists(directory / "result.json") && !fs::is_empty(directory)) {
    throw FileError(shown(directory) +
                    " holds no result.json, so it was not written by this program and is not replaced");
  }
}

void fill(const fs::path& directory, const std::map<std::string, std::string>& files) {
  for (const auto& [name, content] : files) {
    const fs::path relative = fs::path(name).lexically_normal();
    AIF_EXPECT(relative.is_relative() && !relative.empty() && *relative.begin() != "..");
    fs::create_directories((directory / relative).parent_path());
    write_plain(directory / relative, content, O_CREAT | O_EXCL);
  }
}

void move_into_place(const fs::path& from, const fs::path& to) {
  // An empty or absent target gives way to a rename; anything else is first moved aside.
  if (::rename(from.c_str(), to.c_str()) == 0) {
    return;
  }
  if (errno != ENOTEMPTY && errno != EEXIST) {
    fail("create", to, errno);
  }
  int attempt = 0;
  while (fs::exists(fs::symlink_status(sibling(to, "replaced", attempt)))) {
    ++attempt;
  }
  const fs::path old = sibling(to, "replaced", attempt);
  if (::rename(to.c_str(), old.c_str()) != 0) {
    fail("replace", to, errno);
  }
  if (::rename(from.c_str(), to.c_str()) != 0) {
    const int error_number = errno;
    ::rename(old.c_str(), to.c_str());
    fail("replace", to, error_number);
  }
  std::error_code ignored;
  fs::remove_all(old, ignored);
}

}  // namespace

std::string read_text_file(const fs::path& path, std::size_t limit) {
  // Asked before opening: opening a pipe would wait for a writer.
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    throw FileError(shown(path) + " does not exist");
  }
  if (error) {
    fail("read", path, error.value());
  }
  if (fs::is_directory(status)) {
    throw FileError(shown(path) + " is a directory, expected a file");
  }
  if (!fs::is_regular_file(status)) {
    throw FileError(shown(path) + " is not a regular file");
  }
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct ::stat info {};
  if (file.get() < 0 || ::fstat(file.get(), &info) != 0) {
    fail("read", path, errno);
  }
  if (static_cast<std::uintmax_t>(info.st_size) > limit) {
    throw FileError(fmt::format("{} is too large: {} bytes, at most {} are read", shown(path),
                                grouped(static_cast<double>(info.st_size), 15),
                                grouped(static_cast<double>(limit), 15)));
  }
  std::string content(static_cast<std::size_t>(info.st_size) + 1, '\0');
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t got = ::read(file.get(), content.data() + done, content.size() - done);
    if (got < 0 && errno != EINTR) {
      fail("read", path, errno);
    }
    if (got == 0) {
      break;
    }
    done += got > 0 ? static_cast<std::size_t>(got) : 0;
  }
  if (done > limit || done == content.size()) {
    throw FileError(shown(path) + " changed while it was read");
  }
  content.resize(done);
  return content;
}

void write_directory(const fs::path& directory, const std::map<std::string, std::string>& files, bool replace) {
  const fs::path target = real_target(directory);
  try {
    check_replaceable(target, replace);
    fs::create_directories(target.parent_path().empty() ? fs::path(".") : target.parent_path());
    const Scratch scratch(make_scratch_directory(target));
    fill(scratch.path(), files);
    move_into_place(scratch.path(), target);
  } catch (const fs::filesystem_error& error) {
    fail("write", directory, error.code().value());
  }
}

void write_text_file(const fs::path& path, const std::string& content) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) {
    throw FileError("cannot write " + shown(path) + ": it is a directory");
  }
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    write_plain(path, content, 0);  // a pipe or a device is written to, not replaced
    return;
  }
  const fs::path target = fs::exists(status) ? fs::canonical(path) : path;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const fs::path candidate = sibling(target, "partial", attempt);
    Descriptor file(::open(candidate.c_str(), O_WRONLY | O_CLOEXEC | O_CREAT | O_EXCL, 0666));
    if (file.get() < 0 && errno == EEXIST) {
      continue;
    }
    if (file.get() < 0) {
      fail("write", path, errno);
    }
    const Scratch scratch(candidate);
    write_all(file, content, path);
    if (::rename(candidate.c_str(), target.c_str()) != 0) {
      fail("write", path, errno);
    }
    return;
  }
  throw FileError("cannot write " + shown(path) + ": too many leftovers of earlier runs");
}

}  // namespace aif
