// Files that nobody writes on purpose: an error that says where, never a crash or a silent figure.
#include "core/table/table.h"
#include "study/inputs/catalog_view.h"
#include "study/reports/report.h"
#include "study/validate/validate.h"
#include "tests/field/field_runs.h"

namespace costwright::testing {
namespace {

std::string refused(const std::string& name) {
  std::string said;
  EXPECT_FALSE(field_run("hostile/" + name, {}, &said)) << name;
  return said;
}

TEST(FieldHostile, FiguresThatNoMachineHasAreErrorsWhereTheyStand) {
  EXPECT_NE(refused("mincat.yaml")
                .find("pcie.csv:2:23: error: pcie_bw_gbytes_per_s_one_way: 1e-9 is "
                      "outside 0.1 to 10000"),
            std::string::npos);
  EXPECT_NE(refused("mincat2.yaml")
                .find("membw.csv:2:23: error: mem_bw_gbytes_per_s: 1e-5 is outside "
                      "1 to 1000000"),
            std::string::npos);
}

// The second machine with the same fault finds it said already.
TEST(FieldHostile, AFaultThatTwoMachinesShareIsSaidAndStops) {
  EXPECT_NE(refused("hs.yaml").find("held.csv:2:26: error: held_share: 0 is outside "
                                    "0.5 to 1"),
            std::string::npos);
}

TEST(FieldHostile, ALoneCarriageReturnIsAnError) {
  EXPECT_NE(refused("q2.yaml").find("a carriage return without a line feed"), std::string::npos);
}

// A count that no cluster has is an error at its line; a length that no model has leaves its row
// out.
TEST(FieldHostile, AbsurdMeasurementsAreToldNotComputed) {
  const auto scored = [](const char* folder, Diagnostics& diagnostics) {
    return validate({.data_folder = SOURCE_DIR "/data",
                     .reference_folder = field_input(std::string("hostile/") + folder),
                     .table = {},
                     .progress = {}},
                    diagnostics);
  };
  Diagnostics devices;
  scored("measurements_n_gpu", devices);
  EXPECT_NE(
      devices.text().find("inference_throughput.csv:2:28: error: n_gpu: 3000000000 is outside "
                          "0 to 1000000"),
      std::string::npos)
      << devices.text();
  Diagnostics lengths;
  const auto rows = scored("measurements_output_len", lengths);
  ASSERT_EQ(rows.size(), 1U) << lengths.text();
  EXPECT_NE(rows[0].reason.find("more than 10000000 tokens"), std::string::npos) << rows[0].reason;
}

// 50 x 10^6 FTE x 99 M USD x 20 years = 9.9e16 USD x 10.
TEST(FieldHostile, ATotalBeyondCentsIsAnError) {
  EXPECT_NE(refused("many50.yaml").find("exceeds what cents can hold"), std::string::npos);
}

TEST(FieldHostile, ANameWithLineBreaksStaysOnItsLine) {
  EXPECT_NE(refused("nl.yaml").find("nl.yaml:1:"), std::string::npos);
  EXPECT_EQ(one_line("line1\nTotal \x1b[31m"), "line1\\nTotal \\x1b[31m");
  EXPECT_EQ(one_line("\xe2\x80\xae"
                     "a\xc2\x9b\xe2\x80\xa8 \xc3\xa9\xe2\x82\xac"),
            "\\u202ea\\u009b\\u2028 \xc3\xa9\xe2\x82\xac");
  Diagnostics forged;
  forged.error({"a\nb.yaml", 1, 0}, "key 'x\ny' is unknown");
  EXPECT_EQ(forged.text(), "a\\nb.yaml:1: error: key 'x\\ny' is unknown\n");
}

TEST(FieldHostile, TheCatalogueShowsNoControlCharacters) {
  Diagnostics diagnostics;
  const auto table = catalog_table(SOURCE_DIR "/data", {field_input("hostile/evil.csv")}, "servers",
                                   "evil", diagnostics);
  ASSERT_TRUE(table) << diagnostics.text();
  for (const std::string& text :
       {to_text(*table), to_text_within(*table, 80), to_csv(*table), to_json(*table)}) {
    for (const char c : text) {
      ASSERT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << text;
    }
  }
}

TEST(FieldHostile, JsonHasNoInfinity) {
  const Table table{"t", "", {{"a", "a"}, {"b", "b"}}, {{Figure{1.0 / 0.0, 2}, Figure{2, 0}}}};
  EXPECT_EQ(to_json(table).find("inf"), std::string::npos) << to_json(table);
}

}  // namespace
}  // namespace costwright::testing
