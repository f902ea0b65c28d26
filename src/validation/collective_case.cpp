#include "validation/collective_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>

#include "core/error.hpp"
#include "core/text.hpp"

namespace aif {

const Record<CollectiveCase>& Fields<CollectiveCase>::get() {
  using C = CollectiveCase;
  static const Record<C> record =
      Record<C>("collective", "Published times or bandwidths of one collective on one machine.")
          .required("id", &C::id, "Name of the case.")
          .optional("source", &C::source, "Who published it.")
          .optional("provenance", &C::provenance, "Where it was read.")
          .required("gpu", &C::gpu, "The GPU, in the words of the source.")
          .optional("gpus", &C::gpus, "How many took part.", at_least(1))
          .optional("nodes", &C::nodes, "In how many nodes.", at_least(1))
          .optional("interconnect", &C::interconnect, "Links, in the words of the source.")
          .optional("library", &C::library, "Software.")
          .required("op", &C::op,
                    "all_reduce, reduce_scatter, all_gather, alltoall, broadcast, sendrecv, "
                    "moe_alltoall or moe_alltoall_low_latency.")
          .optional("dtype", &C::dtype, "Of the elements.")
          .required("columns", &C::columns, "What the numbers of a point are: bytes, time_us, busbw_GBps, ...")
          .required("points", &C::points, "One list of numbers per measurement.")
          .optional("convention", &C::convention, "How size and bandwidth are defined.")
          .optional("notes", &C::notes, "Remarks.")
          .optional("confidence", &C::confidence, "In the reading.");
  return record;
}

namespace {

constexpr double mebibyte = 1048576;
constexpr double asymptote = 16 * 1024 * mebibyte;  ///< size behind a bandwidth that names none

/// The number in front of a word: number_before("4096 tokens per batch", "tokens") is 4096.
double number_before(const std::string& text, const std::string& word, double otherwise) {
  const std::size_t at = text.find(word);
  if (at == std::string::npos) {
    return otherwise;
  }
  std::size_t end = at;
  while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '-')) {
    --end;
  }
  std::size_t begin = end;
  while (begin > 0 && std::isdigit(static_cast<unsigned char>(text[begin - 1])) != 0) {
    --begin;
  }
  return begin < end ? std::stod(text.substr(begin, end - begin)) : otherwise;
}

double number_after(const std::string& text, const std::string& word, double otherwise) {
  const std::size_t at = text.find(word);
  if (at == std::string::npos) {
    return otherwise;
  }
  const std::size_t begin = text.find_first_of("0123456789", at + word.size());
  return begin != std::string::npos && begin <= at + word.size() + 2 ? std::stod(text.substr(begin)) : otherwise;
}

TokenExchange exchange_of(const CollectiveCase& c, bool low_latency) {
  const std::string notes = lower(c.notes);
  TokenExchange exchange;
  exchange.tokens = number_before(notes, "tokens", low_latency ? 128 : 4096);
  exchange.hidden = number_after(notes, "hidden", 7168);
  exchange.top_k = 8;
  for (std::size_t at = notes.find("top-"); at != std::string::npos; at = notes.find("top-", at + 4)) {
    const double count = std::stod("0" + notes.substr(at + 4, 3));
    (notes.find("group", at) < at + 12 ? exchange.node_limit : exchange.top_k) = count;
  }
  return exchange;
}

bool is_column(const std::string& column, const char* what) { return column.rfind(what, 0) == 0; }

void add_exchange_points(const CollectiveCase& c, bool low_latency, const std::vector<double>& row,
                         CollectiveSetting& setting) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string& column = c.columns[i];
    const bool combine = is_column(column, "combine");
    if (!combine && !is_column(column, "dispatch")) {
      continue;
    }
    const bool time = column.find("_us") != std::string::npos;
    if (low_latency && !time) {
      continue;  // the bandwidth repeats the time
    }
    CollectivePoint point;
    point.kind = time ? CollectivePoint::Kind::exchange_time : CollectivePoint::Kind::exchange_bandwidth;
    point.id = c.id + "/" + (combine ? "combine" : "dispatch");
    point.measured = row[i];
    point.low_latency = low_latency;
    point.exchange = exchange_of(c, low_latency);
    // Dispatch in 8 bits with a scale of 4 bytes for every 128 elements, results in 16 bits.
    point.exchange.element_bytes = combine || lower(c.dtype).find("fp8") == std::string::npos ? 2 : 1 + 4.0 / 128;
    setting.points.push_back(point);
  }
}

void add_point(const CollectiveCase& c, CollectiveOp op, const std::vector<double>& row, CollectiveSetting& setting) {
  double bytes = asymptote, seconds = 0, bus = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string column = lower(c.columns[i]);
    if (column == "bytes" || column == "size" || column == "size_b") {
      bytes = row[i];
    } else if (column == "time_us" || column == "us") {
      seconds = row[i] * 1e-6;
    } else if (column == "time_ms") {
      seconds = row[i] * 1e-3;
    } else if (column == "busbw_gbps") {
      bus = row[i] * 1e9;
    } else if (column == "algbw_gbps" && bus <= 0) {
      bus = row[i] * 1e9 * bus_factor(op, static_cast<double>(setting.ranks));
    }
  }
  const double factor = bus_factor(op, static_cast<double>(setting.ranks));
  if (seconds <= 0 && bus > 0) {
    seconds = bytes * factor / bus;
  } else if (bus <= 0 && seconds > 0) {
    bus = bytes * factor / seconds;
  }
  if (seconds <= 0 || bytes <= 0) {
    return;
  }
  CollectivePoint point;
  const bool small = bytes <= mebibyte;
  point.kind = small ? CollectivePoint::Kind::small_time : CollectivePoint::Kind::bandwidth;
  point.id = bytes == asymptote && c.columns.size() == 1 ? c.id + "/large" : fmt::format("{}/{:.0f}", c.id, bytes);
  point.measured = small ? seconds * 1e6 : bus / 1e9;
  point.bytes = bytes;
  point.op = op;
  setting.points.push_back(point);
}

/// Ranks of a case that does not say: 8 in a node, 64 across nodes.
std::int64_t presumed_ranks(const CollectiveCase& c, const CollectiveSystem& system) {
  const std::string text = lower(c.interconnect);
  const bool network = text.find("gb/s ib") != std::string::npos || text.find("ib per") != std::string::npos ||
                       text.find("rdma") != std::string::npos || text.find("tcp") != std::string::npos ||
                       text.find("gbe") != std::string::npos || text.find("infiniband") != std::string::npos;
  return c.nodes.value_or(network ? 8 : 1) * std::min<std::int64_t>(8, system.domain_gpus);
}

}  // namespace

CollectiveSetting setting_of(const CollectiveCase& c, const CollectiveConstants& constants) {
  const bool exchange =
      lower(c.op).find("moe") != std::string::npos || lower(c.op).find("dispatch") != std::string::npos;
  const std::optional<CollectiveOp> op = exchange ? CollectiveOp::all_to_all : collective_op(c.op);
  if (!op) {
    throw SimulationError(fmt::format("unknown operation \"{}\". Use one of: {}, moe_alltoall.", printable(c.op),
                                      join(EnumNames<CollectiveOp>::names(), ", ")));
  }
  CollectiveSetting setting;
  // A source that is limited by its links alone gets GPUs whose own links are not what limits.
  const bool any_gpu = constants.gpu(c.gpu) == nullptr && lower(c.gpu).find("any") != std::string::npos;
  setting.system = collective_system(any_gpu ? "h100" : c.gpu, constants);
  std::int64_t per_node = setting.system.node_gpus;
  if (c.gpus && c.nodes) {
    per_node = std::max<std::int64_t>(1, *c.gpus / *c.nodes);
  }
  const std::int64_t shared = std::max(per_node, std::min(setting.system.node_gpus, setting.system.domain_gpus));
  read_interconnect(c.interconnect, shared, constants, setting.system);
  setting.ranks = c.gpus.value_or(presumed_ranks(c, setting.system));
  if (c.gpus && c.nodes && setting.system.domain_gpus <= 8) {
    setting.per_domain = per_node;
  }
  const bool low_latency = exchange && lower(c.op).find("low") != std::string::npos;
  for (const std::vector<double>& row : c.points) {
    if (row.size() != c.columns.size()) {
      throw SimulationError(fmt::format("a point has {} numbers for {} columns", row.size(), c.columns.size()));
    }
    if (exchange) {
      add_exchange_points(c, low_latency, row, setting);
    } else {
      add_point(c, *op, row, setting);
    }
  }
  if (setting.points.empty()) {
    throw SimulationError("no column says time_us, busbw_GBps or algbw_GBps, or dispatch_ and combine_ of them");
  }
  return setting;
}

double simulated(const CollectivePoint& point, const CollectiveSetting& s, const CollectiveConstants& constants) {
  using Kind = CollectivePoint::Kind;
  if (point.kind == Kind::exchange_bandwidth || point.kind == Kind::exchange_time) {
    const auto time = point.low_latency ? low_latency_exchange_time : token_exchange_time;
    const TokenExchangeTime t = time(point.exchange, s.ranks, s.system, constants.token_exchange, s.per_domain);
    return point.kind == Kind::exchange_time ? t.seconds * 1e6 : t.logical_bandwidth / 1e9;
  }
  const CollectiveTime t = collective_time(point.op, point.bytes, s.ranks, s.system, s.algorithm, s.per_domain);
  return point.kind == Kind::small_time ? t.seconds * 1e6 : t.bus_bandwidth / 1e9;
}

std::vector<Comparison> compare_collective(const CollectiveCase& c, const CollectiveConstants& constants) {
  const CollectiveSetting setting = setting_of(c, constants);
  std::vector<Comparison> list;
  for (const CollectivePoint& point : setting.points) {
    using Kind = CollectivePoint::Kind;
    const bool time = point.kind == Kind::small_time || point.kind == Kind::exchange_time;
    Comparison comparison;
    comparison.id = point.id;
    comparison.unit = time ? "us" : "GB/s";
    comparison.measured = point.measured;
    comparison.simulated = simulated(point, setting, constants);
    comparison.tolerance = std::numeric_limits<double>::infinity();
    comparison.figure = time ? "small_time" : "bus_bandwidth";
    comparison.groups = {{"source", c.source},
                         {"gpu", c.gpu},
                         {"op", c.op},
                         {"ranks", fmt::format("{:>4}", setting.ranks)},
                         {"interconnect", setting.system.domain.name}};
    list.push_back(std::move(comparison));
  }
  // Bandwidth is the main figure of a file, so it comes first.
  std::stable_partition(list.begin(), list.end(), [](const Comparison& one) { return one.figure == "bus_bandwidth"; });
  return list;
}

}  // namespace aif
