#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "cli/findings.hpp"
#include "cli/sweep_verbs.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "sweep/slurm.hpp"

namespace aif {
namespace {

struct SubmitCommand {
  std::string study;
  std::string backend = "slurm";
  std::size_t shards = 0;
  std::size_t max_running = 0;
  std::vector<std::string> sbatch_args;
  bool dry_run = false;
};

constexpr std::size_t most_default_shards = 16;

SubmitOptions options_of(const SubmitCommand& command, const StudyDirectory& study, const Session& session) {
  SubmitOptions options;
  options.program = session.program;
  options.study = std::filesystem::absolute(study.root()).lexically_normal();
  options.name = study.manifest().name;
  options.shards = command.shards > 0 ? std::min(command.shards, study.manifest().runs)
                                      : std::min(most_default_shards, study.manifest().runs);
  options.max_running = command.max_running;
  options.sbatch_args = command.sbatch_args;
  return options;
}

/// Runs a command and gives what it wrote on standard output.
std::string command_output(const std::vector<std::string>& command) {
  int fds[2];
  if (pipe(fds) != 0) {
    throw FileError(std::string("cannot create a pipe: ") + std::strerror(errno));
  }
  const pid_t child = fork();
  if (child < 0) {
    throw FileError(std::string("cannot create a process: ") + std::strerror(errno));
  }
  if (child == 0) {
    dup2(fds[1], STDOUT_FILENO);
    close(fds[0]);
    close(fds[1]);
    std::vector<char*> words;
    for (const std::string& word : command) {
      words.push_back(const_cast<char*>(word.c_str()));
    }
    words.push_back(nullptr);
    execvp(words[0], words.data());
    _exit(127);
  }
  close(fds[1]);
  std::string out;
  char buffer[4096];
  ssize_t n = 0;
  while ((n = read(fds[0], buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR)) {
    out.append(buffer, n > 0 ? static_cast<std::size_t>(n) : 0);
  }
  close(fds[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
    throw FileError(
        fmt::format("there is no {} on this machine; --dry-run shows what would be submitted, and "
                    "--backend commands writes plain commands",
                    command.front()));
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw FileError(fmt::format("{} refused the job; its message is above", command.front()));
  }
  return trim(out);
}

std::string command_text(const std::vector<std::string>& command) {
  std::string out;
  for (const std::string& word : command) {
    out += (out.empty() ? "" : " ") + shell_word(word);
  }
  return out;
}

int submit_slurm(const SubmitCommand& command, const StudyDirectory& study, const Session& session) {
  const SubmitOptions options = options_of(command, study, session);
  const std::filesystem::path script = options.study / "slurm" / "array.sh";
  const std::vector<std::string> sbatch = sbatch_command(options, script);
  if (command.dry_run) {
    print(session.json ? json_text({{"script", slurm_script(options)}, {"command", sbatch}})
                       : fmt::format("{}\n# submitted with:\n# {}\n", slurm_script(options), command_text(sbatch)));
    return exit_ok;
  }
  std::filesystem::create_directories(script.parent_path());
  write_text_file(script, slurm_script(options));
  const std::string job = command_output(sbatch);
  print(session.json ? json_text({{"job", job}, {"tasks", options.shards}})
                     : fmt::format("job {} with {} tasks\n", job, options.shards));
  if (!session.quiet) {
    say(fmt::format("How far it is: aifactory sweep status {}\n", shell_word(command.study)));
  }
  return exit_ok;
}

int submit_commands(const SubmitCommand& command, const StudyDirectory& study, const Session& session) {
  std::vector<std::size_t> open;
  for (std::size_t id = 1; id <= study.manifest().runs; ++id) {
    if (!study.read_outcome(id)) {
      open.push_back(id);
    }
  }
  const std::string lines = command_lines(options_of(command, study, session), open);
  if (session.json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const std::string& line : split(lines, '\n')) {
      if (!line.empty()) {
        list.push_back(line);
      }
    }
    print(json_text({{"commands", std::move(list)}}));
  } else {
    print(lines);
  }
  return exit_ok;
}

}  // namespace

void add_sweep_submit(CLI::App& sweep, Session& session) {
  auto options = std::make_shared<SubmitCommand>();
  CLI::App& verb = add_verb(sweep, session, "submit", "Hand a study to a batch system",
                            "  aifactory sweep submit study --shards 16 --max-running 8\n"
                            "  aifactory sweep submit study --dry-run --sbatch-arg=--partition=short\n"
                            "  aifactory sweep submit study --backend commands | parallel -j 8");
  verb.add_option("STUDY", options->study, "A planned study, on a disk that all machines see")
      ->required()
      ->type_name("DIRECTORY");
  verb.add_option("--backend", options->backend, "slurm: a job array; commands: one shell line per run")
      ->check(CLI::IsMember({"slurm", "commands"}))
      ->type_name("BACKEND");
  verb.add_option("--shards", options->shards, "Tasks of the array; else 16, or one per run if there are fewer")
      ->check(CLI::Range(1, 100'000))
      ->type_name("NUMBER");
  verb.add_option("--max-running", options->max_running, "Tasks at the same time")
      ->check(CLI::Range(1, 100'000))
      ->type_name("NUMBER");
  verb.add_option("--sbatch-arg", options->sbatch_args, "Passed on to sbatch; may be repeated")
      ->type_name("ARGUMENT")
      ->allow_extra_args(false);
  verb.add_flag("-n,--dry-run", options->dry_run, "Show script and command, submit nothing");
  verb.callback([&session, options] {
    session.action = [&session, options] {
      const StudyDirectory study(options->study);
      return options->backend == "slurm" ? submit_slurm(*options, study, session)
                                         : submit_commands(*options, study, session);
    };
  });
}

}  // namespace aif
