#include "fabric/collective_constants.hpp"

#include <algorithm>

#include "catalog/catalog.hpp"
#include "core/error.hpp"
#include "document/yaml.hpp"

namespace aif {

template <>
struct Fields<ProtocolConstants> {
  static const Record<ProtocolConstants>& get() {
    using P = ProtocolConstants;
    static const Record<P> record =
        Record<P>("protocols", "Behaviour by message size that all interconnects share.")
            .required("low_latency_share", &P::low_latency_share, "Of the nominal rate, a flag with every word.",
                      fraction())
            .required("middle_share", &P::middle_share, "Of the nominal rate, a flag with every line.", fraction())
            .required("middle_start", &P::middle_start, "Once per collective.", non_negative())
            .required("fill", &P::fill, "Of the pipeline in bulk, rings.", non_negative())
            .required("exchange_fill", &P::exchange_fill, "Of the pipeline in bulk, all-to-all.", non_negative())
            .required("reduction_fill", &P::reduction_fill, "Of the pipeline, reduction in the switch.", non_negative())
            .required("copy", &P::copy, "Of a rank's own part, rings.", non_negative())
            .required("exchange_copy", &P::exchange_copy, "Of a rank's own part, all-to-all.", non_negative())
            .required("tree_share", &P::tree_share, "Of a ring's rate that trees reach.", fraction());
    return record;
  }
};

template <>
struct Fields<SwitchReduction> {
  static const Record<SwitchReduction>& get() {
    using R = SwitchReduction;
    static const Record<R> record =
        Record<R>("reduction in the switch", "All-reduce by the switches of a domain.")
            .required("share", &R::share, "Bus bandwidth over the nominal rate.", positive())
            .required("start", &R::start, "Once per collective.", non_negative())
            .required("per_rank", &R::per_rank, "For every rank.", non_negative());
    return record;
  }
};

template <>
struct Fields<MeshLinks> {
  static const Record<MeshLinks>& get() {
    static const Record<MeshLinks> record =
        Record<MeshLinks>("mesh links", "Direct links that a group can use.")
            .required("ranks", &MeshLinks::ranks, "In the group.", at_least(1))
            .required("share", &MeshLinks::share, "Of the nominal rate.", fraction());
    return record;
  }
};

template <>
struct Fields<DomainConstants> {
  static const Record<DomainConstants>& get() {
    using D = DomainConstants;
    static const Record<D> record =
        Record<D>("domain", "Links inside a domain.")
            .required("name", &D::name, "Of the generation.")
            .required("nominal", &D::nominal, "Rate per GPU and direction behind the fit.", positive())
            .required("launch", &D::launch, "Of a collective kernel.", non_negative())
            .required("hop", &D::hop, "Of a ring, small messages.", non_negative())
            .required("hop_middle", &D::hop_middle, "Of a ring, middle messages.", non_negative())
            .required("hop_bulk", &D::hop_bulk, "Of a ring, large messages.", non_negative())
            .required("bulk_start", &D::bulk_start, "Once per large collective.", non_negative())
            .required("ring_share", &D::ring_share, "Of the nominal rate, rings.", positive())
            .required("exchange_share", &D::exchange_share, "Of the nominal rate, all-to-all.", positive())
            .required("exchange_peer", &D::exchange_peer, "Per peer of a small all-to-all.", non_negative())
            .required("exchange_start", &D::exchange_start, "Once per large all-to-all.", non_negative())
            .optional("reduction", &D::reduction, "By the switches.")
            .optional("mesh", &D::mesh, "Direct links instead of a switch.")
            .required("origin", &D::origin, "What was measured.");
    return record;
  }
};

template <>
struct Fields<NetworkConstants> {
  static const Record<NetworkConstants>& get() {
    using N = NetworkConstants;
    static const Record<N> record =
        Record<N>("network", "Links between domains.")
            .required("name", &N::name, "Of the kind.")
            .required("share", &N::share, "Of the adapters' rate, rings.", fraction())
            .required("exchange_share", &N::exchange_share, "Of the adapters' rate, all-to-all.", fraction())
            .required("hop", &N::hop, "Of a ring, small messages.", non_negative())
            .required("hop_middle", &N::hop_middle, "Of a ring, middle messages.", non_negative())
            .required("hop_bulk", &N::hop_bulk, "Of a ring, large messages.", non_negative())
            .required("tree_hop", &N::tree_hop, "Of a tree, small messages.", non_negative())
            .required("tree_hop_middle", &N::tree_hop_middle, "Of a tree, middle messages.", non_negative())
            .required("tree_hop_bulk", &N::tree_hop_bulk, "Of a tree, large messages.", non_negative())
            .required("exchange_peer", &N::exchange_peer, "Per peer of an all-to-all.", non_negative())
            .optional("reduction_share", &N::reduction_share, "In-network reduction over the adapters' rate.",
                      positive())
            .required("origin", &N::origin, "Where the constants come from.");
    return record;
  }
};

template <>
struct Fields<TokenExchangeConstants> {
  static const Record<TokenExchangeConstants>& get() {
    using T = TokenExchangeConstants;
    static const Record<T> record =
        Record<T>("token exchange", "Dispatch to experts and combination of their results.")
            .required("domain_share", &T::domain_share, "Of the domain's rate.", fraction())
            .required("network_share", &T::network_share, "Of the adapters' rate.", fraction())
            .required("start", &T::start, "Of a large exchange.", non_negative())
            .required("low_latency_start", &T::low_latency_start, "Of kernels for decoding.", non_negative())
            .required("low_latency_network_share", &T::low_latency_network_share, "Of the adapters' rate.", fraction())
            .required("low_latency_domain_share", &T::low_latency_domain_share, "Of the domain's rate.", positive());
    return record;
  }
};

template <>
struct Fields<NamedGpu> {
  static const Record<NamedGpu>& get() {
    using G = NamedGpu;
    static const Record<G> record =
        Record<G>("named GPU", "What texts call it and the interconnect it has.")
            .required("match", &G::match, "Part of its name, lower case, without blanks.")
            .required("domain", &G::domain, "Generation of its links.")
            .required("rate", &G::rate, "Per direction.", positive())
            .optional("domain_gpus", &G::domain_gpus, "GPUs of a domain.", at_least(1))
            .optional("node_gpus", &G::node_gpus, "GPUs of a node.", at_least(1))
            .required("adapter", &G::adapter, "Network adapter per GPU and direction.", positive())
            .required("reference", &G::reference, "Key of models/references.yaml.");
    return record;
  }
};

template <>
struct Fields<CollectiveConstants> {
  static const Record<CollectiveConstants>& get() {
    using C = CollectiveConstants;
    static const Record<C> record =
        Record<C>("constants of collectives", "Fitted per generation of interconnect.")
            .ignored("schema")
            .ignored("kind")
            .required("date", &C::date, "Day of the fit.")
            .required("data", &C::data, "Cases it was fitted to.")
            .required("data_hash", &C::data_hash, "Their sha256.")
            .required("bandwidth_error", &C::bandwidth_error, "Mean absolute, above 1 MiB.", fraction())
            .required("time_error", &C::time_error, "Mean absolute, up to 1 MiB.", fraction())
            .required("bandwidth_error_unseen", &C::bandwidth_error_unseen, "Each source predicted without it.",
                      fraction())
            .required("time_error_unseen", &C::time_error_unseen, "Each source predicted without it.", fraction())
            .required("protocols", &C::protocols, "By message size.")
            .required("domains", &C::domains, "Links inside domains.")
            .required("networks", &C::networks, "Links between domains.")
            .required("token_exchange", &C::token_exchange, "Dispatch and combine of experts.")
            .required("gpus", &C::gpus, "Names of GPUs.");
    return record;
  }
};

namespace {

template <class T>
const T& named(const std::vector<T>& list, const std::string& name, const char* what) {
  std::vector<std::string> names;
  for (const T& one : list) {
    if (one.name == name) {
      return one;
    }
    names.push_back(one.name);
  }
  throw SimulationError("there is no " + std::string(what) + " \"" + printable(name) + "\". " + suggest(name, names));
}

}  // namespace

const DomainConstants& CollectiveConstants::domain(const std::string& name) const {
  return named(domains, name, "interconnect");
}

const NetworkConstants& CollectiveConstants::network(const std::string& name) const {
  return named(networks, name, "network");
}

std::string squeezed(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) {
      out += static_cast<char>(std::tolower(byte));
    }
  }
  return out;
}

const NamedGpu* CollectiveConstants::gpu(const std::string& name) const {
  const std::string text = squeezed(name);
  const auto at = std::find_if(gpus.begin(), gpus.end(),
                               [&](const NamedGpu& g) { return text.find(g.match) != std::string::npos; });
  return at == gpus.end() ? nullptr : &*at;
}

CollectiveConstants load_collective_constants(const std::filesystem::path& file) {
  Diagnostics diagnostics;
  const Node root = load_document(file, diagnostics);
  Reader reader(diagnostics);
  CollectiveConstants constants;
  Codec<CollectiveConstants>::read(root, constants, reader, {});
  diagnostics.throw_if_errors();
  return constants;
}

const CollectiveConstants& shipped_collective_constants() {
  static const CollectiveConstants constants =
      load_collective_constants(find_models_directory("/proc/self/exe") / "interconnects" / "collectives.yaml");
  return constants;
}

}  // namespace aif
