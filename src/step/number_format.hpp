#pragma once

#include "scenario/workload.hpp"

namespace aif::step {

/// What matrix products are computed in. mxfp8: 8 bits with a scale per block of 32; nvfp4: 4 bits, per block of 16.
enum class NumberFormat { bf16, fp16, fp8, mxfp8, nvfp4 };
/// Formats that share a kernel.
enum class MathWidth { bits16, bits8, bits4 };

constexpr MathWidth width_of(NumberFormat format) {
  switch (format) {
    case NumberFormat::bf16:
    case NumberFormat::fp16:
      return MathWidth::bits16;
    case NumberFormat::fp8:
    case NumberFormat::mxfp8:
      return MathWidth::bits8;
    case NumberFormat::nvfp4:
      break;
  }
  return MathWidth::bits4;
}

/// Bytes of one operand element, block scales included.
constexpr double operand_bytes(MathWidth width) {
  return width == MathWidth::bits16 ? 2.0 : width == MathWidth::bits8 ? 1.0 : 0.5625;
}

/// Scenarios say fp8 and fp4. FP4 is nvfp4; FP8 is mxfp8 where tensor cores take block scales (Blackwell and later),
/// as the vendor's recipes do there, else fp8 with one scale per tensor.
constexpr NumberFormat format_of(Precision precision, bool block_scales) {
  switch (precision) {
    case Precision::bf16:
      return NumberFormat::bf16;
    case Precision::fp16:
      return NumberFormat::fp16;
    case Precision::fp8:
      return block_scales ? NumberFormat::mxfp8 : NumberFormat::fp8;
    case Precision::fp4:
      break;
  }
  return NumberFormat::nvfp4;
}

}  // namespace aif::step

namespace aif {
template <>
struct EnumNames<step::NumberFormat> {
  static std::vector<std::string> names() { return {"bf16", "fp16", "fp8", "mxfp8", "nvfp4"}; }
};
}  // namespace aif
