#include "scenario/bounds.hpp"
#include "scenario/fabric_spec.hpp"

/// Field lists of halls, of what fails in a network, and of what a job asks of it.
namespace aif {

std::vector<std::string> EnumNames<NetworkEventKind>::names() { return {"link_down", "switch_down", "line_down"}; }
std::vector<std::string> EnumNames<TrunkTier>::names() { return {"leaf", "pod", "hall", "group", "torus"}; }

const Record<HallSpec>& Fields<HallSpec>::get() {
  static const Record<HallSpec> record =
      Record<HallSpec>("halls", "Rooms or buildings with whole pods in them. Jobs fill hall after hall.")
          .required("gpus", &HallSpec::gpus, "GPUs of a hall, whole pods.", count(1, max_gpus))
          .optional("oversubscription", &HallSpec::oversubscription,
                    "Bandwidth of the core below the lines between halls over theirs. 1: none.", between(1, 64))
          .optional("distance", &HallSpec::distance,
                    "Of the cables between halls, e.g. 300 m; light takes 4.9 ns for a metre.",
                    between(0, kilometres(100).si()));
  return record;
}

const Record<FabricFaultsSpec>& Fields<FabricFaultsSpec>::get() {
  using F = FabricFaultsSpec;
  static const Record<F> record =
      Record<F>(
          "fabric faults",
          "Random failures of links and switches above the leaves, and their repair. Links to machines and leaves "
          "are among the failures of nodes.")
          .optional("links_per_month", &F::links_per_month,
                    "Share of links that fail in 30 days. 0.00057: links between machines and leaves of a cloud's "
                    "training fabric; those above are taken to fail alike.",
                    fraction())
          .optional("switches_per_month", &F::switches_per_month,
                    "Share of switches that fail in 30 days. 0.00051: leaves of the same fabric.", fraction())
          .optional("repair_median", &F::repair_median,
                    "Median time to repair, e.g. 50 h: cables and links in a trace of 400 nodes.",
                    above_zero_to(days(365).si()))
          .optional("repair_sigma", &F::repair_sigma,
                    "Spread of repairs: standard deviation of the logarithm of their time.", between(0, 4));
  return record;
}

const Record<JobNetworkSpec>& Fields<JobNetworkSpec>::get() {
  using J = JobNetworkSpec;
  static const Record<J> record =
      Record<J>("network of a job", "What the job asks of the fabric; what is not given is as its site says.")
          .optional("placement", &J::placement, "Where its nodes lie: compact, rail_aware, spread or fragmented.")
          .optional("fragments", &J::fragments, "Pieces of a fragmented job.", count(1, max_gpus))
          .optional("rank_order", &J::rank_order, "pipeline_in_data or data_in_pipeline, as in the fabric.")
          .optional("collectives", &J::collectives,
                    "How gradients are summed: auto, ring, tree, hierarchical, in_switch or in_network.");
  return record;
}

const Record<NetworkEventSpec>& Fields<NetworkEventSpec>::get() {
  using E = NetworkEventSpec;
  static const Record<E> record =
      Record<E>("network event", "Capacity of a site's network that is gone from a date on.")
          .optional("name", &E::name, "What it is called.")
          .required("kind", &E::kind,
                    "link_down: links above the leaves. switch_down: switches above the leaves. line_down: a line to "
                    "another site.")
          .required("start", &E::start, "When it begins.")
          .required("duration", &E::duration, "How long it lasts.", above_zero_to(years(1).si()))
          .optional("tier", &E::tier,
                    "Whose trunks lose it: leaf (to the spines), pod (to the core), hall, group (of a dragonfly+) or "
                    "torus. The lowest if not given.")
          .optional("trunk", &E::trunk,
                    "link_down: the one trunk that loses it, counted from 0; spread over all of the tier if not given.",
                    count(0, max_gpus))
          .optional("count", &E::count, "Links or switches, instead of a share.", count(1, 100e6))
          .optional("share", &E::share, "Share of the links, switches, or of the line's rate.",
                    between(1e-6, largest_loss))
          .optional("to", &E::to, "line_down: site at the other end of the line.");
  return record;
}

FabricSpec fabric_for(const FabricSpec& fabric, const std::optional<JobNetworkSpec>& job) {
  FabricSpec own = fabric;
  if (job) {
    own.placement = job->placement.value_or(own.placement);
    own.fragments = job->fragments.value_or(own.fragments);
    own.rank_order = job->rank_order.value_or(own.rank_order);
    own.collectives = job->collectives.value_or(own.collectives);
  }
  return own;
}

}  // namespace aif
