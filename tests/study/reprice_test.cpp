// Physics first, money second: a changed price needs no simulation, and pricing again equals a
// whole run.
#include "core/scenario/loaded.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

constexpr const char* kMoreMoney = R"(
training: {tune: {gpu_hours: 100 GPU h, price: 2 USD/GPU/h}}
data_pipeline: {labels: {items: 5000 items/month, item_price: 0.05 USD/item}}
application: {gateway: {request_price: 0.001 USD/request}}
staff: {sre: {role: ML engineer/United States/all, allocation: device_hours}}
software: {suite: {product: NVIDIA AI Enterprise/subscription 1 year/GPU-year, per: gpu, fleet: gpus, term: annual_prepaid}}
storage: {lake: {price: 0.05 USD/GB/month, stored: 100 GB}}
egress: {answers: {price: 0.05 USD/GB, per_request: 3 MB/request}}
)";

class Reprice : public ::testing::Test {
 protected:
  Reprice() : path_(folder_.write("scenario.yaml", std::string(kServingScenario) + kMoreMoney)) {
    write_traces(folder_);
  }

  Evaluation run(const std::vector<Override>& overrides) {
    Diagnostics diagnostics;
    auto loaded = load_scenario(path_, quick(overrides), diagnostics);
    require(loaded.has_value(), "{}", diagnostics.text());
    // The same physics in every run is simulated once; its months are made anew.
    const Memory files(folder_.path() + "/cache");
    auto result =
        evaluate(inputs_, std::move(*loaded), {.remembered = &files, .threads = 1}, diagnostics);
    require(result.has_value(), "{}", diagnostics.text());
    return std::move(*result);
  }

  // Without a look for capacity.
  static std::vector<Override> quick(std::vector<Override> overrides) {
    overrides.insert(overrides.begin(), {"simulation.effort", "quick"});
    return overrides;
  }

  LoadedScenario load(const Override& change) {
    Diagnostics diagnostics;
    auto loaded = load_scenario(path_, quick({change}), diagnostics);
    require(loaded.has_value(), "{}", diagnostics.text());
    return std::move(*loaded);
  }

  ScenarioPlan plan(const std::vector<Override>& overrides) {
    Diagnostics diagnostics;
    auto result = checked(path_, overrides, diagnostics);
    require(result.has_value(), "{}", diagnostics.text());
    return *result->plan;
  }

  Folder folder_;
  std::string path_;
  const Inputs inputs_{SOURCE_DIR "/data"};
};

const std::vector<Override>& money_changes() {
  static const std::vector<Override> changes{
      {"finance.discount_rate", "12 %/year"},
      {"finance.terminal_value", "zero"},
      {"sites.dc.electricity", "0.3 USD/kWh"},
      {"sites.dc",
       "{location: Virginia, pue: 1.4, electricity_escalation: 4 %/year, electricity_escalates: "
       "january}"},
      {"sites.dc.pue", "1.7"},
      {"sites.dc.carbon", "12 g/kWh"},
      {"sites.colo.colocation.price", "190 USD/kW/month"},
      {"fleet.gpus.owned.price", "70000 USD"},
      {"fleet.gpus.owned.book_life", "24 months"},
      {"fleet.gpus.owned.support", "9 %/year"},
      {"fleet.gpus.owned.power", "900 W"},
      {"fleet.rented.cloud.price", "9 USD/h"},
      {"fleet.rented.cloud.purchase", "spot"},
      {"workloads.chat.value", "0.02 USD/request"},
      {"workloads.chat.team", "another team"},
      {"workloads.chat.api_reference", "bedrock_converse/amazon.nova-lite-v1:0"},
      {"models.small.benchmark", "gsm8k"},
      {"training.tune.price", "3 USD/GPU/h"},
      {"data_pipeline.labels.item_price", "0.07 USD/item"},
      {"application.gateway.request_price", "0.002 USD/request"},
      {"staff.sre.salary", "120000 USD/year"},
      {"staff.sre.allocation", "tokens"},
      {"software.suite.price", "900 USD"},
      {"storage.lake.price", "0.06 USD/GB/month"},
      {"egress.answers.price", "0.06 USD/GB"},
  };
  return changes;
}

TEST_F(Reprice, EqualsAWholeRun) {
  const Evaluation before = run({});
  ASSERT_EQ(before.ends.size(), 2u) << "the ranges are priced again too";
  for (const Override& change : money_changes()) {
    const auto wanted = csv_tables(run({change}));
    Diagnostics diagnostics;
    const auto again = evaluate(inputs_, load(change), {.known = &before}, diagnostics);
    ASSERT_TRUE(again) << diagnostics.text();
    EXPECT_EQ(again->simulated, 0);
    for (const auto& [name, text] : csv_tables(*again)) {
      EXPECT_EQ(text, wanted.at(name)) << name << " after " << change.path;
    }
    EXPECT_NE(csv_tables(before).at("summary"), wanted.at("summary")) << change.path;
  }
}

// The months of the first plan are still there after the second, and nothing of them has changed.
TEST_F(Reprice, GoingBackToAnEarlierPlanSimulatesNothingAndEqualsIt) {
  const Memory memory("");
  const EvaluateOptions how{.remembered = &memory};
  const auto evaluated = [&](const Override& change) {
    Diagnostics diagnostics;
    auto result = evaluate(inputs_, load(change), how, diagnostics);
    EXPECT_TRUE(result) << diagnostics.text();
    return std::move(*result);
  };
  const Override first{"seed", "5"};
  const Evaluation before = evaluated(first);
  const Evaluation other = evaluated({"seed", "6"});
  const Evaluation again = evaluated(first);
  EXPECT_GT(other.simulated, 0);
  EXPECT_EQ(again.simulated, 0);
  EXPECT_EQ(again.monthly, before.monthly) << "made again";
  EXPECT_EQ(again.ends[1].monthly, before.ends[1].monthly) << "made again";
  EXPECT_NE(again.monthly, other.monthly);
  EXPECT_EQ(csv_tables(again), csv_tables(before));
  EXPECT_NE(csv_tables(again), csv_tables(other));
}

TEST_F(Reprice, ASearchHasNoLoadsAndGivesItsMonthsToNoRun) {
  const Memory memory("");
  Diagnostics diagnostics;
  const auto scenario = load_scenario(path_, {}, diagnostics);
  const auto searched =
      evaluate(inputs_, *scenario, {.remembered = &memory, .is_search = true}, diagnostics);
  const auto run = evaluate(inputs_, *scenario, {.remembered = &memory}, diagnostics);
  ASSERT_TRUE(searched && run) << diagnostics.text();
  EXPECT_FALSE(searched->loads.front());
  EXPECT_TRUE(run->loads.front());
}

TEST_F(Reprice, ChecksTheApiItComparesWith) {
  const Evaluation before = run({});
  Diagnostics diagnostics;
  EXPECT_FALSE(evaluate(inputs_, load({"workloads.chat.api_reference", "no-such-api"}),
                        {.known = &before}, diagnostics));
  EXPECT_TRUE(diagnostics.has_errors());
}

TEST_F(Reprice, MoneyIsTheSamePhysics) {
  const ScenarioPlan before = plan({});
  for (const Override& change : money_changes()) {
    EXPECT_TRUE(same_physics(before, plan({change}))) << change.path;
  }
}

TEST_F(Reprice, MachinesAndDemandAreAnotherPhysics) {
  const ScenarioPlan before = plan({});
  const std::vector<Override> changes{
      {"seed", "6"},
      {"simulation.warm_up", "20 min"},
      {"simulation.error_range", "false"},
      {"fleet.gpus.owned.server", "l40s-8"},
      {"fleet.spare.owned.server", "l40s-4"},
      {"fleet.gpus.owned.in_service", "2028-01"},
      {"serving.chat.replicas", "3"},
      {"serving.chat.tensor_parallel", "2"},
      {"serving.chat.max_batch", "3"},
      {"models.small.weights", "fp8"},
      {"workloads.chat.demand.requests", "210000 requests/month"},
      {"workloads.chat.demand.hour_of_day.5", "1"},
      {"workloads.chat.slo.ttft", "100 ms"},
      {"workloads.chat.slo.target", "90 %"},  // for the capacity is another
      {"workloads.chat.arrivals.trace.file", "other.csv"},
  };
  for (const Override& change : changes) {
    EXPECT_FALSE(same_physics(before, plan({change}))) << change.path;
  }
}

TEST_F(Reprice, CountOfAFullyUsedFleetIsAnotherPhysics) {
  const Override all_devices{"serving.chat",
                             "{model: small, fleet: gpus, max_batch: 2, token_budget: 512}"};
  EXPECT_FALSE(
      same_physics(plan({all_devices}), plan({all_devices, {"fleet.gpus.owned.count", "2"}})));
}

}  // namespace
}  // namespace costwright::testing
