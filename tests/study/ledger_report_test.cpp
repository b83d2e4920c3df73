// The reports of every shipped scenario tie: read back from their CSV text, in cents.
#include <cmath>
#include <functional>

#include "core/scenario/scenario.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

struct Shipped {
  std::string name;
  Evaluation result;
  std::vector<CsvRow> summary, monthly, ledger, latency, utilisation;
};

// "-12.30" -> -1230; every money cell has two decimals.
Minor cents(const std::string& text) {
  const auto dot = text.find('.');
  EXPECT_EQ(text.size() - dot, 3u) << text;
  std::string digits = text;
  digits.erase(dot, 1);
  return std::stoll(digits);
}

double number(const std::string& text) {
  EXPECT_NE(text, "");
  return text.empty() ? 0 : std::stod(text);
}

// Two months keep the simulations short; where nothing is simulated the whole horizon is priced.
Shipped run_shipped(const std::filesystem::path& path) {
  HowToRun options{.threads = 2};
  Diagnostics diagnostics;
  const auto found = checked(path.string(), options, diagnostics);
  require(found.has_value(), "{}", diagnostics.text());
  if (!found->plan->simulations.empty()) {
    options.overrides = {{"horizon", "2 months"},
                         {"simulation.effort", "quick"},
                         {"simulation.compression_bracket", "false"}};
    for (const auto& [name, workload] : found->scenario().workloads) {
      if (workload.demand && workload.demand->requests && workload.demand->requests->base() > 1e7) {
        options.overrides.push_back(
            {"workloads." + name + ".demand.requests", "3 M requests/month"});
      }
    }
  }
  auto result = evaluated(path.string(), options, diagnostics);
  require(result.has_value(), "{}", diagnostics.text());
  Shipped shipped;
  shipped.name = path.parent_path().filename().string() + "/" + path.filename().string();
  auto tables = csv_tables(*result);
  shipped.result = std::move(*result);
  shipped.summary = read_csv(tables["summary"]);
  shipped.monthly = read_csv(tables["monthly"]);
  shipped.ledger = read_csv(tables["ledger"]);
  shipped.latency = read_csv(tables["latency"]);
  shipped.utilisation = read_csv(tables["utilisation"]);
  return shipped;
}

const std::vector<Shipped>& all_shipped() {
  static const std::vector<Shipped> all = [] {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(SOURCE_DIR "/scenarios")) {
      if (entry.path().extension() == ".yaml") {
        paths.push_back(entry.path());
      }
    }
    std::sort(paths.begin(), paths.end());
    std::vector<Shipped> found;
    for (const auto& path : paths) {
      found.push_back(run_shipped(path));
    }
    return found;
  }();
  return all;
}

std::map<std::string, Minor> pivot_of(const std::vector<CsvRow>& ledger,
                                      const std::string& axis,
                                      const std::string& basis) {
  std::map<std::string, Minor> sums;
  for (const auto& line : ledger) {
    sums[line.at(axis)] += cents(line.at(basis));
  }
  return sums;
}

std::map<std::string, Minor> breakdown_of(const std::vector<CsvRow>& summary,
                                          const std::string& metric) {
  std::map<std::string, Minor> sums;
  for (const auto& row : summary) {
    if (row.at("section") == "breakdown" && row.at("metric") == metric) {
      EXPECT_TRUE(sums.emplace(row.at("key"), cents(row.at("value"))).second)
          << metric << " " << row.at("key");
    }
  }
  return sums;
}

std::string value_of(const std::vector<CsvRow>& summary,
                     const std::string& metric,
                     const std::string& key = "") {
  for (const auto& row : summary) {
    if (row.at("metric") == metric && row.at("key") == key) {
      return row.at("value");
    }
  }
  ADD_FAILURE() << "no " << metric << " of '" << key << "'";
  return "";
}

TEST(Reports, CoverEveryShippedScenario) {
  EXPECT_GE(all_shipped().size(), 5u);
  for (const auto& s : all_shipped()) {
    EXPECT_FALSE(s.ledger.empty()) << s.name;
  }
}

TEST(Reports, EveryBreakdownIsThePivotOfTheLedger) {
  for (const auto& s : all_shipped()) {
    for (const char* basis : {"cash", "expense"}) {
      for (const char* axis :
           {"calendar_year", "fiscal_year", "category", "component", "workload", "team"}) {
        EXPECT_EQ(pivot_of(s.ledger, axis, basis),
                  breakdown_of(s.summary, fmt::format("{}_by_{}", basis, axis)))
            << s.name << " " << basis << " by " << axis;
      }
    }
  }
}

TEST(Reports, EveryMonthIsTheSumOfItsLines) {
  for (const auto& s : all_shipped()) {
    for (const char* basis : {"cash", "expense"}) {
      auto by_month = pivot_of(s.ledger, "period", basis);
      std::map<std::string, Minor> by_month_and_category;
      for (const auto& line : s.ledger) {
        by_month_and_category[line.at("period") + line.at("category")] += cents(line.at(basis));
      }
      for (const auto& row : s.monthly) {
        EXPECT_EQ(cents(row.at(basis + std::string("_total"))), by_month[row.at("month")])
            << s.name << row.at("month");
        for (const char* category :
             {"hardware", "software", "staffing", "data", "cloud", "energy"}) {
          EXPECT_EQ(cents(row.at(fmt::format("{}_{}", basis, category))),
                    by_month_and_category[row.at("month") + category])
              << s.name << " " << row.at("month") << " " << category;
        }
      }
    }
  }
}

TEST(Reports, TotalsAreSumsOfTheLedger) {
  for (const auto& s : all_shipped()) {
    Minor cash = 0;
    Minor expense = 0;
    for (const auto& line : s.ledger) {
      cash += cents(line.at("cash"));
      expense += cents(line.at("expense"));
    }
    const auto total = [&](const char* metric) {
      return cents(value_of(s.summary, metric));
    };
    EXPECT_EQ(total("gross_cash") - total("proceeds"), cash) << s.name;
    EXPECT_EQ(total("expense_total"), expense) << s.name;
    EXPECT_EQ(total("tco"), cash - total("terminal_value")) << s.name;
  }
}

// Cash less expense is what stands on the balance sheet.
TEST(Reports, CashAndExpenseReconcileEveryMonth) {
  for (const auto& s : all_shipped()) {
    Minor difference = s.result.ledger.opening;
    for (const auto& row : s.monthly) {
      difference += cents(row.at("cash_total")) - cents(row.at("expense_total"));
      EXPECT_EQ(difference,
                cents(row.at("book_value")) + cents(row.at("prepaid")) - cents(row.at("payables")))
          << s.name << " " << row.at("month");
    }
  }
}

TEST(Reports, ElectricityIsItEnergyTimesPue) {
  int checked = 0;
  for (const auto& s : all_shipped()) {
    const Scenario& scenario = s.result.scenario();
    for (const auto& [name, entry] : scenario.fleet) {
      const YearMonth last = scenario.start + (scenario.horizon.count - 1);
      if (!entry.owned || !in_service(*entry.owned, scenario.start, last)) {
        continue;
      }
      const Site& site = *find_named(scenario.sites, entry.owned->site);
      ASSERT_TRUE(site.pue) << "the shipped scenarios state their PUE";
      double billed = 0;
      for (const auto& line : s.ledger) {
        billed += line.at("item") == name + ": electricity" ? number(line.at("quantity")) : 0;
      }
      double it = 0;
      for (const auto& row : s.utilisation) {
        it += row.at("scope") == "fleet" && row.at("name") == name ? number(row.at("it_kwh")) : 0;
      }
      EXPECT_GT(it, 0) << s.name << " " << name;
      EXPECT_NEAR(billed, it * *site.pue, 1e-6 * billed) << s.name << " " << name;
      ++checked;
    }
  }
  EXPECT_GE(checked, 5);
}

TEST(Reports, BusyHoursAreHoursOn) {
  for (const auto& s : all_shipped()) {
    for (const auto& row : s.utilisation) {
      if (row.at("device_hours_iterating").empty()) {
        EXPECT_TRUE(s.name == "worked-budget/scenario.yaml" ||
                    s.name == "own-rent-buy/scenario.yaml")
            << s.name;  // nothing runs there
        continue;
      }
      EXPECT_LE(number(row.at("device_hours_iterating")),
                number(row.at("device_hours_on")) * (1 + 1e-9))
          << s.name;
    }
    for (const auto& row : s.monthly) {
      EXPECT_LE(number(row.at("device_hours_iterating")),
                number(row.at("device_hours_on")) * (1 + 1e-9))
          << s.name;
    }
  }
}

TEST(Reports, RequestsOfferedAreAccountedFor) {
  for (const auto& s : all_shipped()) {
    for (const auto& [name, workload] : s.result.scenario().workloads) {
      const auto requests = [&](const char* metric) {
        return number(value_of(s.summary, std::string("requests_") + metric, name));
      };
      const double offered = requests("offered");
      EXPECT_NEAR(offered, requests("served") + requests("dropped") + requests("timed_out"),
                  1e-9 * offered)
          << s.name << " " << name;
      EXPECT_EQ(offered > 0, workload.served_by.has_value()) << s.name << " " << name;
    }
  }
}

TEST(Reports, NoFigureLiesOutsideItsRange) {
  int ranges = 0;
  for (const auto& s : all_shipped()) {
    for (const auto& row : s.summary) {
      EXPECT_EQ(row.at("low").empty(), row.at("high").empty()) << s.name << row.at("metric");
      if (!row.at("low").empty()) {
        EXPECT_LE(number(row.at("low")), number(row.at("value"))) << s.name << row.at("metric");
        EXPECT_LE(number(row.at("value")), number(row.at("high"))) << s.name << row.at("metric");
        EXPECT_NE(row.at("section"), "basis");
        ++ranges;
      }
    }
  }
  EXPECT_GT(ranges, 50);
}

// A figure that does not exist is an empty cell, never 0.
TEST(Reports, BlankIsNotZero) {
  for (const auto& s : all_shipped()) {
    if (s.name == "worked-budget/scenario.yaml") {
      EXPECT_EQ(value_of(s.summary, "slo_attainment", "service"), "");
      EXPECT_EQ(value_of(s.summary, "roi"), "");
      EXPECT_EQ(value_of(s.summary, "cost_per_request"), "");
      EXPECT_EQ(value_of(s.summary, "payback_month"), "");
      EXPECT_EQ(value_of(s.summary, "not_declared", "training"), "");
      EXPECT_TRUE(s.latency.empty());
    }
    if (s.name == "code-assistant/scenario.yaml") {
      EXPECT_EQ(value_of(s.summary, "effective_pue"), "");
      EXPECT_EQ(value_of(s.summary, "owned_cost_per_gpu_hour"), "");
    }
    for (const auto& row : s.utilisation) {
      EXPECT_EQ(row.at("replicas").empty(), row.at("scope") == "fleet") << s.name;
    }
  }
}

}  // namespace
}  // namespace costwright::testing
