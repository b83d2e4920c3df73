// Named variants of a scenario, and what two scenarios differ in.
#include <chrono>

#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "core/scenario/tree.h"
#include "tests/core/scenario_full.h"

namespace costwright::testing {
namespace {

constexpr const char* kBudget = R"(name: budget
start: 2027-01
horizon: 12 months
software:
  tool: {per: seat, units: 3, price: 10 USD}
  other: {price: 7 USD}
variants:
  more:
    set:
      software.tool.units: 5
      software.tool.price: 12 USD
  bought:
    set:
      software.tool: {price: 300 USD, term: perpetual}
      software.other: null
      software.third: {price: 1 USD}
  same: {}
)";

std::optional<LoadedScenario> loaded(const std::string& text,
                                     const std::string& variant,
                                     Diagnostics& diagnostics,
                                     const std::vector<Override>& overrides = {}) {
  return load_scenario_text(text, "b.yaml", overrides, diagnostics, variant);
}

std::string diagnostics_of(const std::string& variants) {
  Diagnostics diagnostics;
  const std::string text =
      "name: budget\nsoftware:\n  tool: {per: seat, units: 3, price: 10 USD}\n" + variants;
  EXPECT_FALSE(loaded(text, "", diagnostics));
  return diagnostics.text();
}

TEST(Variants, TheFileItselfIsReadWithoutThem) {
  Diagnostics diagnostics;
  const auto base = loaded(kBudget, "", diagnostics);
  ASSERT_TRUE(base) << diagnostics.text();
  EXPECT_EQ(base->variants, (std::vector<std::string>{"more", "bought", "same"}));
  EXPECT_EQ(base->scenario.software.size(), 2U);
  EXPECT_EQ(*base->scenario.software[0].second.units, 3);
}

// Twice the price of what a variant leaves out: a change of the file, not of the variant.
TEST(Variants, AnOverrideOfTheFileIsNoFaultOfAVariantWithoutTheSection) {
  Diagnostics diagnostics;
  const auto base = loaded(kBudget, "", diagnostics, {{"software.other.units", "2"}});
  ASSERT_TRUE(base) << diagnostics.text();
  EXPECT_EQ(*base->scenario.software[1].second.units, 2);
}

TEST(Variants, AValueTakesThePlaceOfTheFilesAtItsOwnLine) {
  Diagnostics diagnostics;
  const auto more = loaded(kBudget, "more", diagnostics);
  ASSERT_TRUE(more) << diagnostics.text();
  const SoftwareItem& tool = more->scenario.software[0].second;
  EXPECT_EQ(*tool.units, 5);
  EXPECT_EQ(tool.price->first().base(), 12);
  EXPECT_EQ(tool.per, LicenceUnit::kSeat);
  EXPECT_EQ(place_of(*more, "software.tool.units").line, 10);
}

TEST(Variants, ASectionReplacesANullRemovesANewOneIsAdded) {
  Diagnostics diagnostics;
  const auto bought = loaded(kBudget, "bought", diagnostics);
  ASSERT_TRUE(bought) << diagnostics.text();
  ASSERT_EQ(bought->scenario.software.size(), 2U);
  EXPECT_EQ(bought->scenario.software[0].second.term, LicenceTerm::kPerpetual);
  EXPECT_FALSE(bought->scenario.software[0].second.units.has_value());
  EXPECT_EQ(bought->scenario.software[1].first, "third");
}

TEST(Variants, OverridesComeOnTop) {
  Diagnostics diagnostics;
  const auto more = loaded(kBudget, "more", diagnostics, {{"software.tool.units", "", 2.0}});
  ASSERT_TRUE(more) << diagnostics.text();
  EXPECT_EQ(*more->scenario.software[0].second.units, 10);
}

TEST(Variants, AnUnknownOneIsNamedWithItsNeighbours) {
  Diagnostics diagnostics;
  EXPECT_FALSE(loaded(kBudget, "mroe", diagnostics));
  EXPECT_EQ(diagnostics.text(),
            "b.yaml: error: there is no variant 'mroe'; did you mean 'more'?\n");
}

TEST(Variants, MistakesAreToldAtTheirLinesByWhateverReadsTheFile) {
  EXPECT_EQ(diagnostics_of("variants:\n  v: {set: {software.tool.unit: 5}}\n"),
            "b.yaml:5:13: error: variant 'v': unknown key 'unit' in software.tool; did you mean "
            "'units' or 'until'?\n");
  EXPECT_EQ(diagnostics_of("variants:\n  v: {set: {software.tool.units: [1, 2]}}\n"),
            "b.yaml:5:34: error: variant 'v': software.tool.units is a list; it must be a single "
            "value; write the value behind the key\n");
  EXPECT_EQ(diagnostics_of("variants:\n  v:\n    set:\n      software.tool.price: 12\n"),
            "b.yaml:7:28: error: variant 'v': software.tool.price needs a unit: write e.g. "
            "'12 USD'\n");
  EXPECT_EQ(diagnostics_of("variants:\n  v: {set: {software.tol: null}}\n"),
            "b.yaml:5:13: error: variant 'v': nothing is written at 'software.tol'; did you mean "
            "'software.tool'?\n");
  EXPECT_EQ(diagnostics_of("variants:\n  v: {set: {name.x: 1}}\n"),
            "b.yaml:5:13: error: variant 'v': 'name' is a single value: nothing lies below it\n");
}

TEST(Variants, TheirOwnFormIsChecked) {
  EXPECT_EQ(diagnostics_of("variants:\n  v: {set: {a: 1}}\n  v: {}\n"),
            "b.yaml:6:3: error: duplicate key 'v': already written in line 5\n");
  EXPECT_EQ(diagnostics_of("variants:\n  v: {set: {variants.w.set: {}}}\n"),
            "b.yaml:5:13: error: a variant cannot change variants; write the other variant's "
            "values too\n");
  EXPECT_EQ(diagnostics_of("variants:\n  v: {from: w}\n"),
            "b.yaml:5:7: error: unknown key 'from' in variants.v; known keys: set\n");
  EXPECT_EQ(diagnostics_of("variants:\n  base: {}\n"),
            "b.yaml:5:3: error: 'base' is the file without its variants; choose another name\n");
  for (const char* odd : {"variants: 3\n", "variants: [a]\n", "variants:\n", "variants: {v: 1}\n",
                          "variants: {v: }\n", "variants: {v: {set: 3}}\n", "variants: {?: {}}\n",
                          "variants: {v: {set: {'': 3}}}\n", "variants: {v: {set: {'a..b': 3}}}\n",
                          "variants: {'': {}}\n"}) {
    EXPECT_NE(diagnostics_of(odd).find("error: "), std::string::npos) << odd;
  }
}

TEST(Variants, AMisspeltSectionIsToldItsName) {
  EXPECT_EQ(diagnostics_of("variant:\n  v: {}\n"),
            "b.yaml:4:1: error: unknown key 'variant' in the scenario; did you mean "
            "'variants'?\n");
}

// Many variants of a long file, each read like a file: bounded, and refused beyond the limit.
TEST(Variants, TheirNumberIsBounded) {
  std::string items = "name: many\nsoftware:\n";
  for (int i = 0; i < 3000; ++i) {
    items += fmt::format("  s{}: {{price: 1 USD}}\n", i);
  }
  const auto with = [&](std::size_t count) {
    std::string text = items + "variants:\n";
    for (std::size_t v = 0; v < count; ++v) {
      text += fmt::format("  v{}: {{set: {{software.s0.price: 2 USD}}}}\n", v);
    }
    return text;
  };
  Diagnostics diagnostics;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(loaded(with(kMostVariants), "", diagnostics)) << diagnostics.text();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  EXPECT_FALSE(loaded(with(kMostVariants + 1), "", diagnostics));
  EXPECT_EQ(diagnostics.text(),
            "b.yaml:3003:1: error: 33 variants; there may be 32; put some into a file of their "
            "own\n");
}

ScenarioTree tree(const std::string& variant, const std::vector<Override>& overrides = {}) {
  Diagnostics diagnostics;
  const auto file = parse_scenario(kBudget, "b.yaml", diagnostics);
  auto made = tree_of(*file, variant, overrides, diagnostics);
  EXPECT_EQ(diagnostics.text(), "");
  return std::move(*made);
}

std::vector<std::string> in_words(const std::vector<TreeDifference>& differences) {
  std::vector<std::string> words;
  for (const auto& one : differences) {
    words.push_back(fmt::format("{}: {} > {}", one.path, one.before, one.after));
  }
  return words;
}

TEST(ScenarioTrees, DifferInValuesAndWholeSectionsInTheFilesOrder) {
  EXPECT_EQ(in_words(differences(tree(""), tree("more"))),
            (std::vector<std::string>{"software.tool.units: 3 > 5",
                                      "software.tool.price: 10 USD > 12 USD"}));
  EXPECT_EQ(in_words(differences(tree(""), tree("bought"))),
            (std::vector<std::string>{"software.tool.per: seat > ", "software.tool.units: 3 > ",
                                      "software.tool.price: 10 USD > 300 USD",
                                      "software.tool.term:  > perpetual",
                                      "software.third:  > {...}", "software.other: {...} > "}));
  EXPECT_TRUE(differences(tree("same"), tree("")).empty());
  EXPECT_TRUE(differences(tree(""), tree("", {{"name", "another title"}})).empty());
}

TEST(ScenarioTrees, LeavesAreItsValuesInTheFilesOrder) {
  std::vector<std::string> words;
  for (const TreeLeaf& leaf : leaves(tree("", {{"sites", "{a: {}, b: [{from: 2027-01}]}"}}))) {
    if (leaf.path.starts_with("sites") || leaf.path.starts_with("software.tool")) {
      words.push_back(leaf.path + ": " + leaf.text);
    }
    EXPECT_NE(leaf.path, "name");
  }
  EXPECT_EQ(words, (std::vector<std::string>{"software.tool.per: seat", "software.tool.units: 3",
                                             "software.tool.price: 10 USD", "sites.a: {}",
                                             "sites.b: [{from: 2027-01}]"}));
}

TEST(ScenarioTrees, MixedWithAllDifferencesAreTheOther) {
  const ScenarioTree from = tree("");
  for (const char* variant : {"more", "bought"}) {
    const ScenarioTree to = tree(variant, {{"seed", "4"}});
    const auto all = differences(from, to);
    const ScenarioTree made = mixed(from, to, all);
    EXPECT_TRUE(differences(made, to).empty()) << variant;
    EXPECT_TRUE(differences(mixed(from, to, {}), from).empty());
    for (std::size_t i = 0; i < made.root.items.size(); ++i) {  // figures follow the entries' order
      EXPECT_EQ(made.root.items[i].key, to.root.items[i].key);
    }
    Diagnostics diagnostics;
    EXPECT_TRUE(read_tree(made, diagnostics)) << diagnostics.text();
  }
}

}  // namespace
}  // namespace costwright::testing
