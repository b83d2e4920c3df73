#pragma once
// `models`: models as they are deployed.
#include <optional>
#include <string>

#include "core/scenario/sections/section.h"
#include "core/specs/precision.h"

namespace costwright {

struct Model {
  std::string model;
  Precision weights = Precision::kBf16;
  std::optional<Precision> kv_cache;
  std::optional<std::string> benchmark;
};
template <class V, MaybeConst<Model> S>
void describe(V& v, S& s) {
  v.about("Model", "A model as it is deployed.");
  v.field(
      s.model,
      {.name = "model", .doc = "architecture", .required = true, .refers = "catalogue: models"});
  v.field(s.weights, {.name = "weights", .doc = "precision of the weights"});
  v.field(s.kv_cache, {.name = "kv_cache",
                       .doc = "precision of the KV cache",
                       .absent = "what the engine keeps unless it is told (catalogue: engines)"});
  v.field(s.benchmark, {.name = "benchmark",
                        .doc = "catalogue column reported as accuracy",
                        .absent = "the first that is filled"});
}

}  // namespace costwright
