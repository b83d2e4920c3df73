#include "core/histogram.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace costwright::testing {
namespace {

using Histogram = LatencyHistogram;

TEST(LatencyHistogram, BucketsTileTheIntegersAndAreAtMostASixtyFourthWide) {
  EXPECT_EQ(Histogram::bucket_of(0), 0);
  EXPECT_EQ(Histogram::bucket_of(127), 127);
  EXPECT_EQ(Histogram::bucket_of(128), 128);
  EXPECT_EQ(Histogram::bucket_of(129), 128);  // two values a bucket in the octave from 128
  EXPECT_EQ(Histogram::bucket_of(std::numeric_limits<std::int64_t>::max()),
            Histogram::kBuckets - 1);
  for (int b = 0; b < Histogram::kBuckets - 1; ++b) {
    const auto low = Histogram::lower_edge_ps(b);
    const auto high = Histogram::upper_edge_ps(b);
    ASSERT_LT(low, high);
    ASSERT_EQ(Histogram::bucket_of(low), b);
    ASSERT_EQ(Histogram::bucket_of(high - 1), b);
    ASSERT_TRUE(b < 128 || high - low <= low / 64) << b;
  }
}

TEST(LatencyHistogram, QuantileIsTheSampleOfThatRankWithinHalfABucket) {
  Histogram h;
  for (int ms = 1; ms <= 1000; ++ms) {
    h.add(ms * std::int64_t{1'000'000'000});
  }
  EXPECT_EQ(h.count(), 1000U);
  for (const auto& [q, seconds] :
       {std::pair{0.0, 0.001}, std::pair{0.5, 0.5}, std::pair{0.99, 0.99}, std::pair{1.0, 1.0}}) {
    EXPECT_NEAR(h.quantile_s(q), seconds, seconds * 0.008) << q;
  }
  EXPECT_NEAR(h.mean_s(), 0.5005, 0.5005 * 0.008);
}

TEST(LatencyHistogram, TheTailIsNotRoundedAway) {
  Histogram h;
  h.add(1'000'000, 99);
  h.add(5'000'000'000, 1);
  EXPECT_NEAR(h.quantile_s(0.99), 1e-6, 1e-8);   // the 99th of 100
  EXPECT_NEAR(h.quantile_s(0.991), 5e-3, 4e-5);  // the 100th
}

TEST(LatencyHistogram, ShareWithinCountsABucketByItsMidpoint) {
  Histogram h;
  h.add(1'000'000'000'000, 3);
  h.add(2'000'000'000'000, 1);
  EXPECT_DOUBLE_EQ(h.share_within(1.5), 0.75);
  EXPECT_DOUBLE_EQ(h.share_within(0.5), 0);
  EXPECT_DOUBLE_EQ(h.share_within(3), 1);
}

TEST(LatencyHistogram, MergingWithAWeightEqualsAddingSoOften) {
  Histogram once;
  Histogram thrice;
  Histogram merged;
  for (const std::int64_t ps : {5LL, 130LL, 77'000'000LL, 4'000'000'000'000LL}) {
    once.add(ps);
    thrice.add(ps, 3);
  }
  merged.merge(once, 2);
  merged.merge(once);
  EXPECT_EQ(merged, thrice);
  EXPECT_EQ(merged.count(), 12U);
  EXPECT_FALSE(merged == once);
}

TEST(LatencyHistogram, CountsThatAreAddedBackGiveTheSameHistogram) {
  Histogram h;
  h.add(123'456'789, 7);
  h.add(5);
  Histogram copy;
  for (int b = h.end_bucket() - 1; b >= h.first_bucket(); --b) {
    copy.add_in(b, h.count_in(b));
  }
  EXPECT_EQ(copy, h);
  EXPECT_EQ(copy.count(), 8U);
  copy.add_in(Histogram::bucket_of(9'000'000'000'000), 0);
  EXPECT_EQ(copy, h) << "room without samples does not matter";
}

// Whatever comes first, the shorter or the longer.
TEST(LatencyHistogram, GrowsBothWays) {
  const std::vector<std::int64_t> values{40'000'000'000, 7, 3'000'000'000'000, 129, 0};
  Histogram up;
  Histogram down;
  for (std::size_t i = 0; i < values.size(); ++i) {
    up.add(values[i]);
    down.add(values[values.size() - 1 - i]);
  }
  EXPECT_EQ(up, down);
  EXPECT_EQ(up.first_bucket(), 0);
  Histogram merged;
  for (const std::int64_t ps : values) {
    Histogram one;
    one.add(ps);
    EXPECT_EQ(one.count_in(Histogram::bucket_of(ps)), 1U);
    EXPECT_EQ(one.count_in(Histogram::bucket_of(ps) + 64), 0U);
    EXPECT_LE(one.end_bucket() - one.first_bucket(), 64) << "one octave holds one sample";
    merged.merge(one);
  }
  EXPECT_EQ(merged, up);
  EXPECT_EQ(merged.count(), 5U);
}

TEST(LatencyHistogram, EmptyHasNoFigures) {
  const Histogram h;
  EXPECT_TRUE(std::isnan(h.quantile_s(0.5)));
  EXPECT_TRUE(std::isnan(h.mean_s()));
  EXPECT_TRUE(std::isnan(h.share_within(1)));
}

}  // namespace
}  // namespace costwright::testing
