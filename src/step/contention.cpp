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

/// A site as nested star zones: pods (and groups of pods) are zones, leaf groups are trunks inside them. A ring visits
/// the nodes in order, so only the first and the last node of a leaf group send to another one; the others send through
/// their adapters alone, at the same time and for as long, and are not built.
class Site {
 public:
  explicit Site(const PlayedFabric& fabric) : fabric_(fabric), engine_(plain_engine()) {
    root_ = sg::create_star_zone("site");
    fill(root_, fabric_.group_nodes.size(), 0, fabric_.nodes);
    root_->seal();
  }

  FabricPlay run(double bytes) {
    const double nodes = static_cast<double>(fabric_.nodes);
    const auto edge = static_cast<std::uint64_t>(2 * (nodes - 1) / nodes * bytes);
    sg::Actor::create("ring", ends_.front(), [&] {
      std::vector<sg::CommPtr> flows;
      for (std::size_t i = 1; i < ends_.size(); i += 2) {  // from the last node of a group to the first of the next
        flows.push_back(sg::Comm::sendto_async(ends_[i], ends_[(i + 1) % ends_.size()], edge));
      }
      for (const sg::CommPtr& flow : flows) {
        flow->wait();
      }
      sg::this_actor::sleep_for(2 * (nodes - 1) * fabric_.latency);
    });
    engine_.run();
    play_.hosts = static_cast<std::int64_t>(ends_.size());
    play_.all_reduce = sg::Engine::get_clock();
    return play_;
  }

 private:
  const sg::Link* link(sg::NetZone* zone, const std::string& name, double rate) {
    ++play_.links;
    return zone->create_split_duplex_link(name, rate)->set_latency(0)->seal();
  }

  /// One end of a group of nodes, behind the group's trunk if it has one.
  void add_end(sg::NetZone* zone, const std::string& name, const sg::Link* trunk) {
    sg::Host* host = zone->create_host(name, 1e9);
    std::vector<sg::LinkInRoute> way{
        {link(zone, name + " adapters", fabric_.node_rate), sg::LinkInRoute::Direction::UP}};
    if (trunk != nullptr) {
      way.emplace_back(trunk, sg::LinkInRoute::Direction::UP);
    }
    zone->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, way, true);
    ends_.push_back(host);
  }

  void add_group(sg::NetZone* zone, const std::string& name, const sg::Link* trunk) {
    add_end(zone, name + " first", trunk);
    add_end(zone, name + " last", trunk);
  }

  /// The router at which a zone's trunk begins. SimGrid looks for gateways in zones without zones in them.
  static simgrid::kernel::routing::NetPoint* add_switch(sg::NetZone* zone, const std::string& name) {
    constexpr double no_limit = 1e18;
    sg::NetZone* place = sg::create_star_zone(name + " core");
    place->set_parent(zone);
    auto* router = place->create_router(name + " switch");
    const sg::Link* inside = place->create_link(name + " switch fabric", no_limit)->set_latency(0)->seal();
    place->add_route(router, nullptr, nullptr, nullptr, {sg::LinkInRoute(inside)}, true);
    place->seal();
    const sg::Link* above = zone->create_link(name + " core fabric", no_limit)->set_latency(0)->seal();
    zone->add_route(place->get_netpoint(), nullptr, router, nullptr, {sg::LinkInRoute(above)}, true);
    return router;
  }

  /// Nodes first..first+count below `zone`, in groups of the levels left.
  void fill(sg::NetZone* zone, std::size_t level, std::int64_t first, std::int64_t count) {
    if (level == 0) {
      add_group(zone, "nodes", nullptr);
      return;
    }
    const std::int64_t size = fabric_.group_nodes[level - 1];
    for (std::int64_t at = first; at < first + count; at += size) {
      const std::string name = "group " + std::to_string(level) + "." + std::to_string(at);
      if (level == 1) {
        add_group(zone, name, link(zone, name + " trunk", fabric_.trunk_rates[0]));
        continue;
      }
      sg::NetZone* group = sg::create_star_zone(name);
      group->set_parent(zone);
      auto* gateway = add_switch(group, name);
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
  std::vector<sg::Host*> ends_;  ///< first and last node of every leaf group, in order
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
