#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace aif {

/// What a call of this program left.
struct ChildOutput {
  int status = 0;  ///< exit status; 128 + signal if it was killed
  std::string out;
  std::string err;
  double seconds = 0;
};

/// Calls `program` once per list of arguments, at most `jobs` at the same time, with nothing on standard input.
/// `on_done` hears of each as it ends. An interrupt is passed on to those that run, and no further one is started:
/// these have status 130. Throws FileError if a process cannot be made.
std::vector<ChildOutput> run_children(const std::filesystem::path& program,
                                      const std::vector<std::vector<std::string>>& calls, int jobs,
                                      const std::function<void(std::size_t, const ChildOutput&)>& on_done);

}  // namespace aif
