"""The constants of the step model that are calibrated: where they live in models/calibration/, their prior and range.

One row is one number of the fit. A number that several GPUs share is written to each of their files.
Columns: key of the fit -> (file, path), ...; prior; lower and upper bound; spread of the prior (log); what it is.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Constant:
    name: str
    places: tuple  # ("global", "host_floor") or ("gb200", "training.gemm_8"), ...
    prior: float
    low: float
    high: float
    spread: float
    unit: str  # "" or "s"
    what: str


def _one(name, prior, low, high, spread, what, unit=""):
    return Constant(name, (("global", name),), prior, low, high, spread, unit, what)


def _training(key, files, prior, low, high, spread, what):
    name = "+".join(files) + "." + key
    return Constant(name, tuple((f, "training." + key) for f in files), prior, low, high, spread, "", what)


AMPERE, HOPPER, BLACKWELL = ("a100",), ("h100", "h200"), ("b200", "b300", "gb200", "gb300")

CONSTANTS = [
    _training("gemm_16", AMPERE, 0.90, 0.70, 1.05, 0.10, "16-bit matrix products in training over the kernel alone"),
    _training("gemm_16", HOPPER, 0.85, 0.65, 1.05, 0.10, "16-bit matrix products in training over the kernel alone"),
    _training("gemm_8", HOPPER, 0.87, 0.55, 1.20, 0.18,
              "8-bit matrix products in training over the kernel timed with its quantisation"),
    _training("gemm_16", ("b200", "b300"), 0.75, 0.60, 1.05, 0.12,
              "16-bit matrix products in training over the kernel alone; one source has identified it"),
    _training("gemm_16", ("gb200", "gb300"), 0.80, 0.60, 1.10, 0.12,
              "16-bit matrix products in training over the kernel alone"),
    _training("gemm_8", ("b200", "b300"), 0.80, 0.50, 1.05, 0.15,
              "8-bit matrix products in training over the kernel alone"),
    _training("gemm_8", ("gb200",), 0.87, 0.50, 1.25, 0.18, "8-bit matrix products in training over the kernel alone"),
    _training("gemm_8", ("gb300",), 0.87, 0.50, 1.25, 0.18, "8-bit matrix products in training over the kernel alone"),
    _training("gemm_4", BLACKWELL, 0.87, 0.35, 1.25, 0.20,
              "4-bit matrix products in training over the kernel alone; two cases have identified it"),
    _training("attention", AMPERE, 1.20, 0.80, 1.50, 0.10, "fused attention of training libraries over inference kernels"),
    _training("attention", HOPPER, 1.00, 0.70, 1.40, 0.12, "fused attention of training libraries over inference kernels"),
    _training("attention", BLACKWELL, 1.00, 0.60, 1.40, 0.12,
              "fused attention of training libraries over inference kernels"),
    _training("first_attention", HOPPER, 0.40, 0.25, 1.00, 0.20,
              "first generation of fused attention over today's; one stack of 2023 has identified it"),
    _training("first_attention", AMPERE, 0.75, 0.50, 1.00, 0.20,
              "first generation of fused attention over today's; two stacks of 2023 have identified it"),
    _one("attention_forward", 0.90, 0.50, 1.10, 0.15, "common factor of fused attention, forward"),
    _one("attention_backward", 3.00, 2.30, 4.50, 0.15, "backward over forward time of fused attention"),
    _one("element_wise", 1.40, 0.80, 3.50, 0.30, "memory traffic of element-wise work over the listed bytes"),
    _one("softmax", 1.20, 0.70, 3.00, 0.30, "memory traffic of unfused softmax over the listed bytes"),
    _one("cast", 1.00, 0.30, 4.00, 0.40, "memory traffic of 8- and 4-bit casts over the listed bytes"),
    _one("cast_block_scaled", 1.50, 1.00, 4.00, 0.30, "casts with a scale per block of 32 over plain casts"),
    _one("host_floor", 0.6e-3, 0.1e-3, 4e-3, 0.50, "what the host needs to launch one layer forward", "s"),
    _one("host_before_2023", 2.50, 1.00, 6.00, 0.40, "the same before 2023 over today; one source has identified it"),
    _one("host_routing", 0.5e-3, 0.05e-3, 4e-3, 0.60, "what the host needs more for a layer with routing", "s"),
    _one("layer_gap", 150e-6, 5e-6, 600e-6, 0.60, "launch gaps of a layer forward; half more backward", "s"),
    _one("layer_gap_low_precision", 1.50, 1.00, 4.00, 0.40, "launch gaps in 8 and 4 bits over 16 bits"),
    _one("routing_gap", 0.3e-3, 0.02e-3, 3e-3, 0.60, "launch gaps of routing and permutation, forward", "s"),
    _one("routing_traffic", 1.30, 0.50, 4.00, 0.40, "memory traffic of routing over the listed bytes"),
    _one("grouped_gemm", 0.80, 0.40, 1.10, 0.20, "grouped matrix products over single ones of the same size"),
    _one("expert_gap", 25e-6, 2e-6, 200e-6, 0.60, "launch gaps of one local expert, forward; twice backward", "s"),
    _one("exchange_gap", 0.5e-3, 0.02e-3, 5e-3, 0.60,
         "waiting for the host around an exchange of tokens by the library's all-to-all, each pass", "s"),
    _one("overlap_launches", 1.80, 1.00, 5.00, 0.40,
         "launch gaps of layers whose exchange runs under another micro-batch, outside of graphs, over plain ones"),
    _one("bias_traffic", 1.30, 0.50, 6.00, 0.50, "memory traffic of the experts' biases over the listed bytes"),
    _one("graph_gap", 0.50, 0.05, 1.00, 0.40, "launch gaps inside CUDA graphs over separate launches"),
    _one("attention_low_precision", 1.30, 1.00, 1.80, 0.12, "fused attention in 8 bits over 16 bits, with its casts"),
    _one("broadcast_per_rank", 1.5e-3, 0.2e-3, 6e-3, 0.60,
         "start of one of the broadcasts by which each rank sends its updated parameters; one source has identified it", "s"),
    _one("checkpoint_host", 1.5e-3, 0.1e-3, 6e-3, 0.60,
         "host work and synchronisation of a checkpointed layer, each pass; one source has identified it", "s"),
    _one("fp8_first_year", 0.50, 0.005, 2.00, 0.50,
         "extra step time at the first release of 8-bit training, decaying within 0.3 years; one round of MLPerf"),
    _one("before_2023", 1.00, 0.80, 1.15, 0.10, "step time of software before 2023 over the model"),
    _one("nvlink_achieved", 0.80, 0.40, 1.00, 0.20, "bandwidth inside a domain while computing over alone"),
    _one("nic_achieved", 0.80, 0.40, 1.00, 0.20, "bandwidth between domains over the rate of the adapters"),
    _one("network_hop_latency", 8e-6, 1e-6, 40e-6, 0.60, "latency of one step of a ring between domains", "s"),
    _one("tensor_exposed", 0.60, 0.10, 1.00, 0.40, "tensor-parallel traffic not hidden, with overlap"),
    _one("tensor_exposed_without_overlap", 1.00, 0.80, 1.30, 0.15, "the same without overlap"),
    _one("context_exposed", 0.50, 0.05, 1.00, 0.50, "context-parallel traffic not hidden"),
    _one("expert_exposed", 0.30, 0.02, 1.00, 0.50, "expert exchange not hidden, with overlap"),
    _one("expert_exposed_without_overlap", 1.00, 0.60, 1.50, 0.20, "the same without overlap"),
    _one("pipeline_exposed", 0.60, 0.10, 1.20, 0.50, "sends between stages not hidden"),
    _one("pipeline_exposed_before_2023", 1.00, 0.50, 2.00, 0.25, "the same before 2023 without interleaving"),
    _one("gradient_exposed", 0.15, 0.01, 0.70, 0.70, "gradient reduction not hidden, with overlap"),
    _one("gradient_exposed_without_overlap", 1.20, 0.80, 3.00, 0.30,
         "the same without overlap: after the last pass, with copies to and from buffers"),
    _one("fsdp_exposed", 0.15, 0.01, 0.70, 0.70, "parameter gathers and gradient reduction of FSDP not hidden"),
    _one("optimizer_bytes", 24.0, 16.0, 60.0, 0.30, "bytes the optimizer step moves per parameter"),
    _one("fixed_per_step", 0.015, 0.001, 0.1, 0.70, "what every step takes besides", "s"),
    _one("straggler_per_doubling", 0.006, 0.0005, 0.03, 0.70, "slow-down per doubling of GPUs beyond eight"),
    _one("host_offload_exposed", 0.30, 0.02, 1.00, 0.60, "activation traffic to host memory of superchips not hidden"),
]
