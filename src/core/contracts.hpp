#pragma once

#include "core/error.hpp"

/// Contracts between parts of the program. They are on in every build, cost one branch, and cannot be
/// reached from user input: whoever reads one has found a bug of ours.
namespace aif::detail {
[[noreturn]] void contract_failed(const char* kind, const char* condition, const char* file, int line);
}

#define AIF_CONTRACT_(kind, condition) \
  ((condition) ? void(0) : ::aif::detail::contract_failed(kind, #condition, __FILE__, __LINE__))
/// Precondition: the caller is wrong.
#define AIF_EXPECT(condition) AIF_CONTRACT_("precondition", condition)
/// Postcondition: this function is wrong.
#define AIF_ENSURE(condition) AIF_CONTRACT_("postcondition", condition)
/// Invariant in the middle of a function.
#define AIF_ASSERT(condition) AIF_CONTRACT_("invariant", condition)
