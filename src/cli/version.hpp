#pragma once

#include <string>

namespace aif {

std::string program_version();   ///< "0.1.0"
std::string program_revision();  ///< git revision, with "+changes" if the tree had any; or "unknown"

}  // namespace aif
