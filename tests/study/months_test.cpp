// Simulated days + the calendar -> a month, worked out by hand.
#include "study/outcome/months.h"

#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "core/scenario/reader.h"
#include "study/plan/plan.h"

namespace costwright::testing {
using namespace study;
namespace {

LoadedScenario march() {
  Diagnostics diagnostics;
  auto loaded = load_scenario_text(R"(
name: march
start: 2027-03
horizon: 1 months
sites: {dc: {electricity: 0.1 USD/kWh, pue: 1.5}}
fleet: {gpus: {owned: {server: l40s-4, site: dc, count: 2}}}
models: {small: {model: Llama-3.1-8B}}
serving: {chat: {model: small, fleet: gpus, replicas: 3}}
workloads:
  web:
    served_by: chat
    arrivals: {synthetic: {input_tokens: {fixed: 1 tokens}, output_tokens: {fixed: 1 tokens}}}
    demand: {population: {users: 10 users, actions_per_user: 19, calls_per_action: 4}}
)",
                                   "march.yaml", {}, diagnostics);
  require(loaded.has_value(), "{}", diagnostics.text());
  return std::move(*loaded);
}

// Day 0 is Mondays, day 1 all others. March 2027 begins on a Monday: 5 Mondays and 26 other days.
ScenarioPlan two_days() {
  ScenarioPlan plan;
  FleetSpec fleet;
  fleet.accelerator.idle_w = 50;
  fleet.devices_per_server = 4;
  fleet.host_power_w = 200;
  fleet.owned = true;
  plan.fleet = {fleet};
  PoolSpec pool;
  pool.name = "chat";
  pool.fleet = 0;
  pool.replicas = 3;
  PoolKind kind;
  kind.entries = {0};
  kind.kv_blocks = 10;
  kind.power.idle_w = 100;
  kind.power.maximum_w = 400;
  kind.power.per_token_j = 2;
  pool.kinds = {kind};
  pool.replicas_in = {{3}};
  pool.workload_of_class = {0};
  plan.pools = {pool};
  plan.days.day_of_weekday = {0, 1, 1, 1, 1, 1, 1};
  plan.days.count = 2;
  Simulation run;
  sim::ServingPlan serving;
  serving.replicas = 3;
  run.plan = std::make_shared<const PoolPlan>(serving);
  plan.simulations = {run};
  plan.simulation_of = {{0}};
  plan.compressed_of = {-1};
  plan.bases.resize(1);
  return plan;
}

sim::PoolUsage two_days_usage() {
  sim::PoolUsage usage;
  usage.buckets.resize(192);
  for (sim::UsageBucket& bucket : usage.buckets) {
    bucket.on_ps = 3 * sim::kPsPerBucket;
  }
  sim::UsageBucket& monday = usage.buckets[40];
  monday.busy_ps = 1'350'000'000'000'000;  // 1350 of 3 x 900 replica-seconds
  monday.decode_tokens = 1000;
  monday.iterations = 10;
  monday.preemptions = 1;
  monday.kv_token_ps = sim::Int128{16'000} * 1'000'000'000'000;
  sim::UsageBucket& other = usage.buckets[96 + 7];
  other.busy_ps = 900'000'000'000'000;
  other.decode_tokens = 500;
  usage.classes.resize(1);
  usage.classes[0].days.resize(2);
  sim::ClassDay& first = usage.classes[0].days[0];
  first.arrived = 100;
  first.completed = 90;
  first.dropped = 6;
  first.timed_out = 4;
  first.input_tokens = 9000;
  first.output_tokens = 900;
  first.slo_met = 80;
  first.latency.ttft.add(1'000'000'000'000, 90);
  sim::ClassDay& second = usage.classes[0].days[1];
  second.arrived = second.completed = 10;
  second.input_tokens = 1000;
  second.output_tokens = 100;
  second.slo_met = 10;
  second.latency.ttft.add(3'000'000'000'000, 10);
  usage.max_queue = 7;
  return usage;
}

MonthlyResult months_of(const LoadedScenario& loaded,
                        const ScenarioPlan& plan,
                        const std::vector<sim::PoolUsage>& simulated) {
  Usages usages;
  for (const sim::PoolUsage& usage : simulated) {
    usages.push_back(std::make_shared<const sim::PoolUsage>(usage));
  }
  const MonthBasis basis = month_basis(loaded.scenario);
  return monthly_result(
      basis, plan, plan.simulation_of, usages,
      std::make_shared<const Latencies>(merged_latencies(basis, plan, plan.simulation_of, usages)));
}

TEST(Months, CountDaysAsTheCalendarHasThem) {
  const auto result = months_of(march(), two_days(), {two_days_usage()});
  ASSERT_EQ(result.physical.months.size(), 1u);
  const WorkloadMonth& web = result.physical.months[0].workloads[0];
  EXPECT_DOUBLE_EQ(web.offered, 5 * 100 + 26 * 10);
  EXPECT_DOUBLE_EQ(web.served, 5 * 90 + 26 * 10);
  EXPECT_DOUBLE_EQ(web.dropped, 5 * 6);
  EXPECT_DOUBLE_EQ(web.timed_out, 5 * 4);
  EXPECT_DOUBLE_EQ(web.input_tokens, 5 * 9000 + 26 * 1000);
  EXPECT_DOUBLE_EQ(web.output_tokens, 5 * 900 + 26 * 100);
  EXPECT_DOUBLE_EQ(web.slo_met, 5 * 80 + 26 * 10);
  EXPECT_DOUBLE_EQ(web.user_actions, (5 * 90 + 26 * 10) / 4.0);
  const Latency& latency = result.latencies->months[0][0];
  EXPECT_EQ(latency.ttft.count(), 5u * 90 + 26u * 10);
  EXPECT_NEAR(latency.ttft.mean_s(), (450 * 1.0 + 260 * 3.0) / 710, 0.01);
  EXPECT_TRUE(web.simulated);
  EXPECT_TRUE(web.saturated);  // 710 of 760 is less than 99 %
}

// 760 came, 5 x 100 of 105 tokens and 26 x 10 of 115, 82,400 in all, where 100 tokens are declared:
// times 76,000 / 82,400. Of those of 71,000 that were answered 65,485.44 are left; of the answers'
// 7,100 of 5 x 950 + 26 x 100 = 7,350 offered, where 10 are declared, 7,100 x 7,600 / 7,350.
TEST(Months, TokensAreThoseOfTheDeclaredLengths) {
  ScenarioPlan plan = two_days();
  plan.bases[0].mean_input = 100;
  plan.bases[0].mean_output = 10;
  sim::PoolUsage usage = two_days_usage();
  usage.classes[0].days[0].offered_input_tokens = 10'500;
  usage.classes[0].days[0].offered_output_tokens = 950;
  usage.classes[0].days[1].offered_input_tokens = 1'150;
  usage.classes[0].days[1].offered_output_tokens = 100;
  const auto result = months_of(march(), plan, {usage});
  const WorkloadMonth& web = result.physical.months[0].workloads[0];
  EXPECT_DOUBLE_EQ(web.served, 710);
  EXPECT_NEAR(web.input_tokens, 65'485.44, 0.005);
  EXPECT_NEAR(web.output_tokens, 7'100 * 7'600.0 / 7'350, 0.005);
}

// Where some are too long for every replica, those that are answered are as long as accepted ones:
// 710 of 80 and 12 tokens.
TEST(Months, WhereTheLongestAreRefusedTheOthersAreAsLongAsAcceptedOnes) {
  ScenarioPlan plan = two_days();
  WorkloadBasis& basis = plan.bases[0];
  basis.mean_input = 100;
  basis.mean_output = 10;
  basis.accepted_input = 80;
  basis.accepted_output = 12;
  basis.share_too_long = 0.04;
  const auto result = months_of(march(), plan, {two_days_usage()});
  EXPECT_NEAR(result.physical.months[0].workloads[0].input_tokens, 710 * 80, 1e-6);
  EXPECT_NEAR(result.physical.months[0].workloads[0].output_tokens, 710 * 12, 1e-6);
}

TEST(Months, WeighBusyTimeAndPeaks) {
  const auto result = months_of(march(), two_days(), {two_days_usage()});
  const PoolMonth& pool = result.pools[0][0];
  const double replica_seconds = 3 * 31 * 86400.0;
  EXPECT_EQ(pool.replicas, 3);
  EXPECT_DOUBLE_EQ(pool.busy_share, (5 * 1350 + 26 * 900) / replica_seconds);
  EXPECT_DOUBLE_EQ(pool.peak_busy_share, 0.5);
  EXPECT_DOUBLE_EQ(pool.preemptions, 5);
  EXPECT_DOUBLE_EQ(pool.iterations, 50);
  EXPECT_DOUBLE_EQ(pool.tokens_per_s, (5 * 1000 + 26 * 500) / (31 * 86400.0));
  EXPECT_DOUBLE_EQ(pool.kv_occupancy, 5 * 16000 / (replica_seconds * 160));
  EXPECT_DOUBLE_EQ(pool.max_queue, 7);
  // Idle 3 x 100 W all month, plus 2 J a token.
  EXPECT_NEAR(pool.it_kwh, 0.3 * 744 + 2 * (5 * 1000 + 26 * 500) / 3.6e6, 1e-9);
  EXPECT_NEAR(pool.peak_kw, 0.3 + 2000 / 900.0 / 1000, 1e-12);
}

TEST(Months, GiveUnusedDevicesIdlePowerAndServersTheirHost) {
  const auto result = months_of(march(), two_days(), {two_days_usage()});
  const FleetMonth& fleet = result.physical.months[0].fleet[0];
  EXPECT_DOUBLE_EQ(fleet.servers, 2);
  EXPECT_DOUBLE_EQ(fleet.devices, 8);
  EXPECT_DOUBLE_EQ(fleet.device_hours_on, 8 * 744);
  EXPECT_NEAR(fleet.device_hours_busy, (5 * 1350 + 26 * 900) / 3600.0, 1e-9);
  EXPECT_NEAR(result.physical.months[0].workloads[0].device_hours_busy, fleet.device_hours_busy,
              1e-9);
  // 5 unused devices at 50 W and two hosts at 200 W stand beside the pool.
  EXPECT_NEAR(fleet.it_kwh, result.pools[0][0].it_kwh + (5 * 50 + 2 * 200) * 0.744, 1e-9);
}

// A second deployment on the same machines, one replica, is busiest at another time of the day.
TEST(Months, PeakPowerOfAFleetIsOfItsBusiestQuarterHourNotTheSumOfPeaks) {
  ScenarioPlan plan = two_days();
  plan.pools.push_back(plan.pools[0]);
  plan.pools[1].name = "draft";
  plan.pools[1].replicas_in = {{1}};
  Simulation run;
  run.pool = 1;
  sim::ServingPlan serving;
  serving.replicas = 1;
  run.plan = std::make_shared<const PoolPlan>(serving);
  plan.simulations.push_back(run);
  plan.simulation_of.push_back({1});
  plan.compressed_of.push_back(-1);
  sim::PoolUsage draft = two_days_usage();
  std::swap(draft.buckets[40], draft.buckets[50]);
  const auto result = months_of(march(), plan, {two_days_usage(), draft});
  // Four replicas idle at 100 W, 2000 J in one bucket, four free devices at 50 W, hosts 2 x 200 W.
  EXPECT_NEAR(result.physical.months[0].fleet[0].peak_it_kw, 0.4 + 2000 / 900.0 / 1000 + 0.2 + 0.4,
              1e-12);
}

TEST(Months, MeasuredPowerReplacesTheSimulatedDraw) {
  LoadedScenario loaded = march();
  loaded.scenario.fleet[0].second.owned->power = 1500 * watt;
  const auto result = months_of(loaded, two_days(), {two_days_usage()});
  const FleetMonth& fleet = result.physical.months[0].fleet[0];
  EXPECT_DOUBLE_EQ(fleet.peak_it_kw, 3);
  EXPECT_DOUBLE_EQ(fleet.it_kwh, 3 * 744);
}

}  // namespace
}  // namespace costwright::testing
