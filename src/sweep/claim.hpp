#pragma once

#include <cstddef>
#include <filesystem>

namespace aif {

/// The right to work on one run: a lock on one byte of a file, which the system takes back when the process dies.
/// Works on file systems that are shared between machines, as far as these pass locks on (NFS does).
class Claim {
 public:
  /// Tries to get it. Throws FileError if the file cannot be opened or locked at all.
  Claim(const std::filesystem::path& file, std::size_t number);
  ~Claim();
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

  [[nodiscard]] bool held() const { return held_; }

  /// Whether another process holds it.
  static bool is_held(const std::filesystem::path& file, std::size_t number);

 private:
  int fd_ = -1;
  bool held_ = false;
};

}  // namespace aif
