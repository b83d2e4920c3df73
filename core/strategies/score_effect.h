#pragma once
// What a compression technique does to a model's benchmark score, from published pairs of scores
// (catalogue: compression; one row is a model's score before and after on one benchmark).
//   published    a row of this model on this benchmark: its difference
//   transferred  none: the mean difference of other models on the same benchmark (MMLU of base and
//                of instruct models counts as one for this), with a wider interval
// Interval, 90 %, points to either side of the score: the error of a score on n questions,
//   1.645 sqrt(p (1 - p) / n)
// (binomial; an upper bound, as both scores are of the same questions), and, when transferred, the
// spread of the differences d_1..d_k as a prediction of one more, t(0.95, k - 1) s sqrt(1 + 1/k);
// of a single model max(|d|, 1 point), our assumption; both in quadrature.
// Worked: int4-awq on MMLU cost -0.6, -0.6, -0.7, -1.0 points: mean -0.725, s = 0.189, t = 2.353,
// so
// +-0.498. On a model with 83.6: 82.875, questions +-0.523, together +-0.722.
// What others gained is not taken over: a pruned model has it from its recovery's data, which this
// one has not seen, any other from chance, for nobody removes bits or tokens to be right more
// often. It counts as no change, with the same interval. How accurate? Of four models in the spread
// none is newer than 2023; newer, longer trained ones lose more at 4 bits. Not modelled: that
// techniques interact; they are added as if independent.
#include <optional>
#include <string>
#include <string_view>

#include "core/catalog/catalog.h"

namespace costwright {

struct ScoreEffect {
  double points{};     // compressed - uncompressed, %
  double questions{};  // of the benchmark, for its error
  double spread{};     // of transferred differences, points to either side; 0: published
  bool is_transferred = false;
  std::vector<Fact> facts;  // the scores that were used
};

// Nullopt: nothing is published of the technique on this benchmark. Perplexities and averages over
// several benchmarks are other benchmarks. `technique`: as in the table; `benchmark`: a score
// column of the catalogue's models.
std::optional<ScoreEffect> score_effect(const Catalog& catalog,
                                        std::string_view technique,
                                        std::string_view model,
                                        std::string_view benchmark);

// Points to either side, 90 %, of a score of `percent` with these effects.
double score_interval(double percent, const std::vector<ScoreEffect>& effects);

}  // namespace costwright
