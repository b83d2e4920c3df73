// Volumes that storage is billed for, and tokens at an API's list price. Sums by hand.
#include <gtest/gtest.h>

#include "core/cost/api_price.h"
#include "core/cost/storage.h"
#include "core/scenario/scenario.h"
#include "tests/core/cost_scenarios.h"

namespace costwright::testing {
using namespace cost;
namespace {

// 2 TB, 150 GB a month, kept 24 months: what scenarios/support-chat stores.
StorageItem conversations() {
  StorageItem item;
  item.stored = DataSize{2e12};
  item.added = DataPerMonth{150e9};
  item.retention = Months{24};
  return item;
}

TEST(Storage, GrowsUntilRetentionAndStays) {
  const StorageItem item = conversations();
  EXPECT_DOUBLE_EQ(stored_bytes(item, -1), 2e12);
  EXPECT_DOUBLE_EQ(stored_bytes(item, 0), 2.15e12);
  EXPECT_DOUBLE_EQ(stored_bytes(item, 23), 5.6e12);  // 2 TB + 24 x 150 GB
  EXPECT_DOUBLE_EQ(stored_bytes(item, 35), 5.6e12);
}

TEST(Storage, BilledVolumeIsTheMeanOfAMonthsEnds) {
  const StorageItem item = conversations();
  EXPECT_DOUBLE_EQ(mean_stored_bytes(item, 0), 2.075e12);
  EXPECT_DOUBLE_EQ(mean_stored_bytes(item, 24), 5.6e12);
}

TEST(Storage, WithoutRetentionNothingLeaves) {
  StorageItem item = conversations();
  item.retention.reset();
  EXPECT_DOUBLE_EQ(stored_bytes(item, 35), 7.4e12);  // 2 TB + 36 x 150 GB
}

TEST(ApiPrice, InputAndOutputEachAtTheirListPrice) {
  Diagnostics diagnostics;
  const Row* row =
      data_catalog().find("cloud_services", "groq/llama-3.3-70b-versatile", {}, diagnostics);
  ASSERT_NE(row, nullptr) << diagnostics.text();
  const auto price = api_price(*row);
  ASSERT_TRUE(price);
  // 1,000 M x 0.59 + 100 M x 0.79 USD per million.
  EXPECT_DOUBLE_EQ(api_list_cost(*price, {1e9, 1e8}), 669);
}

TEST(ApiPrice, AServiceWithoutTokenPricesHasNone) {
  Diagnostics diagnostics;
  const Row* row = data_catalog().find("cloud_services", "AWS/S3/Standard (first 50 TB)/us-east-1",
                                       {}, diagnostics);
  ASSERT_NE(row, nullptr) << diagnostics.text();
  EXPECT_FALSE(api_price(*row));
}

}  // namespace
}  // namespace costwright::testing
