// The key that joins ledger.csv and provenance.csv.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

#include "core/scenario/loaded.h"
#include "study/compare/variants.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
namespace {

struct Joined {
  std::vector<CsvRow> lines;
  std::map<std::string, CsvRow> rows;  // of provenance.csv by id
  double it_kwh = 0;                   // of the first month

  explicit Joined(const Evaluation& run) {
    lines = read_csv(to_csv(ledger_table(run)));
    for (CsvRow& row : read_csv(to_csv(provenance_table(run)))) {
      const std::string id = row.at("id");
      require(rows.emplace(id, std::move(row)).second, "{} twice", id);
    }
    const auto& fleet = run.monthly->physical.months.front().fleet;
    it_kwh = fleet.empty() ? 0 : fleet.front().it_kwh;
  }

  std::vector<const CsvRow*> of(const CsvRow& line) const {
    std::vector<const CsvRow*> found;
    std::istringstream ids(line.at("provenance"));
    for (std::string id; ids >> id;) {
      const auto row = rows.find(id);
      require(row != rows.end(), "no provenance row {}", id);
      found.push_back(&row->second);
    }
    return found;
  }
  std::vector<CsvRow> lines_of(const std::string& item, const std::string& period) const {
    std::vector<CsvRow> found;
    std::copy_if(lines.begin(), lines.end(), std::back_inserter(found), [&](const CsvRow& line) {
      return line.at("item") == item && line.at("period") == period;
    });
    require(!found.empty(), "no line of {} in {}", item, period);
    return found;
  }
};

Joined simulated(const std::string& file, std::vector<Override> overrides = {}) {
  overrides.push_back({"simulation.effort", "quick"});
  overrides.push_back({"simulation.error_range", "false"});
  static const Memory remembered("");  // what differs is money
  Diagnostics diagnostics;
  auto loaded = read_scenario({SOURCE_DIR "/scenarios/" + file, {}, overrides}, diagnostics);
  require(loaded.has_value(), "{}", diagnostics.text());
  const auto run = evaluate(inputs_of(SOURCE_DIR "/data"), std::move(*loaded),
                            {.remembered = &remembered, .threads = 1}, diagnostics);
  require(run.has_value(), "{}", diagnostics.text());
  return Joined(*run);
}

// The value of the row whose key ends in `name`, or whose column it is.
double value_of(const std::vector<const CsvRow*>& rows, const std::string& name) {
  for (const CsvRow* row : rows) {
    if (row->at("key").ends_with(name) || row->at("column") == name) {
      return std::stod(row->at("value"));
    }
  }
  require(false, "no row {}", name);
  return 0;
}

double sum_of(const std::vector<CsvRow>& lines, const char* column) {
  double sum = 0;
  for (const CsvRow& line : lines) {
    sum += std::stod(line.at(column));
  }
  return sum;
}

// Served as by magic: with every kind of lines, and no simulation. Rented machines that are all
// given back then are simulated.
std::set<std::string> items_without_origin(const Inputs& inputs, const ScenarioSource& source) {
  Diagnostics diagnostics;
  auto loaded = read_scenario(source, diagnostics);
  require(loaded.has_value(), "{}", diagnostics.text());
  loaded->scenario.simulation.effort = Effort::kQuick;
  loaded->scenario.simulation.error_range = false;
  auto run = least(inputs, *loaded, LeastWork::kAtBestRate, diagnostics);
  if (run && run->ledger.lines.empty()) {
    run = evaluate(inputs, std::move(*loaded), {}, diagnostics);
  }
  require(run.has_value() && !run->ledger.lines.empty(), "{}", diagnostics.text());
  const Joined joined(*run);
  std::set<std::string> without;
  for (const CsvRow& line : joined.lines) {
    if (joined.of(line).empty()) {
      without.insert(line.at("item"));
    }
  }
  return without;
}

TEST(LedgerProvenance, EveryLineOfEveryShippedScenarioAndVariantJoins) {
  const Inputs inputs(SOURCE_DIR "/data");
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() != ".yaml") {
      continue;
    }
    ++files;
    for (const auto& end : variants_of({entry.path().string()})) {
      EXPECT_THAT(items_without_origin(inputs, end.source), ::testing::IsEmpty())
          << entry.path() << ' ' << end.name;
    }
  }
  EXPECT_GE(files, 10);
}

// validation.md of support-chat: IT kWh x 1.35 x 0.0895.
TEST(LedgerProvenance, ElectricityIsItsRowsTimesTheMeteredKwh) {
  const Joined joined = simulated("support-chat/scenario.yaml");
  const auto lines = joined.lines_of("h100: electricity", "2027-01");
  const auto rows = joined.of(lines.front());
  EXPECT_EQ(value_of(rows, "sites.ashburn.pue"), 1.35);
  EXPECT_EQ(value_of(rows, "price_usd_per_kwh_commercial"), 0.0895);
  EXPECT_NEAR(sum_of(lines, "quantity"), joined.it_kwh * 1.35, 0.01 * lines.size());
  EXPECT_NEAR(sum_of(lines, "cash"), joined.it_kwh * 1.35 * 0.0895, 0.006);
  EXPECT_EQ(rows.front()->at("column"), "price_usd_per_kwh_commercial") << "the price's first";
}

// docs/reports.md: 2,075 GB x 0.023; 150 GB a month are added.
TEST(LedgerProvenance, StorageIsItsTierTimesTheVolume) {
  const Joined joined = simulated("support-chat/scenario.yaml");
  const auto lines = joined.lines_of("conversations: storage", "2027-01");
  ASSERT_EQ(lines.size(), 1u);
  const auto rows = joined.of(lines.front());
  EXPECT_EQ(value_of(rows, "price_usd"), 0.023);
  EXPECT_EQ(value_of(rows, "storage.conversations.stored"), 2) << "TB";
  EXPECT_EQ(value_of(rows, "storage.conversations.added"), 150) << "GB a month";
  EXPECT_EQ(lines.front().at("cash"), "47.73");
}

// Two dated prices: the field, and each of its values.
TEST(LedgerProvenance, APriceByMonthJoinsToEachOfItsValues) {
  const Joined joined =
      simulated("worked-budget/scenario.yaml",
                {{"sites.ashburn.electricity", "{2027-01: 0.10 USD/kWh, 2028-01: 0.20 USD/kWh}"}});
  const auto rows = joined.of(joined.lines_of("own: electricity", "2028-01").front());
  std::vector<std::string> keys;
  for (const CsvRow* row : rows) {
    keys.push_back(row->at("key"));
  }
  EXPECT_THAT(
      keys, ::testing::ElementsAre("sites.ashburn.electricity", "sites.ashburn.electricity.2027-01",
                                   "sites.ashburn.electricity.2028-01", "sites.ashburn.pue"));
}

// The output's batch price is its own times batch / plain price of the input: three figures.
TEST(LedgerProvenance, ABatchPriceJoinsToItsDiscount) {
  const Joined joined =
      simulated("support-chat/scenario.yaml",
                {{"application.batch",
                  "{api: gemini/gemini-3.6-flash, api_output_tokens: 5 M tokens/month, "
                  "api_batch: true}"}});
  const auto lines = joined.lines_of("batch: API output tokens, batch", "2027-01");
  const auto rows = joined.of(lines.front());
  const double price = value_of(rows, "price_out_usd_per_mtok") *
                       value_of(rows, "price_batch_in_usd_per_mtok") /
                       value_of(rows, "price_in_usd_per_mtok");
  EXPECT_DOUBLE_EQ(price, 3.75) << "7.5 at half of its price";
  EXPECT_EQ(lines.front().at("cash"), "18.75") << "5 M tokens";
}

// Where the first row is a catalogue price of the line's own unit, quantity x value is the amount
// of the first month, before anything rises.
TEST(LedgerProvenance, ACataloguePriceTimesTheQuantityIsTheAmount) {
  int compared = 0;
  for (const char* name :
       {"support-chat/scenario.yaml", "support-chat/api.yaml", "own-rent-buy/scenario.yaml"}) {
    const Joined joined = simulated(name);
    for (const CsvRow& line : joined.lines) {
      const auto rows = joined.of(line);
      const std::string& column = rows.front()->at("column");
      const bool is_plain = column.ends_with("_usd_per_hour") ||
                            column.ends_with("_usd_per_mtok") ||
                            column == "price_usd_per_kwh_commercial";
      if (line.at("period") != joined.lines.front().at("period") || !is_plain) {
        continue;
      }
      const double price = std::stod(rows.front()->at("value"));
      double amount = std::stod(line.at("quantity")) * price;
      if (line.at("unit") == "GPU-h") {
        amount /= value_of(rows, "accel_count");  // the price is an instance's
      }
      // The quantity of the CSV has two decimals.
      EXPECT_NEAR(std::stod(line.at("expense")), amount, 0.011 + 0.005 * price)
          << name << ' ' << line.at("item");
      ++compared;
    }
  }
  EXPECT_GE(compared, 5);
}

}  // namespace
}  // namespace costwright::testing
