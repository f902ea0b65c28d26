#pragma once

#include <string>
#include <vector>

#include "fabric/site_links.hpp"
#include "scenario/fabric_spec.hpp"

namespace aif::step {

/// One job over several sites: what its lines cost, and what it would need.
struct AcrossSites {
  std::int64_t sites = 1;
  double exchange_bytes = 0;  ///< that each site sends per synchronisation [B]
  double exchange = 0;        ///< time of one synchronisation [s]
  double latency = 0;         ///< of it, on the way [s]
  double exposed = 0;         ///< per step [s]
  double step = 0;            ///< of the whole job [s]
  double needed_rate = 0;     ///< of the fullest line, so that exposed exchange is a twentieth of the step [B/s]
  std::string fullest;        ///< line
};

/// Step time of a job whose parts at `sites` sites each take `part_time` for their part of a step.
///
/// What it computes  the cost of keeping the parts together
/// Equation     V = 2 (k - 1)/k P b                                                                        (1)
///              E = V S + 2 (k - 1)/k L,  exposed X = ((1 - o) E + max(0, o E - H t)) / H                    (2)
///              step = t + X; H = 1 with every_step                                                       (3)
///              needed: 1/S with X = t / 20, overlap as given                                             (4)
/// Symbols      k sites; P parameters; b bytes of each; S seconds per byte and L latency of the ring; H steps between
///              synchronisations; o share that overlaps; t step time of a part [s]
/// Valid for    parts of equal size; ring through the sites
/// Not modelled loss of quality by local updates beyond `extra_tokens`; faults at one site that hold the others
/// Source       local updates [diloco]; (1) ring all-reduce
/// Checked by   tests/unit/step/trunks_test.cpp "a job across sites by hand"
AcrossSites across_sites(double part_time, double parameters, std::int64_t sites, const SiteRing& ring,
                         const AcrossSitesSpec& spec);

}  // namespace aif::step
