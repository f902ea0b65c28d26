#pragma once

#include <cstdint>
#include <optional>

#include "core/quantity.hpp"
#include "document/record.hpp"

namespace aif {

/// What feeds a pool's nodes below the site's connection: nodes in racks, racks on PDUs, PDUs on switchboards, numbered
/// along the hall. A level without a limit never binds.
struct PowerTreeSpec {
  std::int64_t nodes_per_rack = 0;  ///< 0: an NVLink domain, or 4 nodes where that is one
  std::int64_t racks_per_pdu = 8;
  std::int64_t pdus_per_switchboard = 10;
  std::optional<Power> node;  ///< limits, of the power at the nodes' AC inputs
  std::optional<Power> rack;
  std::optional<Power> pdu;
  std::optional<Power> switchboard;
};

template <>
struct Fields<PowerTreeSpec> {
  static const Record<PowerTreeSpec>& get();
};

}  // namespace aif
