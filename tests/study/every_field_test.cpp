// Every field that the reader accepts must move a figure: a field that is read and then forgotten
// is worse than an error. Each has its line in every_field_cases.h; a new field without one fails.
#include <algorithm>
#include <set>

#include "core/scenario/loaded.h"
#include "core/scenario/manual/manual.h"
#include "study/study.h"
#include "tests/study/every_field_cases.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

std::vector<std::string> split(const std::string& path) {
  std::vector<std::string> parts(1);
  for (const char c : path) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

bool is_field(const std::string& concrete, const std::string& field) {
  const auto a = split(concrete);
  const auto b = split(field);
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& part, const auto& wanted) {
                      return wanted == "<name>" || wanted == "<n>" || part == wanted;
                    });
}

class EveryField : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<Folder>();
    remembered_ = std::make_unique<Memory>("");
    write_traces(*folder_);
    folder_->write("hashes.jsonl", hashed_trace());
    folder_->write("damaged.csv", session_trace() + "620,nonsense,5,long,s1\n");
    folder_->write("wide.csv", wide_trace());
    folder_->write("lengths.csv", "tokens,weight\n10,1\n60,2\n");
    folder_->write("longer.csv", "tokens,weight\n20,1\n80,2\n");
    folder_->write("lives.csv", "hours,weight\n2,1\n");
    folder_->write("longer_lives.csv", "hours,weight\n5,1\n");
    folder_->write("prices.csv",
                   "table,key,name,accelerator,accel_count,system_price_usd,max_power_w,accel_"
                   "power_w,non_accel_power_w,"
                   "as_of,source,status\nservers,l40s-4,4x "
                   "L40S,l40s,4,51000,2600,1400,1200,2027-01,quotation,estimate\n");
    const std::string pool = SOURCE_DIR "/data/traces/servegen_deepseek-r1";
    for (const char* name : {"clients", "fewer_clients"}) {
      std::filesystem::create_directories(folder_->path() + "/" + name);
    }
    for (const char* file : {"chunk-37-trace.csv", "chunk-37-dataset.json", "chunk-45-trace.csv",
                             "chunk-45-dataset.json"}) {
      std::filesystem::copy_file(pool + "/" + file, folder_->path() + "/clients/" + file);
    }
    for (const char* file : {"chunk-45-trace.csv", "chunk-45-dataset.json"}) {
      std::filesystem::copy_file(pool + "/" + file, folder_->path() + "/fewer_clients/" + file);
    }
    folder_->write("money.yaml", kMoney);
    folder_->write("serving.yaml", kServingScenario);
    folder_->write("arrivals.yaml", kArrivals);
    folder_->write("vision.yaml", kVisionScenario);
  }
  static void TearDownTestSuite() {
    folder_.reset();
    remembered_.reset();
    figures_.clear();
  }

  static std::vector<Override> overrides_of(const std::vector<const char*>& given) {
    std::vector<Override> overrides;
    for (const std::string text : given) {
      const auto equals = text.find('=');
      overrides.push_back({text.substr(0, equals), text.substr(equals + 1)});
    }
    return overrides;
  }

  // A quick effort does not look for capacity; its own case is of vision. Without ranges a scenario
  // is simulated once, not five times; that these are taken over rightly is of `Reprice`.
  static void make_small(const std::string& base, std::vector<Override>& overrides) {
    if (base != "vision") {
      overrides.insert(overrides.begin(),
                       {{"simulation.effort", "quick"}, {"simulation.error_range", "false"}});
    }
  }

  static std::optional<Evaluation> run(const std::string& base,
                                       std::vector<Override> overrides,
                                       Diagnostics& diagnostics) {
    make_small(base, overrides);
    const std::string path = folder_->path() + "/" + base + ".yaml";
    auto loaded = read_scenario({path, {}, overrides}, diagnostics);
    return loaded ? evaluate(inputs_of(SOURCE_DIR "/data"), std::move(*loaded),
                             {.remembered = remembered_.get(), .threads = 1}, diagnostics)
                  : std::nullopt;
  }

  static std::string figures(const std::string& base,
                             const std::vector<Override>& overrides,
                             bool labels) {
    std::string key = base + (labels ? " labels" : "");
    for (const auto& change : overrides) {
      key += " " + change.path + "=" + change.value;
    }
    if (const auto known = figures_.find(key); known != figures_.end()) {
      return known->second;
    }
    Diagnostics diagnostics;
    const auto result = run(base, overrides, diagnostics);
    EXPECT_TRUE(result) << key << "\n" << diagnostics.text();
    return figures_[key] = result ? figures_of(*result, labels) : std::string();
  }

  // All tables but provenance, without the scenario's own words and without where a price comes
  // from.
  static std::string figures_of(const Evaluation& result, bool labels) {
    std::string text;
    for (const Report& report : reports()) {
      Table table = report.make(result);
      if (table.name == "provenance") {
        continue;
      }
      std::erase_if(table.rows, [&](const auto& row) {
        return table.name == "summary" && !labels && is_word(row);
      });
      if (table.name == "ledger") {
        for (auto& row : table.rows) {
          row.back() = Cell();  // source
        }
      }
      text += to_csv(table);
    }
    return text;
  }

  static bool is_word(const std::vector<Cell>& row) {
    const auto section = std::get<std::string>(row[0]);
    const auto metric = std::get<std::string>(row[1]);
    return section == "scenario" || metric.starts_with("catalogue_figures") || metric == "warm_up";
  }

  static std::unique_ptr<Folder> folder_;
  static std::unique_ptr<Memory> remembered_;
  static std::map<std::string, std::string> figures_;
};
std::unique_ptr<Folder> EveryField::folder_;
std::unique_ptr<Memory> EveryField::remembered_;
std::map<std::string, std::string> EveryField::figures_;

TEST_F(EveryField, HasACaseHere) {
  const auto cases = all_cases();
  const auto refused = refusals();
  for (const FieldDoc& field : scenario_fields()) {
    const auto is_it = [&](const auto& item) {
      return is_field(item.path, field.path);
    };
    EXPECT_TRUE(std::any_of(cases.begin(), cases.end(), is_it) ||
                std::any_of(refused.begin(), refused.end(), is_it))
        << "the field " << field.path << " has no case: add one that changes it";
  }
}

TEST_F(EveryField, ChangesAFigure) {
  for (const FieldCase& item : all_cases()) {
    const bool label = item.path == std::string("name") || item.path == std::string("description");
    auto overrides = overrides_of(item.given);
    const std::string before = figures(item.base, overrides, label);
    overrides.push_back({item.path, item.value});
    const std::string after = figures(item.base, overrides, label);
    EXPECT_TRUE(before != after) << item.path << " = " << item.value << " changes no figure of "
                                 << item.base;
  }
}

// All that is told of a scenario when `known` is there to take from.
std::string told(const Inputs& inputs,
                 const Memory& remembered,
                 const LoadedScenario& scenario,
                 const Evaluation* known) {
  Diagnostics diagnostics;
  const auto result = evaluate(
      inputs, scenario, {.known = known, .remembered = &remembered, .threads = 1}, diagnostics);
  std::string text = diagnostics.text();
  for (const Report& report : reports()) {
    text += result ? to_csv(report.make(*result)) : "";
  }
  return text;
}

// Plan, lines and months are taken over from what was known before the change, but never one that
// the change has made stale: prices, provenance and warnings included.
TEST_F(EveryField, CountsWhateverWasKnownBefore) {
  const Inputs& inputs = inputs_of(SOURCE_DIR "/data");
  const Memory& remembered = *remembered_;
  const auto read = [](const FieldCase& item, const std::vector<Override>& overrides) {
    Diagnostics diagnostics;
    auto scenario =
        read_scenario({folder_->path() + "/" + item.base + ".yaml", {}, overrides}, diagnostics);
    EXPECT_TRUE(scenario) << item.path << "\n" << diagnostics.text();
    return scenario;
  };
  for (const FieldCase& item : all_cases()) {
    auto overrides = overrides_of(item.given);
    make_small(item.base, overrides);
    const auto before = read(item, overrides);
    overrides.push_back({item.path, item.value});
    const auto after = read(item, overrides);
    if (!before || !after) {
      continue;
    }
    Diagnostics diagnostics;
    const auto first =
        evaluate(inputs, *before, {.remembered = &remembered, .threads = 1}, diagnostics);
    ASSERT_TRUE(first) << item.path << "\n" << diagnostics.text();
    EXPECT_TRUE(told(inputs, remembered, *after, &*first) ==
                told(inputs, remembered, *after, nullptr))
        << item.path << " = " << item.value << " of " << item.base;
  }
}

// Sections of money are what searches price without planning again (is_planned_on).
TEST_F(EveryField, OfASectionOfMoneyChangesNoPlan) {
  std::set<std::string> sections;
  const Inputs& inputs = inputs_of(SOURCE_DIR "/data");
  const auto planned = [&](const FieldCase& item, const std::vector<Override>& overrides) {
    Diagnostics told;
    auto loaded = read_scenario({folder_->path() + "/" + item.base + ".yaml", {}, overrides}, told);
    auto result = loaded ? check(inputs, std::move(*loaded), told) : std::nullopt;
    EXPECT_TRUE(result) << item.path << "\n" << told.text();
    return result;
  };
  for (const FieldCase& item : all_cases()) {
    const std::string path = item.path;
    const std::string section = path.substr(0, path.find('.'));
    if (is_planned_on(section)) {
      continue;
    }
    sections.insert(section);
    auto overrides = overrides_of(item.given);
    const auto before = planned(item, overrides);
    overrides.push_back({path, item.value});
    const auto after = planned(item, overrides);
    ASSERT_TRUE(before && after);
    EXPECT_TRUE(same_simulations(*before, *after) && before->basis == after->basis)
        << path << " changes a plan: its section is one that is planned on";
  }
  EXPECT_EQ(sections.size(), 11U);
}

// A list of one month is that price.
TEST_F(EveryField, OfAPriceMayBeAListByMonth) {
  int lists = 0;
  for (const FieldDoc& field : scenario_fields()) {
    for (const FieldCase& item : all_cases()) {
      if (!field.type.dated || !is_field(item.path, field.path)) {
        continue;
      }
      auto overrides = overrides_of(item.given);
      overrides.push_back({item.path, item.value});
      const std::string one = figures(item.base, overrides, false);
      overrides.back().value = fmt::format("{{2027-12: {}}}", item.value);
      EXPECT_TRUE(one == figures(item.base, overrides, false)) << item.path;
      ++lists;
    }
  }
  EXPECT_GE(lists, 12);
}

TEST_F(EveryField, IsRefusedWhenItCannotBeMet) {
  for (const Refusal& item : refusals()) {
    auto overrides = overrides_of(item.given);
    Diagnostics fine;
    EXPECT_TRUE(run(item.base, overrides, fine)) << fine.text();
    overrides.push_back({item.path, item.value});
    Diagnostics diagnostics;
    EXPECT_FALSE(run(item.base, overrides, diagnostics)) << item.path;
    EXPECT_NE(diagnostics.text().find(item.reason), std::string::npos) << diagnostics.text();
  }
}

}  // namespace
}  // namespace costwright::testing
