// What the field table prints: the schema, the reference page, the list of fields.
// COSTWRIGHT_UPDATE=1 rewrites data/schema/scenario.schema.json and docs/scenario.md.
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "core/scenario/manual/manual.h"
#include "core/scenario/reader.h"
#include "core/scenario/scenario.h"
#include "core/scenario/yaml/yaml.h"
#include "core/units/parse.h"

namespace costwright::testing {
namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void expect_in_sync(const std::string& path, const std::string& text) {
  if (std::getenv("COSTWRIGHT_UPDATE") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
  }
  EXPECT_TRUE(read(path) == text) << path << " is stale: run this test with COSTWRIGHT_UPDATE=1";
}

TEST(ScenarioReference, SchemaFileIsWhatTheProgramPrints) {
  expect_in_sync(SOURCE_DIR "/data/schema/scenario.schema.json", scenario_json_schema());
}

TEST(ScenarioReference, PageIsWhatTheProgramPrints) {
  expect_in_sync(SOURCE_DIR "/docs/scenario.md", scenario_reference_markdown());
}

// JSON is YAML: the strict parser also finds duplicate keys and broken brackets.
TEST(ScenarioReference, SchemaIsWellFormed) {
  Diagnostics diagnostics;
  const auto schema = parse_yaml(scenario_json_schema(), "schema", 0, diagnostics);
  ASSERT_TRUE(schema) << diagnostics.text();
  EXPECT_EQ(schema->find("$schema")->text, "http://json-schema.org/draft-07/schema#");
  EXPECT_EQ(schema->find("additionalProperties")->text, "false");
  const YamlNode* owned = schema->find("definitions")->find("OwnedServers");
  ASSERT_NE(owned, nullptr);
  EXPECT_EQ(owned->find("required")->items.size(), 2u);  // server, site
  const YamlNode* finance = schema->find("definitions")->find("Finance")->find("properties");
  EXPECT_EQ(finance->find("discount_rate")->find("default")->text, "8 %/year");
  EXPECT_EQ(finance->find("terminal_value")->find("enum")->items.size(), 2u);
  for (const YamlNode& definition : schema->find("definitions")->items) {
    EXPECT_NE(definition.find("description"), nullptr) << definition.key;
  }
}

TEST(ScenarioReference, ExampleOfThePageLoads) {
  const std::string page = scenario_reference_markdown();
  const auto begin = page.find("```yaml\n") + 8;
  const std::string example = page.substr(begin, page.find("```\n", begin) - begin);
  Diagnostics diagnostics;
  EXPECT_TRUE(load_scenario_text(example, "example.yaml", {}, diagnostics));
  EXPECT_EQ(diagnostics.text(), "");
}

TEST(ScenarioReference, EveryFieldIsDescribedOnce) {
  std::set<std::string> seen;
  for (const FieldDoc& field : scenario_fields()) {
    EXPECT_TRUE(seen.insert(field.path).second) << field.path;
    EXPECT_FALSE(field.doc.empty()) << field.path;
    EXPECT_FALSE(type_name(field.type).empty()) << field.path;
    EXPECT_FALSE(field.type.kind == FieldKind::kQuantity && field.type.unit.empty()) << field.path;
    EXPECT_EQ(field.type.kind == FieldKind::kChoice, !field.type.choices.empty()) << field.path;
  }
  EXPECT_TRUE(seen.contains("fleet.<name>.owned.count"));
  EXPECT_TRUE(seen.contains("catalog.<n>"));
  EXPECT_TRUE(seen.contains("workloads.<name>.arrivals.closed.input_tokens.p50"));
  EXPECT_GT(seen.size(), 150u);
}

// A visitor that checks each row of the table against the types it describes.
class TableChecker {
 public:
  void about(std::string_view title, std::string_view doc) {
    title_ = title;
    EXPECT_FALSE(doc.empty()) << title;
  }
  template <class T>
  void field(T& member, const FieldInfo& info) {
    names_.insert(info.name);
    if constexpr (is_optional<T> || (is_list<T> && !is_named<T>)) {
      typename T::value_type value{};
      visit(value, info, false);
    } else if constexpr (is_named<T>) {
      typename T::value_type::second_type value{};
      visit(value, info, false);
    } else {
      visit(member, info, !info.required);
    }
  }
  void exactly_one(std::initializer_list<std::string_view> names) { known(names); }
  void at_least_one(std::initializer_list<std::string_view> names) { known(names); }
  void needs(std::string_view name, std::initializer_list<std::string_view> others) {
    known({name});
    known(others);
  }
  void by_month_excludes(std::initializer_list<std::string_view> prices, std::string_view name) {
    known(prices);
    known({name});
  }

 private:
  void known(std::initializer_list<std::string_view> names) {
    for (const auto name : names) {
      EXPECT_TRUE(names_.contains(name)) << title_ << "." << name;
    }
  }

  template <class T>
  void visit(T& value, const FieldInfo& info, bool has_default) {
    if constexpr (!is_scalar<T>) {
      TableChecker below;
      describe(below, value);
    } else {
      const FieldType type = field_type<T>(info);
      check_unit(type, info);
      EXPECT_LE(type.min, type.max) << title_ << "." << info.name;
      if constexpr (!std::is_same_v<T, std::string>) {
        if (has_default) {
          const auto shown = show_value(value, type);
          const auto again = parse_scalar(type, shown, false, info.name);
          ASSERT_TRUE(again.value) << title_ << "." << info.name << ": " << again.message;
          EXPECT_NEAR(*again.value, scalar_value(value), 1e-9 * std::abs(scalar_value(value)))
              << info.name;
        }
      }
    }
  }

  void check_unit(const FieldType& type, const FieldInfo& info) {
    if (type.kind == FieldKind::kQuantity) {
      const auto unit = parse_unit(info.unit, "USD");
      ASSERT_TRUE(std::holds_alternative<Measure>(unit))
          << title_ << "." << info.name << " " << info.unit;
      EXPECT_TRUE(std::get<Measure>(unit).dim == type.dim)
          << title_ << "." << info.name << " " << info.unit;
    } else {
      EXPECT_TRUE(info.unit.empty()) << title_ << "." << info.name;
    }
  }

  std::string title_;
  std::set<std::string_view> names_;
};

TEST(ScenarioReference, UnitsRangesAndDefaultsOfTheTableFitTheTypes) {
  Scenario scenario;
  TableChecker checker;
  describe(checker, scenario);
}

TEST(ScenarioReference, EnumeratorsHaveTheirYamlNames) {
  EXPECT_EQ(to_string(PurchaseOption::kReserved1y), "reserved_1y");
  EXPECT_EQ(to_string(TerminalValue::kNetBookValue), "net_book_value");
  EXPECT_EQ(to_string(Router::kLeastOutstanding), "least_outstanding");
  EXPECT_EQ(to_string(Precision::kFp4), "fp4");
  EXPECT_EQ(to_string(Component::kShared), "shared");
  EXPECT_EQ(to_string(Category::kEnergy), "energy");
  EXPECT_EQ(to_string(Allocation::kFixed), "fixed");
  EXPECT_EQ(to_string(TraceScaling::kCompress), "compress");
}

}  // namespace
}  // namespace costwright::testing
