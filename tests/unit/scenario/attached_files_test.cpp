#include "scenario/attached_files.hpp"

#include <unistd.h>
#include <zlib.h>

#include "core/files.hpp"
#include "core/gzip.hpp"
#include "doctest/doctest.h"
#include "samples.hpp"

using namespace aif;
using samples::mentions;
namespace fs = std::filesystem;

namespace {

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string problem_of(const std::string& data, std::size_t limit) {
  try {
    gunzip(data, "jobs.swf.gz", limit);
    return "accepted";
  } catch (const FileError& error) {
    return error.what();
  }
}

/// What is told about a trace file of this name in a scenario within `folder`.
std::string told_about(const std::string& file, const fs::path& folder) {
  samples::Text text;
  text.workloads = "workloads: [{kind: trace, name: jobs, operator: lab, placement: {pools: [hall/h100]}, file: \"" +
                   file + "\"}]\n";
  try {
    samples::load(text.yaml(), {}, folder);
    return "accepted";
  } catch (const ScenarioError& error) {
    return error.diagnostics().front().message;
  }
}

}  // namespace

TEST_CASE("gzip data come out as they went in") {
  const std::string text = "jobs and more jobs\n";
  CHECK(gunzip(gzip(text), "x", 1000) == text);
  CHECK(gunzip(gzip(text) + gzip(text), "x", 1000) == text + text);
  CHECK(gunzip(gzip(""), "x", 1000).empty());
}

TEST_CASE("damaged and exploding gzip data are refused") {
  const std::string good = gzip(std::string(100'000, 'a'));
  CHECK(mentions(problem_of(good.substr(0, good.size() / 2), 1u << 20), "not a complete gzip file"));
  CHECK(mentions(problem_of("plain text", 1u << 20), "not a complete gzip file"));
  CHECK(mentions(problem_of("", 1u << 20), "not a complete gzip file"));
  // 8 MiB of zeros are a few kilobytes when compressed.
  CHECK(mentions(problem_of(gzip(std::string(8u << 20, '\0')), 1u << 20), "more than 1 MiB"));
}

TEST_CASE("files are found beside the scenario and next to its folder, and nowhere else") {
  const fs::path root = fs::temp_directory_path() / ("aif-attached-" + std::to_string(::getpid()));
  fs::remove_all(root);
  fs::create_directories(root / "project" / "scenarios" / "traces");
  fs::create_directories(root / "project" / "data");
  const std::string job = "1 0 -1 10 1 -1 -1 1 20 -1 1 1 1 -1 1 1 -1 -1\n";
  write_text_file(root / "project" / "scenarios" / "traces" / "a.swf", job);
  write_text_file(root / "project" / "data" / "b.swf.gz", gzip(job));
  write_text_file(root / "secret.swf", job);
  fs::create_symlink(root / "secret.swf", root / "project" / "scenarios" / "link.swf");
  const fs::path folder = root / "project" / "scenarios";
  CHECK(told_about("traces/a.swf", folder) == "accepted");
  CHECK(told_about("../data/b.swf.gz", folder) == "accepted");
  CHECK(mentions(told_about("../../secret.swf", folder), "leads out of"));
  CHECK(mentions(told_about("link.swf", folder), "leads out of"));
  CHECK(mentions(told_about((root / "secret.swf").string(), folder), "absolute path"));
  CHECK(mentions(told_about("traces", folder), "does not end in"));
  CHECK(mentions(told_about("none.swf", folder), "does not exist"));
  fs::remove_all(root);
}
