#pragma once
// LoRA adapters that share one base model. An adapter of rank r adds to each adapted matrix of in x
// out two thin ones: r (in + out) parameters, 16 bits each. Adapted are the attention's q, k, v, o
// and, of dense models, the FFN's matrices; of MoE models the attention alone.
//   memory   `resident` adapters stay on the devices and leave that much less for the KV cache
//   read     of A adapters, all equally popular, S sequences use A (1 - (1 - 1/A)^S) different ones
//            on average, at most `resident`; each is read once an iteration
//   compute  2 r (in + out) FLOPs per token and matrix, 16 bits
//   time     knee(FLOPs / (C16 tp expert_compute), bytes / (BW tp expert_weights)), on top of the
//            base's: gathered thin GEMMs, taken as efficient as those of routed experts
//   missing  a request whose adapter is not resident, a share 1 - resident / A of them, first
//            copies it over the device's PCIe; that is added to its front-end time
// An iteration of n tokens is taken as min(n, max_batch) sequences: exact for decodes, an upper
// bound for iterations with a prefill chunk. `resident` counts against all devices together, which
// split the adapters as they split the base (vLLM: fully sharded).
// Sources: [Hu 2021] for the parameters; gathered kernels over a shared base [S-LoRA 2023, Punica
// 2023]. Equal popularity is the pessimistic case: any skew makes batches share more adapters.
//
// Not modelled: launches of the added kernels, adapters of several ranks, MLA attention, a queue
// for slots when a batch wants more than `resident` adapters.
//
// How accurate? No published row is scored. Worked: Llama-3.1-8B, r = 16: 32 * 16 * (4 * 4,096 + 4
// * 4,096 - 2 * 3,072 + 3 * 18,432) = 41.9 M parameters (peft reports 41,943,040), 83.9 MB.
#include "core/diagnostics.h"
#include "core/specs/accelerator.h"
#include "core/specs/model_shape.h"

namespace costwright::perf {

struct LoraAdapters {
  int adapters = 1;          // A
  int rank = 16;             // r
  int resident = 1;          // on the devices at once; <= adapters
  int most_sequences = 256;  // of an iteration: max_batch
};

double adapter_parameters(const ModelShape& model, int rank);
double adapter_bytes(const ModelShape& model, int rank);

// Expected number of different adapters that `sequences` use.
double distinct_adapters(const LoraAdapters& lora, double sequences);

// Seconds that a request waits for its adapter, on average; over `devices` PCIe ports.
double adapter_load_seconds(const LoraAdapters& lora,
                            const ModelShape& model,
                            const AcceleratorSpec& accelerator,
                            int devices);

void check_lora(const LoraAdapters& lora,
                const ModelShape& model,
                const AcceleratorSpec& accelerator,
                Diagnostics& diagnostics,
                const Place& place);

}  // namespace costwright::perf
