// Issue 11, B6: a fleet at a third of its capacity iterates 91 % of the time. That is neither load
// nor headroom, and no word may suggest it.
#include "study/outcome/metrics.h"
#include "tests/field/field_runs.h"

namespace costwright::testing {
namespace {

bool has_word(const std::string& text, const std::string& word) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !is_letter(text[at - 1]);
    const bool ends = at + word.size() >= text.size() || !is_letter(text[at + word.size()]);
    if (begins && ends) {
      return true;
    }
  }
  return false;
}

TEST(FieldIterating, NoTableSaysBusyOrIdleAlone) {
  const auto result = field_run("small.yaml", {{"horizon", "2 months"}});
  const std::string text = report_text(*result);
  EXPECT_FALSE(has_word(text, "busy")) << text;
  EXPECT_FALSE(has_word(text, "utilisation")) << text;
  EXPECT_NE(text.find("this is not load"), std::string::npos);
  auto tables = csv_tables(*result);
  tables.erase("provenance");  // the sources' own words, as of a device's idle power
  for (const auto& [name, csv] : tables) {
    EXPECT_FALSE(has_word(csv, "busy")) << name;
    for (auto at = csv.find("idle"); at != std::string::npos; at = csv.find("idle", at + 1)) {
      EXPECT_NE(csv.substr(at, 60).find("iterating"), std::string::npos) << csv.substr(at, 80);
    }
  }
  EXPECT_EQ(metric("iterating").card, Card::kNone) << "cards lead with load";
  EXPECT_EQ(metric("load").card, Card::kAlways);
  EXPECT_EQ(metric("iterating").label, "Iterating");
}

}  // namespace
}  // namespace costwright::testing
