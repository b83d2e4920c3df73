// Issue 11, C1: where yaml-cpp 0.7 reads on although YAML's grammar says stop, the file is refused,
// at the place that helps. Right places by hand; PyYAML's reading was the second opinion.
#include "tests/field/field_runs.h"

namespace costwright::testing {
namespace {

std::string said_of(const std::string& text) {
  Diagnostics diagnostics;
  const auto loaded = load_scenario_text(text, "s.yaml", {}, diagnostics);
  EXPECT_EQ(loaded.has_value(), !diagnostics.has_errors());
  return diagnostics.text();
}

TEST(FieldYaml, AnUnclosedQuoteIsAnErrorAtItsPlace) {
  std::string said;
  EXPECT_FALSE(field_run("quote.yaml", {}, &said));
  EXPECT_EQ(said, field_input("quote.yaml") +
                      ":1:7: error: the quote that opens here is not closed before line 2; close "
                      "it, and indent the lines of a longer text below its key\n");
}

struct Wrong {
  const char* text;
  const char* said;  // begins so
};

TEST(FieldYaml, WhatTheGrammarForbidsIsRefusedWhereItBegins) {
  const Wrong cases[] = {
      // Swallows up to the end of the file.
      {"name: \"x\nhorizon: 3 years\n",
       "s.yaml:1:7: error: the quote that opens here is not closed before line 2"},
      {"name: 'x\nhorizon: 3 years\n",
       "s.yaml:1:7: error: the quote that opens here is not closed before line 2"},
      {"name: \"x", "s.yaml:1:7: error: the quote that opens here is never closed"},
      {"name: 'x''\nhorizon: 3 years\n",
       "s.yaml:1:7: error: the quote that opens here is not closed before line 2"},
      {"name: \"x\\\"\nhorizon: 3 years\n",
       "s.yaml:1:7: error: the quote that opens here is not closed before line 2"},
      {"name: &a \"x\nhorizon: 3 years\n",
       "s.yaml:1:10: error: the quote that opens here is not closed before line 2"},
      // Up to the next quote: valid for yaml-cpp, and two settings gone.
      {"name: \"x\nhorizon: 3 years\nseed: 3\ndescription: \"\n",
       "s.yaml:1:7: error: the quote that opens here is not closed before line 2"},
      {"name: \"x\nhorizon: 3 years\ndescription: \"y\"\n",
       "s.yaml:1:7: error: the quote that opens here is not closed before line 2"},
      {"name: 'x\ndescription: it's\n",
       "s.yaml:1:7: error: the quote that opens here is not closed before line 2"},
      // Deeper: the lines of a text are indented below their own key.
      {"name: x\nstaff:\n  a: {role: \"b}\n  c: {role: \"d\"}\n",
       "s.yaml:3:13: error: the quote that opens here is not closed before line 4"},
      {"name: x\ncatalog:\n  - \"a.csv\n  - \"b.csv\"\n",
       "s.yaml:3:5: error: the quote that opens here is not closed before line 4"},
      // A key that is not closed.
      {"name: x\n\"seed: 3\nhorizon: 3 years\n",
       "s.yaml:2:1: error: the quote that opens here is not closed before line 3"},
      // Something behind a closed value.
      {"name: \"x\" y\nseed: 3\n",
       "s.yaml:1:11: error: not valid YAML: text after a closed quote or bracket"},
      {"name: 'it's'\n",
       "s.yaml:1:11: error: not valid YAML: text after a closed quote or bracket"},
      {"name: x\ncatalog: [a] b\n",
       "s.yaml:2:14: error: not valid YAML: text after a closed quote or bracket"},
      {"name: x\nfinance: {discount_rate: 9 %/year}}\n",
       "s.yaml:2:35: error: not valid YAML: text after a closed quote or bracket"},
      {"name: x\nfinance: {discount_rate: 9 %/year},\nseed: 3\n",
       "s.yaml:2:35: error: not valid YAML: text after a closed quote or bracket"},
      // Brackets that are not closed.
      {"name: x\nfinance: {discount_rate: 9 %/year\nseed: 3\n",
       "s.yaml:2:10: error: not valid YAML: the '{' that opens here is not closed"},
      {"name: x\nfleet: {f: {owned: {server: a}}\nseed: 3\n",
       "s.yaml:2:8: error: not valid YAML: the '{' that opens here is not closed"},
      {"name: x\ncatalog: [a,\n  b\n",
       "s.yaml:2:10: error: not valid YAML: the '[' that opens here is not closed"},
      // Tabs and mis-indented keys.
      {"name: x\nfinance:\n \tdiscount_rate: 9 %/year\n",
       "s.yaml:3:2: error: a tab in the indentation"},
      {"name: x\nfinance:\n    discount_rate: 9 %/year\n  terminal_value: zero\n",
       "s.yaml:4:3: error: not valid YAML: end of map not found"},
      {"name: x\n seed: 3\n", "s.yaml:2:6: error: not valid YAML: illegal map value"},
      {" name: x\nseed: 3\n", "s.yaml:2:1: error: the document has ended before this text"},
      {"name: x\nseed\n", "s.yaml:2:1: error: seed has no value"},
      // One line of the answer is one line of the answer.
      {"name: \"line1\\nTCO 1.00\"\n", "s.yaml:1:7: error: name has a line break"},
      // A lone CR is a line break for some editors and none for yaml-cpp.
      {"name: x\rseed: 3\n", "s.yaml:1:8: error: a carriage return without a line feed"},
  };
  for (const Wrong& wrong : cases) {
    EXPECT_EQ(said_of(wrong.text).substr(0, std::string(wrong.said).size()), wrong.said)
        << wrong.text;
  }
}

TEST(FieldYaml, LongTextsThatAreIndentedAreRead) {
  for (const char* text :
       {"name: \"two\n  lines\"\nseed: 3\n", "name: x\ndescription: 'it''s\n\n  here'\nseed: 3\n",
        "name: \"a \\\" b\" # it's\nseed: 3\n", "name: it's 5\" wide\nseed: 3\n",
        "name: x\ndescription: |\n  \"not closed\n  it's\nseed: 3\n",
        "name: x\ncatalog:\n- \"a\n  b\"\n", "name: &n \"x\"\nseed: 3\n",
        "{name: \"x\", seed: 3}\n", "name:\tx\t# y\nfinance:\t{discount_rate:\t9 %/year}\n",
        "name: \"x\"\r\nseed: 3\r\n",
        "name: x\nfinance: {discount_rate: 9 %/year,\n  terminal_value: zero}\nseed: 3\n"}) {
    EXPECT_EQ(said_of(text), "") << text;
  }
}

// An answer of 0.00 is a warning, first of all.
TEST(FieldYaml, AScenarioThatCostsNothingIsAWarning) {
  const Folder folder;
  const std::string path = folder.write("free.yaml", "name: free\n");
  Diagnostics diagnostics;
  EXPECT_TRUE(evaluated(path, std::vector<Override>{}, diagnostics));
  EXPECT_TRUE(
      diagnostics.text().starts_with(path + ": warning: nothing in this scenario costs anything"))
      << diagnostics.text();
  Diagnostics checked_only;
  EXPECT_TRUE(checked(path, std::vector<Override>{}, checked_only));
  EXPECT_EQ(checked_only.text(), diagnostics.text());
  Diagnostics paid;
  const std::string other =
      folder.write("paid.yaml", "name: x\nstaff: {a: {salary: 90000 USD/year}}\n");
  EXPECT_TRUE(evaluated(other, std::vector<Override>{}, paid));
  EXPECT_EQ(paid.text(), "");
}

}  // namespace
}  // namespace costwright::testing
