#pragma once

#include <compare>
#include <cstdint>
#include <functional>

/// Indices that cannot be mistaken for one another.
namespace aif {

template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : index_(static_cast<std::uint32_t>(index)) {}
  [[nodiscard]] constexpr std::size_t index() const { return index_; }
  [[nodiscard]] constexpr bool valid() const { return index_ != UINT32_MAX; }
  friend constexpr auto operator<=>(const Id&, const Id&) = default;

 private:
  std::uint32_t index_ = UINT32_MAX;
};

using SiteId = Id<struct SiteTag>;
using PoolId = Id<struct PoolTag>;
using OperatorId = Id<struct OperatorTag>;
using WorkloadId = Id<struct WorkloadTag>;
using JobId = Id<struct JobTag>;

}  // namespace aif
