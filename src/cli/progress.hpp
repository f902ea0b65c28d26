#pragma once

#include <chrono>

#include "campaign/campaign.hpp"

namespace aif {

/// One line on standard error that is written over again and again: simulated date, share done, events, time left.
class ProgressLine {
 public:
  explicit ProgressLine(const ZonedInstant& start) : start_(start) {}
  void show(const Progress& progress);
  void clear();

 private:
  ZonedInstant start_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  bool shown_ = false;
};

}  // namespace aif
