#include "sim/power/pool_power.h"

#include <gtest/gtest.h>

#include "sim/clock/clock.h"
#include "sim/meters/usage.h"

namespace costwright::testing {
using namespace sim;
namespace {

constexpr PoolPower kPower{.idle_w = 100,
                           .busy_w = 50,
                           .maximum_w = 400,
                           .per_iteration_j = 1,
                           .per_token_j = 2,
                           .per_kv_token_j = 0.5,
                           .per_prefill_pair_j = 0.25};
constexpr PoolSupply kTwoOwned{.replicas = 2, .always_powered = true};

TEST(BucketJoules, AddsActivityToIdlePower) {
  EXPECT_DOUBLE_EQ(bucket_joules(kPower, {}, kTwoOwned), 2 * 100 * 900.0);
  UsageBucket bucket;
  bucket.iterations = 10;
  bucket.decode_tokens = 3;
  bucket.prefill_tokens = 4;
  bucket.kv_read_tokens = 8;
  bucket.prefill_pairs = 4;
  bucket.busy_ps = 3 * kPsPerSecond;
  EXPECT_DOUBLE_EQ(bucket_joules(kPower, bucket, kTwoOwned), 180'000 + 3 * 50 + 10 + 14 + 4 + 1);
}

TEST(BucketJoules, NeverExceedsTheDevicesMaximum) {
  UsageBucket bucket;
  bucket.decode_tokens = 1'000'000'000;
  EXPECT_DOUBLE_EQ(bucket_joules(kPower, bucket, kTwoOwned), 2 * 400 * 900.0);
}

// 10 W, 2 J a token and 3 J more of a prompt's: 900 s * 10 W + 5 * 2 + 7 * 5 = 9,045 J.
TEST(BucketJoules, APromptsTokenMayTakeMore) {
  const PoolPower power{
      .idle_w = 10, .maximum_w = 1000, .per_token_j = 2, .prefill_token_more_j = 3};
  UsageBucket bucket;
  bucket.decode_tokens = 5;
  bucket.prefill_tokens = 7;
  EXPECT_DOUBLE_EQ(bucket_joules(power, bucket, {.replicas = 1, .always_powered = true}), 9045);
}

TEST(BucketJoules, RentedReplicasDrawOnlyWhileTheyAreOn) {
  UsageBucket bucket;
  bucket.on_ps = 300 * kPsPerSecond;
  EXPECT_DOUBLE_EQ(bucket_joules(kPower, bucket, {.replicas = 2, .always_powered = false}),
                   300 * 100.0);
  EXPECT_DOUBLE_EQ(bucket_joules(kPower, bucket, kTwoOwned), 1800 * 100.0);
}

}  // namespace
}  // namespace costwright::testing
