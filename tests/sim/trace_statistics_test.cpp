#include <gtest/gtest.h>

#include "tests/sim/trace_fixture.h"

namespace costwright::testing {
using namespace sim;
namespace {

TraceStats shipped_stats(const std::string& name) {
  Diagnostics diagnostics;
  const auto reader =
      open_trace(fmt::format("{}/data/traces/{}", SOURCE_DIR, name), {}, diagnostics);
  return reader ? trace_stats(*reader) : TraceStats{};
}

// Figures of data/traces/README.md, as given with the traces.
TEST(TraceStats, AzureConversationTrace) {
  const auto s = shipped_stats("azure2023_conv.csv");
  EXPECT_EQ(s.format, TraceFormat::kAzure);
  EXPECT_EQ(s.rows, 19366);
  EXPECT_EQ(s.bad_rows, 0);
  EXPECT_EQ(s.sessions, 19366);
  EXPECT_NEAR(s.duration_s, 3501.7, 0.05);
  EXPECT_NEAR(s.rate_per_s, 5.53, 0.005);
  EXPECT_NEAR(s.interarrival_cv, 1.09, 0.005);
  EXPECT_NEAR(s.input.mean, 1155, 0.5);
  EXPECT_EQ(s.input.p50, 1020);
  EXPECT_EQ(s.input.p99, 4142);
  EXPECT_NEAR(s.output.mean, 211, 0.5);
  EXPECT_EQ(s.output.p50, 129);
  EXPECT_EQ(s.output.p99, 601);
  EXPECT_EQ(s.prefix_hit_share, -1);
}

TEST(TraceStats, MooncakeConversationTrace) {
  const auto s = shipped_stats("mooncake_conversation.jsonl");
  EXPECT_EQ(s.format, TraceFormat::kMooncake);
  EXPECT_EQ(s.rows, 12031);
  EXPECT_EQ(s.distinct_times, 1180);
  EXPECT_NEAR(s.input.mean, 12035, 0.5);
  EXPECT_NEAR(s.input.p99, 85400, 50);  // given in hundreds
  EXPECT_NEAR(s.output.mean, 343, 0.5);
  EXPECT_NEAR(s.prefix_hit_ratio, 0.366, 0.0005);  // [Qin 2025]
  EXPECT_NEAR(s.prefix_hit_share, 0.373, 0.0005);
}

// By hand: gaps 1, 1, 4 -> mean 2, variance 2; the ceil(q n)-th smallest of 10, 20, 30, 2,000,000.
TEST(TraceStats, SmallTraceByHand) {
  const TemporaryFile file(
      "arrival_s,input_tokens,output_tokens,class,session\n0,30,1,a,x\n1,10,1,b,y\n2,2000000,1,a,"
      "x\n6,20,5,a,z\n");
  Diagnostics diagnostics;
  const auto s = trace_stats(*open_trace(file.path(), {}, diagnostics));
  EXPECT_EQ(s.rows, 4);
  EXPECT_EQ(s.sessions, 3);
  EXPECT_DOUBLE_EQ(s.rate_per_s, 4.0 / 6);
  EXPECT_NEAR(s.interarrival_cv, std::sqrt(2.0) / 2, 1e-12);
  EXPECT_EQ(s.input.p50, 20);
  EXPECT_EQ(s.input.p90, 2000000);
  EXPECT_EQ(s.input.max, 2000000);
  EXPECT_EQ(s.output.mean, 2);
  EXPECT_EQ(s.classes, (std::vector<std::string>{"a", "b"}));
}

// The second and the fourth of four.
TEST(TraceStats, QuantilesOfPromptsOfMillionsOfTokens) {
  const TemporaryFile file(
      "arrival_s,input_tokens,output_tokens\n0,4000000,1\n1,10,1\n2,2000000,1\n6,3000000,5\n");
  Diagnostics diagnostics;
  const auto s = trace_stats(*open_trace(file.path(), {}, diagnostics));
  EXPECT_EQ(s.input.p50, 2000000);
  EXPECT_EQ(s.input.p99, 4000000);
}

TEST(StreamTrace, GivesTheFileOnceInOrder) {
  Diagnostics diagnostics;
  const auto trace = shipped_trace("azure2023_conv.csv");
  const auto source =
      stream_trace(open_trace(SOURCE_DIR "/data/traces/azure2023_conv.csv", {}, diagnostics));
  std::vector<Request> batch(1000);
  std::size_t total = 0;
  while (const auto n = source->next(batch)) {
    for (std::size_t i = 0; i < n; ++i, ++total) {
      const auto& row = trace->rows[total];
      ASSERT_EQ(batch[i],
                (Request{row.at, static_cast<std::int64_t>(total), row.input, row.output, 0, -1}));
    }
  }
  EXPECT_EQ(total, trace->rows.size());
}

}  // namespace
}  // namespace costwright::testing
