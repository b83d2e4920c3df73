// The jump engine against the step-by-step oracle, bit for bit: on a thousand random workloads, on
// the beginning of a public trace, and against every seeded mutant of the oracle (which it must
// tell from the rules).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/serving/engine.h"
#include "tests/sim/engines.h"
#include "tests/sim/oracle/difference.h"
#include "tests/sim/oracle/oracle.h"
#include "tests/sim/random_features.h"
#include "tests/sim/trace_fixture.h"

namespace costwright::testing {
using namespace sim;
namespace {

constexpr std::uint64_t kWorkloads = 1000;

struct Played {
  OracleResult result;
  std::vector<ScriptedSource::Call> calls;
};

Played play_rules(const Workload& w, Mutation mutation = Mutation::kNone) {
  ScriptedSource source(w);
  Played played{simulate_stepwise(w.plan, source, mutation), {}};
  played.calls = source.calls();
  return played;
}

// The oracle's answer against the jump engine's; empty when they agree.
std::string disagreement(const Workload& w, const Played& expected) {
  ScriptedSource source(w, 1 + w.seed % 5);
  const Outcome actual = play_jump(w.plan, source);
  if (auto text = first_difference(expected.result.records, actual.records); !text.empty()) {
    return text;
  }
  if (auto text = first_difference(expected.result.usage, actual.usage); !text.empty()) {
    return text;
  }
  return expected.calls == source.calls() ? "" : "follow_up was called in another order";
}

std::string disagreement(const Workload& w, Mutation mutation = Mutation::kNone) {
  try {
    return disagreement(w, play_rules(w, mutation));
  } catch (const std::exception& e) {
    return fmt::format("threw {}", e.what());
  }
}

// Drops ever smaller pieces of the request list while the disagreement stays.
Workload with_fewer_requests(Workload w, Mutation mutation) {
  for (std::size_t piece = w.requests.size() / 2; piece >= 1;) {
    bool smaller = false;
    for (std::size_t from = 0; from + piece <= w.requests.size() && w.requests.size() > 1;) {
      Workload less = w;
      const auto first = less.requests.begin() + static_cast<std::ptrdiff_t>(from);
      less.requests.erase(first, first + static_cast<std::ptrdiff_t>(piece));
      if (disagreement(less, mutation).empty()) {
        from += piece;
      } else {
        w = std::move(less);
        smaller = true;
      }
    }
    piece = smaller ? std::min(piece, w.requests.size() / 2) : piece / 2;
  }
  return w;
}

void forget_prefixes(Workload& w) {
  w.tree.clear();
  for (auto& s : w.requests) {
    s.request.prefix = {};
  }
}

// Each takes one feature away.
using Simplification = void (*)(Workload&);
constexpr Simplification kSimplifications[] = {
    [](Workload& w) {
      w.plan.autoscaler.reset();
    },
    [](Workload& w) {
      w.plan.outages.clear();
    },
    [](Workload& w) {
      w.plan.outages.resize(std::max<std::size_t>(w.plan.outages.size(), 1) - 1);
    },
    [](Workload& w) {
      w.plan.outages.erase(w.plan.outages.begin(),
                           w.plan.outages.begin() + (w.plan.outages.empty() ? 0 : 1));
    },
    [](Workload& w) {
      w.plan.replica.prefix_cache = false;
    },
    forget_prefixes,
    [](Workload& w) {
      w.plan.router = Router::kRoundRobin;
    },
    [](Workload& w) {
      w.plan.replica.queue_order = QueueOrder::kArrival;
    },
    [](Workload& w) {
      w.plan.replica.cost.decode_only.reset();
    },
    [](Workload& w) {
      for (auto& klass : w.plan.classes) {
        klass.priority = 0;
      }
    },
    [](Workload& w) {
      for (auto& klass : w.plan.classes) {
        klass.response_cache_share = 0;
      }
    },
    [](Workload& w) {
      for (auto& klass : w.plan.classes) {
        klass.fair_cost = 1;
      }
    },
    [](Workload& w) {
      if (!w.plan.autoscaler && w.plan.outages.empty()) {
        w.plan.replicas = 1;
      }
    },
};

// Drops features and requests while the disagreement stays.
Workload shrunk(Workload w, Mutation mutation = Mutation::kNone) {
  for (int round = 0; round < 2; ++round) {
    for (const auto simplify : kSimplifications) {
      Workload less = w;
      simplify(less);
      if (!(less.plan == w.plan && less.tree == w.tree) && !disagreement(less, mutation).empty()) {
        w = std::move(less);
      }
    }
    w = with_fewer_requests(std::move(w), mutation);
  }
  return w;
}

std::string report(const Workload& w) {
  const Workload least = shrunk(w);
  return fmt::format("seed {}: {}\nsmallest case that still disagrees: {}\n{}", w.seed,
                     disagreement(w), disagreement(least), describe(least));
}

// ---------------------------------------------------------------- coverage

struct Coverage {
  const char* what;
  std::int64_t OracleCoverage::*count;
  int at_least;  // workloads of the thousand that must have met it
};
constexpr Coverage kCoverage[] = {
    {"preemptions", &OracleCoverage::preemptions, 150},
    {"preempted prefills", &OracleCoverage::prefill_preemptions, 20},
    {"several victims at once", &OracleCoverage::cascades, 20},
    {"arrivals at an iteration's end", &OracleCoverage::arrival_ties, 300},
    {"time-outs at an iteration's end", &OracleCoverage::timeout_ties, 50},
    {"crossovers inside a decode stretch", &OracleCoverage::crossovers, 80},
    {"bucket splits", &OracleCoverage::bucket_splits, 300},
    {"day splits", &OracleCoverage::day_splits, 200},
    {"iterations ending on an edge", &OracleCoverage::edge_ends, 100},
    {"drops", &OracleCoverage::drops, 250},
    {"requests too long for the memory", &OracleCoverage::too_long, 80},
    {"time-outs", &OracleCoverage::timeouts, 150},
    {"chunked prefills", &OracleCoverage::chunked_prefills, 250},
    {"blocked heads", &OracleCoverage::blocked_heads, 200},
    {"follow-ups", &OracleCoverage::follow_ups, 150},
    {"follow-ups at the instant of their cause", &OracleCoverage::zero_think, 100},
    {"completions", &OracleCoverage::completed, 900},
    {"overtakings in the queue", &OracleCoverage::overtakings, 100},
    {"new heads before a blocked one", &OracleCoverage::new_heads, 8},
    {"last admitted spared by priority", &OracleCoverage::spared, 8},
    {"iterations at decode_only costs", &OracleCoverage::decode_only_runs, 100},
    {"whole prefix hits", &OracleCoverage::whole_hits, 60},
    {"partial prefix hits", &OracleCoverage::partial_hits, 40},
    {"chains cut by the prompt", &OracleCoverage::short_chains, 60},
    {"evictions", &OracleCoverage::evictions, 40},
    {"idle nodes pinned again", &OracleCoverage::pinned_again, 60},
    {"nodes pinned by several", &OracleCoverage::shared_pins, 30},
    {"nodes that a preempted prefill had not reached", &OracleCoverage::unreached, 4},
    {"choices between two", &OracleCoverage::two_drawn, 25},
    {"choices between two equals", &OracleCoverage::two_equal, 25},
    {"prefix affinity at home", &OracleCoverage::at_home, 40},
    {"prefix affinity driven away", &OracleCoverage::driven_away, 20},
    {"prefix affinity without a node", &OracleCoverage::no_node, 30},
    {"packed", &OracleCoverage::packed, 40},
    {"packed beyond the batch", &OracleCoverage::overflowed, 15},
    {"answers from the response cache", &OracleCoverage::answered, 120},
    {"requests that nobody accepts", &OracleCoverage::nobody, 50},
    {"replicas started", &OracleCoverage::started, 70},
    {"replicas stopped", &OracleCoverage::stopped, 45},
    {"scaling down held back", &OracleCoverage::held_back, 15},
    {"starts cut short", &OracleCoverage::start_cut, 10},
    {"starts without delay", &OracleCoverage::at_once, 20},
    {"replicas drained", &OracleCoverage::drained, 20},
    {"losses while waiting", &OracleCoverage::lost_waiting, 30},
    {"losses while prefilling", &OracleCoverage::lost_prefilling, 25},
    {"losses while decoding", &OracleCoverage::lost_decoding, 50},
    {"losses while preempted", &OracleCoverage::lost_preempted, 3},
    {"iterations cut off", &OracleCoverage::cut_iterations, 60},
    {"changes at an iteration's end", &OracleCoverage::fleet_ties, 60},
    {"requests offered again", &OracleCoverage::offered_again, 70},
    {"requests offered again and dropped", &OracleCoverage::offered_dropped, 40},
    {"all replicas down", &OracleCoverage::all_down, 45},
};

TEST(ServingDifferential, AThousandRandomWorkloadsAgreeBitForBit) {
  std::vector<int> met(std::size(kCoverage));
  int from_day_30 = 0;
  int failures = 0;
  for (std::uint64_t seed = 1; seed <= kWorkloads && failures < 3; ++seed) {
    const Workload w = random_workload(seed);
    const Played expected = play_rules(w);
    for (std::size_t i = 0; i < met.size(); ++i) {
      met[i] += expected.result.coverage.*kCoverage[i].count > 0 ? 1 : 0;
    }
    from_day_30 += w.plan.meter.start > 29 * 24 * kPsPerHour ? 1 : 0;
    std::string difference;
    try {
      difference = disagreement(w, expected);
    } catch (const std::exception& e) {
      difference = e.what();
    }
    if (!difference.empty()) {
      ADD_FAILURE() << report(w);
      ++failures;
    }
  }
  ASSERT_EQ(failures, 0);
  EXPECT_GE(from_day_30, 250);
  for (std::size_t i = 0; i < met.size(); ++i) {
    EXPECT_GE(met[i], kCoverage[i].at_least) << kCoverage[i].what;
  }
}

// For each seeded mistake, some workload tells the mutant from the jump engine.
TEST(ServingDifferential, EveryMutantIsTold) {
  for (int m = 1; m < kFirstRelayMutation; ++m) {
    const auto mutation = static_cast<Mutation>(m);
    bool told = false;
    for (std::uint64_t seed = 1; seed <= kWorkloads && !told; ++seed) {
      const Workload w = random_workload(seed);
      told = !disagreement(w, play_rules(w, mutation)).empty();
    }
    EXPECT_TRUE(told) << name_of(mutation);
  }
}

// The shrinker on a known mistake: preempting the oldest needs no more than a handful of requests
// to show.
TEST(ServingDifferential, AFailureShrinksToAFewRequests) {
  for (std::uint64_t seed = 1;; ++seed) {
    ASSERT_LE(seed, kWorkloads);
    const Workload w = random_workload(seed);
    if (w.requests.size() < 50 || disagreement(w, Mutation::kVictimOrder).empty()) {
      continue;
    }
    const Workload least = shrunk(w, Mutation::kVictimOrder);
    EXPECT_NE(disagreement(least, Mutation::kVictimOrder), "");
    EXPECT_LE(least.requests.size(), 16U) << describe(least);
    return;
  }
}

// What has nothing to do with a failure goes: a lost request that keeps its first token needs
// neither a prefix cache nor a response cache, and stays small.
TEST(ServingDifferential, AFailureShrinksToTheFeaturesThatItNeeds) {
  for (std::uint64_t seed = 1;; ++seed) {
    ASSERT_LE(seed, kWorkloads);
    const Workload w = random_workload(seed);
    if (!w.plan.replica.prefix_cache || !w.plan.autoscaler ||
        disagreement(w, Mutation::kLostKeepToken).empty()) {
      continue;
    }
    const Workload least = shrunk(w, Mutation::kLostKeepToken);
    EXPECT_NE(disagreement(least, Mutation::kLostKeepToken), "");
    EXPECT_FALSE(least.plan.replica.prefix_cache) << describe(least);
    EXPECT_TRUE(least.tree.empty()) << describe(least);
    EXPECT_EQ(least.plan.outages.size(), 1U) << describe(least);
    EXPECT_LE(least.requests.size(), 4U) << describe(least);
    return;
  }
}

TEST(ServingDifferential, RecordsAndFineGrainedStreamsChangeNothing) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Workload w = random_workload(seed);
    ScriptedSource one(w, 1);
    ScriptedSource all(w, 10'000);
    std::vector<RequestRecord> records;
    RunControl options;
    options.records = &records;
    EXPECT_EQ(
        first_difference(simulate_serving(w.plan, one), simulate_serving(w.plan, all, options)), "")
        << "seed " << seed;
  }
}

// ---------------------------------------------------------------- a public trace

// An 8 B model on one large accelerator, orders of magnitude only: 16 GB of weights at 2.7 TB/s are
// 6 ms a step, 16 GFLOP a token at 400 TFLOP/s are 40 us, 128 KiB of cache a token are 50 ns. Where
// both reads pass 2000 tokens of context a sequence, compute (dearer by the sequence, cheaper by
// the token) hands over to memory.
ServingPlan eight_billion(std::int64_t kv_blocks) {
  ServingPlan plan;
  IterationCost& cost = plan.replica.cost;
  cost.step.resize(2049);
  for (std::int64_t n = 1; n <= 2048; ++n) {
    cost.step[static_cast<std::size_t>(n)] =
        std::max<Ps>(6'123'456'789, 40'123'457 * n) + 126'000'000;
  }
  cost.per_sequence = 4'000'003;
  cost.memory = {0, 50'021};
  cost.compute = {20'008'400, 40'017};
  cost.per_prefill_pair = 1'311;
  plan.replica.kv_blocks = kv_blocks;
  plan.replica.client_timeout = 30 * kPsPerSecond;
  plan.replica.front_end = 15'600'000'000;
  plan.classes = {{kPsPerSecond, 50'000'000'000, 20 * kPsPerSecond}};
  return plan;
}

constexpr Ps kDay30 = 30 * 24 * kPsPerHour;

// The first rows of a trace, from day 30 on, gaps divided by `compression`.
std::vector<ScriptedRequest> first_requests(const Trace& trace,
                                            std::size_t count,
                                            std::int64_t compression) {
  std::vector<ScriptedRequest> requests;
  for (std::size_t i = 0; i < count; ++i) {
    const TraceRow& row = trace.rows[i];
    const Request request{.arrival = kDay30 + row.at / compression,
                          .id = static_cast<std::int64_t>(i),
                          .input = row.input,
                          .output = row.output,
                          .prefix = {row.prefix, 0}};
    requests.push_back({request, -1, 0});
  }
  return requests;
}

struct TraceCase {
  std::int32_t replicas;
  Router router;
  std::int64_t kv_blocks;
  std::int64_t compression;
};

Workload workload_of(const TraceCase& c, const Trace& trace, std::size_t rows) {
  Workload w;
  w.plan = eight_billion(c.kv_blocks);
  w.plan.replicas = c.replicas;
  w.plan.router = c.router;
  w.plan.meter = {kDay30 + 141 * kPsPerSecond - 4 * kPsPerBucket, 8, 2};
  w.requests = first_requests(trace, rows, c.compression);
  w.tree = trace.prefixes;
  return w;
}

class TraceDifferential : public ::testing::TestWithParam<TraceCase> {};

// The first 2,000 rows last 6 to 7 minutes: day 30, with a bucket edge after 141 s and two buckets
// a day.
TEST_P(TraceDifferential, AgreesBitForBit) {
  const TraceCase& c = GetParam();
  const Workload w = workload_of(c, *shipped_trace("azure2023_conv.csv"), 2000);
  const Played expected = play_rules(w);
  EXPECT_EQ(disagreement(w, expected), "");
  EXPECT_GT(expected.result.coverage.bucket_splits, 0);
  EXPECT_GT(expected.result.coverage.completed, 500);
  EXPECT_TRUE(expected.result.coverage.preemptions > 0 || c.kv_blocks > 2000);
}

INSTANTIATE_TEST_SUITE_P(AzureConversations,
                         TraceDifferential,
                         ::testing::Values(TraceCase{1, Router::kRoundRobin, 26'000, 1},
                                           TraceCase{1, Router::kLeastOutstanding, 26'000, 1},
                                           TraceCase{3, Router::kRoundRobin, 26'000, 1},
                                           TraceCase{3, Router::kLeastOutstanding, 26'000, 1},
                                           TraceCase{1, Router::kRoundRobin, 1500, 1},
                                           TraceCase{3, Router::kLeastOutstanding, 1500, 3}));

class PrefixTraceDifferential : public ::testing::TestWithParam<TraceCase> {};

// Prompts of 12,000 tokens in 24 hashed blocks: long runs of nodes, which end where the next turn
// of a conversation goes on, and leave a small memory piece by piece.
TEST_P(PrefixTraceDifferential, AgreesBitForBit) {
  Workload w = workload_of(GetParam(), *shipped_trace("mooncake_conversation.jsonl"), 600);
  w.plan.replica.prefix_cache = true;
  const Played expected = play_rules(w);
  EXPECT_EQ(disagreement(w, expected), "");
  const OracleCoverage& met = expected.result.coverage;
  EXPECT_GT(met.completed, 100);
  EXPECT_GT(met.whole_hits + met.partial_hits, 50);
  EXPECT_GT(met.evictions, 1000);
}

INSTANTIATE_TEST_SUITE_P(MooncakeConversations,
                         PrefixTraceDifferential,
                         ::testing::Values(TraceCase{1, Router::kRoundRobin, 20'000, 1},
                                           TraceCase{2, Router::kPrefixAffinity, 8000, 1},
                                           TraceCase{3, Router::kRoundRobin, 3000, 2}));

}  // namespace
}  // namespace costwright::testing
