#include "study/plan/decode_load.h"

#include <gtest/gtest.h>

namespace costwright::testing {
using namespace study;
namespace {

sim::LengthPlan fixed(double tokens) {
  sim::LengthPlan plan;
  plan.mean = tokens;
  return plan;
}

sim::StreamPlan synthetic(const sim::LengthPlan& input, const sim::LengthPlan& output) {
  sim::SyntheticStream shape;
  shape.input = input;
  shape.output = output;
  sim::StreamPlan stream;
  stream.shape = shape;
  return stream;
}

TEST(DecodeLoad, OfFixedLengths) {
  const DecodeLoad load = decode_load(synthetic(fixed(100), fixed(20)));
  EXPECT_DOUBLE_EQ(load.tokens, 20);
  EXPECT_DOUBLE_EQ(load.mean_context(), 110);  // 100 + 20 / 2
}

// Mean 200, median 100: the mean square is 200^2 * (200 / 100)^2 = 160,000; so 1,000 + 400.
TEST(DecodeLoad, LongAnswersOfALognormalCountByTheirTokens) {
  sim::LengthPlan output;
  output.kind = sim::LengthPlan::Kind::kLognormal;
  output.mean = 200;
  output.p50 = 100;
  EXPECT_DOUBLE_EQ(decode_load(synthetic(fixed(1000), output)).mean_context(), 1400);
  output.max = 500;  // the mean square is at most 500 * 200
  EXPECT_DOUBLE_EQ(decode_load(synthetic(fixed(1000), output)).mean_context(), 1250);
}

// 10 with 1/4, 50 with 3/4: mean 40, mean square 1,900.
TEST(DecodeLoad, OfAHistogram) {
  sim::LengthPlan output;
  output.kind = sim::LengthPlan::Kind::kEmpirical;
  output.values = {10, 50};
  output.cumulative = {0.25, 1};
  const DecodeLoad load = decode_load(synthetic(fixed(100), output));
  EXPECT_DOUBLE_EQ(load.tokens, 40);
  EXPECT_DOUBLE_EQ(load.context_tokens, 40 * 100 + 950);
}

// (10 * 105 + 30 * 1,015) / 40 = 787.5.
TEST(DecodeLoad, OfATrace) {
  auto trace = std::make_shared<sim::Trace>();
  trace->rows = {{.input = 100, .output = 10}, {.input = 1000, .output = 30}};
  sim::StreamPlan stream;
  sim::TraceStream shape;
  shape.trace = trace;
  stream.shape = shape;
  EXPECT_DOUBLE_EQ(decode_load(stream).tokens, 20);
  EXPECT_DOUBLE_EQ(decode_load(stream).mean_context(), 787.5);
}

// Two windows of one client: 3 requests/s of (100, 10), 1 of (500, 50); the idle one counts not.
TEST(DecodeLoad, OfServeGenClientsByTheirRates) {
  sim::ServeGenClient client;
  client.inputs = {fixed(100), fixed(500)};
  client.outputs = {fixed(10), fixed(50)};
  client.windows = {{3, 1, 0}, {1, 1, 1}, {7, 1, -1}};
  sim::ServeGenStream shape;
  shape.clients = {client};
  sim::StreamPlan stream;
  stream.shape = shape;
  EXPECT_DOUBLE_EQ(decode_load(stream).tokens, 20);  // (30 + 50) / 4
  EXPECT_DOUBLE_EQ(decode_load(stream).context_tokens, (3150 + 26250) / 4.0);
}

TEST(DecodeLoad, OfNothingIsNotKnown) {
  sim::StreamPlan stream;
  stream.shape = sim::ServeGenStream{};
  EXPECT_EQ(decode_load(stream).mean_context(), 0);
  stream.shape = sim::TraceStream{};
  EXPECT_EQ(decode_load(stream).mean_context(), 0);
}

}  // namespace
}  // namespace costwright::testing
