#include "core/table/table.h"

#include <cmath>

#include <gtest/gtest.h>

namespace costwright::testing {
namespace {

Table sample() {
  Table t{
      "t", "Title", {{"name", "name"}, {"cash", "cash"}, {"share", "share"}, {"gap", "gap"}}, {}};
  t.rows.push_back({std::string("=SUM(A1)"), Amount{-123456789}, Percent{0.1534}, Cell()});
  t.rows.push_back(
      {std::string("a, \"b\""), Amount{5}, figure(std::nan("")), Figure{1234.5678, 1}});
  return t;
}

TEST(Table, CsvKeepsPrecisionAndBlanks) {
  EXPECT_EQ(to_csv(sample()),
            "name,cash,share,gap\n"
            "'=SUM(A1),-1234567.89,0.1534,\n"
            "\"a, \"\"b\"\"\",0.05,,1234.5678\n");
}

TEST(Table, CountsKeepEveryDigitAndOtherNumbersTen) {
  Table t{"t", "", {{"n", "n"}}, {}};
  for (const double value : {252123456789.0, -10000000000.0, 1e16, 123456789.125, 1.0 / 3}) {
    t.rows.push_back({figure(value)});
  }
  EXPECT_EQ(to_csv(t), "n\n252123456789\n-10000000000\n1e+16\n123456789.1\n0.3333333333\n");
}

TEST(Table, TextGroupsThousandsAndAligns) {
  EXPECT_EQ(to_text(sample()),
            "Title\n"
            "  name               cash   share      gap\n"
            "  =SUM(A1)  -1,234,567.89  15.3 %\n"
            "  a, \"b\"             0.05          1,234.6\n");
}

TEST(Table, TextSaysHowManyRowsItLeftOut) {
  EXPECT_NE(to_text(sample(), 1).find("... and 1 more rows"), std::string::npos);
}

TEST(Table, JsonHasNullForBlank) {
  EXPECT_EQ(
      to_json(sample()),
      "[\n    {\"name\": \"=SUM(A1)\", \"cash\": -1234567.89, \"share\": 0.1534, \"gap\": null},\n"
      "    {\"name\": \"a, \\\"b\\\"\", \"cash\": 0.05, \"share\": null, \"gap\": 1234.5678}\n  ]");
}

TEST(Table, TextForXmlAndJsonIsEscapedOnce) {
  EXPECT_EQ(xml_text("a<b & c>d"), "a&lt;b &amp; c>d");
  EXPECT_EQ(json_string("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(json_string("\x1b"), "\"\\u001b\"");
}

TEST(Table, NumberOfACell) {
  EXPECT_EQ(number_of(Cell{std::int64_t{7}}), 7.0);
  EXPECT_EQ(number_of(Cell{Amount{-250}}), -2.5);
  EXPECT_EQ(number_of(Cell{Figure{1.25, 1}}), 1.25);
  EXPECT_EQ(number_of(Cell{Percent{0.153}}), 0.153);
  EXPECT_EQ(number_of(Cell{Ordinal{20270101}}), 20270101);
  EXPECT_EQ(number_of(Cell{"7"}), std::nullopt);
  EXPECT_EQ(number_of(Cell{}), std::nullopt);
}

TEST(Table, GroupedNumbers) {
  EXPECT_EQ(grouped(0, 2), "0.00");
  EXPECT_EQ(grouped(-0.001, 2), "0.00");
  EXPECT_EQ(grouped(999, 0), "999");
  EXPECT_EQ(grouped(1000, 0), "1,000");
  EXPECT_EQ(grouped(-2187119.25, 2), "-2,187,119.25");
}

Table wide() {
  Table t{"t", "Title", {{"key", "key"}, {"kind", "kind"}, {"source", "source"}}, {}};
  t.rows.push_back(
      {std::string("a100"), std::string("gpu"), std::string("page 12 of a data sheet")});
  t.rows.push_back({std::string("h100"), Cell(), std::string("memory")});
  return t;
}

TEST(TextWithin, WhatFitsIsLeftAlone) {
  EXPECT_EQ(to_text_within(wide(), 80), to_text(wide()));
}

TEST(TextWithin, TheLastColumnIsShortenedToFit) {
  EXPECT_EQ(to_text_within(wide(), 31),
            "Title\n"
            "  key   kind  source\n"
            "  a100  gpu   page 12 of a d...\n"
            "  h100        memory\n");
}

TEST(TextWithin, ATableThatIsStillTooWideIsWrittenRowByRow) {
  EXPECT_EQ(to_text_within(wide(), 24),
            "Title\n"
            "\n"
            "  a100\n"
            "    kind    gpu\n"
            "    source  page 12 o...\n"
            "\n"
            "  h100\n"
            "    source  memory\n");
}

TEST(TextWithin, CutsBetweenCharactersNotBytes) {
  Table t{"t", "", {{"source", "source"}}, {}};
  t.rows.push_back({std::string("äöüäöüäöüäöüäöü")});
  EXPECT_EQ(to_text_within(t, 14), "  source\n  äöüäöüäöü...\n");
}

}  // namespace
}  // namespace costwright::testing
