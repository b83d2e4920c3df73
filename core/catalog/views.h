#pragma once
// Typed views of catalogue rows that the performance and price models need, in base units. A figure
// without which the view is useless is an error at the row's place; any other that the row lacks is
// 0 (or nullopt), and the model that needs it says what it misses. Every figure taken is entered in
// the fact log.
#include <optional>
#include <string>
#include <vector>

#include "core/catalog/catalog.h"
#include "core/specs/accelerator.h"
#include "core/specs/api_latency.h"
#include "core/specs/model_shape.h"
#include "core/specs/server.h"
#include "core/specs/sparse_kernel.h"
#include "core/units/quantity.h"

namespace costwright {

// Required: one peak and the memory bandwidth. BF16 and FP16 stand in for each other where one is
// blank: both are the 16-bit peak of the same units, and a BF16 model runs in FP16 on parts without
// BF16 (V100, T4). FP32 is the peak outside the tensor units (not TF32). INT4 is 0 throughout: no
// part of the table lists it, weights of 4 bits are unpacked. CPU rows have no memory of their own
// (0: it is the server's), nor a link.
std::optional<AcceleratorSpec> accelerator_spec(const Row& row,
                                                const Catalog& catalog,
                                                FactLog& facts,
                                                Diagnostics& diagnostics);
std::optional<ModelKind> model_kind(const Row& row);  // nullopt: not stated, or none of them
// Required: kind and parameters; for dense_llm and moe_llm also the shape, except what only the
// other kind has.
std::optional<ModelShape> model_shape(const Row& row, FactLog& facts, Diagnostics& diagnostics);

// Required: the largest draw. A CPU server counts its processors as accelerators.
std::optional<ServerSpec> server_spec(const Row& row, FactLog& facts, Diagnostics& diagnostics);
// Bytes/s one way to other servers, all network cards together; 0 = not in the row. Apart from the
// spec, because only what spans servers uses the figure.
double server_network_bandwidth(const Row& row, FactLog& facts);

// An error when the row's accelerator is not surely one of the table ("A100-80GB": SXM or PCIe?):
// set `accelerator_key` for that instance in a CSV of your own.
std::optional<CloudInstanceSpec> cloud_instance_spec(const Row& row,
                                                     const Catalog& catalog,
                                                     FactLog& facts,
                                                     Diagnostics& diagnostics);

// One step of a price by volume. Tiers are marginal: each price holds for the part of the month's
// volume between `from` and `to`. A first tier that starts above 0 leaves the volume below it free.
// A last tier with a finite `to` means the catalogue knows no price beyond; the caller must say so
// rather than extrapolate.
struct PriceTier {
  DataSize from, to;       // `to` is infinite when open
  double price{};          // USD per `unit` (and month of storage when `per_month`)
  DataSize unit;           // 1 GB, 1 GiB or 1 TB, as the row's unit says
  bool per_month = false;  // storage ("GB-month") rather than traffic ("GB")
  Fact fact;
};
// The tiers of the price that `service` (a row of cloud_services, any tier) belongs to, lowest
// first; empty, with an error at `place`, when it is not priced by volume.
std::vector<PriceTier> tiers_of(const Catalog& catalog,
                                const Row& service,
                                const Place& place,
                                Diagnostics& diagnostics);

// What table api_latency has of a row of cloud_services; none where it has no row, or not both
// percentiles of the first token and the speed.
std::optional<ApiLatency> api_latency(const Catalog& catalog,
                                      const std::string& service,
                                      FactLog& facts);

// What 2:4 sparse weights of a precision run on; an error at `place` when the accelerator has no
// units for them or no kernel is known that gets faster by them (table sparse_kernels).
std::optional<SparseKernel> sparse_kernel(const Catalog& catalog,
                                          const Row& accelerator,
                                          Precision weights,
                                          FactLog& facts,
                                          const Place& place,
                                          Diagnostics& diagnostics);

// Format of the KV cache that an engine uses for a checkpoint when nobody says: 16 bits where the
// table `engines` does not know it. "As the checkpoint says": those of 8 or 4 bits in floating
// point carry scales for a cache of FP8.
Precision kv_cache_of(const Catalog& catalog, const std::string& engine, Precision weights);
// Its release from which on it has no kernel of 2:4 sparse weights; "": none is known.
std::string no_sparse_from(const Catalog& catalog, const std::string& engine);

}  // namespace costwright
