#pragma once
// The accuracy of the models whose answers somebody gets: a published score, and what compression
// does to it (core/strategies/score_effect.h). A model without a score has none here, nor has what
// drafts for another or shortens prompts; models of a cascade have one together.
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/strategies/score_effect.h"

namespace costwright {
struct Fact;
struct Model;
class Row;
class Catalog;
}  // namespace costwright

namespace costwright::study {

// The score columns of the catalogue's models, in the order in which one is chosen.
inline constexpr std::array<std::string_view, 10> kBenchmarks{
    "mmlu_instruct", "mmlu_base",     "mmlu_pro",      "gsm8k",    "humaneval",
    "glue_avg",      "imagenet_top1", "coco_map50_95", "squad_f1", "mteb_avg"};

// The score reported as a model's accuracy: the stated benchmark, else the first that the row
// fills.
std::optional<Fact> score_of(const Row& row, const Model& model);

// What a model's compression does to one score; nullopt: nothing is published of one of them.
// `names` gets "int4-gptq (published), kv-fp8 (transferred)".
std::optional<std::vector<ScoreEffect>> effects_on(const Fact& score,
                                                   const Model& model,
                                                   const Catalog& catalog,
                                                   std::string* names = nullptr);

}  // namespace costwright::study
