// The figures of docs/decisions/0018: ten seeds, of which the fast tests take two or three.
#include "solve/solvers/evolutionary.h"
#include "tests/solve/front_scores.h"

namespace costwright::testing {
namespace {

TEST(Nsga2OfTenSeeds, FindsTheFrontWithAFifthOfThePoints) {
  for (const Bounds bounds : {Bounds::kKnown, Bounds::kUnknown}) {
    const Score score = score_of(nsga2, kManyDecisions, bounds, 10);
    RecordProperty(bounds == Bounds::kKnown ? "with bounds" : "without",
                   fmt::format("median {}, worst {}", score.median, score.worst));
    EXPECT_GE(score.median, 0.99);
    EXPECT_GE(score.worst, 0.95);
  }
}

TEST(Nsga2OfTenSeeds, FindsTheFrontOfFewLargeDecisions) {
  const Score known = score_of(nsga2, kFewDecisions, Bounds::kKnown, 10);
  EXPECT_GE(known.median, 0.99);
  EXPECT_GE(known.worst, 0.95);
  const Score unknown = score_of(nsga2, kFewDecisions, Bounds::kUnknown, 10);
  RecordProperty("with bounds", fmt::format("median {}, worst {}", known.median, known.worst));
  RecordProperty("without", fmt::format("median {}, worst {}", unknown.median, unknown.worst));
  EXPECT_GE(unknown.median, 0.99);
  EXPECT_GE(unknown.worst, 0.95);
}

}  // namespace
}  // namespace costwright::testing
