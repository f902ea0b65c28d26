#pragma once

#include <string>

#include "step/job.hpp"

namespace aif::step {

/// All numbers of a job as bytes: equal jobs, and only they, have equal identities. For caches.
std::string identity(const Job& job);

}  // namespace aif::step
