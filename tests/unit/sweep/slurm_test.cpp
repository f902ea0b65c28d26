#include "sweep/slurm.hpp"

#include <algorithm>

#include "doctest/doctest.h"

namespace aif {
namespace {

SubmitOptions options() {
  SubmitOptions out;
  out.program = "/opt/ai factory/bin/aifactory";
  out.study = "/data/it's";
  out.name = "a study; rm -rf";
  out.shards = 16;
  out.max_running = 4;
  out.sbatch_args = {"--partition=short"};
  return out;
}

TEST_CASE("words of a shell stay one word") {
  CHECK(shell_word("plain/word-1.yaml") == "plain/word-1.yaml");
  CHECK(shell_word("") == "''");
  CHECK(shell_word("a b") == "'a b'");
  CHECK(shell_word("it's $HOME") == "'it'\\''s $HOME'");
}

TEST_CASE("the script of a job array") {
  const std::string script = slurm_script(options());
  CHECK(script.starts_with("#!/bin/sh\n"));
  CHECK(script.find("exec '/opt/ai factory/bin/aifactory' sweep run '/data/it'\\''s' --shard "
                    "\"$SLURM_ARRAY_TASK_ID/16\" --jobs \"${SLURM_CPUS_PER_TASK:-1}\"") != std::string::npos);
}

TEST_CASE("the command that submits it") {
  const auto command = sbatch_command(options(), "/data/it's/slurm/array.sh");
  CHECK(command.front() == "sbatch");
  CHECK(std::find(command.begin(), command.end(), "--array=1-16%4") != command.end());
  CHECK(std::find(command.begin(), command.end(), "--job-name=a_study__rm_-rf") != command.end());
  CHECK(*(command.end() - 2) == "--partition=short");
  CHECK(command.back() == "/data/it's/slurm/array.sh");
}

TEST_CASE("plain commands, one a run") {
  const std::string lines = command_lines(options(), {3, 7});
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 2);
  CHECK(lines.find("--only 7 --jobs 1") != std::string::npos);
}

}  // namespace
}  // namespace aif
