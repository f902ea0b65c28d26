#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>

#include "cli/init_scenario.hpp"
#include "cli/session.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "scenario/scenario.hpp"

namespace aif {
namespace {

struct InitOptions {
  InitAnswers answers;
  std::string file;
  bool force = false;
};

std::int64_t whole(const std::string& text) {
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
    throw UsageError(fmt::format("\"{}\" is no whole number", printable(text, 40)));
  }
  return value;
}

/// Asks on standard error; an empty answer, or the end of the input, keeps what is there.
void ask(const std::string& question, std::string& value) {
  say(fmt::format("{} [{}]: ", question, value));
  std::string line;
  if (std::getline(std::cin, line) && !trim(line).empty()) {
    value = trim(line);
  }
}

void ask_all(InitAnswers& answers) {
  std::string gpus = std::to_string(answers.gpus);
  ask("Short name of the scenario", answers.name);
  ask("Machines (aifactory list system)", answers.system);
  ask("How many GPUs", gpus);
  answers.gpus = whole(gpus);
  ask("Where, for weather (aifactory list climate)", answers.climate);
  ask("Work: training, serving or both", answers.work);
  ask("AI model (aifactory list ai-model)", answers.model);
  ask("How long", answers.duration);
}

int init(InitOptions& options, const CLI::App& verb, const Session& session) {
  if (session.json) {
    throw UsageError("a scenario has no JSON form here; aifactory resolve --json gives one");
  }
  // Flags are answers; without any, and with somebody there, questions are asked.
  const bool flags = std::any_of(verb.get_options().begin(), verb.get_options().end(), [](const CLI::Option* option) {
    return option->get_group() == "Answers" && option->count() > 0;
  });
  if (!flags && isatty(STDIN_FILENO) != 0 && !session.quiet) {
    ask_all(options.answers);
  }
  const Catalog catalog = session.catalog();
  const std::string text = init_scenario(options.answers, catalog);
  load_scenario_text(text, options.answers.name + ".yaml", ".", catalog, {});  // what is written is valid
  if (options.file == "-") {
    print(text);
    return exit_ok;
  }
  const std::filesystem::path file = options.file.empty() ? options.answers.name + ".yaml" : options.file;
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored) && !options.force) {
    throw FileError(
        fmt::format("\"{}\" exists already; use --force to replace it, or another name", printable(file.string())));
  }
  write_text_file(file, text);
  if (!session.quiet) {
    say(fmt::format("wrote {}\nNext: aifactory run {}\n", printable(file.string()), printable(file.string())));
  }
  return exit_ok;
}

}  // namespace

void add_init(CLI::App& app, Session& session) {
  auto options = std::make_shared<InitOptions>();
  CLI::App& verb = add_verb(app, session, "init", "Write a commented scenario to start from",
                            "  aifactory init                                        asks a few questions\n"
                            "  aifactory init mine.yaml --gpus 4608 --system gb300-nvl72 --climate haenam\n"
                            "  aifactory init - --work training --model llama-3.1-70b | aifactory run -");
  InitAnswers& answers = options->answers;
  verb.add_option("FILE", options->file, "File to write; NAME.yaml if not given, - for standard output")->type_name("");
  verb.add_flag("-f,--force", options->force, "Replace the file if it is there");
  auto answer = [&verb](const char* flag, std::string& value, const char* help, const char* type) {
    verb.add_option(flag, value, help)->type_name(type)->group("Answers")->capture_default_str();
  };
  answer("--name", answers.name, "Short name of the scenario", "NAME");
  answer("--system", answers.system, "Machines, from the catalog", "NAME");
  verb.add_option("--gpus", answers.gpus, "GPUs, in whole machines")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{4'000'000}))
      ->type_name("N")
      ->group("Answers")
      ->capture_default_str();
  answer("--climate", answers.climate, "Weather, from the catalog", "NAME");
  answer("--tariff", answers.tariff, "Electricity tariff, from the catalog", "NAME");
  answer("--work", answers.work, "training, serving or both", "KIND");
  answer("--model", answers.model, "AI model, from the catalog", "NAME");
  answer("--feed", answers.feed, "Grid connection; what the machines draw at most if not given", "POWER");
  answer("--start", answers.start, "First day", "DATE");
  answer("--duration", answers.duration, "Time simulated", "TIME");
  verb.callback([&session, &verb, options] {
    session.action = [&session, &verb, options] { return init(*options, verb, session); };
  });
}

}  // namespace aif
