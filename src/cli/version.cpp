#include "cli/version.hpp"

#include "build_info.hpp"

namespace aif {

std::string program_version() { return AIF_VERSION; }
std::string program_revision() { return AIF_GIT_HASH; }

}  // namespace aif
