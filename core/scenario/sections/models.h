#pragma once
// `models`: models as they are deployed.
#include <optional>
#include <string>

#include "core/scenario/sections/section.h"
#include "core/specs/precision.h"

namespace costwright {

// Row keys of the catalogue's `compression`: what was published of a technique's accuracy. The
// bytes and the arithmetic follow from `weights`, `kv_cache` and `sparsity` of the model and from
// `compress_by` of its deployment, not from these.
struct Compression {
  std::optional<std::string> weights, kv_cache, sparsity, prompt;
  bool operator==(const Compression&) const = default;
};
template <class V, MaybeConst<Compression> S>
void describe(V& v, S& s) {
  v.about("Compression",
          "Techniques whose published effect on the benchmark is added to the model's score.");
  constexpr char kTable[] = "catalogue: compression";
  v.field(s.weights, {.name = "weights", .doc = "how they are quantised", .refers = kTable});
  v.field(s.kv_cache, {.name = "kv_cache", .doc = "how it is quantised", .refers = kTable});
  v.field(s.sparsity, {.name = "sparsity", .doc = "how they are pruned", .refers = kTable});
  v.field(s.prompt, {.name = "prompt",
                     .doc = "how its deployment's prompts are shortened (`compress_by`)",
                     .refers = kTable});
}

struct Model {
  std::string model;
  Precision weights = Precision::kBf16;
  Sparsity sparsity = Sparsity::kNone;
  std::optional<Precision> kv_cache;
  std::optional<std::string> benchmark;
  std::optional<Compression> compression;
  bool operator==(const Model&) const = default;
};
template <class V, MaybeConst<Model> S>
void describe(V& v, S& s) {
  v.about("Model", "A model as it is deployed.");
  v.field(
      s.model,
      {.name = "model", .doc = "architecture", .required = true, .refers = "catalogue: models"});
  v.field(s.weights, {.name = "weights", .doc = "precision of the weights"});
  v.field(
      s.sparsity,
      {.name = "sparsity",
       .doc = "zeros among the weights of its layers that sparse tensor cores leave out: 2:4 is "
              "two of every four"});
  v.field(s.kv_cache, {.name = "kv_cache",
                       .doc = "precision of the KV cache",
                       .absent = "what the engine keeps unless it is told (catalogue: engines)"});
  v.field(s.benchmark, {.name = "benchmark",
                        .doc = "catalogue column reported as accuracy",
                        .absent = "the first that is filled"});
  v.field(s.compression, {.name = "compression", .doc = "what was done to it, for its accuracy"});
}

}  // namespace costwright
