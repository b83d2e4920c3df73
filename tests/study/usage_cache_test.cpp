#include "study/simulate/usage_cache.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <unistd.h>

#include <gtest/gtest.h>

#include "sim/clock/random.h"

namespace costwright::testing {
using namespace study;
namespace {

sim::PoolUsage random_usage(std::uint64_t seed) {
  const auto draw = [&](std::uint64_t i) {
    return static_cast<std::int64_t>(draw_bits(seed, sim::Purpose::kTest, i) >> 3);
  };
  sim::PoolUsage usage;
  usage.buckets.resize(5);
  std::uint64_t n = 0;
  for (auto& b : usage.buckets) {
    b.busy_ps = draw(++n);
    b.kv_token_ps = static_cast<sim::Int128>(draw(++n)) * 1'000'000'007;  // beyond 64 bits
    b.iterations = draw(++n);
    b.prefill_pairs = draw(++n);
    b.timed_out = draw(++n) % 7;
  }
  usage.classes.resize(2);
  for (auto& klass : usage.classes) {
    klass.days.resize(2);
    for (auto& day : klass.days) {
      day.arrived = draw(++n);
      day.slo_met = draw(++n);
      day.slo_output_tokens = draw(++n);
      for (auto* h : {&day.latency.ttft, &day.latency.tpot, &day.latency.itl, &day.latency.e2e}) {
        h->add(draw(++n) % 1000000007, 3);
        h->add(draw(++n), 1);
      }
    }
  }
  usage.kinds = {usage.buckets, {usage.buckets.rbegin(), usage.buckets.rend()}};
  usage.backlog_end = 17;
  usage.max_queue = 23;
  return usage;
}

std::shared_ptr<const sim::PoolUsage> shared(sim::PoolUsage usage) {
  return std::make_shared<const sim::PoolUsage>(std::move(usage));
}

class UsageCacheFolder : public ::testing::Test {
 protected:
  // Of this process alone: ctest runs tests side by side.
  std::string folder_ =
      (std::filesystem::temp_directory_path() / fmt::format("costwright-cache-test-{}", ::getpid()))
          .string();
  void SetUp() override { std::filesystem::remove_all(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
};

TEST(UsageCacheFormat, DecodesWhatItEncoded) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const sim::PoolUsage usage = random_usage(seed);
    const auto back = decode(encode(usage, seed), seed);
    ASSERT_TRUE(back) << "seed " << seed;
    EXPECT_TRUE(*back == usage) << "seed " << seed;
  }
}

TEST(UsageCacheFormat, ReadsDamageAsAbsence) {
  const std::string good = encode(random_usage(1), 9);
  for (std::size_t i = 0; i < good.size(); i += 7) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x20);
    EXPECT_FALSE(decode(bad, 9)) << "byte " << i;
    EXPECT_FALSE(decode(good.substr(0, i), 9)) << "cut at " << i;
  }
  EXPECT_FALSE(decode(good + "x", 9));
  EXPECT_FALSE(decode("", 9));
}

TEST_F(UsageCacheFolder, RemembersByKey) {
  const UsageCache cache(folder_);
  EXPECT_FALSE(cache.load(42));
  cache.store(42, shared(random_usage(3)));
  ASSERT_TRUE(cache.load(42));
  EXPECT_TRUE(*cache.load(42) == random_usage(3));
  EXPECT_FALSE(cache.load(43));
}

TEST_F(UsageCacheFolder, LeavesNoTemporaryFiles) {
  UsageCache(folder_).store(1, shared(random_usage(1)));
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    EXPECT_EQ(entry.path().extension(), ".usage");
    ++files;
  }
  EXPECT_EQ(files, 1);
}

// Who copies an entry over another's makes it "not there", not another simulation's answer.
TEST_F(UsageCacheFolder, AnEntryIsBoundToItsKey) {
  UsageCache(folder_).store(1, shared(random_usage(1)));
  std::filesystem::copy_file(folder_ + "/0000000000000001.usage",
                             folder_ + "/0000000000000002.usage");
  EXPECT_TRUE(UsageCache(folder_).load(1));
  EXPECT_FALSE(UsageCache(folder_).load(2));
}

TEST_F(UsageCacheFolder, IsItsOwnersAlone) {
  UsageCache(folder_).store(1, shared(random_usage(1)));
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(folder_).permissions(), perms::owner_all);
  EXPECT_EQ(std::filesystem::status(folder_ + "/0000000000000001.usage").permissions(),
            perms::owner_read | perms::owner_write);
}

// 1.5 GiB of sparse entries and what a killed program left behind.
TEST_F(UsageCacheFolder, IsKeptToItsSizeAndSwept) {
  std::filesystem::create_directories(folder_);
  const auto hours_old = [&](const std::string& name, int hours, std::uintmax_t bytes) {
    std::ofstream(folder_ + "/" + name).put('x');
    std::filesystem::resize_file(folder_ + "/" + name, bytes);
    std::filesystem::last_write_time(
        folder_ + "/" + name,
        std::filesystem::file_time_type::clock::now() - std::chrono::hours(hours));
  };
  constexpr std::uintmax_t kHalf = UsageCache::kMostFolderBytes / 2;
  hours_old("a.usage", 3, kHalf);
  hours_old("b.usage", 2, kHalf);
  hours_old("c.usage", 1, kHalf / 2);
  hours_old(".costwright-0123456789abcdef.tmp", 2, 1);
  hours_old(".costwright-fedcba9876543210.tmp", 0, 1);
  UsageCache(folder_).store(1, shared(random_usage(1)));
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    names.insert(entry.path().filename().string());
  }
  EXPECT_EQ(names, (std::set<std::string>{"b.usage", "c.usage", "0000000000000001.usage",
                                          ".costwright-fedcba9876543210.tmp"}));
}

TEST(UsageCache, WithoutAFolderRemembersAsLongAsItLives) {
  const UsageCache cache("");
  cache.store(1, shared(random_usage(1)));
  ASSERT_TRUE(cache.load(1));
  EXPECT_TRUE(*cache.load(1) == random_usage(1));
  EXPECT_FALSE(UsageCache("").load(1));
}

TEST(UsageCache, ForgetsTheOldestFirst) {
  const UsageCache cache("", 1);  // room for none: the newest is kept all the same
  cache.store(1, shared(random_usage(1)));
  cache.store(2, shared(random_usage(2)));
  EXPECT_FALSE(cache.in_memory(1));
  EXPECT_TRUE(cache.in_memory(2));
}

}  // namespace
}  // namespace costwright::testing
