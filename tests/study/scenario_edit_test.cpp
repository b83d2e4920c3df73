// A changed field changes that field and nothing else, whoever shares what is written.
#include "study/inputs/scenario_edit.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "core/scenario/tree.h"
#include "study/inputs/field_number.h"
#include "study/inputs/scenario_text.h"

namespace costwright::testing {
using namespace study;
namespace {

constexpr char kShared[] = R"(staff:
  a: &a {salary: &pay 100000 USD/year, fte: 1 FTE}
  b: {<<: *a, fte: 2 FTE}
  c: {salary: *pay, fte: 3 FTE}
  d:
    <<: *a
  e: *a
)";

std::string why(const std::string& text, const std::string& path, const std::string& value) {
  Diagnostics diagnostics;
  EXPECT_FALSE(with_field(text, path, value, diagnostics)) << path;
  return diagnostics.text();
}

// Columns are counted in characters: letters of several bytes before the value move nothing.
TEST(ScenarioEdit, LettersOfSeveralBytesMayStandBefore) {
  const std::string text = "name: x\nsites: {größe: {pue: 1.2}, ö: {location: Köln, pue: 1.3}}\n";
  EXPECT_EQ(with_field(text, "sites.ö.pue", "1.4"),
            "name: x\nsites: {größe: {pue: 1.2}, ö: {location: Köln, pue: 1.4}}\n");
  EXPECT_EQ(with_field(text, "sites.größe.pue", "1.4"),
            "name: x\nsites: {größe: {pue: 1.4}, ö: {location: Köln, pue: 1.3}}\n");
  Diagnostics diagnostics;
  EXPECT_EQ(without_field(text, "sites.ö.location", diagnostics),
            "name: x\nsites: {größe: {pue: 1.2}, ö: {pue: 1.3}}\n");
}

TEST(ScenarioEdit, WritesAnInheritedFieldIntoItsOwnEntry) {
  const auto changed = [](const std::string& path) {
    return with_field(kShared, path, "90000 USD/year").value_or("refused");
  };
  const auto with = [](std::string from, const std::string& to) {
    std::string text = kShared;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_EQ(changed("staff.b.salary"), with("b: {<<: *a", "b: {salary: 90000 USD/year, <<: *a"));
  EXPECT_EQ(changed("staff.c.salary"), with("c: {salary: *pay", "c: {salary: 90000 USD/year"));
  EXPECT_EQ(changed("staff.d.salary"),
            with("    <<: *a", "    salary: 90000 USD/year\n    <<: *a"));
  EXPECT_EQ(changed("staff.e.salary"), with("e: *a", "e: {salary: 90000 USD/year, fte: 1 FTE}"));
}

TEST(ScenarioEdit, RefusesWhatOthersShareAndNamesThem) {
  const std::string said = why(kShared, "staff.a.salary", "90000 USD/year");
  for (const char* other :
       {"staff.b.salary", "staff.c.salary", "staff.d.salary", "staff.e.salary"}) {
    EXPECT_NE(said.find(other), std::string::npos) << said;
  }
  EXPECT_NE(why("a: [", "name", "x").find("not YAML"), std::string::npos);
  const auto all = with_shared_field(kShared, "staff.a.salary", "90000 USD/year");
  EXPECT_NE(all.value_or("").find("&pay 90000 USD/year"), std::string::npos);
}

TEST(ScenarioEdit, CopiesAnInheritedSectionToChangeOneValueOfIt) {
  constexpr char kNested[] =
      "workloads:\n  a: &a\n    slo: {ttft: 1 s, target: 99 %}\n  b: {<<: *a}\n";
  EXPECT_EQ(with_field(kNested, "workloads.b.slo.ttft", "2 s").value_or("refused"),
            "workloads:\n  a: &a\n    slo: {ttft: 1 s, target: 99 %}\n"
            "  b: {slo: {ttft: 2 s, target: 99 %}, <<: *a}\n");
}

TEST(ScenarioEdit, ClearsAFieldWithItsLineOrItsComma) {
  Diagnostics diagnostics;
  EXPECT_EQ(without_field("name: x\nfinance:\n  discount_rate: 9 %/year  # why\n  tax: 1 %\n",
                          "finance.discount_rate", diagnostics),
            "name: x\nfinance:\n  tax: 1 %\n");
  EXPECT_EQ(without_field("sites: {b: {pue: 1.2, carbon: 1 g/kWh}}\n", "sites.b.pue", diagnostics),
            "sites: {b: {carbon: 1 g/kWh}}\n");
  EXPECT_EQ(
      without_field("sites: {b: {pue: 1.2, carbon: 1 g/kWh}}\n", "sites.b.carbon", diagnostics),
      "sites: {b: {pue: 1.2}}\n");
  EXPECT_FALSE(diagnostics.has_errors());
  EXPECT_FALSE(without_field(kShared, "staff.a.salary", diagnostics));
  EXPECT_TRUE(diagnostics.has_errors());
}

TEST(ScenarioEdit, AddsAVariant) {
  Diagnostics diagnostics;
  const auto one = with_variant("name: x\nsites: {b: {pue: 1.2}}\n", "cool",
                                {{"sites.b.pue", "1.1"}}, diagnostics);
  EXPECT_EQ(one,
            "name: x\nsites: {b: {pue: 1.2}}\n\nvariants:\n"
            "  cool: {set: {sites.b.pue: 1.1}}\n");
  const auto two = with_variant(*one, "hot", {{"sites.b.pue", "1.3"}}, diagnostics);
  ASSERT_TRUE(two) << diagnostics.text();
  const auto file = parse_scenario(*two, "x", diagnostics);
  ASSERT_TRUE(file);
  ASSERT_EQ(file->variants.size(), 2u);
  const auto tree = tree_of(*file, "hot", {}, diagnostics);
  EXPECT_EQ(tree->root.find("sites")->find("b")->find("pue")->text, "1.3");
  EXPECT_FALSE(with_variant(*two, "hot", {{"sites.b.pue", "1"}}, diagnostics)) << "taken";
  EXPECT_FALSE(with_variant(*two, "base", {{"sites.b.pue", "1"}}, diagnostics));
}

TEST(ScenarioEdit, NamesWhatTwoTextsDifferIn) {
  const auto found = text_differences("a: 1\nb: 2 # x\n", "b: 2\na: 3\nc: 4\n");
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ((*found)[0].path, "a");
  EXPECT_EQ((*found)[0].theirs, "3");
  EXPECT_EQ((*found)[1].mine, "");
  EXPECT_FALSE(text_differences("a: [", "a: 1"));
}

std::vector<std::string> shipped() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() == ".yaml") {
      paths.push_back(entry.path().string());
    }
  }
  return paths;
}

std::string text_of(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::optional<ScenarioTree> tree_with(const std::string& text,
                                      const std::vector<Override>& changes) {
  Diagnostics unheard;
  const auto file = parse_scenario(text, "x", unheard);
  return file ? tree_of(*file, "", changes, unheard) : std::nullopt;
}

// What a slider previews is an override, what is let go is a changed text: both are one scenario.
TEST(ScenarioEdit, EveryNumberOfEveryShippedScenarioReadsAsItsOverrideDoes) {
  int written = 0;
  int refused = 0;
  for (const std::string& path : shipped()) {
    const std::string text = text_of(path);
    const auto form = scenario_form(text);
    ASSERT_TRUE(form) << path;
    for (const FormField& field : *form) {
      const auto number = field.is_written ? field_number(field.doc, field.value) : std::nullopt;
      if (!number) {
        continue;
      }
      const std::string value = number->written(
          fmt::format("{:.10g}", number->is_whole ? number->value + 1 : number->value * 1.25));
      const auto changed = with_field(text, field.path, value);
      changed ? ++written : ++refused;
      if (!changed) {
        const std::string said = why(text, field.path, value);
        EXPECT_NE(said.find("would change with it"), std::string::npos) << path << ": " << said;
        continue;
      }
      const auto previewed = tree_with(text, {{field.path, value}});
      const auto committed = tree_with(*changed, {});
      ASSERT_TRUE(previewed && committed) << path << " " << field.path;
      EXPECT_TRUE(differences(*previewed, *committed).empty()) << path << " " << field.path;
    }
  }
  EXPECT_GT(written, 200);
  EXPECT_LT(refused, 25) << "the entries that others inherit from: anchors of eight scenarios";
}

FieldDoc doc_of(const std::string& pattern) {
  for (const FieldDoc& field : scenario_fields()) {
    if (field.path == pattern) {
      return field;
    }
  }
  require(false, "no field {}", pattern);
  return {};
}

TEST(FieldNumber, HasItsRangeInTheUnitThatIsWritten) {
  const auto price = field_number(doc_of("sites.<name>.electricity"), "120 USD/MWh");
  ASSERT_TRUE(price);
  EXPECT_EQ(price->unit, "USD/MWh");
  EXPECT_DOUBLE_EQ(price->value, 120);
  const auto same = field_number(doc_of("sites.<name>.electricity"), "0.12 USD/kWh");
  EXPECT_DOUBLE_EQ(price->most, 1000 * same->most);
  const auto horizon = field_number(doc_of("horizon"), "3 years");
  ASSERT_TRUE(horizon);
  EXPECT_TRUE(horizon->is_whole);
  EXPECT_DOUBLE_EQ(horizon->value, 3);
  EXPECT_FALSE(field_number(doc_of("start"), "2027-01"));
  EXPECT_FALSE(field_number(doc_of("seed"), "11"));
  EXPECT_FALSE(field_number(doc_of("sites.<name>.pue"), "13"));
  EXPECT_EQ(value_problem(doc_of("sites.<name>.pue"), "1.3"), "");
  EXPECT_NE(value_problem(doc_of("sites.<name>.pue"), "13"), "");
}

}  // namespace
}  // namespace costwright::testing
