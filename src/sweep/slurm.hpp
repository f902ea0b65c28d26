#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace aif {

/// How a study is handed to a batch system.
struct SubmitOptions {
  std::filesystem::path program;
  std::filesystem::path study;
  std::string name;
  std::size_t shards = 1;
  std::size_t max_running = 0;           ///< tasks at once; 0: as many as the cluster gives
  std::vector<std::string> sbatch_args;  ///< passed on as they are
};

/// The batch script of a Slurm job array: task i of n runs shard i of n with as many processes as it was given CPUs.
std::string slurm_script(const SubmitOptions& options);
/// The command that submits it.
std::vector<std::string> sbatch_command(const SubmitOptions& options, const std::filesystem::path& script);

/// One shell line per run, for GNU parallel, xargs, or another batch system.
std::string command_lines(const SubmitOptions& options, const std::vector<std::size_t>& runs);

/// A word that a POSIX shell takes as it is.
std::string shell_word(const std::string& text);

}  // namespace aif
