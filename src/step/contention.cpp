#include "step/contention.hpp"

// SimGrid's smaller headers need its log header before them.
#include <xbt/log.h>

#include <simgrid/s4u.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <string>
#include <utility>

#include "core/contracts.hpp"
#include "core/error.hpp"
#include "engine/isolated.hpp"

namespace aif::step {
namespace {

namespace sg = simgrid::s4u;

/// SimGrid with the plain model: flows share links, without factors of transport protocols.
sg::Engine& plain_engine() {
  static int argc = 1;
  static char name[] = "aifactory";
  static char* argv[] = {name, nullptr};
  xbt_log_control_set("root.thresh:critical");
  auto* engine = new sg::Engine(&argc, argv);  // lives to the end of the child process
  for (const char* setting : {"network/model:CM02", "network/TCP-gamma:0", "network/bandwidth-factor:1",
                              "network/latency-factor:1", "network/weight-S:0", "network/crosstraffic:0"}) {
    sg::Engine::set_config(setting);
  }
  return *engine;
}

std::string bytes_of(const std::vector<double>& numbers) {
  std::string bytes(numbers.size() * sizeof(double), '\0');
  std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return bytes;
}

std::vector<double> numbers_of(const std::string& bytes) {
  std::vector<double> numbers(bytes.size() / sizeof(double));
  std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(double));
  return numbers;
}

/// One story per job: flows beside a window of computing, the rest of the step after both.
class Sharing {
 public:
  Sharing(const std::vector<SharingJob>& jobs, const std::vector<double>& trunks, std::int64_t rounds)
      : jobs_(jobs), trunks_(trunks), rounds_(rounds), engine_(plain_engine()), steps_(jobs.size()) {
    sg::NetZone* zone = sg::create_full_zone("fabric");
    std::vector<const sg::Link*> links;
    for (std::size_t t = 0; t < trunks_.size(); ++t) {
      const std::string name = "trunk " + std::to_string(t);
      above_.push_back(zone->create_host(name + " above", 1e9));
      links.push_back(zone->create_link(name, trunks_[t])->set_latency(0)->seal());
    }
    for (std::size_t j = 0; j < jobs_.size(); ++j) {
      for (const TrunkLoad& load : jobs_[j].loads) {
        // What the job's own adapters send when the trunk is free limits it before the trunk does.
        const std::string name = "job " + std::to_string(j) + " at trunk " + std::to_string(load.trunk);
        const double flowing = jobs_[j].window + jobs_[j].communication;
        const double own = flowing > 0 ? load.bytes / flowing : trunks_[load.trunk];
        sg::Host* source = zone->create_host(name, 1e9);
        const sg::Link* adapters = zone->create_link(name + " adapters", own)->set_latency(0)->seal();
        zone->add_route(source->get_netpoint(), above_[load.trunk]->get_netpoint(), nullptr, nullptr,
                        {sg::LinkInRoute(adapters), sg::LinkInRoute(links[load.trunk])}, false);
        source_[{j, load.trunk}] = source;
      }
    }
    keeper_ = zone->create_host("computing", 1e9);
    zone->seal();
  }

  std::vector<double> run() {
    for (std::size_t j = 0; j < jobs_.size(); ++j) {
      steps_[j] = jobs_[j].step;
      if (!jobs_[j].loads.empty()) {
        sg::Actor::create("job " + std::to_string(j), keeper_, [this, j] { play(j); });
      }
    }
    engine_.run();
    return steps_;
  }

 private:
  void play(std::size_t j) {
    const SharingJob& job = jobs_[j];
    // Alone, flows take the window they hide under and the part that waits for them.
    const double flowing = job.window + job.communication;
    const double after = std::max(0.0, job.step - flowing);
    const double begin = sg::Engine::get_clock();
    for (std::int64_t round = 0; round < rounds_; ++round) {
      std::vector<sg::CommPtr> flows;
      for (const TrunkLoad& load : job.loads) {
        flows.push_back(sg::Comm::sendto_async(source_.at({j, load.trunk}), above_[load.trunk],
                                               static_cast<std::uint64_t>(load.bytes)));
      }
      sg::this_actor::sleep_for(job.window);
      for (const sg::CommPtr& flow : flows) {
        flow->wait();
      }
      sg::this_actor::sleep_for(after);
    }
    steps_[j] = (sg::Engine::get_clock() - begin) / static_cast<double>(rounds_);
  }

  const std::vector<SharingJob>& jobs_;
  const std::vector<double>& trunks_;
  std::int64_t rounds_;
  sg::Engine& engine_;
  sg::Host* keeper_ = nullptr;
  std::map<std::pair<std::size_t, std::size_t>, sg::Host*> source_;  ///< by job and trunk
  std::vector<sg::Host*> above_;
  std::vector<double> steps_;
};

/// Nested star zones: nodes in leaf groups, those in pods, pods at the core.
class Site {
 public:
  explicit Site(const PlayedFabric& fabric) : fabric_(fabric), engine_(plain_engine()) {
    root_ = sg::create_star_zone("site");
    fill(root_, fabric_.group_nodes.size(), 0, fabric_.nodes);
    root_->seal();
  }

  FabricPlay run(double bytes) {
    const double edge = 2 * (static_cast<double>(fabric_.nodes) - 1) / static_cast<double>(fabric_.nodes) * bytes;
    // A ring visits the nodes in order. Inside a group all its edges take the same time, so one of them stands for
    // all; edges between groups go over trunks and are played one by one.
    std::vector<std::pair<std::int64_t, std::int64_t>> edges;
    const std::int64_t group = fabric_.group_nodes.empty() ? fabric_.nodes : fabric_.group_nodes.back();
    for (std::int64_t first = 0; first < fabric_.nodes; first += group) {
      const std::int64_t last = std::min(first + group, fabric_.nodes) - 1;
      if (last > first) {
        edges.emplace_back(first, first + 1);
      }
      edges.emplace_back(last, (last + 1) % fabric_.nodes);
    }
    sg::Actor::create("ring", hosts_.front(), [&] {
      std::vector<sg::CommPtr> flows;
      for (const auto& [from, to] : edges) {
        if (from != to) {
          flows.push_back(sg::Comm::sendto_async(hosts_[static_cast<std::size_t>(from)],
                                                 hosts_[static_cast<std::size_t>(to)],
                                                 static_cast<std::uint64_t>(edge)));
        }
      }
      for (const sg::CommPtr& flow : flows) {
        flow->wait();
      }
      sg::this_actor::sleep_for(2 * (static_cast<double>(fabric_.nodes) - 1) * fabric_.latency);
    });
    engine_.run();
    play_.hosts = static_cast<std::int64_t>(hosts_.size());
    play_.all_reduce = sg::Engine::get_clock();
    return play_;
  }

 private:
  const sg::Link* link(sg::NetZone* zone, const std::string& name, double rate) {
    ++play_.links;
    return zone->create_split_duplex_link(name, rate)->set_latency(0)->seal();
  }

  /// The router at which a group's trunk begins. SimGrid looks for gateways in zones without zones in them, so groups of
  /// groups get a zone for their switch.
  static simgrid::kernel::routing::NetPoint* add_switch(sg::NetZone* group, const std::string& name, std::size_t level) {
    sg::NetZone* place = group;
    if (level > 1) {
      place = sg::create_star_zone(name + " core");
      place->set_parent(group);
    }
    auto* router = place->create_router(name + " switch");
    place->add_route(router, nullptr, nullptr, nullptr, {sg::LinkInRoute(inside_switch(place, name))}, true);
    if (level > 1) {
      place->seal();
      group->add_route(place->get_netpoint(), nullptr, router, nullptr,
                       {sg::LinkInRoute(inside_switch(group, name + " core"))}, true);
    }
    return router;
  }

  /// The way through a switch to its trunk, which limits nothing.
  static const sg::Link* inside_switch(sg::NetZone* zone, const std::string& name) {
    constexpr double no_limit = 1e18;
    return zone->create_link(name + " switch fabric", no_limit)->set_latency(0)->seal();
  }

  /// Nodes first..first+count below `zone`, in groups of the levels left.
  void fill(sg::NetZone* zone, std::size_t level, std::int64_t first, std::int64_t count) {
    if (level == 0) {
      for (std::int64_t i = first; i < first + count; ++i) {
        const std::string name = "node " + std::to_string(i);
        sg::Host* host = zone->create_host(name, 1e9);
        const sg::Link* adapter = link(zone, name + " adapters", fabric_.node_rate);
        zone->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, {{adapter, sg::LinkInRoute::Direction::UP}},
                        true);
        hosts_.push_back(host);
      }
      return;
    }
    const std::int64_t size = fabric_.group_nodes[level - 1];
    for (std::int64_t at = first; at < first + count; at += size) {
      const std::string name = "group " + std::to_string(level) + "." + std::to_string(at);
      sg::NetZone* group = sg::create_star_zone(name);
      group->set_parent(zone);
      auto* gateway = add_switch(group, name, level);
      fill(group, level - 1, at, std::min(size, first + count - at));
      group->seal();
      const sg::Link* trunk = link(zone, name + " trunk", fabric_.trunk_rates[level - 1]);
      zone->add_route(group->get_netpoint(), nullptr, gateway, nullptr, {{trunk, sg::LinkInRoute::Direction::UP}},
                      true);
    }
  }

  const PlayedFabric& fabric_;
  sg::Engine& engine_;
  sg::NetZone* root_ = nullptr;
  std::vector<sg::Host*> hosts_;
  FabricPlay play_;
};

}  // namespace

std::vector<double> shared_steps(const std::vector<SharingJob>& jobs, const std::vector<double>& trunks,
                                 std::int64_t rounds) {
  AIF_EXPECT(rounds >= 1);
  for (const double trunk : trunks) {
    if (!(trunk > 0)) {
      throw SimulationError("a trunk without bandwidth joins nothing");
    }
  }
  return numbers_of(run_isolated([&](ChildLink&) { return bytes_of(Sharing(jobs, trunks, rounds).run()); }, nullptr));
}

FabricPlay play_fabric(const PlayedFabric& fabric, double bytes) {
  AIF_EXPECT(fabric.nodes >= 1 && fabric.group_nodes.size() == fabric.trunk_rates.size());
  const std::vector<double> numbers = numbers_of(run_isolated(
      [&](ChildLink&) {
        const FabricPlay play = Site(fabric).run(bytes);
        return bytes_of({static_cast<double>(play.hosts), static_cast<double>(play.links), play.all_reduce});
      },
      nullptr));
  AIF_ASSERT(numbers.size() == 3);
  return {static_cast<std::int64_t>(numbers[0]), static_cast<std::int64_t>(numbers[1]), numbers[2]};
}

}  // namespace aif::step
