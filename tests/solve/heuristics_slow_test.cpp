// The figures of docs/decisions/0018: ten seeds, of which the fast tests take two or three.
#include "solve/solvers/evolutionary.h"
#include "tests/solve/front_scores.h"

namespace costwright::testing {
namespace {

TEST(Nsga2OfTenSeeds, FindsTheFrontWithAFifthOfThePoints) {
  expect_front(nsga2, kManyDecisions, 10);
}

TEST(Nsga2OfTenSeeds, FindsTheFrontOfFewLargeDecisions) {
  expect_front(nsga2, kFewDecisions, 10);
}

}  // namespace
}  // namespace costwright::testing
