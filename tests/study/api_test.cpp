// Deployments of an API, from scenario to figures: what is billed, how it answers, where it stands
// in relays, and what is refused.
#include "core/scenario/scenario.h"
#include "study/outcome/months.h"
#include "study/simulate/window.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

// 10,500 requests of 1,000 and 142.857 tokens a month would be FOCUS's example; it is declared.
constexpr const char* kDeclared = R"(
name: declared tokens through an API
start: 2027-01
horizon: 2 months
serving:
  tokens:
    api: anthropic/claude-sonnet-4-5
    api_terms:
      cached_input: 76.190476190476 %
      written_input: 19.047619047619 %
      cache_write_price: 3.75 USD/Mtok
workloads:
  desk:
    team: care
    declared: {input_tokens: 10.5 Mtok/month, output_tokens: 1.5 Mtok/month, served_by: tokens}
)";

constexpr const char* kSimulated = R"(
name: an API that serves
start: 2027-01
horizon: 2 months
simulation: {warm_up: 10 min, error_range: true}
serving:
  chat:
    api: groq/llama-3.3-70b-versatile
    api_terms: {ttft: {p50: 0.3 s, p95: 1 s}, tpot: {p50: 4 ms, p95: 8 ms}}
workloads:
  desk:
    served_by: chat
    arrivals: {synthetic: {input_tokens: {fixed: 1000 tokens}, output_tokens: {fixed: 100 tokens}}}
    demand: {requests: 1 M requests/month, growth: 10 %/month}
    slo: {ttft: 10 s}
)";

class Api : public ::testing::Test {
 protected:
  Evaluation run(const char* text, const std::vector<Override>& overrides = {}) {
    diagnostics_ = {};
    auto result = evaluated(folder_.write("scenario.yaml", text), overrides, diagnostics_);
    EXPECT_TRUE(result) << diagnostics_.text();
    return result ? std::move(*result) : Evaluation{};
  }
  std::string errors_of(const char* text, const std::vector<Override>& overrides) {
    diagnostics_ = {};
    EXPECT_FALSE(checked(folder_.write("scenario.yaml", text), overrides, diagnostics_));
    return diagnostics_.text();
  }
  static Minor expense_of(const Evaluation& result, std::string_view item, int month = 0) {
    Minor sum = 0;
    for (const LedgerLine& line : result.ledger.lines) {
      if (line.item.find(item) != std::string::npos &&
          line.period == result.scenario().start + month) {
        sum += line.expense;
      }
    }
    return sum;
  }
  Folder folder_;
  Diagnostics diagnostics_;
};

// FOCUS, appendix on AI billing: 0.5 M tokens uncached at 3 USD, 2 M written at 3.75, 8 M read at
// 0.30: 1.50 + 7.50 + 2.40 = 11.40 on the input side, 31.50 without a cache.
TEST_F(Api, PromptCachingIsBilledAsInFocus) {
  const Evaluation cached = run(kDeclared);
  EXPECT_EQ(expense_of(cached, "input tokens"), 1140);
  EXPECT_EQ(expense_of(cached, "input tokens, cached"), 240);
  EXPECT_EQ(expense_of(cached, "written into the cache"), 750);
  EXPECT_EQ(expense_of(cached, "output tokens"), 2250);
  const Evaluation plain = run(kDeclared, {{"serving.tokens.api_terms", "{discount: 0 %}"}});
  EXPECT_EQ(expense_of(plain, "input tokens"), 3150);
  ASSERT_EQ(cached.outcome.apis.size(), 1U);  // of two months
  const ApiOutcome& api = cached.outcome.apis[0];
  EXPECT_EQ(api.name, "tokens");
  EXPECT_NEAR(api.input_mtok, 21, 1e-9);
  EXPECT_NEAR(api.cached_mtok, 16, 1e-9);
  EXPECT_NEAR(api.output_mtok, 3, 1e-9);
  EXPECT_DOUBLE_EQ(api.expense, 2 * (11.40 + 22.50));
}

TEST_F(Api, TheWorkloadBearsTheLines) {
  const Evaluation result = run(kDeclared);
  for (const LedgerLine& line : result.ledger.lines) {
    EXPECT_EQ(line.workload, "desk");
    EXPECT_EQ(line.team, "care");
    EXPECT_EQ(line.component, Component::kServing);
    EXPECT_EQ(line.category, Category::kCloud);
  }
}

TEST_F(Api, DeclaredVolumesGrow) {
  const Evaluation result = run(kDeclared, {{"workloads.desk.declared.growth", "10 %/month"}});
  EXPECT_EQ(expense_of(result, "output tokens", 0), 2250);
  EXPECT_EQ(expense_of(result, "output tokens", 1), 2475);
}

TEST_F(Api, StatedPricesDiscountAndEscalationReplaceTheList) {
  const Evaluation result =
      run(kDeclared, {{"serving.tokens.api_terms",
                       "{input_price: {2027-01: 2 USD/Mtok, 2027-02: 1 USD/Mtok}, "
                       "output_price: 10 USD/Mtok, discount: 50 %}"}});
  EXPECT_EQ(expense_of(result, "input tokens", 0), 1050);
  EXPECT_EQ(expense_of(result, "input tokens", 1), 525);
  EXPECT_EQ(expense_of(result, "output tokens", 0), 750);
}

// 1 M requests x 1,000 tokens x 0.59 USD per million = 590.00 and 100 x 0.79 = 79.00; the second
// month a tenth more.
TEST_F(Api, SimulatedRequestsAreCountedExactly) {
  const Evaluation result = run(kSimulated);
  EXPECT_EQ(expense_of(result, "input tokens", 0), 59'000);
  EXPECT_EQ(expense_of(result, "output tokens", 0), 7'900);
  EXPECT_EQ(expense_of(result, "input tokens", 1), 64'900);
  const WorkloadMonth& month = result.monthly->physical.months[0].workloads[0];
  EXPECT_DOUBLE_EQ(month.served, 1e6);
  EXPECT_TRUE(month.simulated);
  EXPECT_EQ(result.outcome.mark, Mark::kStated);
  EXPECT_NEAR(result.outcome.workloads[0].latency->ttft.quantile_s(0.5), 0.3, 0.01);
  EXPECT_NEAR(result.outcome.workloads[0].latency->ttft.quantile_s(0.95), 1, 0.03);
  EXPECT_FALSE(result.outcome.carbon_kg);
}

// All prompts begin with the same 800 tokens, which are asked for all the time: 80 % is read.
TEST_F(Api, ASharedPrefixIsReadFromTheApisCache) {
  const Evaluation result =
      run(kSimulated, {{"workloads.desk.shared_prefix", "800 tokens"},
                       {"serving.chat.api_terms.cache_minimum", "512 tokens"},
                       {"serving.chat.api_terms.cached_input_price", "0.1 USD/Mtok"}});
  EXPECT_EQ(expense_of(result, "input tokens, cached"), 8'000);
  EXPECT_EQ(expense_of(result, "input tokens"), 8'000 + 11'800);
}

// Two requests a minute serve 89,280 of the 1 M requests of January.
TEST_F(Api, ARateLimitSaturates) {
  const std::vector<Override> limit{
      {"serving.chat.api_terms.requests_per_minute", "2 requests/min"}};
  const Evaluation waits = run(kSimulated, limit);
  const WorkloadMonth& month = waits.monthly->physical.months[0].workloads[0];
  EXPECT_NEAR(month.served, 89'280, 900);
  EXPECT_NEAR(month.served + month.timed_out, 1e6, 1);
  EXPECT_EQ(waits.outcome.mark, Mark::kSaturated);
  auto refusing = limit;
  refusing.push_back({"serving.chat.api_terms.over_limit", "refuse"});
  const Evaluation refuses = run(kSimulated, refusing);
  const WorkloadMonth& refused = refuses.monthly->physical.months[0].workloads[0];
  EXPECT_GT(refused.dropped, 9e5);
  EXPECT_EQ(refused.timed_out, 0);
}

// What an own deployment would drop goes to the API: everybody is answered, and the API's bill is
// that of what went over.
TEST_F(Api, TakesTheOverflowOfAnOwnDeployment) {
  write_traces(folder_);
  const Evaluation result =
      run(kServingScenario,
          {{"serving.chat.queue_limit", "1"},
           {"serving.chat.max_batch", "1"},
           {"serving.chat.replicas", "1"},
           {"serving.hosted",
            "{api: groq/llama-3.1-8b-instant, "
            "api_terms: {ttft: {p50: 0.3 s, p95: 1 s}, tpot: {p50: 4 ms, p95: 8 ms}}}"},
           {"workloads.chat.overflow_to", "hosted"}});
  const PhysicalMonth& month = result.monthly->physical.months[0];
  ASSERT_EQ(month.apis.size(), 1U);
  EXPECT_EQ(month.apis[0].deployment, 2U);
  EXPECT_GT(month.apis[0].requests, 0);
  EXPECT_LT(month.apis[0].requests, month.workloads[0].served);
  EXPECT_EQ(month.workloads[0].dropped, 0);
  const double tokens = month.apis[0].input_tokens * 0.05 + month.apis[0].output_tokens * 0.08;
  EXPECT_NEAR(static_cast<double>(expense_of(result, "hosted: ")), tokens / 1e6 * 100, 1.01);
}

// 2,000 requests of 100 and 20 tokens, a quarter of which is answered again by the API.
// Without stated latencies those of the catalogue: of gpt-4o-mini, as published, 0.645 s and
// 1.094 s to the first token and 105.3 tokens a second, so 99 more take 0.940 s at any request.
TEST_F(Api, TakesItsLatenciesFromTheCatalogue) {
  const std::vector<Override> known{{"serving.chat.api", "openai/gpt-4o-mini"},
                                    {"serving.chat.api_terms", "{discount: 0 %}"}};
  const Evaluation result = run(kSimulated, known);
  const Latency& latency = result.monthly->latencies->horizon[0];
  EXPECT_NEAR(latency.ttft.quantile_s(0.5), 0.645, 0.012);
  EXPECT_NEAR(latency.ttft.quantile_s(0.95), 1.094, 0.02);
  EXPECT_NEAR(latency.tpot.mean_s(), 1 / 105.3, 0.01 / 105.3);  // a histogram's bucket
  EXPECT_NEAR(latency.e2e.mean_s() - latency.ttft.mean_s(), 99 / 105.3, 0.01);
  const std::string sources = csv_tables(result)["provenance"];
  EXPECT_NE(sources.find("ttft_p95_s"), std::string::npos) << sources;
  EXPECT_NE(sources.find("jonathanwrede.de"), std::string::npos);
  auto stated = known;
  stated[1].value = "{ttft: {p50: 0.3 s, p95: 1 s}, tpot: {p50: 4 ms, p95: 8 ms}}";
  const Evaluation own = run(kSimulated, stated);
  EXPECT_NEAR(own.monthly->latencies->horizon[0].ttft.quantile_s(0.5), 0.3, 0.006);
  EXPECT_EQ(csv_tables(own)["provenance"].find("ttft_p95_s"), std::string::npos);
}

TEST_F(Api, IsTheSecondStageOfACascade) {
  write_traces(folder_);
  const Evaluation result =
      run(kServingScenario,
          {{"serving.hosted",
            "{api: groq/llama-3.1-8b-instant, "
            "api_terms: {ttft: {p50: 0.3 s, p95: 1 s}, tpot: {p50: 4 ms, p95: 8 ms}}}"},
           {"workloads.draft.cascade", "{then: hosted, share: 25 %}"}});
  const PhysicalMonth& month = result.monthly->physical.months[0];
  ASSERT_EQ(month.apis.size(), 1U);
  EXPECT_NEAR(month.apis[0].requests, 500, 60);
  EXPECT_NEAR(month.apis[0].input_tokens, 100 * month.apis[0].requests, 1e-6);
  EXPECT_DOUBLE_EQ(month.workloads[1].served, 2000);
}

TEST_F(Api, RefusesWhatHasNoMeaning) {
  EXPECT_NE(errors_of(kSimulated, {{"serving.chat.replicas", "2"}})
                .find("serving.chat.replicas has no effect"),
            std::string::npos);
  EXPECT_NE(errors_of(kSimulated, {{"serving.chat.api_terms", "{discount: 5 %}"}})
                .find("how fast 'groq/llama-3.3-70b-versatile' answers is not stated, nor in the "
                      "catalogue"),
            std::string::npos);
  EXPECT_NE(errors_of(kSimulated, {{"serving.chat.api_terms.ttft.p95", "0.1 s"}})
                .find("p95 is below p50"),
            std::string::npos);
  EXPECT_NE(errors_of(kSimulated, {{"serving.chat.api", "groq/none"}}).find("groq/none"),
            std::string::npos);
  EXPECT_NE(
      errors_of(kSimulated, {{"serving.chat.api_terms.batch", "true"}}).find("has no batch price"),
      std::string::npos);
  EXPECT_NE(errors_of(kDeclared, {{"serving.tokens.api_terms.written_input", "40 %"}})
                .find("of the input together"),
            std::string::npos);
}

// Hours are simulated shorter where the pool forgets: an API does, but for what is left of an
// allowance.
TEST_F(Api, ForgetsUnlessItsRequestsOrTokensAreLimited) {
  for (const auto& [limits, forgets] :
       {std::pair{std::vector<Override>{}, true},
        {{{"serving.chat.api_terms.requests_per_minute", "2000 requests/min"}}, false},
        {{{"serving.chat.api_terms.tokens_per_minute", "2000000 tokens/min"}}, false}}) {
    const auto found = checked(folder_.write("scenario.yaml", kSimulated), limits, diagnostics_);
    ASSERT_TRUE(found) << diagnostics_.text();
    const ScenarioPlan& plan = *found->plan;
    EXPECT_EQ(can_be_shortened(plan.simulations.at(0), plan.days), forgets);
  }
}

}  // namespace
}  // namespace costwright::testing
