#pragma once

#include "result/result.hpp"

namespace aif::test {

/// A year of two operators with round figures: "chips" has 50,000 GPUs for masks and a model, "naver" 60,000 for
/// training and answering.
Result sample_result();

}  // namespace aif::test
