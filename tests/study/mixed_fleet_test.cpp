// One deployment on several kinds of machines: a refresh from one to the other, and both behind one
// router.
#include <gmock/gmock.h>

#include "study/outcome/months.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

// Four L40S from the start, four L4 from March 2027.
constexpr const char* kTwoKinds = R"(
name: two-kinds
start: 2027-01
horizon: 4 months
simulation: {warm_up: 10 min}
sites:
  dc: {electricity: 0.1 USD/kWh, pue: 1.25, carbon: 300 g/kWh}
fleet:
  first: {owned: {server: l40s-4, site: dc}}
  second: {owned: {server: l4-4, site: dc, paid: 2027-03}}
models:
  small: {model: Llama-3.2-1B}
serving:
  chat: {model: small, fleet: first, also_on: [second], router: round_robin}
workloads:
  desk:
    served_by: chat
    arrivals: {synthetic: {input_tokens: {fixed: 500 tokens}, output_tokens: {fixed: 100 tokens}}}
    demand: {requests: 2 M requests/month}
    slo: {ttft: 2 s}
)";

class MixedFleet : public ::testing::Test {
 protected:
  Evaluation run(std::vector<Override> overrides = {}) {
    overrides.insert(overrides.begin(), {"simulation.error_range", "false"});
    auto result = evaluated(folder_.write("scenario.yaml", kTwoKinds), overrides, diagnostics_);
    EXPECT_TRUE(result) << diagnostics_.text();
    return result ? std::move(*result) : Evaluation{};
  }
  std::string errors_of(const std::vector<Override>& overrides) {
    diagnostics_ = {};
    EXPECT_FALSE(checked(folder_.write("scenario.yaml", kTwoKinds), overrides, diagnostics_));
    return diagnostics_.text();
  }
  Folder folder_;
  Diagnostics diagnostics_;
};

const Override kRetired{"fleet.first.owned.retire", "2027-03"};

// One kind by itself.
std::vector<Override> only_first(int count = 1) {
  return {{"fleet",
           fmt::format("{{first: {{owned: {{server: l40s-4, site: dc, count: {}}}}}}}", count)},
          {"serving.chat", "{model: small, fleet: first, router: round_robin}"}};
}
std::vector<Override> only_second() {
  return {{"fleet", "{second: {owned: {server: l4-4, site: dc, paid: 2027-03}}}"},
          {"serving.chat", "{model: small, fleet: second, router: round_robin}"}};
}
std::vector<Override> with(std::vector<Override> overrides, const Override& more) {
  overrides.push_back(more);
  return overrides;
}

std::uint64_t key_in(const Evaluation& evaluation, std::size_t month) {
  const auto run = static_cast<std::size_t>(evaluation.plan->simulation_of[0][month]);
  return evaluation.plan->simulations[run].key;
}

// A refresh without overlap: each month is what it would be with its machines alone.
TEST_F(MixedFleet, ARefreshIsTheOneAndThenTheOther) {
  const Evaluation refresh = run({kRetired});
  const Evaluation before = run(only_first());
  const Evaluation after = run(only_second());
  for (std::size_t m = 0; m < 4; ++m) {
    const Evaluation& alone = m < 2 ? before : after;
    const std::size_t there = m < 2 ? 0 : 1;
    EXPECT_EQ(key_in(refresh, m), key_in(alone, m)) << m;
    const PoolMonth& pool = refresh.monthly->pools[0][m];
    const PoolMonth& pool_alone = alone.monthly->pools[0][m];
    EXPECT_EQ(pool.replicas, 4);
    EXPECT_EQ(pool.kv_occupancy, pool_alone.kv_occupancy);
    EXPECT_EQ(pool.it_kwh, pool_alone.it_kwh);
    EXPECT_EQ(pool.peak_kw, pool_alone.peak_kw);
    const PhysicalMonth& month = refresh.monthly->physical.months[m];
    const PhysicalMonth& month_alone = alone.monthly->physical.months[m];
    EXPECT_EQ(month.fleet[there].it_kwh, month_alone.fleet[0].it_kwh);
    EXPECT_EQ(month.fleet[there].peak_it_kw, month_alone.fleet[0].peak_it_kw);
    EXPECT_EQ(month.fleet[there].device_hours_busy, month_alone.fleet[0].device_hours_busy);
    EXPECT_EQ(month.fleet[1 - there].device_hours_busy, 0);
    EXPECT_EQ(month.workloads[0].slo_met, month_alone.workloads[0].slo_met);
    EXPECT_EQ(refresh.monthly->latencies->months[m][0], alone.monthly->latencies->months[m][0]);
  }
}

// Both ends of the speed range are each kind's own.
TEST_F(MixedFleet, EachKindHasItsOwnErrorOfSpeed) {
  const Evaluation refresh = run({{"simulation.error_range", "true"}, kRetired});
  ASSERT_TRUE(refresh.plan->speed_range);
  const auto& kinds = refresh.plan->pools[0].kinds;
  ASSERT_EQ(kinds.size(), 2U);
  for (std::size_t m : {0U, 2U}) {
    const auto step = [&](const SimulationTable& table) {
      const auto run = static_cast<std::size_t>(table[0][m]);
      const auto& plan = *refresh.plan->simulations[run].plan;
      return static_cast<double>(std::get<sim::ServingPlan>(plan).replica.cost.step[1]);
    };
    const LlmCalibration& calibration = *kinds[m == 0 ? 0 : 1].calibration;
    EXPECT_NEAR(step(refresh.plan->speed_range->slow) / step(refresh.plan->simulation_of),
                calibration.time_high, 1e-6);
    EXPECT_NEAR(step(refresh.plan->speed_range->fast) / step(refresh.plan->simulation_of),
                calibration.time_low, 1e-6);
  }
}

// Round robin sends each kind half of the requests: it is as busy, and draws as much beyond what it
// draws idle, as alone with half of the demand.
TEST_F(MixedFleet, EachKindDoesItsShareAsItWouldAlone) {
  const Evaluation both = run();
  const Override half{"workloads.desk.demand.requests", "1 M requests/month"};
  const Evaluation first = run(with(only_first(), half));
  const Evaluation second = run(with(only_second(), half));
  ASSERT_EQ(both.monthly->pools[0][3].replicas, 8);
  ASSERT_EQ(both.monthly->pools[0][3].kinds.size(), 2U);
  const auto& fleet = both.monthly->physical.months[3].fleet;
  const FleetMonth& first_alone = first.monthly->physical.months[3].fleet[0];
  const FleetMonth& second_alone = second.monthly->physical.months[3].fleet[0];
  EXPECT_NEAR(fleet[0].device_hours_busy, first_alone.device_hours_busy,
              0.03 * first_alone.device_hours_busy);
  EXPECT_NEAR(fleet[1].device_hours_busy, second_alone.device_hours_busy,
              0.03 * second_alone.device_hours_busy);
  EXPECT_GT(fleet[1].device_hours_busy, 1.5 * fleet[0].device_hours_busy);
  EXPECT_NEAR(fleet[0].it_kwh, first_alone.it_kwh, 0.01 * first_alone.it_kwh);
  EXPECT_NEAR(fleet[1].it_kwh, second_alone.it_kwh, 0.01 * second_alone.it_kwh);
  EXPECT_DOUBLE_EQ(both.monthly->physical.months[3].workloads[0].device_hours_busy,
                   fleet[0].device_hours_busy + fleet[1].device_hours_busy);
  const PoolMonth& pool = both.monthly->pools[0][3];
  EXPECT_DOUBLE_EQ(pool.it_kwh, pool.kinds[0].it_kwh + pool.kinds[1].it_kwh);
  bool desk_pays = false;
  for (const LedgerLine& line : both.ledger.lines) {
    desk_pays = desk_pays || (line.item.starts_with("second: ") && line.workload == "desk");
  }
  EXPECT_TRUE(desk_pays);
}

// Servers of four and of eight of one card are two kinds that serve alike: as one pool of twelve.
TEST_F(MixedFleet, EqualKindsAreOnePool) {
  const std::vector<Override> mixed{{"fleet.second.owned", "{server: l40s-8, site: dc}"}};
  const Evaluation two = run(mixed);
  const Evaluation one = run(only_first(3));
  ASSERT_EQ(two.plan->pools[0].kinds.size(), 2U);
  EXPECT_EQ(two.monthly->pools[0][0].replicas, 12);
  auto tables = csv_tables(two);
  auto others = csv_tables(one);
  EXPECT_EQ(tables["latency"], others["latency"]);
  for (std::size_t m = 0; m < 4; ++m) {
    const PoolMonth& of_two = two.monthly->pools[0][m];
    const PoolMonth& of_one = one.monthly->pools[0][m];
    EXPECT_EQ(of_two.busy_share, of_one.busy_share);
    EXPECT_NEAR(of_two.kv_occupancy, of_one.kv_occupancy, 1e-12);
    EXPECT_NEAR(of_two.it_kwh, of_one.it_kwh, 1e-9 * of_one.it_kwh);
    EXPECT_NEAR(of_two.peak_kw, of_one.peak_kw, 1e-9 * of_one.peak_kw);
  }
}

TEST_F(MixedFleet, StatedReplicasFillTheKindsInTheOrderWritten) {
  const Evaluation six = run({{"serving.chat.replicas", "6"}});
  EXPECT_EQ(six.plan->pools[0].replicas_in[1], (std::vector<int>{4, 0}));
  EXPECT_EQ(six.plan->pools[0].replicas_in[2], (std::vector<int>{4, 2}));
}

// What is read between loads and at shorter hours keeps the kinds apart, too.
TEST_F(MixedFleet, GrowthIsReadBetweenLoads) {
  const Evaluation grown =
      run({{"workloads.desk.demand", "{requests: 2 M requests/month, growth: 10 %/month}"},
           {"horizon", "12 months"},
           {"simulation", "{warm_up: 10 min, effort: quick}"}});
  double before = 0;
  for (std::size_t m = 2; m < 12; ++m) {
    const PoolMonth& pool = grown.monthly->pools[0][m];
    ASSERT_EQ(pool.kinds.size(), 2U);
    double on = 0;
    double busy = 0;
    for (const KindMonth& kind : pool.kinds) {
      on += kind.replicas_on;
      busy += kind.replicas_on * kind.busy_share;
    }
    EXPECT_NEAR(on, pool.replicas_on, 1e-9 * on);
    EXPECT_NEAR(busy, pool.replicas_on * pool.busy_share, 1e-6 * busy);
    const double hours = busy * hours_in(pool.month);
    EXPECT_GT(busy, before) << hours;
    before = busy;
  }
}

TEST_F(MixedFleet, SaysWhatIsNotSimulatedWithSeveralKinds) {
  using ::testing::HasSubstr;
  const Override scaled{"serving.chat.autoscaling", "{minimum: 1, target: 50}"};
  EXPECT_THAT(errors_of({scaled}),
              HasSubstr("in 2027-03 it runs on 2 kinds of machines at once, which is not simulated "
                        "with autoscaling"));
  diagnostics_ = {};
  EXPECT_TRUE(checked(folder_.write("scenario.yaml", kTwoKinds), {scaled, kRetired}, diagnostics_))
      << diagnostics_.text();
  const std::vector<Override> images{{"models.small", "{model: ResNet-50, weights: int8}"},
                                     {"workloads.desk.slo", "{e2e: 2 s}"}};
  EXPECT_THAT(errors_of(images), HasSubstr("not simulated with single-shot models"));
}

// One device is a part, none is none.
TEST(PoolParts, AreInProportionToTheDevicesInService) {
  const PoolKind kind{.entries = {4, 5, 6}, .power = {}, .calibration = {}};
  const std::vector<PoolPart> parts = parts_in_service(kind, [](std::size_t entry) {
    return entry == 4 ? 1.0 : entry == 5 ? 0.0 : 3.0;
  });
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].fleet, 4U);
  EXPECT_EQ(parts[0].share, 0.25);
  EXPECT_EQ(parts[1].fleet, 6U);
  EXPECT_EQ(parts[1].share, 0.75);
}

}  // namespace
}  // namespace costwright::testing
