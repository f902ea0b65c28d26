#include "workload/swf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>

#include "core/text.hpp"

/// Standard Workload Format.
///
/// What it computes  jobs of a trace in the order of submission.
/// Equation     size = requested processors, or those allocated; walltime = requested time, or the run time.
/// Symbols      of the 18 columns, counted from 1: job 1, submitted 2 [s], run time 4 [s], allocated processors 5,
///              requested processors 8, requested time 9 [s]; -1 stands for "not known"; ; begins a comment.
/// Valid for    any bytes: memory grows with the lines that are there, never with what a header announces.
/// Not modelled waiting time of the log, memory, users, queues, partitions, dependencies (columns 3, 6, 7, 10 to 18);
///              headers, so that times count from the scenario's start.
/// Source       [swf-definition], fields 1 to 18.
/// Checked by   tests/unit/workload/swf_test.cpp.
namespace aif {
namespace {

constexpr std::size_t columns = 18;
constexpr std::size_t needed_columns = 9;  ///< up to the requested time
constexpr double largest_number = 1e12;    ///< of any column that is used: beyond it is damage, not a job
constexpr int findings_shown = 20;

class SwfReader {
 public:
  SwfReader(std::string_view text, const std::string& name, Diagnostics& diagnostics)
      : text_(text), name_(name), diagnostics_(diagnostics) {}

  std::vector<SwfJob> read() {
    std::size_t begin = 0;
    while (begin < text_.size()) {
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      ++line_;
      read_line(text_.substr(begin, end - begin));
      begin = end + 1;
    }
    remark();
    std::stable_sort(jobs_.begin(), jobs_.end(),
                     [](const SwfJob& a, const SwfJob& b) { return a.submit_s < b.submit_s; });
    return std::move(jobs_);
  }

 private:
  void read_line(std::string_view line) {
    std::array<double, columns> values;
    values.fill(-1);
    std::size_t count = 0;
    for (std::size_t at = skip_blanks(line, 0); at < line.size(); at = skip_blanks(line, at)) {
      if (line[at] == ';') {
        break;
      }
      const std::size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
      if (count < needed_columns && !read_number(line.substr(at, end - at), at, values[count])) {
        return;
      }
      ++count;
      at = end;
    }
    if (count == 0) {
      return;
    }
    if (count < needed_columns) {
      problem(code::wrong_kind, 1,
              fmt::format("a job has {} columns; {} are needed, up to the requested time", count, needed_columns),
              fmt::format("Write all {} columns, with -1 for what is not known.", columns));
      return;
    }
    add(values);
  }

  static std::size_t skip_blanks(std::string_view line, std::size_t from) {
    return std::min(line.find_first_not_of(" \t\r", from), line.size());
  }

  bool read_number(std::string_view word, std::size_t at, double& value) {
    const auto parsed = std::from_chars(word.data(), word.data() + word.size(), value);
    const bool whole = parsed.ec == std::errc{} && parsed.ptr == word.data() + word.size();
    if (!whole || !std::isfinite(value)) {
      problem(code::bad_number, at + 1, fmt::format("\"{}\" is not a number", printable(word, 40)),
              "Comments begin with a semicolon.");
      return false;
    }
    if (std::abs(value) > largest_number) {
      problem(code::out_of_range, at + 1, fmt::format("{} is too large for a time or a size", printable(word, 40)));
      return false;
    }
    return true;
  }

  void add(const std::array<double, columns>& values) {
    const auto column = [&values](std::size_t number) { return values[number - 1]; };
    SwfJob job;
    job.number = static_cast<std::int64_t>(column(1));
    job.submit_s = column(2);
    job.run_s = column(4);
    job.walltime_s = column(9) > 0 ? column(9) : job.run_s;
    job.processors = static_cast<std::int64_t>(column(8) >= 1 ? column(8) : column(5));
    if (job.submit_s < 0 || job.run_s <= 0 || job.processors < 1) {
      ++left_out_;
      return;
    }
    jobs_.push_back(job);
  }

  SourceLocation here(std::size_t column) const {
    return {.file = name_, .line = line_, .column = static_cast<int>(column), .text = whole_};
  }

  void problem(const char* code, std::size_t column, std::string message, std::string hint = {}) {
    if (++problems_ > findings_shown) {
      return;
    }
    if (!whole_) {
      whole_ = std::make_shared<const std::string>(text_);
    }
    diagnostics_.error(code, here(column), "", std::move(message), std::move(hint));
  }

  void remark() {
    if (problems_ > findings_shown) {
      diagnostics_.note({.file = name_}, "", fmt::format("{} more lines are malformed", problems_ - findings_shown));
    }
    if (left_out_ > 0) {
      diagnostics_.note({.file = name_}, "",
                        fmt::format("{} without submission, run time or processors left out",
                                    left_out_ == 1 ? "1 job" : grouped(left_out_) + " jobs"));
    }
  }

  std::string_view text_;
  const std::string& name_;
  Diagnostics& diagnostics_;
  std::shared_ptr<const std::string> whole_;  ///< copied when the first finding needs it
  std::vector<SwfJob> jobs_;
  int line_ = 0;
  int problems_ = 0;
  int left_out_ = 0;
};

}  // namespace

std::vector<SwfJob> read_swf(std::string_view text, const std::string& name, Diagnostics& diagnostics) {
  return SwfReader(text, name, diagnostics).read();
}

}  // namespace aif
