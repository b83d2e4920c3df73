#include "core/table/csv.h"

#include <cmath>
#include <filesystem>
#include <limits>

#include <gtest/gtest.h>

#include "core/files.h"

namespace costwright::testing {
namespace {

using Cells = std::vector<std::string>;

std::vector<CsvRecord> good(std::string_view text) {
  Diagnostics diagnostics;
  auto records = parse_csv(text, "t.csv", diagnostics);
  EXPECT_EQ(diagnostics.text(), "");
  return records;
}

std::string fault(std::string_view text) {
  Diagnostics diagnostics;
  parse_csv(text, "t.csv", diagnostics);
  return diagnostics.text();
}

TEST(Csv, QuotedCellsKeepCommasQuotesAndLines) {
  const auto records = good(
      "\xEF\xBB\xBF"
      "a,b\r\n\"x,\"\"y\"\"\",\"two\nlines\"\n\nlast,\n");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].cells, (Cells{"a", "b"}));
  EXPECT_EQ(records[1].cells, (Cells{"x,\"y\"", "two\nlines"}));
  EXPECT_EQ(records[1].line, 2);
  EXPECT_EQ(records[2].cells, (Cells{"last", ""}));
  EXPECT_EQ(records[2].line, 5);  // line 4 is blank
}

TEST(Csv, LastLineNeedsNoLineFeed) {
  EXPECT_EQ(good("a,b").at(0).cells, (Cells{"a", "b"}));
  EXPECT_EQ(good("a,").at(0).cells, (Cells{"a", ""}));
  EXPECT_EQ(good("\"\"").size(), 0U);
  EXPECT_TRUE(good("").empty());
}

TEST(Csv, FaultsNameTheLine) {
  EXPECT_EQ(
      fault("a\n\"open\nmore\n"),
      "t.csv:2: error: a quote is opened and never closed; double the quotes inside a cell\n");
  EXPECT_EQ(fault("a\nb\"c\n"),
            "t.csv:2: error: a quote inside an unquoted cell; "
            "quote the whole cell and double the quotes inside it\n");
  EXPECT_EQ(fault("\"a\"b\n"),
            "t.csv:1: error: text after a closing quote; double the quotes inside a cell\n");
  EXPECT_EQ(fault(std::string_view("a\n\0b\n", 5)),
            "t.csv:2: error: a NUL byte; save the file as UTF-8 text\n");
  EXPECT_EQ(fault("a\nb\n\xC3(\n"),
            "t.csv:3: error: not valid UTF-8; save the file as UTF-8 text\n");
  EXPECT_EQ(fault("a\rb\n"),
            "t.csv:1: error: a carriage return without a line feed; end lines with LF or CRLF\n");
  for (const auto* bytes :
       {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5", "\xE2\x82"}) {
    EXPECT_NE(fault(bytes), "");
  }
  EXPECT_EQ(fault("£,€,𝄞\n"), "");
}

TEST(Csv, HostileSizesAreRefused) {
  EXPECT_NE(fault(std::string(1001, ',')), "");
  EXPECT_NE(fault(std::string((64U << 20) + 1, 'x')), "");
}

TEST(Csv, WrittenCellsReadBackTheSame) {
  for (const std::string cell :
       {"plain", "a,b", "say \"hi\"", "two\nlines", " spaced ", "", "né"}) {
    const auto row = csv_row({csv_text(cell), csv_text("x")});
    EXPECT_EQ(good(row).at(0).cells, (Cells{cell, "x"}));
  }
}

TEST(Csv, FormulasAreNeutralised) {
  EXPECT_EQ(csv_text("=1+1"), "'=1+1");
  EXPECT_EQ(csv_text("+x"), "'+x");
  EXPECT_EQ(csv_text("-x"), "'-x");
  EXPECT_EQ(csv_text("@x"), "'@x");
  EXPECT_EQ(csv_text("\tx"), "'\tx");
  EXPECT_EQ(csv_text("\rx"), "\"'\rx\"");
  EXPECT_EQ(csv_text("=a,b"), "\"'=a,b\"");
}

TEST(Csv, FilesAreWrittenWholeOrNotAtAll) {
  const auto folder = std::filesystem::temp_directory_path() / "costwright_csv_test";
  std::filesystem::remove_all(folder);
  const std::string path = (folder / "deep" / "a.csv").string();
  Diagnostics diagnostics;
  ASSERT_TRUE(write_file(path, "one", diagnostics));
  ASSERT_TRUE(write_file(path, "two", diagnostics));
  EXPECT_EQ(read_file(path, diagnostics), "two");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "deep"), {}), 1);
  EXPECT_FALSE(diagnostics.has_errors());

  EXPECT_FALSE(write_file((folder / "deep").string(), "x", diagnostics));  // a folder is in the way
  EXPECT_FALSE(read_file((folder / "none.csv").string(), diagnostics).has_value());
  EXPECT_FALSE(read_file(folder.string(), diagnostics).has_value());
  EXPECT_FALSE(read_file(path, diagnostics, 2).has_value());
  EXPECT_EQ(diagnostics.error_count(), 4);
  EXPECT_NE(diagnostics.text().find("none.csv: error: cannot be opened: No such file"),
            std::string::npos);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}),
            1);  // no temporary left
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace costwright::testing
