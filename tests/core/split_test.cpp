#include "core/table/split.h"

#include <gtest/gtest.h>

namespace costwright::testing {
namespace {

std::size_t widest(const std::string& text) {
  std::size_t most = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    most = std::max(most, text_width(std::string_view(text).substr(begin, end - begin)));
    begin = end + 1;
  }
  return most;
}

Table wide_table(int numbers, const std::string& note) {
  Table table{"t", "Title", {{"name", "name"}, {"metric", "metric"}}, {{}, {}}};
  for (auto& row : table.rows) {
    row = {std::string("support-chat"), std::string("ttft")};
  }
  for (int i = 0; i < numbers; ++i) {
    table.columns.push_back({"n", fmt::format("number {}", i)});
    for (auto& row : table.rows) {
      row.emplace_back(Figure{1000.0 + i, 0});
    }
  }
  if (!note.empty()) {
    table.columns.push_back({"note", ""});
    for (auto& row : table.rows) {
      row.emplace_back(note);
    }
  }
  return table;
}

TEST(SplitTable, WhatFitsIsAsItWas) {
  const Table table = wide_table(3, "short");
  EXPECT_EQ(to_text_split(table, 100), to_text(table));
}

TEST(SplitTable, WhatDoesNotFitGoesIntoBlocksThatNameTheirRows) {
  const Table table = wide_table(12, "");
  ASSERT_GT(widest(to_text(table)), 60U);
  const std::string text = to_text_split(table, 60);
  EXPECT_LE(widest(text), 60U) << text;
  for (int i = 0; i < 12; ++i) {
    EXPECT_NE(text.find(fmt::format("1,{:03}", i)), std::string::npos) << i << "\n" << text;
  }
  // Three numbers of 11 characters beside two names of 23: four blocks of two rows and a header.
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + 4 * 3 + 3) << text;
}

// A third text is a column like others: two name the row.
TEST(SplitTable, AtMostTwoColumnsAreRepeated) {
  Table table = wide_table(12, "");
  table.columns.insert(table.columns.begin() + 2, Column{"key", "key"});
  for (auto& row : table.rows) {
    row.insert(row.begin() + 2, Cell(std::string("third")));
  }
  const std::string text = to_text_split(table, 100);
  const auto times = [&](const std::string& word) {
    int found = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
      ++found;
    }
    return found;
  };
  ASSERT_GT(times("ttft"), 2) << text;
  EXPECT_EQ(times("third"), 2) << text;
}

std::string long_note() {
  std::string note = "word0";
  for (int i = 1; i < 40; ++i) {
    note += fmt::format(" word{}", i);
  }
  return note;
}

TEST(SplitTable, ALongTextHasAColumnWhereThereIsRoom) {
  const std::string text = to_text_split(wide_table(2, long_note()), 80);
  EXPECT_LE(widest(text), 80U) << text;
  EXPECT_NE(text.find("     1,001  word0 word1 "), std::string::npos) << text;
  EXPECT_NE(text.find("\n" + std::string(44, ' ') + "word6 word7"), std::string::npos) << text;
}

TEST(SplitTable, ALongTextStandsBelowItsRowWhereThereIsNone) {
  const std::string text = to_text_split(wide_table(4, long_note()), 80);
  EXPECT_LE(widest(text), 80U) << text;
  EXPECT_NE(text.find("\n      word0 word1 "), std::string::npos) << text;
  EXPECT_NE(text.find("word39"), std::string::npos) << text;
}

TEST(CsvDialect, OfMuchOfEurope) {
  const Table table{
      "t",
      "",
      {{"a", ""}, {"b;c", ""}, {"d", ""}, {"e", ""}},
      {{std::string("x,y"), Amount{-123450}, Figure{0.25, 2}, std::int64_t{1234567}}}};
  EXPECT_EQ(to_csv(table, CsvDialect::kDe), "a;\"b;c\";d;e\n\"x,y\";-1234,50;0,25;1234567\n");
  EXPECT_EQ(to_csv(table), "a,b;c,d,e\n\"x,y\",-1234.50,0.25,1234567\n");
}

}  // namespace
}  // namespace costwright::testing
