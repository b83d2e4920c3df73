// What follows from a section alone: when machines are there, how many requests come.
#include <gtest/gtest.h>

#include "core/ledger/labels.h"
#include "core/scenario/field_types.h"
#include "core/scenario/sections/fleet.h"
#include "core/scenario/sections/sites.h"
#include "core/scenario/sections/workloads.h"

namespace costwright::testing {
namespace {

constexpr YearMonth kStart{2027, 1};

TEST(OwnedServers, ArePaidAtTheStartAndServeFromThePaymentUnlessStated) {
  OwnedServers owned;
  EXPECT_EQ(month_paid(owned, kStart), kStart);
  EXPECT_EQ(first_month_in_service(owned, kStart), kStart);
  owned.paid = YearMonth{2027, 5};
  EXPECT_EQ(first_month_in_service(owned, kStart), (YearMonth{2027, 5}));
  owned.in_service = YearMonth{2027, 3};
  EXPECT_EQ(month_paid(owned, kStart), (YearMonth{2027, 5}));
  EXPECT_EQ(first_month_in_service(owned, kStart), (YearMonth{2027, 3}));
}

TEST(OwnedServers, ServeInTheMonthOfTheirSaleButNotInTheOneOfTheirRetirement) {
  OwnedServers owned;
  owned.in_service = YearMonth{2027, 3};
  EXPECT_FALSE(in_service(owned, kStart, {2027, 2}));
  EXPECT_TRUE(in_service(owned, kStart, {2027, 3}));
  owned.disposal = Disposal{{2027, 8}, Money{1}};
  EXPECT_TRUE(in_service(owned, kStart, {2027, 8}));
  EXPECT_FALSE(in_service(owned, kStart, {2027, 9}));
  owned.retire = YearMonth{2027, 6};
  EXPECT_TRUE(in_service(owned, kStart, {2027, 5}));
  EXPECT_FALSE(in_service(owned, kStart, {2027, 6}));
}

TEST(CloudInstances, AreRentedFromFromAndNoLongerInUntil) {
  CloudInstances cloud;
  EXPECT_TRUE(rented(cloud, {2027, 1}));
  cloud.from = YearMonth{2027, 2};
  cloud.until = YearMonth{2027, 4};
  EXPECT_FALSE(rented(cloud, {2027, 1}));
  EXPECT_TRUE(rented(cloud, {2027, 2}));
  EXPECT_TRUE(rented(cloud, {2027, 3}));
  EXPECT_FALSE(rented(cloud, {2027, 4}));
}

TEST(FleetEntry, CountsItsMachinesWhileTheyAreThere) {
  FleetEntry entry;
  EXPECT_EQ(servers_in(entry, kStart, kStart), 0);
  entry.owned = OwnedServers{};
  entry.owned->count = 3;
  entry.owned->in_service = YearMonth{2027, 2};
  EXPECT_EQ(servers_in(entry, kStart, {2027, 1}), 0);
  EXPECT_EQ(servers_in(entry, kStart, {2027, 2}), 3);
  FleetEntry cloud;
  cloud.cloud = CloudInstances{};
  cloud.cloud->count = 5;
  cloud.cloud->until = YearMonth{2027, 2};
  EXPECT_EQ(servers_in(cloud, kStart, {2027, 1}), 5);
  EXPECT_EQ(servers_in(cloud, kStart, {2027, 2}), 0);
}

TEST(Demand, GrowsFromItsFirstMonth) {
  Demand demand;
  demand.requests = RequestsPerMonth{1000};
  demand.growth = {0.1};
  EXPECT_DOUBLE_EQ(requests_in(demand, 0), 1000);
  EXPECT_DOUBLE_EQ(requests_in(demand, 2), 1210);
  Demand people;
  people.population = Population{Users{50}, 20, 1.5};
  EXPECT_DOUBLE_EQ(requests_in(people, 7), 1500);
}

TEST(Site, IncludesWhatItsColocationSays) {
  Site site;
  EXPECT_FALSE(includes(site, ColocationService::kPower));
  site.colocation = Colocation{};
  site.colocation->includes = {ColocationService::kCooling};
  EXPECT_FALSE(includes(site, ColocationService::kPower));
  EXPECT_TRUE(includes(site, ColocationService::kCooling));
}

TEST(Names, ThoseOfTheLedgerAreTaken) {
  EXPECT_NE(name_problem("idle"), "");
  EXPECT_NE(name_problem(kOverheadLabel), "");
  EXPECT_EQ(name_problem("overheads"), "");
  EXPECT_EQ(Workload{}.team, kUnassignedTeam);
}

}  // namespace
}  // namespace costwright::testing
