#include "scenario/bounds.hpp"
#include "scenario/fabric_spec.hpp"

/// Field lists of the network: fabrics, links between sites, jobs across them.
namespace aif {

std::vector<std::string> EnumNames<FabricTopology>::names() {
  return {"leaf_spine", "rail_optimised", "dragonfly_plus", "torus"};
}
std::vector<std::string> EnumNames<FabricRouting>::names() { return {"ecmp", "adaptive"}; }
std::vector<std::string> EnumNames<FabricPlacement>::names() {
  return {"compact", "rail_aware", "spread", "fragmented"};
}
std::vector<std::string> EnumNames<RankOrder>::names() { return {"pipeline_in_data", "data_in_pipeline"}; }
std::vector<std::string> EnumNames<SiteSynchronisation>::names() { return {"every_step", "local_update"}; }
std::vector<std::string> EnumNames<CollectiveChoice>::names() {
  return {"auto", "ring", "tree", "hierarchical", "in_switch", "in_network"};
}

namespace {

constexpr const char* collectives_help =
    "How gradients are summed over data-parallel ranks: auto (the fastest, as the libraries choose), ring, tree, "
    "hierarchical, in_switch (reduction in the switches of NVLink domains) or in_network (in the network's).";

}  // namespace

const Record<FabricSpec>& Fields<FabricSpec>::get() {
  using F = FabricSpec;
  static const Record<F> record =
      Record<F>("fabric", "The leaf and spine network of a site, outside the NVLink domains.")
          .required("leaf", &F::leaf, "The switch, from the catalog (aifactory list switch).")
          .required("optic", &F::optic, "The optical module of its links (aifactory list optic).")
          .optional("tiers", &F::tiers, "Tiers of switches: 1 leaf, 2 leaf and spine, 3 with a core.", count(1, 3))
          .optional("oversubscription", &F::oversubscription,
                    "Bandwidth below the leaves over bandwidth above them. 1: none.", between(1, 64))
          .optional("core_oversubscription", &F::core_oversubscription,
                    "Bandwidth below the spines of a pod over bandwidth above them. 1: none; 7: one seventh, as in the "
                    "Llama 3 cluster.",
                    between(1, 64))
          .optional("routing_efficiency", &F::routing_efficiency,
                    "Share of the nominal rate that large flows reach in spite of collisions.", between(0.05, 1))
          .optional("routing", &F::routing,
                    "Names the routing efficiency instead: ecmp (0.60, collisions of hashed flows) or adaptive (0.95, "
                    "packets take the emptiest link).")
          .optional("topology", &F::topology,
                    "leaf_spine, rail_optimised (the adapters of a node at as many leaves), dragonfly_plus or torus.")
          .optional("planes", &F::planes, "Parallel fabrics; each gets its part of every adapter's rate.", count(1, 16))
          .optional("pod_gpus", &F::pod_gpus, "GPUs of a pod below the core; as many as the switches allow if absent.",
                    count(1, max_gpus))
          .optional("domain_gpus", &F::domain_gpus,
                    "GPUs of an NVLink domain instead of the system's: 8, 16, 36, 72, 144, 576.", count(1, 4096))
          .optional(
              "placement", &F::placement,
              "Where the nodes of a job lie: compact (one after the other), rail_aware (compact, traffic stays on "
              "its rail), spread (over all pods in turn) or fragmented (in so many fragments).")
          .optional("fragments", &F::fragments, "Pieces of a fragmented job.", count(1, max_gpus))
          .optional(
              "rank_order", &F::rank_order,
              "Tensor, context and expert ranks are innermost; then pipeline_in_data: the stages of a replica lie "
              "together, or data_in_pipeline: the replicas of a stage do.")
          .optional("failed_links", &F::failed_links, "Share of the links above the leaves that are down.",
                    between(0, 0.9))
          .optional("failed_switches", &F::failed_switches, "Share of the switches above the leaves that are down.",
                    between(0, 0.9))
          .optional("shared_trunks", &F::shared_trunks,
                    "Whether jobs of a pool that share an oversubscribed trunk slow each other down.")
          .optional("collectives", &F::collectives, collectives_help)
          .optional("halls", &F::halls, "Rooms or buildings that pods stand in; all in one if absent.")
          .optional("faults", &F::faults,
                    "Links and switches above the leaves fail at random; they do not if absent. {} takes published "
                    "rates.");
  return record;
}

const Record<SiteLinkSpec>& Fields<SiteLinkSpec>::get() {
  static const Record<SiteLinkSpec> record =
      Record<SiteLinkSpec>("site link", "A line to another site; it serves both directions.")
          .required("to", &SiteLinkSpec::to, "Name of the other site.")
          .required("rate", &SiteLinkSpec::rate, "In each direction, e.g. 800 Gbit/s.",
                    above_zero_to(bits_per_second(1e16).si()))
          .required("distance", &SiteLinkSpec::distance,
                    "Along the fibre, e.g. 300 km; light takes 4.9 us for a kilometre.",
                    between(0, kilometres(40'000).si()));
  return record;
}

const Record<AcrossSitesSpec>& Fields<AcrossSitesSpec>::get() {
  using A = AcrossSitesSpec;
  static const Record<A> record =
      Record<A>("job across sites", "How the parts of a job at several sites stay together.")
          .optional(
              "synchronisation", &A::synchronisation,
              "every_step: gradients of all sites are summed in every step. local_update: each site trains on its "
              "own and parameters are averaged every steps_between steps.")
          .optional("steps_between", &A::steps_between, "Steps between two synchronisations with local_update.",
                    count(1, 1'000'000))
          .optional("bytes_per_parameter", &A::bytes_per_parameter,
                    "Exchanged in one synchronisation: 4 in FP32, 2 in BF16, less with compression.", between(0.01, 16))
          .optional("overlap", &A::overlap, "Share of the exchange that hides under computing.", fraction())
          .optional("extra_tokens", &A::extra_tokens,
                    "Share of tokens that local updates need more for the same loss; 0 if unknown.", between(0, 10));
  return record;
}

}  // namespace aif
