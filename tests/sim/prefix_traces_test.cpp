// What prompts begin with, from the trace file to the replica's cache.
#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "core/hash.h"
#include "sim/arrivals/arrivals.h"
#include "sim/serving/engine.h"
#include "tests/sim/trace_fixture.h"

namespace costwright::testing {
using namespace sim;
namespace {

std::shared_ptr<const Trace> generic(const std::string& rows, Diagnostics& diagnostics) {
  const TemporaryFile file("arrival_s,input_tokens,output_tokens,prefix,prefix_tokens\n" + rows);
  return load_trace(file.path(), {}, diagnostics);
}

TEST(PrefixTraces, RowsOfOneLabelShareANodeOfWholeBlocks) {
  Diagnostics diagnostics;
  const auto trace =
      generic("0,500,10,faq,100\n1,300,10,,\n2,100,10,faq,100\n3,90,5,bot,40\n", diagnostics);
  ASSERT_TRUE(trace) << diagnostics.text();
  EXPECT_EQ(trace->prefixes, (std::vector<PrefixNode>{{-1, 96}, {-1, 32}}));
  std::vector<std::int32_t> nodes;
  for (const TraceRow& row : trace->rows) {
    nodes.push_back(row.prefix);
  }
  EXPECT_EQ(nodes, (std::vector<std::int32_t>{0, -1, 0, 1}));
}

// A conversation grows under its label: 96 tokens of the first row begin the 112 of the second.
TEST(PrefixTraces, TheShorterLengthOfALabelBeginsTheLonger) {
  Diagnostics diagnostics;
  const auto trace = generic("0,500,10,faq,120\n1,300,10,faq,100\n", diagnostics);
  ASSERT_TRUE(trace) << diagnostics.text();
  EXPECT_EQ(trace->prefixes, (std::vector<PrefixNode>{{-1, 96}, {0, 16}}));
  EXPECT_EQ(trace->rows[0].prefix, 1);
  EXPECT_EQ(trace->rows[1].prefix, 0);
}

// Of a prompt that is its prefix all whole blocks before its last token are shared: 1,008 of 1,024.
TEST(PrefixTraces, APromptThatIsItsPrefixComputesItsLastBlock) {
  Diagnostics diagnostics;
  const auto trace = generic("0,1024,10,a,1024\n1,1024,10,a,1024\n", diagnostics);
  ASSERT_TRUE(trace) << diagnostics.text();
  EXPECT_EQ(trace->prefixes, (std::vector<PrefixNode>{{-1, 1008}}));
}

TEST(PrefixTraces, APrefixIsNoLongerThanItsPrompt) {
  Diagnostics diagnostics;
  EXPECT_FALSE(generic("0,500,10,faq,501\n1,300,10,,\n", diagnostics));
  EXPECT_NE(diagnostics.text().find("prefix_tokens = 501 is more than input_tokens = 500"),
            std::string::npos)
      << diagnostics.text();
}

// What an infinite cache finds in the trace, counted from its hashes alone.
struct Found {
  double share_of_blocks{};  // as published: blocks that are not full included
  std::int64_t tokens{};     // in full blocks that end before a prompt's last token
};
Found found_by_hashes(const std::string& path) {
  Diagnostics diagnostics;
  const auto reader = open_trace(path, {}, diagnostics);
  std::set<std::int64_t> known;
  std::map<std::int64_t, std::int64_t> cached;
  Found found;
  double blocks = 0;
  for (TraceRow row; reader->next(row);) {
    std::int64_t end = 0;
    for (const std::int64_t block : reader->prefix_blocks()) {
      end += 512;
      ++blocks;
      found.share_of_blocks += known.insert(block).second ? 0 : 1;
      // Of a prompt that ends with a block, all of it but its last 16 tokens.
      const std::int64_t usable = (row.input - 1) / 16 * 16;
      const bool whole = end <= usable;
      const bool but_its_end = end == row.input;
      if (whole || but_its_end) {
        const std::int64_t share = whole ? 512 : 496;
        const auto before = cached.find(block);
        const std::int64_t there = before == cached.end() ? 0 : before->second;
        found.tokens += std::min(there, share);
        cached[block] = std::max(there, share);
      }
    }
  }
  found.share_of_blocks /= blocks;
  return found;
}

ArrivalPlan one_window(const std::shared_ptr<const Trace>& trace) {
  ArrivalPlan arrivals;
  arrivals.end = trace->window;
  StreamPlan stream;
  stream.shape = TraceStream{trace, false, {0}};
  arrivals.streams = {stream};
  return arrivals;
}

// One replica with room for everything: 0.366 of the blocks [Qin 2025].
TEST(PrefixTraces, AnInfiniteCacheFindsWhatTheTraceSays) {
  const auto trace = shipped_trace("mooncake_conversation.jsonl");
  ASSERT_TRUE(trace);
  const Found expected = found_by_hashes(trace->path);
  EXPECT_NEAR(expected.share_of_blocks, 0.366, 0.0005);
  const auto source = make_arrivals(one_window(trace));
  ServingPlan plan;
  plan.replica.cost.step.assign(2049, 1);  // as fast as can be: what is found is a matter of order
  plan.replica.cost.step[0] = 0;
  plan.replica.kv_blocks = 1'000'000'000;
  plan.replica.queue_limit = 100'000;
  plan.replica.client_timeout = kPsPerHour;
  plan.replica.prefix_cache = true;
  plan.classes.resize(1);
  plan.meter = {0, 4, 96};
  const PoolUsage usage = simulate_serving(plan, *source);
  std::int64_t found = 0;
  std::int64_t computed = 0;
  for (const UsageBucket& bucket : usage.buckets) {
    found += bucket.cached_tokens;
    computed += bucket.prefill_tokens;
  }
  EXPECT_EQ(found, expected.tokens);
  std::int64_t prompts = 0;
  for (const TraceRow& row : trace->rows) {
    prompts += row.input;
  }
  EXPECT_EQ(found + computed, prompts);
}

// The instants of all requests, on eight replicas whose memory holds 36 prompts each.
std::uint64_t digest_of_outcomes(const std::shared_ptr<const Trace>& trace) {
  ServingPlan plan;
  plan.replicas = 8;
  plan.replica.cost.step.assign(2049, 20 * kPsPerSecond / 1000);
  plan.replica.cost.memory = {0, 50'000};
  plan.replica.kv_blocks = 27'000;
  plan.replica.client_timeout = 60 * kPsPerSecond;
  plan.replica.prefix_cache = true;
  plan.classes.resize(1);
  plan.meter = {0, 4, 96};
  std::vector<RequestRecord> records;
  RunControl control;
  control.records = &records;
  simulate_serving(plan, *make_arrivals(one_window(trace)), control);
  Hasher hasher;
  for (const RequestRecord& record : records) {
    hasher.add(record.id).add(record.fate).add(record.replica).add(record.preemptions);
    hasher.add(record.first_token).add(record.finish);
  }
  return hasher.value();
}

// As the cache gave it that looked up and kept each node for itself, before runs of nodes became
// one.
TEST(PrefixTraces, TheShippedTraceIsServedAsEver) {
  const auto trace = shipped_trace("mooncake_conversation.jsonl");
  ASSERT_TRUE(trace);
  EXPECT_EQ(digest_of_outcomes(trace), 10653128019463982902ULL);
}

}  // namespace
}  // namespace costwright::testing
