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

// One request an hour, 1,000 of them an hour in the 720 hours of April: as much as compression
// reaches.
TEST(TraceScale, CompressionReachesAThousandTimesTheTracesRate) {
  const Folder folder;
  folder.write("t.csv", "arrival_s,input_tokens,output_tokens\n0,100,10\n3600,100,10\n");
  const auto path = folder.write("scenario.yaml", R"(name: chat
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
    demand: {requests: 720000 requests/month}
)");
  const Inputs inputs(SOURCE_DIR "/data");
  const auto checked = [&](const std::string& requests) {
    Diagnostics diagnostics;
    auto scenario =
        read_scenario({path, {}, {{"workloads.chat.demand.requests", requests}}}, diagnostics);
    if (scenario) {
      check(inputs, std::move(*scenario), diagnostics);
    }
    return diagnostics.text();
  };
  EXPECT_EQ(checked("720000 requests/month"), "");
  EXPECT_NE(checked("720001 requests/month")
                .find("asks for 1000 times the trace's own rate; time compression reaches 1000"),
            std::string::npos);
}

}  // namespace
}  // namespace costwright::testing
