#pragma once

#include <string>
#include <vector>

#include "scenario/site.hpp"

namespace aif {

/// A ring through several sites.
struct SiteRing {
  double seconds_per_byte = 0;  ///< that every site passes to its neighbour: of the fullest line [s/B]
  double latency_s = 0;         ///< of all its edges together
  double longest_s = 0;         ///< of its longest edge
  std::string fullest;          ///< "a - b"
  DataRate slowest;             ///< rate of that line
};

/// A line of which a share is gone, in both directions.
struct LostLine {
  std::string from, to;
  double share = 0;  ///< of its rate, below 1
};

/// How a job's parts at `names` reach each other over the lines between sites.
///
/// What it computes  time per byte and latency of a ring through the sites in their order
/// Equation     each edge takes the way with the least latency; line l carries e_l edges in one direction; seconds per
///              byte = max_l e_l / R_l; latency of a way = 4.9 us/km x its length                            (1)
/// Symbols      R_l rate of a line, each direction [B/s]
/// Valid for    lines that nobody else fills
/// Not modelled congestion control over long lines, protection switching
/// Source       light in fibre: refractive index 1.468
/// Checked by   tests/unit/fabric/topology_test.cpp
///
/// Throws SimulationError if there is no way between two neighbours.
SiteRing site_ring(const std::vector<SiteSpec>& sites, const std::vector<std::string>& names,
                   const std::vector<LostLine>& lost = {});

/// Time of light along a fibre.
Duration fibre_latency(Length distance);

}  // namespace aif
