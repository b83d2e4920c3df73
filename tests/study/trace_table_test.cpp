#include <gtest/gtest.h>

#include "study/inputs/catalog_view.h"
#include "tests/study/small_runs.h"

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

class TraceScenario : public RunsOfOneTest {
 protected:
  // In April 2027, of 720 hours.
  std::optional<Evaluation> checked(const std::string& trace, const std::string& requests) {
    folder_.write("t.csv", "arrival_s,input_tokens,output_tokens\n" + trace);
    const auto source = written(R"(name: chat
start: 2027-04
horizon: 1 month
sites: {dc: {electricity: 0.1 USD/kWh, pue: 1.3}}
fleet: {gpus: {owned: {server: l4-4, site: dc, count: 2}}}
models: {small: {model: Llama-3.2-1B}}
serving: {chat: {model: small, fleet: gpus}}
workloads:
  chat:
    served_by: chat
    arrivals: {trace: {file: t.csv, scaling: compress}}
    demand: {requests: 1 requests/month}
)",
                                {{"workloads.chat.demand.requests", requests}});
    auto scenario = read_scenario(source, diagnostics_);
    return scenario ? check(inputs_, std::move(*scenario), diagnostics_) : std::nullopt;
  }
};

// One request an hour, 1,000 of them an hour: as much as compression reaches.
TEST_F(TraceScenario, CompressionReachesAThousandTimesTheTracesRate) {
  const std::string trace = "0,100,10\n3600,100,10\n";
  checked(trace, "720000 requests/month");
  EXPECT_EQ(diagnostics_.text(), "");
  checked(trace, "720001 requests/month");
  EXPECT_NE(diagnostics_.text().find(
                "asks for 1000 times the trace's own rate; time compression reaches 1000"),
            std::string::npos)
      << diagnostics_.text();
}

// A request an hour for 360 hours, half of the month.
TEST_F(TraceScenario, SaysWhichShareOfTheMonthTheTraceIs) {
  std::string trace;
  for (int hour = 0; hour < 360; ++hour) {
    trace += fmt::format("{},100,10\n", 3600 * hour);
  }
  const auto evaluation = checked(trace, "10000 requests/month");
  ASSERT_TRUE(evaluation) << diagnostics_.text();
  std::string share = "none";
  for (const auto& row : summary_table(*evaluation).rows) {
    for (std::size_t i = 0; i + 2 < row.size(); ++i) {
      share = cell_text(row[i]) == "share_of_month" ? cell_text(row[i + 2]) : share;
    }
  }
  EXPECT_EQ(share, "50.0 %");
}

}  // namespace
}  // namespace costwright::testing
