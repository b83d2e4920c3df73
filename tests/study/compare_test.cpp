// Alternatives side by side: differences, their ranges, who wins, and when one overtakes another.
#include "study/compare/compare.h"

#include <random>

#include "core/scenario/loaded.h"
#include "study/compare/tables.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

// 3 seats x 10 USD x 12 months = 360.00 USD; "bought": 118 USD at once.
constexpr const char* kBudget = R"(
name: budget
start: 2027-01
horizon: 12 months
finance: {discount_rate: 12 %/year}
software:
  tool: {per: seat, units: 3, price: 10 USD}
variants:
  more: {set: {software.tool.units: 5, software.tool.price: 12 USD}}
  bought: {set: {software.tool: {price: 118 USD, term: perpetual}}}
)";

class Compare : public ::testing::Test {
 protected:
  Evaluation evaluated_as(const std::string& text,
                          const std::string& variant,
                          const std::vector<Override>& overrides = {}) {
    Diagnostics diagnostics;
    const std::string path = folder_.write("scenario.yaml", text);
    auto loaded = read_scenario({path, {}, overrides, variant}, diagnostics);
    EXPECT_TRUE(loaded) << diagnostics.text();
    auto result =
        evaluate(inputs_, std::move(*loaded), {.remembered = &cache_, .threads = 1}, diagnostics);
    EXPECT_TRUE(result) << diagnostics.text();
    return std::move(*result);
  }

  static const ComparedRow& row_of(const Comparison& comparison,
                                   std::string_view name,
                                   const std::string& key = "") {
    for (const ComparedRow& row : comparison.rows) {
      if (row.metric->name == name && row.key == key) {
        return row;
      }
    }
    throw std::runtime_error(fmt::format("no row {}[{}]", name, key));
  }

  Folder folder_;
  Inputs inputs_{SOURCE_DIR "/data"};
  Memory cache_{""};
};

// 5 x 12 x 12 = 720.00 USD, twice as much as 360.00.
TEST_F(Compare, DifferencesAreToTheCent) {
  const auto comparison =
      compare({{"base", evaluated_as(kBudget, "")}, {"more", evaluated_as(kBudget, "more")}});
  const ComparedRow& tco = row_of(comparison, "tco");
  EXPECT_EQ(cell_json(tco.columns[0].value), "360.00");
  EXPECT_EQ(cell_json(tco.columns[1].value), "720.00");
  EXPECT_EQ(cell_json(tco.differences[1].value), "360.00");
  EXPECT_EQ(tco.differences[1].share, 1.0);
  EXPECT_EQ(cell_json(tco.differences[1].low), "null");
  const ComparedRow& year = row_of(comparison, "cash_by_calendar_year", "2027");
  EXPECT_EQ(cell_json(year.differences[1].value), "360.00");
  EXPECT_EQ(*comparison.verdicts[0].at[0].column, 0U);
  EXPECT_FALSE(comparison.verdicts[0].at[0].is_tie);
}

TEST_F(Compare, AFileAgainstItselfIsAllZeroAndATie) {
  const auto comparison =
      compare({{"a", evaluated_as(kBudget, "more")}, {"b", evaluated_as(kBudget, "more")}});
  for (const ComparedRow& row : comparison.rows) {
    EXPECT_EQ(number_of(row.differences[1].value).value_or(0), 0) << row.metric->name;
    EXPECT_TRUE(cell_text(row.differences[1].low).empty()) << row.metric->name;
  }
  EXPECT_TRUE(comparison.crossings[1][0].cash.empty());
  EXPECT_TRUE(comparison.verdicts[0].at[0].is_tie);
}

// 30 USD at each month's end reach 118 USD in month 4 (120). Discounted at 12 % a year to 30 x
// (0.9906 + 0.9813 + 0.9721 + 0.9629) = 117.21 they reach it in month 5 only.
TEST_F(Compare, OneOvertakesTheOtherInTheMonthWorkedOutByHand) {
  const auto comparison =
      compare({{"base", evaluated_as(kBudget, "")}, {"bought", evaluated_as(kBudget, "bought")}});
  const Crossings& crossed = comparison.crossings[1][0];
  ASSERT_EQ(crossed.cash.size(), 2U);
  EXPECT_EQ(crossed.cash[0].lead, Lead::kBaseline);
  EXPECT_EQ(to_string(crossed.cash[1].month), "2027-04");
  EXPECT_EQ(crossed.cash[1].lead, Lead::kAlternative);
  ASSERT_EQ(crossed.present_value.size(), 2U);
  EXPECT_EQ(to_string(crossed.present_value[1].month), "2027-05");
}

// Lenovo Press LP2225: eight H100 for 833,806 USD and 0.87 USD/h are cheaper than renting them
// after 8,556 h (98.32 USD/h), 10,891 h (77.43) and 15,709 h (53.95).
TEST_F(Compare, OwningOvertakesRentingInTheMonthOfThePublishedHour) {
  const std::string file = SOURCE_DIR "/scenarios/own-rent-buy/scenario.yaml";
  Diagnostics diagnostics;
  const auto answer = [&](const std::string& variant) {
    return *evaluate(inputs_, *read_scenario({file, {}, {}, variant}, diagnostics), {},
                     diagnostics);
  };
  const Evaluation own = answer("");
  for (const auto& [variant, hours] : std::vector<std::pair<const char*, int>>{
           {"on-demand", 8556}, {"reserved-1y", 10891}, {"reserved-3y", 15709}}) {
    const auto comparison = compare({{"own", own}, {variant, answer(variant)}});
    const auto& leads = comparison.crossings[1][0].cash;
    ASSERT_EQ(leads.size(), 2U);
    EXPECT_EQ(leads[1].lead, Lead::kBaseline);
    int before = 0;  // hours by the end of the month before
    for (YearMonth month{2027, 1}; month < leads[1].month; month = month + 1) {
      before += hours_in(month);
    }
    EXPECT_NEAR(leads[1].hours, hours, 0.6) << variant;
    EXPECT_LT(before, hours) << variant;
    EXPECT_GE(before + hours_in(leads[1].month), hours) << variant;
  }
}

// At twice the volume an API takes 31,500 USD a month: 850,500 by the end of 2029-03, when the
// machine has taken 833,806 + 0.87 x 19,704 h = 850,948, and 882,000 a month later against 851,575.
TEST_F(Compare, OwningOvertakesAnApiInTheMonthWorkedOutByHand) {
  const std::string file = SOURCE_DIR "/scenarios/own-rent-buy/scenario.yaml";
  const std::vector<Override> twice{
      {"workloads.service.declared.input_tokens", "40000 Mtok/month"},
      {"workloads.service.declared.output_tokens", "10000 Mtok/month"}};
  Diagnostics diagnostics;
  const auto answer = [&](const std::string& variant) {
    return *evaluate(inputs_, *read_scenario({file, {}, twice, variant}, diagnostics), {},
                     diagnostics);
  };
  const auto comparison = compare({{"own", answer("")}, {"api", answer("api")}});
  const auto& leads = comparison.crossings[1][0].cash;
  ASSERT_EQ(leads.size(), 2U);
  EXPECT_EQ(leads[0].lead, Lead::kAlternative);
  EXPECT_EQ(to_string(leads[1].month), "2029-04");
  // 448.48 USD behind by the end of 2029-03, of the 30,873.60 that the API costs more in 720 h.
  EXPECT_NEAR(leads[1].hours, 19'704 + 720 * 448.48 / 30'873.60, 0.1);
  EXPECT_EQ(cell_json(row_of(comparison, "tco").columns[1].value), "1134000.00");
}

// Years that only one of them covers have a sum of 0 in the other, in the order of time.
TEST_F(Compare, ASumWithoutLinesIsZeroNotBlank) {
  const auto comparison = compare({{"base", evaluated_as(kBudget, "", {{"horizon", "24 months"}})},
                                   {"early", evaluated_as(kBudget, "", {{"start", "2026-01"}})}});
  EXPECT_EQ(cell_json(row_of(comparison, "cash_by_calendar_year", "2026").columns[0].value),
            "0.00");
  EXPECT_EQ(cell_json(row_of(comparison, "cash_by_calendar_year", "2028").differences[1].value),
            "-360.00");
  ASSERT_EQ(comparison.remarks.size(), 1U);
  EXPECT_EQ(comparison.remarks[0],
            "'early' covers 12 months from 2026-01, 'base' 24 from 2027-01: their totals are of "
            "different times");
}

// One client that asks one request after the other: at half the time a request it asks twice as
// many, at half the cost each (tests/study/error_range_test.cpp).
constexpr const char* kOneClient = R"(
name: one client
start: 2027-12
horizon: 1 months
simulation: {warm_up: 10 min}
catalog: [speed.csv]
fleet:
  rented: {cloud: {instance: AWS/us-east-1/p5.48xlarge, price: 10 USD/h}}
models:
  small: {model: Llama-3.1-8B}
serving:
  chat: {model: small, fleet: rented, replicas: 1}
workloads:
  web:
    served_by: chat
    arrivals: {closed: {clients: 1, think_time: 0 s, input_tokens: {fixed: 100 tokens}, output_tokens: {fixed: 50 tokens}}}
    slo: {ttft: 60 s, target: 99 %}
variants:
  cheap: {set: {fleet.rented.cloud.price: 5 USD/h}}
  hasty: {set: {fleet.rented.cloud.price: 5 USD/h, workloads.web.slo.ttft: 1 ms}}
)";

class CompareSpeeds : public Compare {
 protected:
  CompareSpeeds() {
    folder_.write("speed.csv",
                  "table,key,unseen_time_p05,unseen_time_p95,as_of,source\n"
                  "calibration,vllm/hopper/bf16,0.5,2,2027-01,by hand\n");
  }
};

// 10 and 5 USD/h over c and c/2 a request: the difference is c/2; a quarter of c when requests take
// half the time, c when they take twice as long. The difference of the two ranges (c/2 to 2c, c/4
// to c) would be -7/4 c to c/2, and say nothing.
TEST_F(CompareSpeeds, TheRangeOfADifferenceIsNotTheDifferenceOfRanges) {
  const auto comparison = compare(
      {{"base", evaluated_as(kOneClient, "")}, {"cheap", evaluated_as(kOneClient, "cheap")}});
  const ComparedRow& row = row_of(comparison, "cost_per_request");
  const double c = *number_of(row.columns[0].value);
  const Difference& difference = row.differences[1];
  EXPECT_NEAR(*number_of(difference.value), -c / 2, 1e-9 * c);
  EXPECT_NEAR(*difference.fast, -c / 4, 2e-4 * c);
  EXPECT_NEAR(*difference.slow, -c, 4e-4 * c);
  EXPECT_NEAR(*number_of(difference.low), -c, 2e-3 * c);
  EXPECT_NEAR(*number_of(difference.high), -c / 4, 2e-3 * c);
  // 744 h x 5 USD at any speed.
  EXPECT_EQ(cell_json(row_of(comparison, "tco").differences[1].value), "-3720.00");
  EXPECT_EQ(cell_json(row_of(comparison, "tco").differences[1].low), "null");
  // The same requests are served: all errors are common.
  EXPECT_EQ(cell_json(row_of(comparison, "requests_served", "web").differences[1].low), "null");
}

TEST_F(CompareSpeeds, WhoMissesItsSloDoesNotWin) {
  const auto comparison = compare(
      {{"base", evaluated_as(kOneClient, "")}, {"hasty", evaluated_as(kOneClient, "hasty")}});
  const Winner& winner = comparison.verdicts[0].at[0];
  EXPECT_EQ(*winner.column, 0U);
  EXPECT_EQ(winner.disqualified, std::vector<std::size_t>{1});
  EXPECT_EQ(comparison.faults[1][0], std::vector<std::string>{"web: below its SLO in 2027-12"});
  EXPECT_NE(comparison_text(comparison).find("'base' (not 'hasty', lower but unfit)"),
            std::string::npos)
      << comparison_text(comparison);
}

TEST_F(CompareSpeeds, NobodyWinsWhereAllAreUnfit) {
  const auto comparison = compare({{"hasty", evaluated_as(kOneClient, "hasty")}});
  EXPECT_FALSE(comparison.verdicts[0].at[0].column);
}

// ---- laws

// The worked budget with amounts of its own.
class CompareLaws : public Compare {
 protected:
  Evaluation random_budget(std::mt19937& random) {
    const auto share = [&] {
      return std::uniform_real_distribution<>(0.5, 2)(random);
    };
    std::vector<Override> changes;
    for (const char* path :
         {"fleet.own.owned.price", "fleet.rented.cloud.price", "sites.ashburn.electricity",
          "staff.engineer.salary", "software.ai-enterprise.price"}) {
      changes.push_back({path, "", share()});
    }
    Diagnostics diagnostics;
    auto loaded = read_scenario({SOURCE_DIR "/scenarios/worked-budget/scenario.yaml", {}, changes},
                                diagnostics);
    return *evaluate(inputs_, std::move(*loaded), {.threads = 1}, diagnostics);
  }

  static std::string said(const Difference& difference) {
    return fmt::format("{} {} {}", cell_json(difference.value), cell_json(difference.low),
                       cell_json(difference.high));
  }
};

TEST_F(CompareLaws, ExchangedColumnsChangeTheSignOfEveryDifference) {
  std::mt19937 random(7);
  for (int round = 0; round < 10; ++round) {
    const Evaluation a = random_budget(random);
    const Evaluation b = random_budget(random);
    const auto there = compare({{"a", a}, {"b", b}});
    const auto back = compare({{"b", b}, {"a", a}});
    for (const ComparedRow& row : there.rows) {
      const Difference& one = row.differences[1];
      const Difference& other = row_of(back, row.metric->name, row.key).differences[1];
      EXPECT_EQ(number_of(one.value).value_or(0), -number_of(other.value).value_or(0))
          << row.metric->name << " round " << round;
    }
    EXPECT_NE(*there.verdicts[0].at[0].column, *back.verdicts[0].at[0].column);
  }
}

TEST_F(CompareSpeeds, ExchangedColumnsExchangeTheEndsOfTheRange) {
  const Evaluation a = evaluated_as(kOneClient, "");
  const Evaluation b = evaluated_as(kOneClient, "cheap");
  const auto there = compare({{"a", a}, {"b", b}});
  const auto back = compare({{"b", b}, {"a", a}});
  for (const ComparedRow& row : there.rows) {
    const Difference& one = row.differences[1];
    const Difference& other = row_of(back, row.metric->name, row.key).differences[1];
    EXPECT_DOUBLE_EQ(number_of(one.low).value_or(0), -number_of(other.high).value_or(0))
        << row.metric->name;
  }
}

TEST_F(CompareLaws, AnotherColumnChangesNone) {
  std::mt19937 random(8);
  for (int round = 0; round < 5; ++round) {
    const Evaluation a = random_budget(random);
    const Evaluation b = random_budget(random);
    const auto two = compare({{"a", a}, {"b", b}});
    const auto three = compare({{"a", a}, {"b", b}, {"c", random_budget(random)}});
    for (const ComparedRow& row : two.rows) {
      const ComparedRow& same = row_of(three, row.metric->name, row.key);
      EXPECT_EQ(cell_json(row.columns[1].value), cell_json(same.columns[1].value));
      EXPECT_EQ(said(row.differences[1]), said(same.differences[1])) << row.metric->name;
    }
  }
}

TEST_F(CompareLaws, NothingIsCheaperWhenAPriceRises) {
  std::mt19937 random(9);
  for (const char* path :
       {"fleet.own.owned.price", "fleet.rented.cloud.price", "sites.ashburn.electricity",
        "staff.engineer.salary", "software.ai-enterprise.price"}) {
    Diagnostics diagnostics;
    const double factor = std::uniform_real_distribution<>(1, 3)(random);
    const std::string file = SOURCE_DIR "/scenarios/worked-budget/scenario.yaml";
    auto before = evaluate(inputs_, *read_scenario({file}, diagnostics), {}, diagnostics);
    auto after = evaluate(inputs_, *read_scenario({file, {}, {{path, "", factor}}}, diagnostics),
                          {}, diagnostics);
    const auto comparison = compare({{"before", *before}, {"after", *after}});
    for (const char* name : {"tco", "pv_cost", "expense_total", "gross_cash"}) {
      EXPECT_GT(*number_of(row_of(comparison, name).differences[1].value), 0) << path << name;
    }
  }
}

}  // namespace
}  // namespace costwright::testing
