#include "cli/progress.hpp"

#include <fmt/format.h>

#include "cli/session.hpp"
#include "report/words.hpp"

namespace aif {

void ProgressLine::show(const Progress& progress) {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began_;
  const ZonedInstant now{start_.instant + progress.simulated, start_.offset_s};
  std::string line =
      fmt::format("{}  {:3.0f} %  {} events", format_instant(now).substr(0, 10), 100.0 * progress.fraction,
                  number_words(static_cast<double>(progress.events), Language::english));
  // The first moments say little about the rest.
  if (progress.fraction > 0.02 && passed.count() > 0.3) {
    const double left_s = passed.count() * (1.0 - progress.fraction) / progress.fraction;
    line += left_s < 100 ? fmt::format("  {:.0f} s left", left_s) : fmt::format("  {:.0f} min left", left_s / 60.0);
  }
  say("\r\x1b[K" + line);
  shown_ = true;
}

void ProgressLine::clear() {
  if (shown_) {
    say("\r\x1b[K");
    shown_ = false;
  }
}

}  // namespace aif
