#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/findings.hpp"
#include "cli/session.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "core/units.hpp"
#include "fabric/collective_system.hpp"
#include "fabric/token_exchange.hpp"

/// `aifactory collective`: time and bandwidth of collectives over sizes and numbers of GPUs.
namespace aif {
namespace {

struct CollectiveOptions {
  std::string system, gpu, links, network = "infiniband", algorithm = "best";
  std::vector<std::string> ops{"all_reduce"};
  std::vector<std::int64_t> gpus;
  std::vector<std::string> sizes;
  std::int64_t per_domain = 0;
  bool in_network = false, no_in_switch = false, csv = false;
};

struct Row {
  std::string op;
  std::int64_t gpus = 0;
  double size = 0;
  CollectiveTime time;
};

double size_of(const std::string& text) {
  // nccl-tests count in powers of two and write 8M; a bare number is bytes.
  const std::string last = text.empty() ? std::string() : text.substr(text.size() - 1);
  const bool short_form = last == "K" || last == "M" || last == "G";
  const QuantityOutcome outcome = parse_quantity(short_form ? text + "iB" : text);
  const bool number = outcome.value && outcome.value->dimension == Dimension{};
  if (!outcome.value || (!number && outcome.value->dimension != DataSize::dimension) || outcome.value->si < 1) {
    throw UsageError(fmt::format("\"{}\" is not a size of at least 1 B. Write 1MiB, 64 kB, 8M or a number of bytes.",
                                 printable(text)));
  }
  return outcome.value->si;
}

/// "1K:16G" stands for every power of two from the first to the last; a list is taken as it is.
std::vector<double> sizes_of(const std::vector<std::string>& texts) {
  std::vector<double> sizes;
  for (const std::string& text : texts.empty() ? std::vector<std::string>{"1K:16G"} : texts) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) {
      sizes.push_back(size_of(text));
      continue;
    }
    const double first = size_of(text.substr(0, colon)), last = size_of(text.substr(colon + 1));
    if (last < first) {
      throw UsageError(fmt::format("the range \"{}\" ends before it begins", printable(text)));
    }
    for (double size = first; size <= last * 1.0000001; size *= 2) {
      sizes.push_back(size);
    }
  }
  return sizes;
}

CollectiveSystem system_of(const CollectiveOptions& options, const Session& session) {
  const CollectiveConstants& constants = shipped_collective_constants();
  CollectiveSystem system;
  if (!options.system.empty()) {
    const Catalog catalog = session.catalog();
    system = collective_system(*catalog.get<SystemSpec>(options.system), constants, options.network);
  } else if (!options.gpu.empty()) {
    system = collective_system(options.gpu, constants);
    system.network = constants.network(options.network);
  } else {
    throw UsageError("say which machine: --system dgx-h100, or --gpu H100");
  }
  if (!options.links.empty()) {
    read_interconnect(options.links, system.node_gpus, constants, system);
  }
  system.in_network = system.in_network || options.in_network;
  system.in_switch = system.in_switch && !options.no_in_switch;
  return system;
}

std::vector<Row> rows_of(const CollectiveOptions& options, const CollectiveSystem& system) {
  const std::optional<CollectiveAlgorithm> algorithm = collective_algorithm(options.algorithm);
  if (!algorithm) {
    throw UsageError(fmt::format("unknown algorithm \"{}\". {}", printable(options.algorithm),
                                 suggest(options.algorithm, EnumNames<CollectiveAlgorithm>::names())));
  }
  std::vector<Row> rows;
  const std::vector<double> sizes = sizes_of(options.sizes);
  for (const std::string& name : options.ops) {
    const std::optional<CollectiveOp> op = collective_op(name);
    if (!op) {
      throw UsageError(fmt::format("unknown operation \"{}\". {}", printable(name),
                                   suggest(name, EnumNames<CollectiveOp>::names())));
    }
    for (const std::int64_t gpus : options.gpus) {
      for (const double size : sizes) {
        rows.push_back({EnumNames<CollectiveOp>::names()[static_cast<std::size_t>(*op)], gpus, size,
                        collective_time(*op, size, gpus, system, *algorithm, options.per_domain)});
      }
    }
  }
  return rows;
}

std::string algorithm_name(const CollectiveTime& time) {
  return EnumNames<CollectiveAlgorithm>::names()[static_cast<std::size_t>(time.algorithm)];
}

std::string csv_of(const std::vector<Row>& rows) {
  std::string text = "op,gpus,bytes,time_us,busbw_GBps,algbw_GBps,algorithm,protocol\n";
  for (const Row& r : rows) {
    text += fmt::format("{},{},{:.0f},{:.6g},{:.6g},{:.6g},{},{}\n", r.op, r.gpus, r.size, r.time.seconds * 1e6,
                        r.time.bus_bandwidth / 1e9, r.time.algorithm_bandwidth / 1e9, algorithm_name(r.time),
                        r.time.protocol);
  }
  return text;
}

std::string json_of(const std::vector<Row>& rows, const CollectiveSystem& system) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Row& r : rows) {
    list.push_back({{"op", r.op},
                    {"gpus", r.gpus},
                    {"bytes", r.size},
                    {"time_s", r.time.seconds},
                    {"bus_bandwidth_Bps", r.time.bus_bandwidth},
                    {"algorithm_bandwidth_Bps", r.time.algorithm_bandwidth},
                    {"algorithm", algorithm_name(r.time)},
                    {"protocol", r.time.protocol}});
  }
  return json_text({{"system", system.name},
                    {"interconnect", system.domain.name},
                    {"domain_gpus", system.domain_gpus},
                    {"domain_rate_Bps", system.rate},
                    {"network", system.network.name},
                    {"adapter_Bps", system.adapter},
                    {"in_switch", system.in_switch && system.domain.reduction.has_value()},
                    {"in_network", system.in_network},
                    {"collectives", list}});
}

std::string table_of(const std::vector<Row>& rows, const CollectiveSystem& system) {
  std::string text = fmt::format(
      "{}: domains of {} GPUs on {} at {} per GPU and direction; {} of {} per GPU between them\n\n{:<15} {:>8} {:>12} "
      "{:>13} {:>12}  {}\n",
      printable(system.name), system.domain_gpus, system.domain.name, human(bytes_per_second(system.rate), 3),
      system.network.name, human(bytes_per_second(system.adapter), 3), "operation", "GPUs", "size", "time [us]",
      "bus [GB/s]", "algorithm, protocol");
  for (const Row& r : rows) {
    text += fmt::format("{:<15} {:>8} {:>12} {:>13.1f} {:>12.2f}  {}, {}\n", r.op, grouped(static_cast<double>(r.gpus)),
                        human(bytes(r.size), 4), r.time.seconds * 1e6, r.time.bus_bandwidth / 1e9,
                        algorithm_name(r.time), r.time.protocol);
  }
  return text;
}

int collective(const CollectiveOptions& options, const Session& session) {
  const CollectiveSystem system = system_of(options, session);
  CollectiveOptions filled = options;
  if (filled.gpus.empty()) {
    filled.gpus = {system.domain_gpus};
  }
  const std::vector<Row> rows = rows_of(filled, system);
  print(session.json ? json_of(rows, system) : options.csv ? csv_of(rows) : for_terminal(table_of(rows, system)));
  return exit_ok;
}

}  // namespace

void add_collective(CLI::App& app, Session& session) {
  auto options = std::make_shared<CollectiveOptions>();
  CLI::App& verb =
      add_verb(app, session, "collective", "Time and bandwidth of collectives over sizes and numbers of GPUs",
               "  aifactory collective --system dgx-h100 --gpus 8,64,1024\n"
               "  aifactory collective --gpu GB200 --gpus 72,144 --op all_reduce,all_to_all --sizes 1M:8G --csv\n"
               "  aifactory collective --gpu H100 --links \"8x400 Gb/s RoCE per node\" --gpus 256 --algorithm ring");
  verb.add_option("--system", options->system, "System of the catalog")->type_name("NAME");
  verb.add_option("--gpu", options->gpu, "GPU in any words: H100, \"NVIDIA B200\", MI300X")->type_name("TEXT");
  verb.add_option("--links", options->links, "What differs from its usual links, in words")->type_name("TEXT");
  verb.add_option("--network", options->network, "infiniband, roce, efa or tcp; infiniband if not given")
      ->type_name("NAME");
  verb.add_option("--op", options->ops,
                  "Operations: all_reduce, reduce_scatter, all_gather, all_to_all, broadcast, "
                  "reduce, send_receive; all_reduce if not given")
      ->delimiter(',')
      ->type_name("NAME");
  verb.add_option("--gpus", options->gpus, "Numbers of GPUs; one domain if not given")
      ->delimiter(',')
      ->check(CLI::Range(std::int64_t{2}, std::int64_t{2'500'000}))
      ->type_name("N");
  verb.add_option("--sizes", options->sizes, "Sizes, or FIRST:LAST for the powers of two between; 1K:16G if not given")
      ->delimiter(',')
      ->type_name("SIZE");
  verb.add_option("--algorithm", options->algorithm, "best, ring, tree, hierarchical, in_switch or in_network")
      ->type_name("NAME");
  verb.add_option("--per-domain", options->per_domain, "GPUs that take part in each domain; all if not given")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{100'000}))
      ->type_name("N");
  verb.add_flag("--in-network", options->in_network, "The network's switches reduce (SHARP)");
  verb.add_flag("--no-in-switch", options->no_in_switch, "The domain's switches do not reduce (no NVLS)");
  verb.add_flag("--csv", options->csv, "Rows for a spreadsheet");
  verb.callback(
      [&session, options] { session.action = [&session, options] { return collective(*options, session); }; });
}

}  // namespace aif
