#include "step/profile_cache.hpp"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "doctest/doctest.h"

namespace aif {
namespace {

namespace fs = std::filesystem;

/// A folder of its own, gone at the end.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("aifactory-cache-" + std::to_string(::getpid()));
  Folder() { fs::remove_all(path); }
  ~Folder() { fs::remove_all(path); }
  [[nodiscard]] std::vector<fs::path> files() const {
    std::vector<fs::path> list;
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (entry.is_regular_file()) {
        list.push_back(entry.path());
      }
    }
    return list;
  }
};

StepProfile some_profile() {
  StepProfile profile;
  profile.step_time = seconds(1.0 / 3);
  profile.tokens_per_second = 123456.789;
  profile.compute_share = 0.1 + 0.2;
  profile.mfu = 1e-300;
  profile.memory_per_gpu = gigabytes(79.9);
  profile.fits = false;
  profile.draw = {.dynamic = 0.7, .cappable = 0.3};
  profile.flows_exposed = milliseconds(5);
  profile.trunks = {{"leaf", megabytes(3), gigabits_per_second(400)}, {"core", megabytes(1), gigabits_per_second(50)}};
  return profile;
}

TEST_CASE("a profile comes back as it went, bit by bit") {
  const Folder folder;
  const ProfileCache cache(folder.path);
  CHECK_FALSE(cache.find("key"));
  cache.keep("key", some_profile());
  const auto found = cache.find("key");
  REQUIRE(found);
  CHECK(found->step_time.si() == some_profile().step_time.si());
  CHECK(found->tokens_per_second == some_profile().tokens_per_second);
  CHECK(found->compute_share == some_profile().compute_share);
  CHECK(found->mfu == some_profile().mfu);
  CHECK(found->memory_per_gpu.si() == some_profile().memory_per_gpu.si());
  CHECK_FALSE(found->fits);
  CHECK(found->draw.dynamic == 0.7);
  CHECK(found->draw.cappable == 0.3);
  CHECK(found->flows_exposed.si() == some_profile().flows_exposed.si());
  REQUIRE(found->trunks.size() == 2);
  CHECK(found->trunks[1].name == "core");
  CHECK(found->trunks[1].rate.si() == some_profile().trunks[1].rate.si());
  CHECK_FALSE(cache.find("another key"));
  CHECK(folder.files().size() == 1);  // no temporary file is left
}

TEST_CASE("what is not a whole profile of this key is ignored") {
  const Folder folder;
  const ProfileCache cache(folder.path);
  cache.keep("key", some_profile());
  const fs::path file = folder.files().front();
  std::stringstream good;
  good << std::ifstream(file).rdbuf();
  const std::string text = good.str();
  auto with = [&](const std::string& content) {
    std::ofstream(file, std::ios::trunc) << content;
    return cache.find("key").has_value();
  };
  CHECK(with(text));
  CHECK_FALSE(with(""));
  CHECK_FALSE(with(text.substr(0, text.size() / 2)));
  CHECK_FALSE(with(text + "more"));
  CHECK_FALSE(with(std::string(100000, 'x')));
  std::string other = text;
  other[40] = other[40] == '1' ? '2' : '1';
  CHECK_FALSE(with(other));
  fs::remove(file);
  fs::create_directory(file);  // a folder in its place
  CHECK_FALSE(cache.find("key"));
  cache.keep("key", some_profile());
  CHECK_FALSE(cache.find("key"));
  // A profile copied to the name of another key is not that key's.
  cache.keep("a", some_profile());
  cache.keep("b", some_profile());
  fs::path a, b;
  for (const fs::path& path : folder.files()) {
    (a.empty() ? a : b) = path;
  }
  fs::copy_file(a, b, fs::copy_options::overwrite_existing);
  CHECK((cache.find("a").has_value() != cache.find("b").has_value()));
}

TEST_CASE("a folder that cannot be written is no error") {
  const ProfileCache cache("/proc/nowhere");
  cache.keep("key", some_profile());
  CHECK_FALSE(cache.find("key"));
}

TEST_CASE("the folder follows the variables of the desktop standard") {
  setenv("XDG_CACHE_HOME", "/x/cache", 1);
  CHECK(default_cache_folder() == fs::path("/x/cache/aifactory"));
  setenv("XDG_CACHE_HOME", "not/absolute", 1);
  setenv("HOME", "/home/somebody", 1);
  CHECK(default_cache_folder() == fs::path("/home/somebody/.cache/aifactory"));
  unsetenv("XDG_CACHE_HOME");
  unsetenv("HOME");
  CHECK_FALSE(default_cache_folder());
  CHECK_FALSE(program_identity().empty());
}

}  // namespace
}  // namespace aif
