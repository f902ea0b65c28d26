#include "sweep/slurm.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace aif {

std::string shell_word(const std::string& text) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-=:,@%+";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) {
    return text;
  }
  std::string out = "'";
  for (char c : text) {
    out += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return out + "'";
}

std::string slurm_script(const SubmitOptions& options) {
  return fmt::format(
      "#!/bin/sh\n"
      "# Task i of {0} runs every {0}th run of the study, from the i-th on. Tasks that are requeued go on where they\n"
      "# were stopped.\n"
      "echo \"shard $SLURM_ARRAY_TASK_ID/{0} on ${{SLURMD_NODENAME:-$(hostname)}}\"\n"
      "exec {1} sweep run {2} --shard \"$SLURM_ARRAY_TASK_ID/{0}\" --jobs \"${{SLURM_CPUS_PER_TASK:-1}}\" --quiet\n",
      options.shards, shell_word(options.program.string()), shell_word(options.study.string()));
}

std::vector<std::string> sbatch_command(const SubmitOptions& options, const std::filesystem::path& script) {
  std::string array = fmt::format("1-{}", options.shards);
  if (options.max_running > 0) {
    array += fmt::format("%{}", options.max_running);
  }
  std::string name;  // a job's name goes into tables and file names
  for (char c : options.name.substr(0, 60)) {
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' ? c : '_';
  }
  std::vector<std::string> command{"sbatch",
                                   "--parsable",
                                   "--job-name=" + name,
                                   "--array=" + array,
                                   "--requeue",
                                   "--signal=B:TERM@60",
                                   "--output=" + (options.study / "slurm" / "%A_%a.log").string()};
  command.insert(command.end(), options.sbatch_args.begin(), options.sbatch_args.end());
  command.push_back(script.string());
  return command;
}

std::string command_lines(const SubmitOptions& options, const std::vector<std::size_t>& runs) {
  std::string out;
  for (std::size_t run : runs) {
    out += fmt::format("{} sweep run {} --only {} --jobs 1 --quiet\n", shell_word(options.program.string()),
                       shell_word(options.study.string()), run);
  }
  return out;
}

}  // namespace aif
