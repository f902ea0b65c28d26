#include "cli/output_directory.hpp"

#include <unistd.h>

#include "core/error.hpp"
#include "core/text.hpp"

namespace aif {

namespace fs = std::filesystem;

void check_output_directory(const fs::path& directory, bool replace) {
  const std::string name = '"' + printable(directory.string()) + '"';
  std::error_code failed;
  const bool exists = fs::exists(fs::symlink_status(directory, failed));
  if (exists && !fs::is_directory(directory, failed)) {
    throw FileError(name + " exists and is not a directory");
  }
  if (exists && !replace) {
    throw FileError(name + " exists already; use --force to replace it, or another name");
  }
  if (exists && !fs::is_empty(directory, failed) && !fs::exists(directory / "result.json", failed)) {
    throw FileError(name + " holds no result.json, so it was not written by this program and is not replaced");
  }
  // The nearest folder above that exists is where the new one will be made.
  fs::path parent = fs::absolute(directory).lexically_normal();
  do {
    parent = parent.parent_path();
  } while (!fs::exists(parent, failed) && parent != parent.parent_path());
  if (!fs::is_directory(parent, failed)) {
    throw FileError("cannot write " + name + ": \"" + printable(parent.string()) + "\" is not a directory");
  }
  if (access(parent.c_str(), W_OK | X_OK) != 0) {
    throw FileError("cannot write " + name + ": no permission to write in \"" + printable(parent.string()) + '"');
  }
}

}  // namespace aif
