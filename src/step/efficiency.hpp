#pragma once

#include <cmath>
#include <cstdint>

#include "catalog/hardware.hpp"
#include "scenario/workload.hpp"

/// Shares of a peak that kernels and links reach, the same for every model, machine and job.
///
/// Every number is an estimate with the range it is believed to lie in. There is none per case: where a number was
/// chosen with the published runs in view, it was chosen for all of them, and the errors that remain stand in
/// src/step/README.md and src/workload/README.md. The efficiency of large matrix products is not here: it belongs to
/// the GPU (`training_efficiency` in its catalog entry).
namespace aif::efficiency {

/// Products in FP8 and FP4 over the GPU's efficiency in BF16: scaling, casts and the power limit bite harder when
/// the arithmetic is faster. Ranges 0.65 to 0.95 and 0.4 to 0.7.
inline constexpr double fp8_products = 0.85;
inline constexpr double fp4_products = 0.55;

/// Products of many small experts over one large product. Range 0.6 to 0.9.
inline constexpr double grouped_products = 0.75;

/// Fused attention over large products of BF16, in which it is always computed. An H100 reaches up to 75 % of its dense
/// peak in the forward pass [flash-attention-3] and less in the backward one. Range 0.6 to 0.95.
inline constexpr double attention = 0.80;

/// Share of memory bandwidth in element-wise kernels. Range 0.65 to 0.9.
inline constexpr double streaming = 0.75;

/// Share of the nominal rate of NVLink and its like that collectives reach. Range 0.7 to 0.9.
inline constexpr double scale_up = 0.80;

/// Time between kernels and in kernels that are not counted, over the time counted. Range 0.03 to 0.15.
inline constexpr double gaps = 0.06;

/// Product rate of one GPU over its dense peak, relative to the GPU's own efficiency in BF16.
inline double products(Precision precision) {
  switch (precision) {
    case Precision::fp8:
      return fp8_products;
    case Precision::fp4:
      return fp4_products;
    case Precision::bf16:
    case Precision::fp16:
      break;
  }
  return 1.0;
}

}  // namespace aif::efficiency
