// From a figure to the lines, rules, catalogue rows and YAML lines behind it.
#include "study/reports/sources.h"

#include "study/compare/variants.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

Evaluation shipped(const std::string& name, const HowToRun& how = {}) {
  Diagnostics diagnostics;
  auto result = evaluated(SOURCE_DIR "/scenarios/" + name + "/scenario.yaml", how, diagnostics);
  require(result.has_value(), "{}", diagnostics.text());
  return std::move(*result);
}

const Evaluation& quick_support_chat() {
  static const Evaluation run =
      shipped("support-chat",
              {.overrides = {{"simulation.effort", "quick"}, {"simulation.error_range", "false"}}});
  return run;
}

std::string cell(const Table& table, std::size_t row, const char* column) {
  return cell_text(table.rows[row][column_of(table, column)]);
}

std::size_t row_of(const Table& table, const char* column, const std::string& text) {
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (cell(table, row, column) == text) {
      return row;
    }
  }
  require(false, "no row with {} '{}'", column, text);
  return 0;
}

// By hand in validation.md: 20,658.16 of electricity in 36 lines; the scenario states the tariff in
// the line that `grep -n 'electricity:'` names.
TEST(Sources, LeadFromAFigureToTheYamlLine) {
  const Evaluation run = shipped("worked-budget");
  const Table table = sources_behind(run, {&metric("cash_by_category"), "energy"});
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(cell(table, 0, "item"), "own: electricity");
  EXPECT_EQ(cell(table, 0, "rule"), "IT kWh x PUE x tariff");
  EXPECT_EQ(cell(table, 0, "lines"), "36");
  EXPECT_EQ(cell(table, 0, "cash"), "20,658.16");
  EXPECT_EQ(cell(table, 0, "from"), "scenario");
  EXPECT_EQ(cell(table, 0, "origin"), "sites.ashburn.electricity");
  std::ifstream file(SOURCE_DIR "/scenarios/worked-budget/scenario.yaml");
  std::string line;
  int number = 0;
  while (std::getline(file, line)) {
    ++number;
    if (line.find("electricity:") != std::string::npos) {
      break;
    }
  }
  EXPECT_EQ(cell(table, 0, "line"), std::to_string(number));
}

TEST(Sources, OfTheWholeAreAllLines) {
  const Evaluation run = shipped("worked-budget");
  const MetricName tco{&metric("tco"), {}};
  EXPECT_EQ(lines_behind(run, tco).rows.size(), run.ledger.lines.size());
  Minor cash = 0;
  const Table table = sources_behind(run, tco);
  for (const auto& row : table.rows) {
    cash += std::get<Amount>(row[column_of(table, "cash")]).minor;
  }
  EXPECT_EQ(cash, 2'187'119'25) << "validation.md";
}

TEST(Sources, OfAYearAndAWorkloadAreTheirLines) {
  const Evaluation run = shipped("worked-budget");
  for (const auto& [name, key, cash] : {std::tuple("cash_by_calendar_year", "2028", 652'615'57),
                                        std::tuple("cash_by_fiscal_year", "FY2030", 235'106'22),
                                        std::tuple("cash_by_workload", "overhead", 2'187'119'25)}) {
    Minor sum = 0;
    const Table lines = lines_behind(run, {&metric(name), key});
    for (const auto& row : lines.rows) {
      sum += std::get<Amount>(row[column_of(lines, "cash")]).minor;
    }
    EXPECT_EQ(sum, cash) << name;
  }
}

TEST(Sources, NameTheCatalogueRowOfAPrice) {
  const Evaluation run = shipped("vision-edge", {{{"horizon", "2 months"},
                                                  {"simulation.effort", "quick"},
                                                  {"simulation.error_range", "false"}}});
  const Table table = sources_behind(run, {&metric("tco"), {}});
  const std::size_t row = row_of(table, "item", "gpu-box: purchase");
  EXPECT_EQ(cell(table, row, "from"), "catalogue");
  EXPECT_EQ(cell(table, row, "origin"), "servers a10-2 system_price_usd");
  EXPECT_EQ(cell(table, row, "status"), "estimate");
  EXPECT_TRUE(cell(table, row, "file").ends_with("data/servers.csv"));
  const Table physics = sources_behind(run, {&metric("it_energy"), {}});
  EXPECT_TRUE(lines_behind(run, {&metric("it_energy"), {}}).rows.empty());
  const std::size_t watts = row_of(physics, "origin", "accelerators a10 tdp_w");
  EXPECT_EQ(number_of(physics.rows[watts][column_of(physics, "value")]), 150);
}

// Three columns: what they change first, then what comes of it.
TEST(Variants, StandSideBySideWithWhatTheyChange) {
  const ScenarioSource source{SOURCE_DIR "/scenarios/own-rent-buy/scenario.yaml"};
  const auto ends = variants_of(source);
  ASSERT_GE(ends.size(), 3u);
  EXPECT_EQ(ends[0].name, "base");
  EXPECT_EQ(ends[1].name, "on-demand");
  Diagnostics diagnostics;
  const Table changed = changed_fields(ends, diagnostics);
  EXPECT_FALSE(diagnostics.has_errors()) << diagnostics.text();
  ASSERT_EQ(changed.columns.size(), ends.size() + 1);
  ASSERT_FALSE(changed.rows.empty());
  for (const auto& row : changed.rows) {
    bool differs = false;
    for (std::size_t c = 2; c < row.size(); ++c) {
      differs = differs || cell_text(row[c]) != cell_text(row[1]);
    }
    EXPECT_TRUE(differs) << cell_text(row[0]);
  }
}

// A section that only one of them has is shown by its values, not as {...}.
TEST(Variants, SectionsOfOneAloneAreShownByTheirValues) {
  const auto ends = variants_of({SOURCE_DIR "/scenarios/own-rent-buy/scenario.yaml"});
  Diagnostics diagnostics;
  const Table changed = changed_fields(ends, diagnostics);
  for (const auto& row : changed.rows) {
    for (const Cell& cell : row) {
      EXPECT_EQ(cell_text(cell).find("..."), std::string::npos) << cell_text(row[0]);
    }
  }
  const std::size_t price = row_of(changed, "field", "fleet.h100.owned.price");
  EXPECT_EQ(cell(changed, price, "base"), "833806 USD") << "as the file has it";
  EXPECT_EQ(cell(changed, price, "on-demand"), "") << "which owns none";
}

TEST(Variants, ShareARowForEachFigureAndSumTheirCash) {
  const Evaluation base = shipped("worked-budget");
  const Evaluation dearer =
      shipped("worked-budget", {{{"sites.ashburn.electricity", "0.179 USD/kWh"}}});
  const std::vector<Alternative> alternatives{{"base", base}, {"dearer", dearer}};
  const Table figures = figures_by_column(compare(alternatives));
  const std::size_t tco = row_of(figures, "metric", "TCO");
  EXPECT_EQ(cell(figures, tco, "better"), "lower");
  EXPECT_EQ(cell(figures, tco, "base"), "2,187,119.25");
  EXPECT_EQ(cell(figures, tco, "dearer"), cell_text(Amount{dearer.finance.tco}));
  const std::string file = SOURCE_DIR "/scenarios/worked-budget/scenario.yaml";
  Diagnostics diagnostics;
  const Table both = variant_columns(
      {{"base", {file}}, {"dearer", {file, {}, {{"sites.ashburn.electricity", "0.179 USD/kWh"}}}}},
      compare(alternatives), diagnostics);
  EXPECT_EQ(cell(both, 0, "metric"), "sites.ashburn.electricity") << "what differs comes first";
  EXPECT_EQ(cell(both, 0, "base"), "0.0895 USD/kWh");
  EXPECT_EQ(cell(both, 0, "dearer"), "0.179 USD/kWh");
  EXPECT_EQ(both.rows.size(), figures.rows.size() + 1);
  const Table cash = cumulative_cash(alternatives);
  ASSERT_EQ(cash.rows.size(), 36u);
  EXPECT_EQ(cell(cash, 11, "base"), "949,928.74") << "the first year, by hand in validation.md";
  EXPECT_EQ(cell(cash, 35, "base"), "2,187,119.25");
  EXPECT_TRUE(cumulative_cash({}).rows.empty());
}

std::vector<std::string> fields_of_item(const Evaluation& run, const std::string& item) {
  const Table lines = lines_behind(run, {&metric("tco"), {}});
  return fields_behind(run, lines, row_of(lines, "item", item));
}

// By the scenario's text: it states the tariff of worked-budget, and leaves server, tariff and pay
// of support-chat to the catalogue.
TEST(Sources, NameTheFieldThatStatesAPrice) {
  using Fields = std::vector<std::string>;
  EXPECT_EQ(fields_of_item(shipped("worked-budget"), "own: electricity"),
            Fields{"sites.ashburn.electricity"});
  const Evaluation& chat = quick_support_chat();
  EXPECT_EQ(fields_of_item(chat, "h100: purchase"), Fields{"fleet.h100.owned.price"});
  EXPECT_EQ(fields_of_item(chat, "h100: electricity"), Fields{"sites.ashburn.electricity"});
  EXPECT_EQ(fields_of_item(chat, "platform-sre: pay"), Fields{"staff.platform-sre.salary"});
  EXPECT_EQ(fields_of_item(chat, "answers: egress"), Fields{}) << "of tiers of the catalogue alone";
  const Table sources = sources_behind(chat, {&metric("cash_by_category"), "energy"});
  EXPECT_EQ(fields_behind(chat, sources, 0), Fields{"sites.ashburn.electricity"});
}

TEST(Sources, NameTheRowOfTheCatalogueBehindAField) {
  const Evaluation& chat = quick_support_chat();
  const std::string said = source_of_field(chat, "sites.ashburn.electricity");
  EXPECT_TRUE(said.starts_with("electricity Virginia price_usd_per_kwh_commercial (read, 2023): "))
      << said;
  EXPECT_NE(said.find("data/electricity.csv, line "), std::string::npos) << said;
  EXPECT_EQ(source_of_field(chat, "sites.ashburn.pue"), "");
}

}  // namespace
}  // namespace costwright::testing
