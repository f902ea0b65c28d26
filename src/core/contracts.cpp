#include "core/contracts.hpp"

#include <fmt/format.h>

#include <cstring>

namespace aif::detail {

void contract_failed(const char* kind, const char* condition, const char* file, int line) {
  // The path of the build tree says nothing to the reader; the folder and file do.
  const char* source = std::strstr(file, "/src/");
  throw ContractViolation(fmt::format("internal error: {} `{}` does not hold ({}:{})", kind, condition,
                                      source != nullptr ? source + 1 : file, line));
}

}  // namespace aif::detail
