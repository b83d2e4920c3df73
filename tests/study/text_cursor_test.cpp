#include "study/inputs/text_cursor.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/catalog/catalog.h"

namespace costwright::testing {
using namespace study;
namespace {

constexpr char kText[] =
    "name: x\n"
    "sites:\n"
    "  ashburn:\n"
    "    pue: 1.2\n"
    "  berlin: {pue: 1.3, electricity: 0.2 USD/kWh}\n"
    "fleet:\n"
    "  h100:\n"
    "    owned: {server: dgx-h100, site: \n"
    "    \n";

const Catalog& shipped() {
  static const Catalog catalog = [] {
    Diagnostics diagnostics;
    return Catalog::load(SOURCE_DIR "/data", diagnostics);
  }();
  return catalog;
}

std::vector<std::string> offered(const std::string& text, int line, int column) {
  std::vector<std::string> names;
  for (const Completion& found : completions(text, cursor_at(text, line, column), shipped())) {
    names.push_back(found.text);
  }
  return names;
}

bool holds(const std::vector<std::string>& names, const char* name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

TEST(TextCursor, KnowsItsSectionByIndentationAndBraces) {
  EXPECT_EQ(cursor_at(kText, 4, 6).path(), "sites.ashburn");
  EXPECT_EQ(cursor_at(kText, 4, 6).written, "p");
  EXPECT_EQ(cursor_at(kText, 4, 12).path(), "sites.ashburn.pue");
  EXPECT_TRUE(cursor_at(kText, 4, 12).is_value);
  EXPECT_EQ(cursor_at(kText, 5, 25).path(), "sites.berlin");
  EXPECT_EQ(cursor_at(kText, 5, 40).path(), "sites.berlin.electricity");
  EXPECT_EQ(cursor_at(kText, 8, 36).path(), "fleet.h100.owned.site");
  EXPECT_EQ(cursor_at(kText, 9, 5).path(), "fleet.h100");
  EXPECT_EQ(cursor_at(kText, 1, 2).path(), "");
}

TEST(TextCursor, FindsTheFieldUnderTheMouse) {
  for (const auto& [line, column, path] :
       {std::tuple{4, 5, "sites.<name>.pue"}, std::tuple{4, 7, "sites.<name>.pue"},
        std::tuple{5, 12, "sites.<name>.pue"}, std::tuple{5, 26, "sites.<name>.electricity"},
        std::tuple{1, 1, "name"}}) {
    const auto field = field_of(word_at(kText, line, column).keys);
    ASSERT_TRUE(field) << path;
    EXPECT_EQ(field->path, path);
  }
  EXPECT_FALSE(field_of(word_at(kText, 3, 4).keys)) << "an entry is no field";
  EXPECT_FALSE(field_of({"nonsense"}));
}

TEST(TextCursor, OffersKeysOfTheFieldTable) {
  const auto keys = offered(kText, 4, 5);
  EXPECT_TRUE(holds(keys, "pue"));
  EXPECT_TRUE(holds(keys, "electricity"));
  EXPECT_FALSE(holds(keys, "server"));
  EXPECT_EQ(offered(kText, 4, 7), (std::vector<std::string>{"pue"}));
  EXPECT_TRUE(holds(offered(kText, 9, 5), "owned")) << "a section is a key too";
  EXPECT_TRUE(holds(offered(kText, 1, 1), "finance"));
}

TEST(TextCursor, OffersNamesOfTheCatalogueAndOfTheText) {
  EXPECT_EQ(offered(kText, 8, 36), (std::vector<std::string>{"ashburn", "berlin"}));
  EXPECT_TRUE(holds(offered(kText, 8, 24), "dgx-h100"));
  EXPECT_FALSE(holds(offered(kText, 8, 24), "hgx-h100-8")) << "dgx is written";
  const std::string router = "serving:\n  chat:\n    router: \n";
  EXPECT_TRUE(holds(offered(router, 3, 13), "round_robin"));
}

// The row of data/servers.csv, read by eye.
TEST(TextCursor, TellsWhatTheCatalogueSaysOfAName) {
  const auto field = field_of({"fleet", "h100", "owned", "server"});
  ASSERT_TRUE(field.has_value());
  const std::string words = catalogue_words(*field, "hgx-h100-8-2026", shipped());
  EXPECT_TRUE(words.starts_with("servers hgx-h100-8-2026\n")) << words;
  EXPECT_NE(
      words.find(
          "system_price_usd: 250000 (estimate, 2026-Q1: 8 x 23,500 used/market + host 60,000)"),
      std::string::npos)
      << words;
  EXPECT_NE(words.find("\nsource: "), std::string::npos) << words;
  EXPECT_NE(words.find("servers.csv, line "), std::string::npos) << words;
  EXPECT_EQ(catalogue_words(*field, "no-such-server", shipped()), "");
  EXPECT_EQ(catalogue_words(*field_of({"sites", "x", "pue"}), "1.2", shipped()), "");
}

}  // namespace
}  // namespace costwright::testing
