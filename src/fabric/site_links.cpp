#include "fabric/site_links.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "core/error.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

constexpr double seconds_per_metre = 1.468 / 299'792'458.0;

struct Line {
  std::size_t from = 0, to = 0;
  double rate = 0, latency_s = 0;
  double edges = 0;  ///< of the ring that use it
};

/// Both directions of every line between sites that are there.
std::vector<Line> lines_of(const std::vector<SiteSpec>& sites) {
  std::map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    index[sites[i].name] = i;
  }
  std::vector<Line> lines;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    for (const SiteLinkSpec& link : sites[i].links) {
      const auto other = index.find(link.to);
      if (other != index.end() && other->second != i && link.rate.si() > 0) {
        const double latency = fibre_latency(link.distance).si();
        lines.push_back({i, other->second, link.rate.si(), latency});
        lines.push_back({other->second, i, link.rate.si(), latency});
      }
    }
  }
  return lines;
}

/// Lines of the quickest way, by repeated relaxation; empty if there is none.
std::vector<std::size_t> quickest(const std::vector<Line>& lines, std::size_t sites, std::size_t from, std::size_t to) {
  std::vector<double> time(sites, std::numeric_limits<double>::infinity());
  std::vector<std::size_t> by(sites, lines.size());
  time[from] = 0;
  for (std::size_t round = 0; round < sites; ++round) {
    for (std::size_t l = 0; l < lines.size(); ++l) {
      const double reached = time[lines[l].from] + lines[l].latency_s;
      if (reached < time[lines[l].to]) {
        time[lines[l].to] = reached;
        by[lines[l].to] = l;
      }
    }
  }
  std::vector<std::size_t> way;
  for (std::size_t at = to; at != from; at = lines[by[at]].from) {
    if (by[at] == lines.size()) {
      return {};
    }
    way.push_back(by[at]);
  }
  return way;
}

std::size_t site_index(const std::vector<SiteSpec>& sites, const std::string& name) {
  const auto at = std::find_if(sites.begin(), sites.end(), [&](const SiteSpec& s) { return s.name == name; });
  if (at == sites.end()) {
    throw SimulationError("there is no site " + printable(name));
  }
  return static_cast<std::size_t>(at - sites.begin());
}

std::string reachable_from(const std::vector<SiteSpec>& sites, const std::vector<Line>& lines, std::size_t from) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    if (i != from && !quickest(lines, sites.size(), from, i).empty()) {
      names.push_back(sites[i].name);
    }
  }
  return names.empty() ? "no other site" : join(names, ", ");
}

}  // namespace

Duration fibre_latency(Length distance) { return seconds(distance.si() * seconds_per_metre); }

SiteRing site_ring(const std::vector<SiteSpec>& sites, const std::vector<std::string>& names,
                   const std::vector<LostLine>& lost) {
  SiteRing ring;
  std::vector<Line> lines = lines_of(sites);
  for (Line& line : lines) {
    const std::string &a = sites[line.from].name, &b = sites[line.to].name;
    for (const LostLine& gone : lost) {
      const bool this_one = (gone.from == a && gone.to == b) || (gone.from == b && gone.to == a);
      line.rate *= this_one ? 1 - gone.share : 1;
    }
  }
  for (std::size_t i = 0; names.size() > 1 && i < names.size(); ++i) {
    const std::size_t from = site_index(sites, names[i]), to = site_index(sites, names[(i + 1) % names.size()]);
    const std::vector<std::size_t> way = quickest(lines, sites.size(), from, to);
    if (way.empty()) {
      throw SimulationError(
          fmt::format("no line leads from {} to {}: from {} one reaches {}. Add links to one of them.",
                      sites[from].name, sites[to].name, sites[from].name, reachable_from(sites, lines, from)));
    }
    double edge = 0;
    for (const std::size_t l : way) {
      lines[l].edges += 1;
      edge += lines[l].latency_s;
    }
    ring.latency_s += edge;
    ring.longest_s = std::max(ring.longest_s, edge);
  }
  for (const Line& line : lines) {
    if (line.edges > 0 && line.edges / line.rate > ring.seconds_per_byte) {
      ring.seconds_per_byte = line.edges / line.rate;
      ring.fullest = sites[line.from].name + " - " + sites[line.to].name;
      ring.slowest = bytes_per_second(line.rate);
    }
  }
  return ring;
}

}  // namespace aif
