#include <gtest/gtest.h>

#include "core/diagnostics.h"
#include "sim/clock/random.h"
#include "sim/meters/jump.h"

namespace costwright::testing {
using namespace sim;
namespace {

std::uint64_t draw(std::uint64_t id, std::uint64_t bound) {
  return draw_bits(11, Purpose::kTest, id) % bound;
}

std::int64_t count_one_by_one(const IterationRun& run, Ps t) {
  std::int64_t k = 0;
  for (Ps reached = 0; reached < t; ++k) {
    reached += run.duration(k);
  }
  return k;
}

TEST(IterationsToReach, AgreesWithCountingOneByOne) {
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const IterationRun run{1 + static_cast<Ps>(draw(4 * i, 1 + draw(4 * i + 1, 1000))),
                           static_cast<Ps>(draw(4 * i + 2, i % 3 == 0 ? 2 : 3000))};
    const auto t = static_cast<Ps>(draw(4 * i + 3, 50000));
    ASSERT_EQ(iterations_to_reach(run, t), count_one_by_one(run, t))
        << "i = " << i << ", " << run.first << " + " << run.growth << " j until " << t;
  }
}

TEST(IterationsToReach, CountsExactlyToABoundary) {
  // 100 + 103 + 106 = 309
  EXPECT_EQ(iterations_to_reach({100, 3}, 308), 3);
  EXPECT_EQ(iterations_to_reach({100, 3}, 309), 3);
  EXPECT_EQ(iterations_to_reach({100, 3}, 310), 4);
  EXPECT_EQ(iterations_to_reach({100, 0}, 300), 3);
  EXPECT_EQ(iterations_to_reach({100, 0}, 301), 4);
  EXPECT_EQ(iterations_to_reach({100, 3}, 0), 0);
  EXPECT_EQ(iterations_to_reach({100, 3}, -5), 0);
}

TEST(IterationsToReach, IsTheFirstEvenWhereDoublesCannotTell) {
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const IterationRun run{
        1 + static_cast<Ps>(draw(5 * i, std::uint64_t{1} << draw(5 * i + 1, 55))),
        static_cast<Ps>(draw(5 * i + 2, std::uint64_t{1} << draw(5 * i + 3, 50)))};
    const auto t = static_cast<Ps>(9'000'000'000'000'000'000 - draw(5 * i + 4, 1'000'000'000));
    const std::int64_t k = iterations_to_reach(run, t);
    ASSERT_GE(run.length(k), t) << "i = " << i;
    ASSERT_LT(run.length(k - 1), t) << "i = " << i;
  }
}

TEST(RunSums, AgreeWithAddingUpOneByOne) {
  const IterationRun run{6'500'000'007, 12'800'003};
  Int128 token_time = 0;
  std::int64_t read = 0;
  for (std::int64_t j = 0; j < 4096; ++j) {
    const RunSums sums = sums_of(run, j, 256, 300'000);
    ASSERT_EQ(sums.tokens_read, read);
    ASSERT_TRUE(sums.token_time == token_time) << j;
    read += 300'000 + 256 * j;
    token_time += static_cast<Int128>(run.duration(j)) * (300'000 + 256 * j);
  }
}

TEST(ForEachBucket, FillsAHistogramLikeOneByOne) {
  for (const IterationRun run :
       {IterationRun{1, 0}, IterationRun{1, 1}, IterationRun{120, 3},
        IterationRun{6'000'000'000, 12'800'000}, IterationRun{63, 100'000}}) {
    LatencyHistogram by_run;
    LatencyHistogram one_by_one;
    int calls = 0;
    for_each_bucket(run, 3000, [&](Ps value, std::int64_t count) {
      by_run.add(value, static_cast<std::uint64_t>(count));
      ++calls;
    });
    for (std::int64_t j = 0; j < 3000; ++j) {
      one_by_one.add(run.duration(j));
    }
    EXPECT_EQ(by_run, one_by_one) << run.first << " + " << run.growth << " j";
    EXPECT_LE(calls, LatencyHistogram::bucket_of(run.duration(2999)) -
                         LatencyHistogram::bucket_of(run.first) + 1);
  }
}

}  // namespace
}  // namespace costwright::testing
