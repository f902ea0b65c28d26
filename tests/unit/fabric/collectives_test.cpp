#include "fabric/collectives.hpp"

#include <cmath>
#include <random>

#include "core/error.hpp"
#include "core/soft_equal.hpp"
#include "doctest/doctest.h"
#include "fabric/collective_system.hpp"
#include "fabric/token_exchange.hpp"

namespace aif {
namespace {

const SoftEqual soft_equal;
const std::string models = std::string(AIF_SOURCE_DIR) + "/models";

const CollectiveConstants& constants() {
  static const CollectiveConstants loaded = load_collective_constants(models + "/interconnects/collectives.yaml");
  return loaded;
}

CollectiveSystem machine(const std::string& gpu) { return collective_system(gpu, constants()); }

double bus(const CollectiveSystem& system, std::int64_t ranks, double size = 17179869184.0,
           CollectiveAlgorithm algorithm = CollectiveAlgorithm::best) {
  return collective_time(CollectiveOp::all_reduce, size, ranks, system, algorithm).bus_bandwidth / 1e9;
}

TEST_CASE("a ring of two by hand") {
  // No latency, no copy, half of 100 GB/s: 1 GB takes 2 (n-1)/n 1 GB / 50 GB/s = 20 ms.
  CollectiveSystem system = machine("h100");
  system.domain = {};
  system.domain.ring_share = 0.5;
  system.rate = 100e9;
  system.protocols = {.low_latency_share = 0.1, .middle_share = 0.2, .fill = 0, .copy = 0};
  const CollectiveTime time = collective_time(CollectiveOp::all_reduce, 1e9, 2, system);
  CHECK(soft_equal(time.seconds, 0.02));
  CHECK(soft_equal(time.bus_bandwidth, 50e9));
  CHECK(time.protocol == "bulk");
  CHECK(soft_equal(collective_time(CollectiveOp::all_gather, 1e9, 4, system).seconds, 0.015));
}

TEST_CASE("published asymptotes") {
  CHECK(std::abs(bus(machine("NVIDIA H100 80GB HBM3"), 8) / 480 - 1) < 0.05);
  CHECK(std::abs(bus(machine("A100-SXM"), 8) / 234 - 1) < 0.05);
  CollectiveSystem ring = machine("H100");
  ring.in_switch = false;
  CHECK(std::abs(bus(ring, 8) / 370 - 1) < 0.06);
  CHECK(std::abs(bus(ring, 64) / 386 - 1) < 0.06);
  CHECK(std::abs(bus(machine("GB200-NVL72"), 144) / 810 - 1) < 0.06);
  CHECK(std::abs(bus(machine("MI300X"), 2) / 47.7 - 1) < 0.15);
}

TEST_CASE("reduction in the network doubles what adapters give") {
  CollectiveSystem system = machine("H100");
  system.adapter = 10e9;  // so that the network limits
  const double plain = bus(system, 64);
  system.in_network = true;
  const CollectiveTime time = collective_time(CollectiveOp::all_reduce, 17179869184.0, 64, system);
  CHECK(time.algorithm == CollectiveAlgorithm::in_network);
  CHECK(time.bus_bandwidth / 1e9 > 1.8 * plain);
}

TEST_CASE("trees and hierarchies beat rings where hops count") {
  const CollectiveSystem system = machine("H100");
  auto seconds_of = [&](CollectiveAlgorithm algorithm, double size) {
    return collective_time(CollectiveOp::all_reduce, size, 8192, system, algorithm).seconds;
  };
  for (const double size : {1024.0, 65536.0, 1048576.0}) {
    const double ring = seconds_of(CollectiveAlgorithm::ring, size);
    CHECK(seconds_of(CollectiveAlgorithm::tree, size) < ring / 20);
    CHECK(seconds_of(CollectiveAlgorithm::hierarchical, size) < ring / 20);
    CHECK(seconds_of(CollectiveAlgorithm::best, size) <= seconds_of(CollectiveAlgorithm::tree, size));
  }
  // Where bytes count, a ring is as good as anything that does not reduce in switches.
  CollectiveSystem plain = system;
  plain.in_switch = false;
  CHECK(collective_time(CollectiveOp::all_reduce, 17179869184.0, 64, plain).algorithm == CollectiveAlgorithm::ring);
}

TEST_CASE("more bandwidth is never slower, more bytes and longer hops are never faster, in any algorithm") {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> unit(0, 1);
  const std::array gpus{"V100", "A100", "H100", "B200", "GB200", "MI300X", "RTX PRO 6000"};
  for (int i = 0; i < 3000; ++i) {
    CollectiveSystem system = machine(gpus[static_cast<std::size_t>(i) % gpus.size()]);
    system.in_network = unit(random) < 0.3;
    system.hop_latency = 1e-6 * unit(random);
    const auto op = static_cast<CollectiveOp>(static_cast<int>(unit(random) * 6.999));
    const double size = std::exp2(6 + 28 * unit(random));
    const auto ranks = static_cast<std::int64_t>(std::exp2(1 + 13 * unit(random)));
    const double time = collective_time(op, size, ranks, system).seconds;
    CAPTURE(ranks);
    CAPTURE(size);
    REQUIRE(std::isfinite(time));
    CHECK(collective_time(op, size * 1.3, ranks, system).seconds >= time);
    CollectiveSystem better = system;
    better.adapter *= 1.5;
    CHECK(collective_time(op, size, ranks, better).seconds <= time * (1 + 1e-12));
    better.rate *= 1.5;
    CHECK(collective_time(op, size, ranks, better).seconds <= time * (1 + 1e-12));
    CollectiveSystem longer = system;
    longer.hop_latency += 5e-6;
    CHECK(collective_time(op, size, ranks, longer).seconds >= time * (1 - 1e-12));
  }
}

TEST_CASE("what cannot run says why") {
  CollectiveSystem system = machine("A100");
  CHECK_THROWS_WITH_AS((void)collective_time(CollectiveOp::all_reduce, 1e6, 8, system, CollectiveAlgorithm::in_switch),
                       "all_reduce cannot run as in_switch on 8 ranks in 1 domain of 8: the switches of its domains do "
                       "not reduce, or the group is too small. Use best or ring.",
                       SimulationError);
  system.adapter = 0;
  CHECK_THROWS_WITH_AS((void)collective_time(CollectiveOp::all_gather, 1e6, 16, system),
                       "16 ranks span 2 domains of 8, which no network joins.", SimulationError);
  CHECK_THROWS_AS((void)machine("abacus"), SimulationError);
}

TEST_CASE("words for operations and algorithms") {
  CHECK(collective_op("AllReduce") == CollectiveOp::all_reduce);
  CHECK(collective_op("all-to-all") == CollectiveOp::all_to_all);
  CHECK(collective_op("alltoall") == CollectiveOp::all_to_all);
  CHECK(collective_op("reduce_scatter_perf") == CollectiveOp::reduce_scatter);
  CHECK(collective_op("SendRecv") == CollectiveOp::send_receive);
  CHECK(!collective_op("sort"));
  CHECK(collective_algorithm("NVLS") == CollectiveAlgorithm::in_switch);
  CHECK(collective_algorithm("SHARP") == CollectiveAlgorithm::in_network);
  CHECK(!collective_algorithm("magic"));
}

CollectiveSystem read(const std::string& gpu, const std::string& text, std::int64_t per_node = 8) {
  CollectiveSystem system = machine(gpu);
  read_interconnect(text, per_node, constants(), system);
  return system;
}

TEST_CASE("links in the words of sources") {
  CHECK_THROWS_WITH_AS(
      read("H100", "8x0 Gb/s IB"),
      "the links \"8x0 Gb/s IB\" have no bandwidth (8 x 0 = 0). Write a rate above zero, as in 8x400 Gb/s, "
      "or leave them out.",
      SimulationError);
  CHECK_THROWS_AS(read("H100", "NVLink4 at 0 GB/s"), SimulationError);
  CHECK(soft_equal(read("H100", "NVLink4; 8x400 Gb/s NDR IB per node (400 Gbps/GPU)").adapter, 50e9));
  CHECK(soft_equal(read("A100", "NVLink3; 8 x 200 Gb/s HDR InfiniBand").adapter, 25e9));
  CHECK(soft_equal(read("B200", "NVLink5 900 GB/s/dir; 8x400 Gb/s EFA v4 per node (50 GB/s/GPU)").adapter, 50e9));
  CHECK(read("B200", "8x400 Gb/s EFA v4 per node").network.name == "efa");
  CHECK(soft_equal(read("H100", "NVLink4 (900 GB/s bidirectional)").rate, 450e9));
  CHECK(soft_equal(read("H100", "NVLink4 (400 GB/s/dir)").rate, 400e9));
  CHECK(soft_equal(read("H100", "400 Gb/s RDMA, 1 NIC").adapter, 50e9 / 8));
  CHECK(read("H100", "100 GbE TCP/IP").network.name == "tcp");
  CHECK(soft_equal(read("H100", "PCIe Gen5").rate, 64e9));
  CHECK(soft_equal(read("MI300X", "xGMI full mesh, 64 GB/s/dir per link").rate, 448e9));
  CHECK(!read("H100", "NVLink4, no SHARP").in_switch);
  CHECK(read("H100", "8x400 Gb/s IB per node, SHARP").in_network);
  const CollectiveSystem plain = read("H100", "8x400 Gb/s IB per node, no SHARP");
  CHECK(plain.in_switch);
  CHECK(!plain.in_network);
}

TEST_CASE("experts: what is sent, and published kernels") {
  const TokenReach one = token_reach(1, 0, 4, 8);
  CHECK(soft_equal(one.domains, 1.0));
  CHECK(soft_equal(one.ranks, 1.0));
  const TokenReach limited = token_reach(8, 4, 8, 8), free = token_reach(8, 0, 8, 8);
  CHECK(limited.domains < free.domains);
  CHECK(limited.domains <= 4);
  TokenExchange exchange{.node_limit = 4, .element_bytes = 1 + 4.0 / 128};
  CollectiveSystem system = machine("H800");
  const TokenExchangeTime t = token_exchange_time(exchange, 32, system, constants().token_exchange);
  CHECK(std::abs(t.logical_bandwidth / 58e9 - 1) < 0.1);
  // Bytes sent by all are bytes received by all: dispatch and combination move the same tokens.
  CHECK(soft_equal(t.network_bytes, exchange.tokens * exchange.hidden * exchange.element_bytes *
                                        token_reach(8, 4, 4, 8).domains * 3 / 4));
  exchange.node_limit = 0;
  CHECK(token_exchange_time(exchange, 64, system, constants().token_exchange).seconds >
        token_exchange_time({.node_limit = 4, .element_bytes = exchange.element_bytes}, 64, system,
                            constants().token_exchange)
            .seconds);
}

}  // namespace
}  // namespace aif
