#include "sim/serving/prefix_runs.h"

#include <gtest/gtest.h>

namespace costwright::testing {
using namespace sim;
namespace {

// 0 - 1 - 3 - 5     blocks of 16: 2, 1, 3, 1 along the trunk,
//     `-- 2 - 4     4, 5 on the branch
const std::vector<PrefixNode> kTree{{-1, 32}, {0, 16}, {1, 64}, {1, 48}, {2, 80}, {3, 16}};

PrefixRuns runs() {
  return {kTree, BlockSize(16)};
}

TEST(PrefixRuns, PiecesWithoutABranchLieSideBySide) {
  const PrefixRuns laid_out = runs();
  for (const auto& [node, next] : {std::pair{0, 1}, {2, 4}, {3, 5}}) {
    EXPECT_EQ(laid_out.spot_of(next).run, laid_out.spot_of(node).run) << node;
    EXPECT_EQ(laid_out.spot_of(next).place, laid_out.spot_of(node).place + 1) << node;
  }
}

TEST(PrefixRuns, ABranchBeginsARunBelowThePieceThatItFollows) {
  const PrefixRuns laid_out = runs();
  for (const int node : {2, 3}) {
    const PrefixRuns::Run& run = laid_out.run(laid_out.spot_of(node).run);
    EXPECT_EQ(run.first, laid_out.spot_of(node).place) << node;
    EXPECT_EQ(run.above.place, laid_out.spot_of(1).place) << node;
  }
  EXPECT_EQ(laid_out.run(laid_out.spot_of(0).run).above.place, PrefixRuns::kNone);
}

TEST(PrefixRuns, BlocksCountFromTheRoot) {
  const PrefixRuns laid_out = runs();
  const std::vector<std::int64_t> expected{2, 3, 7, 6, 12, 7};
  for (std::int32_t node = 0; node < 6; ++node) {
    EXPECT_EQ(laid_out.blocks_to_end(laid_out.spot_of(node).place),
              expected[static_cast<std::size_t>(node)])
        << node;
  }
}

TEST(PrefixRuns, WhatNoPromptReachesEndsAtTheLargestNumber) {
  const std::vector<PrefixNode> deep{{-1, INT32_MAX}, {0, INT32_MAX}};
  EXPECT_EQ(PrefixRuns(deep, BlockSize(1)).blocks_to_end(1), INT32_MAX);
}

}  // namespace
}  // namespace costwright::testing
