#include "fabric/collective_system.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <vector>

#include "core/error.hpp"
#include "core/text.hpp"

namespace aif {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

/// The generation whose rate a GPU comes nearest to, for GPUs that no text names: newer links are faster.
const char* generation_by_rate(double rate) {
  return rate >= 650e9 ? "nvlink5" : rate >= 350e9 ? "nvlink4" : rate >= 200e9 ? "nvlink3" : "pcie5";
}

void take(const DomainConstants& domain, const ProtocolConstants& protocols, CollectiveSystem& system) {
  system.domain = domain;
  system.protocols = protocols;
}

/// A number in a text, where it ends, and how often it counts: "8x400 gb/s" is 400, eight times.
struct Figure {
  double value = 0;
  double times = 1;
  bool counted = false;  ///< the text says how many
  std::string unit;      ///< the words that follow, lower case without blanks
};

std::vector<Figure> figures_of(const std::string& text) {
  std::vector<Figure> list;
  for (std::size_t i = 0; i < text.size();) {
    const bool starts = std::isdigit(static_cast<unsigned char>(text[i])) != 0 &&
                        (i == 0 || (std::isalnum(static_cast<unsigned char>(text[i - 1])) == 0 && text[i - 1] != '.') ||
                         text[i - 1] == 'x');
    if (!starts) {
      ++i;
      continue;
    }
    std::size_t used = 0;
    Figure figure;
    figure.value = std::stod(text.substr(i), &used);
    i += used;
    std::size_t next = i;
    while (next < text.size() && text[next] == ' ') {
      ++next;
    }
    if (next < text.size() && text[next] == 'x' && next + 1 < text.size() &&
        (std::isdigit(static_cast<unsigned char>(text[next + 1])) != 0 || text[next + 1] == ' ')) {
      figure.unit = "x";
    } else {
      for (std::size_t at = next; at < text.size() && figure.unit.size() < 24; ++at) {
        if (std::string(";,()").find(text[at]) != std::string::npos) {
          break;
        }
        if (text[at] != ' ') {
          figure.unit += text[at];
        }
      }
    }
    if (!list.empty() && list.back().unit == "x") {
      figure.times = list.back().value;
      figure.counted = true;
      list.back() = figure;
    } else {
      list.push_back(figure);
    }
  }
  return list;
}

/// Bytes per second of a figure in bits, else 0: "400Gb/s", "400Gbps", "100GbE", "400G".
double bits(const Figure& f) {
  for (const char* unit : {"gb/s", "gbps", "gbit", "gbe", "gb/", "g/", "gndr", "ghdr", "gib", "groce", "gefa"}) {
    if (f.unit.rfind(unit, 0) == 0) {
      return f.value * 1e9 / 8;
    }
  }
  if (f.unit == "g") {
    return f.value * 1e9 / 8;
  }
  return f.unit.rfind("tb/s", 0) == 0 || f.unit.rfind("tbps", 0) == 0 ? f.value * 1e12 / 8 : 0;
}

/// Says that two spellings differ in case alone: GB/s is bytes, Gb/s is bits.
std::string with_bytes_marked(const std::string& text) {
  std::string out = text;
  for (const char* unit : {"GB/s", "GBps", "TB/s"}) {
    for (std::size_t at = out.find(unit); at != std::string::npos; at = out.find(unit, at + 4)) {
      out.replace(at, 4, unit[0] == 'T' ? "TBYT" : "GBYT");
    }
  }
  return lower(out);
}

void read_domain_rate(const Figure& f, CollectiveSystem& system) {
  double rate = f.value * (f.unit.rfind("tbyt", 0) == 0 ? 1e12 : 1e9);
  if (contains(f.unit, "perlink") || contains(f.unit, "/link")) {
    return;  // how many links there are, the generation knows
  }
  if (contains(f.unit, "bidir") || contains(f.unit, "total") || contains(f.unit, "both")) {
    rate /= 2;
  }
  system.rate = rate;
}

void read_network_kind(const std::string& text, const CollectiveConstants& constants, CollectiveSystem& system) {
  if (contains(text, "tcp") || contains(text, "socket")) {
    system.network = constants.network("tcp");
  } else if (contains(text, "efa")) {
    system.network = constants.network("efa");
  } else if (contains(text, "roce") || contains(text, "ethernet") || contains(text, "gbe") ||
             contains(text, "spectrum")) {
    system.network = constants.network("roce");
  } else if (contains(text, "infiniband") || contains(text, " ib") || contains(text, "ndr") || contains(text, "hdr")) {
    system.network = constants.network("infiniband");
  }
}

void read_bus(const std::string& text, const CollectiveConstants& constants, CollectiveSystem& system) {
  const bool fast =
      contains(text, "nvlink") || contains(text, "nvl") || contains(text, "xgmi") || contains(text, "infinity");
  if (!contains(text, "pci") || fast) {
    return;
  }
  const bool fifth = contains(text, "gen5") || contains(text, "gen 5") || contains(text, "pcie5") ||
                     contains(text, "pcie 5") || contains(text, "5.0");
  const DomainConstants& bus = constants.domain(fifth ? "pcie5" : "pcie4");
  take(bus, constants.protocols, system);
  system.rate = bus.nominal.si();
  system.domain_gpus = 8;
  system.node_gpus = 8;
}

}  // namespace

CollectiveSystem collective_system(const SystemSpec& spec, const CollectiveConstants& constants,
                                   const std::string& network) {
  CollectiveSystem system;
  system.name = spec.name;
  system.rate = spec.gpu->scale_up_bandwidth.value.si();
  const NamedGpu* named = constants.gpu(spec.gpu->name);
  take(constants.domain(named != nullptr ? named->domain : generation_by_rate(system.rate)), constants.protocols,
       system);
  system.domain_gpus = spec.gpus_per_node * spec.nodes_per_domain;
  system.node_gpus = std::min<std::int64_t>(spec.gpus_per_node, 8);
  system.network = constants.network(network);
  system.adapter = spec.nic_bandwidth.value.si();
  return system;
}

CollectiveSystem collective_system(const std::string& gpu, const CollectiveConstants& constants) {
  const NamedGpu* named = constants.gpu(gpu);
  if (named == nullptr) {
    std::vector<std::string> names;
    for (const NamedGpu& one : constants.gpus) {
      names.push_back(one.match);
    }
    throw SimulationError(fmt::format("the links of \"{}\" are not known. Names with one of these parts are: {}.",
                                      printable(gpu), join(names, ", ")));
  }
  CollectiveSystem system;
  system.name = gpu;
  take(constants.domain(named->domain), constants.protocols, system);
  system.rate = named->rate.si();
  system.domain_gpus = named->domain_gpus;
  system.node_gpus = named->node_gpus;
  system.network = constants.network("infiniband");
  system.adapter = named->adapter.si();
  return system;
}

void read_interconnect(const std::string& original, std::int64_t per_node, const CollectiveConstants& constants,
                       CollectiveSystem& system) {
  const std::string text = with_bytes_marked(original);
  read_bus(text, constants, system);
  read_network_kind(text, constants, system);
  const bool network_only = !contains(text, "nvl") && !contains(text, "xgmi") && !contains(text, "pci");
  bool rate_read = false;
  const auto shared = static_cast<double>(std::max<std::int64_t>(1, per_node));
  for (const Figure& f : figures_of(text)) {
    const bool in_bytes = f.unit.rfind("gbyt", 0) == 0 || f.unit.rfind("tbyt", 0) == 0;
    const double from_bits = bits(f);
    const bool rate = in_bytes || bits({.value = 1, .unit = f.unit}) > 0;
    if (rate && !(f.value * f.times > 0)) {
      throw SimulationError(
          fmt::format("the links \"{}\" have no bandwidth ({:g} x {:g} = 0). Write a rate above zero, "
                      "as in 8x400 Gb/s, or leave them out.",
                      printable(original), f.times, f.value));
    }
    const bool each = contains(f.unit, "/gpu") || contains(f.unit, "pergpu");
    if (from_bits > 0) {
      if (each) {
        system.adapter = from_bits;
      } else if (f.counted || network_only) {
        system.adapter = f.times * from_bits / shared;
      }
    } else if (in_bytes && each) {
      system.adapter = f.value * 1e9;
    } else if (in_bytes && !rate_read && !network_only) {
      read_domain_rate(f, system);
      rate_read = true;
    }
  }
  const bool without = contains(text, "no sharp") || contains(text, "without sharp") || contains(text, "no nvls") ||
                       contains(text, "sharp off");
  const bool network_named = system.adapter > 0 && (contains(text, " ib") || contains(text, "infiniband") ||
                                                    contains(text, "ndr") || contains(text, "hdr"));
  if (without) {
    system.in_switch = system.in_switch && network_named;  // said of the network, it leaves the domain's switches alone
  } else if (contains(text, "sharp") && network_named) {
    system.in_network = true;
  }
}

}  // namespace aif
