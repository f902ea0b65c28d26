#include "cli/scenario_input.hpp"

#include <unistd.h>
#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>

#include "document/schema.hpp"
#include "facility/weather_check.hpp"

namespace aif {
namespace {

constexpr const char* stdin_name = "(standard input)";

std::string read_stdin() {
  const std::size_t limit = DocumentLimits{}.file_bytes;
  std::string text;
  char buffer[65536];
  for (;;) {
    const ssize_t n = read(STDIN_FILENO, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n < 0) {
      throw FileError(std::string("cannot read standard input: ") + std::strerror(errno));
    }
    if (n == 0) {
      return text;
    }
    text.append(buffer, static_cast<std::size_t>(n));
    if (text.size() > limit) {
      throw FileError("standard input holds more than " + std::to_string(limit >> 20) + " MiB, which is no scenario");
    }
  }
}

}  // namespace

const std::string& ScenarioInput::text() const {
  if (!stdin_text_) {
    stdin_text_ = std::make_shared<const std::string>(read_stdin());
  }
  return *stdin_text_;
}

ResolvedScenario ScenarioInput::load(const Catalog& catalog, const Sampling& sampling) const {
  ResolvedScenario scenario = is_stdin() ? load_scenario_text(text(), stdin_name, ".", catalog, overrides, sampling)
                                         : load_scenario(path, catalog, overrides, sampling);
  Diagnostics weather;
  check_weather_files(scenario, weather);
  weather.throw_if_errors();
  scenario.remarks.insert(scenario.remarks.end(), weather.all().begin(), weather.all().end());
  return scenario;
}

Node ScenarioInput::document() const {
  Diagnostics diagnostics;
  Node document = is_stdin()
                      ? parse_yaml(std::make_shared<const SourceFile>(SourceFile{stdin_name, text()}), diagnostics)
                      : load_document(path, diagnostics);
  const TypeInfo type = scenario_type();
  apply_overrides(
      document, overrides,
      [&type](const std::string& at, std::vector<std::string>& candidates) {
        return path_exists(type, at, candidates);
      },
      diagnostics);
  diagnostics.throw_if_errors();
  return document;
}

void add_scenario_options(CLI::App& verb, const std::shared_ptr<ScenarioInput>& input) {
  verb.add_option("SCENARIO", input->path, "A scenario file, or - for standard input")->required()->type_name("");
  // Run as they are read, so that the order on the command line is kept.
  auto add = [&](const std::string& name, const std::string& type, const std::string& help, auto&& make) {
    verb.add_option_function<std::string>(
            name, [input, make](const std::string& text) { input->overrides.push_back(make(text)); }, help)
        ->trigger_on_parse()
        ->type_name(type)
        ->group("Changes");
  };
  add("--set", "PATH=VALUE", "Change a value: --set sites[ulsan].feed=\"80 MW\"; may be repeated",
      [](const std::string& text) { return parse_override(text, Override::Kind::set); });
  add("--unset", "PATH", "Remove a value, so that its default holds; may be repeated",
      [](const std::string& text) { return parse_override(text, Override::Kind::unset); });
  add("--seed", "NUMBER", "Short for --set seed=NUMBER",
      [](const std::string& text) { return parse_override("seed=" + text, Override::Kind::set); });
}

}  // namespace aif
