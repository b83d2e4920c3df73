#include <gtest/gtest.h>

#include "study/inputs/catalog_view.h"

namespace costwright::testing {
using namespace study;
namespace {

constexpr const char* kTrace = SOURCE_DIR "/data/traces/azure2023_conv.csv";

TEST(TraceTable, AnUnknownFormatIsAnError) {
  Diagnostics diagnostics;
  EXPECT_FALSE(trace_table(kTrace, {.format = "azur"}, diagnostics));
  EXPECT_NE(diagnostics.text().find("no trace format is called 'azur'"), std::string::npos)
      << diagnostics.text();
  EXPECT_NE(diagnostics.text().find("auto, azure"), std::string::npos) << diagnostics.text();
}

TEST(TraceTable, NamesTheFormatThatItFound) {
  Diagnostics diagnostics;
  const auto table = trace_table(kTrace, {}, diagnostics);
  ASSERT_TRUE(table) << diagnostics.text();
  EXPECT_EQ(std::get<std::string>(table->rows.at(0).at(1)), "azure");
}

}  // namespace
}  // namespace costwright::testing
