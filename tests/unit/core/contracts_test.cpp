#include "core/contracts.hpp"

#include <string>

#include "doctest/doctest.h"

namespace aif {
namespace {

std::string message_of(int value) {
  try {
    AIF_EXPECT(value > 0);
  } catch (const ContractViolation& violation) {
    return violation.what();
  }
  return "";
}

TEST_CASE("a broken contract names its kind and condition") {
  CHECK(message_of(1).empty());
  CHECK(message_of(-1).find("precondition `value > 0` does not hold") != std::string::npos);
  CHECK_THROWS_AS(AIF_ENSURE(false), ContractViolation);
  CHECK_THROWS_AS(AIF_ASSERT(false), ContractViolation);
}

TEST_CASE("the condition is evaluated once") {
  int evaluations = 0;
  AIF_ASSERT(++evaluations > 0);
  CHECK(evaluations == 1);
}

}  // namespace
}  // namespace aif
