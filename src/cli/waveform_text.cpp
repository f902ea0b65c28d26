#include "cli/waveform_text.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "core/units.hpp"

namespace aif {

using nlohmann::ordered_json;

namespace {

constexpr double mega = 1e-6;

std::string row(const std::string& what, double before, double after, const char* unit, bool mitigated) {
  return mitigated ? fmt::format("  {:<34} {:>12} {:>12}  {}\n", what, grouped(before, 4), grouped(after, 4), unit)
                   : fmt::format("  {:<34} {:>12}  {}\n", what, grouped(before, 4), unit);
}

std::string steady_table(const SiteWave& w, bool mitigated) {
  const WaveFigures& a = w.steady_figures_before;
  const WaveFigures& b = w.steady_figures_after;
  return row("mean", a.mean_w * mega, b.mean_w * mega, "MW", mitigated) +
         row("highest", a.most_w * mega, b.most_w * mega, "MW", mitigated) +
         row("lowest", a.least_w * mega, b.least_w * mega, "MW", mitigated) +
         row("swing", a.swing_w() * mega, b.swing_w() * mega, "MW", mitigated) +
         row("fluctuation in the band, rms", a.band_rms_w * mega, b.band_rms_w * mega, "MW", mitigated);
}

std::string event_table(const SiteWave& w, bool mitigated) {
  std::string text = mitigated
                         ? fmt::format("\nevents  {:<28} {:>12} {:>12}\n", "ramp up / down [MW/s]", "before", "after")
                         : "\nevents, ramp up / down [MW/s]\n";
  for (const EventFigures& e : w.events) {
    const auto ramps = [](const WaveFigures& f) {
      return fmt::format("{} / {}", grouped(f.ramp_up_w_s * mega, 3), grouped(f.ramp_down_w_s * mega, 3));
    };
    const std::string what = fmt::format("{} (at {} s)", printable(e.what), grouped(e.at_s, 4));
    text += mitigated ? fmt::format("  {:<34} {:>12} {:>12}\n", what, ramps(e.before), ramps(e.after))
                      : fmt::format("  {:<34} {:>12}\n", what, ramps(e.before));
  }
  return text;
}

std::string verdict_table(const WaveRequest& request, const SiteWave& w, bool mitigated) {
  std::string text = fmt::format("\nagainst {} ({})\n  {:<34} {:>12}", request.utility.name, request.utility.title, "",
                                 mitigated ? "before" : "load");
  text += mitigated ? fmt::format(" {:>12} {:>10}\n", "after", "limit") : fmt::format(" {:>10}\n", "limit");
  for (std::size_t i = 0; i < w.verdicts_before.size(); ++i) {
    const Verdict& a = w.verdicts_before[i];
    const Verdict& b = w.verdicts_after[i];
    const std::string what = fmt::format("{} [{}]", a.what, a.unit);
    text += mitigated ? fmt::format("  {:<34} {:>12} {:>12} {:>10}  {}\n", what, grouped(a.value, 4),
                                    grouped(b.value, 4), grouped(a.limit, 4), b.kept() ? "kept" : "BROKEN")
                      : fmt::format("  {:<34} {:>12} {:>10}  {}\n", what, grouped(a.value, 4), grouped(a.limit, 4),
                                    a.kept() ? "kept" : "BROKEN");
  }
  return text;
}

std::string account_table(const WaveRequest& request, const SiteWave& w) {
  const WaveAccount& a = w.account;
  const auto line = [](const char* what, double energy_j, double whole_j) {
    return fmt::format("  {:<34} {:>12} {:>9.3f} %\n", what, human(joules(energy_j), 4), 100 * energy_j / whole_j);
  };
  std::string text = "\nenergy over the timeline\n" + line("asked by the jobs and the rest", a.load_j, a.load_j) +
                     line("added by GPU smoothing", a.added_j, a.load_j) +
                     line("withheld: work that takes longer", -a.withheld_j, a.load_j) +
                     line("lost in storage", a.losses_j, a.load_j) + line("stored", a.stored_j, a.load_j) +
                     line("drawn from the grid", a.grid_j, a.load_j);
  for (const MitigationSpec& one : request.mitigations) {
    text += fmt::format("  with {}: {}\n", one.name, one.title);
  }
  return text;
}

ordered_json figures_json(const WaveFigures& f) {
  return {{"mean_w", f.mean_w},
          {"least_w", f.least_w},
          {"most_w", f.most_w},
          {"swing_w", f.swing_w()},
          {"ramp_up_w_per_s", f.ramp_up_w_s},
          {"ramp_down_w_per_s", f.ramp_down_w_s},
          {"band_rms_w", f.band_rms_w},
          {"band_energy_share", f.band_energy}};
}

ordered_json verdicts_json(const std::vector<Verdict>& verdicts) {
  ordered_json list = ordered_json::array();
  for (const Verdict& v : verdicts) {
    list.push_back({{"what", v.what}, {"unit", v.unit}, {"value", v.value}, {"limit", v.limit}, {"kept", v.kept()}});
  }
  return list;
}

/// The strongest lines, strongest first.
ordered_json lines_json(const Spectrum& spectrum) {
  constexpr std::size_t most = 20;
  std::vector<SpectralLine> lines = spectrum.lines;
  std::sort(lines.begin(), lines.end(), [](const SpectralLine& a, const SpectralLine& b) {
    return a.amplitude_w > b.amplitude_w || (a.amplitude_w == b.amplitude_w && a.hertz < b.hertz);
  });
  ordered_json list = ordered_json::array();
  for (std::size_t i = 0; i < std::min(most, lines.size()); ++i) {
    list.push_back({{"frequency_hz", lines[i].hertz}, {"amplitude_w", lines[i].amplitude_w}});
  }
  return list;
}

}  // namespace

std::string wave_text(const WaveTitle& title, const WaveRequest& request, const SiteWave& w) {
  const bool mitigated = !request.mitigations.empty();
  std::string text = printable(title.title) + "\n";
  for (const JobWave& job : request.jobs) {
    text += fmt::format("  {:<34} {:>12} GPUs, step {}\n", printable(job.name), grouped(job.gpus, 7),
                        human(seconds(job.step_s), 4));
  }
  if (!title.constant.empty()) {
    text += fmt::format("  {:<34} {:>12} MW  {}\n", "constant", grouped(request.constant_w * mega, 4), title.constant);
  }
  for (const std::string& note : title.notes) {
    text += "  " + note + "\n";
  }
  text += mitigated ? fmt::format("\nsteady training  {:<19} {:>12} {:>12}\n", "", "before", "after")
                    : "\nsteady training\n";
  text += steady_table(w, mitigated) + event_table(w, mitigated) + verdict_table(request, w, mitigated);
  return mitigated ? text + account_table(request, w) : text;
}

ordered_json wave_json(const WaveTitle& title, const WaveRequest& request, const SiteWave& w) {
  ordered_json jobs = ordered_json::array();
  for (const JobWave& job : request.jobs) {
    jobs.push_back({{"name", job.name}, {"gpus", job.gpus}, {"step_s", job.step_s}, {"classes", job.classes.size()}});
  }
  ordered_json mitigations = ordered_json::array();
  for (const MitigationSpec& one : request.mitigations) {
    mitigations.push_back(one.name);
  }
  ordered_json events = ordered_json::array();
  for (const EventFigures& e : w.events) {
    events.push_back(
        {{"what", e.what}, {"at_s", e.at_s}, {"before", figures_json(e.before)}, {"after", figures_json(e.after)}});
  }
  ordered_json stores = ordered_json::array();
  for (const LevelledSignal& s : w.stores) {
    stores.push_back({{"begin_j", s.begin_j},
                      {"end_j", s.end_j},
                      {"least_j", s.least_j},
                      {"most_j", s.most_j},
                      {"charged_j", s.charged_j},
                      {"discharged_j", s.discharged_j},
                      {"losses_j", s.losses_j}});
  }
  const WaveAccount& a = w.account;
  return {
      {"title", title.title},
      {"gpus", title.gpus},
      {"jobs", jobs},
      {"constant_w", request.constant_w},
      {"notes", title.notes},
      {"duration_s", w.load.duration_s()},
      {"bin_s", w.load.step_s},
      {"mitigations", mitigations},
      {"steady", {{"before", figures_json(w.steady_figures_before)}, {"after", figures_json(w.steady_figures_after)}}},
      {"whole", {{"before", figures_json(w.whole_before)}, {"after", figures_json(w.whole_after)}}},
      {"events", events},
      {"spectrum", {{"before", lines_json(w.spectrum_before)}, {"after", lines_json(w.spectrum_after)}}},
      {"utility",
       {{"name", request.utility.name},
        {"before", verdicts_json(w.verdicts_before)},
        {"after", verdicts_json(w.verdicts_after)}}},
      {"energy",
       {{"load_j", a.load_j},
        {"added_j", a.added_j},
        {"withheld_j", a.withheld_j},
        {"losses_j", a.losses_j},
        {"stored_j", a.stored_j},
        {"grid_j", a.grid_j}}},
      {"stores", stores}};
}

std::string wave_csv(const SiteWave& w) {
  std::string text = "t_s,load_w,grid_w\n";
  for (std::size_t i = 0; i < w.load.watts.size(); ++i) {
    text +=
        fmt::format("{:.6g},{:.0f},{:.0f}\n", static_cast<double>(i) * w.load.step_s, w.load.watts[i], w.grid.watts[i]);
  }
  return text;
}

}  // namespace aif
