#pragma once

#include <string>

#include "report/language.hpp"
#include "result/result.hpp"

namespace aif {

/// A sentence that says what kept an operator from doing more: the cause that took the largest share of its
/// GPU-hours, and the next one if it is at least a quarter of that.
std::string verdict(const OperatorResult& op, Language language);

}  // namespace aif
