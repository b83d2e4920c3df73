// Relays of two pools: the jump engine against the step-by-step oracle, bit for bit, on random
// workloads, and against every seeded mutant of the oracle's relays.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/serving/engine.h"
#include "tests/sim/engines.h"
#include "tests/sim/oracle/difference.h"
#include "tests/sim/oracle/oracle.h"
#include "tests/sim/random_relay.h"

namespace costwright::testing {
using namespace sim;
namespace {

constexpr std::uint64_t kRelays = 600;

std::string difference(const OracleResult& expected, const Outcome& actual) {
  if (auto text = first_difference(expected.records, actual.records); !text.empty()) {
    return text;
  }
  if (auto text = first_difference(expected.usage, actual.usage); !text.empty()) {
    return text;
  }
  return expected.passed_on == actual.passed_on ? "" : "other requests are passed on";
}

struct Rules {
  OracleResult first, second;
};

Rules play_rules(const RandomRelay& relay, Mutation mutation = Mutation::kNone) {
  ScriptedSource source(relay.first);
  Rules rules;
  rules.first = simulate_stepwise(relay.first.plan, source, mutation);
  const auto stream = second_stream(relay, rules.first.passed_on);
  rules.second = simulate_stepwise(relay.own.plan, *stream, mutation);
  return rules;
}

std::string disagreement(const RandomRelay& relay, const Rules& rules) {
  ScriptedSource source(relay.first, relay.grain);
  const Outcome first = play_jump(relay.first.plan, source);
  if (auto text = difference(rules.first, first); !text.empty()) {
    return "first pool: " + text;
  }
  const auto stream = second_stream(relay, first.passed_on);
  const auto text = difference(rules.second, play_jump(relay.own.plan, *stream));
  return text.empty() ? "" : "second pool: " + text;
}

std::string disagreement(const RandomRelay& relay, Mutation mutation = Mutation::kNone) {
  try {
    return disagreement(relay, play_rules(relay, mutation));
  } catch (const std::exception& e) {
    return fmt::format("threw {}", e.what());
  }
}

// Drops requests, ever fewer at a time, while the disagreement stays.
RandomRelay shrunk(RandomRelay relay) {
  const auto shrink = [&](std::vector<ScriptedRequest> Workload::*requests,
                          Workload RandomRelay::*pool) {
    for (std::size_t piece = (relay.*pool.*requests).size(); piece >= 1; piece /= 2) {
      for (std::size_t from = 0; from + piece <= (relay.*pool.*requests).size();) {
        RandomRelay less = relay;
        auto& list = less.*pool.*requests;
        const auto at = list.begin() + static_cast<std::ptrdiff_t>(from);
        list.erase(at, at + static_cast<std::ptrdiff_t>(piece));
        if (disagreement(less).empty()) {
          from += piece;
        } else {
          relay = std::move(less);
        }
      }
    }
  };
  shrink(&Workload::requests, &RandomRelay::own);
  shrink(&Workload::requests, &RandomRelay::first);
  return relay;
}

std::string report(const RandomRelay& relay) {
  const RandomRelay least = shrunk(relay);
  return fmt::format("seed {}: {}\nsmallest case that still disagrees: {}\n{}{}", relay.first.seed,
                     disagreement(relay), disagreement(least), describe(least.first),
                     describe(least.own));
}

struct Coverage {
  const char* what;
  std::int64_t OracleCoverage::*count;
  int at_least;  // relays that must have met it in one of their pools
};
constexpr Coverage kCoverage[] = {
    {"prefilled", &OracleCoverage::prefilled, 150},
    {"cascaded", &OracleCoverage::cascaded, 100},
    {"overflowed", &OracleCoverage::overflowed_elsewhere, 60},
    {"compressed", &OracleCoverage::compressed, 60},
    {"resumed", &OracleCoverage::resumed, 150},
    {"resumed and preempted", &OracleCoverage::resumed_preempted, 10},
    {"resumed and lost", &OracleCoverage::resumed_lost, 3},
    {"resumed beside a prefill", &OracleCoverage::resumed_beside, 15},
    {"after the window's end", &OracleCoverage::after_end, 15},
};

TEST(RelayDifferential, RandomRelaysAgreeBitForBit) {
  std::vector<int> met(std::size(kCoverage));
  int failures = 0;
  for (std::uint64_t seed = 1; seed <= kRelays && failures < 3; ++seed) {
    const RandomRelay relay = random_relay(seed);
    const Rules rules = play_rules(relay);
    for (std::size_t i = 0; i < met.size(); ++i) {
      const auto count = kCoverage[i].count;
      met[i] += rules.first.coverage.*count + rules.second.coverage.*count > 0 ? 1 : 0;
    }
    std::string text;
    try {
      text = disagreement(relay, rules);
    } catch (const std::exception& e) {
      text = e.what();
    }
    if (!text.empty()) {
      ADD_FAILURE() << report(relay);
      ++failures;
    }
  }
  ASSERT_EQ(failures, 0);
  for (std::size_t i = 0; i < met.size(); ++i) {
    EXPECT_GE(met[i], kCoverage[i].at_least) << kCoverage[i].what;
  }
}

TEST(RelayDifferential, EveryMutantIsTold) {
  for (int m = kFirstRelayMutation; m < kMutations; ++m) {
    const auto mutation = static_cast<Mutation>(m);
    bool told = false;
    for (std::uint64_t seed = 1; seed <= kRelays && !told; ++seed) {
      told = !disagreement(random_relay(seed), mutation).empty();
    }
    EXPECT_TRUE(told) << name_of(mutation);
  }
}

// For every class and day: arrived = completed + dropped + timed_out over the pools together and
// what the second one passes on.
TEST(RelayDifferential, EveryRequestHasOneFate) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const RandomRelay relay = random_relay(seed);
    ScriptedSource source(relay.first);
    const Outcome first = play_jump(relay.first.plan, source);
    const auto stream = second_stream(relay, first.passed_on);
    const Outcome second = play_jump(relay.own.plan, *stream);
    for (std::size_t c = 0; c < first.usage.classes.size(); ++c) {
      for (std::size_t d = 0; d < first.usage.classes[c].days.size(); ++d) {
        const ClassDay& a = first.usage.classes[c].days[d];
        const ClassDay& b = second.usage.classes[c].days[d];
        EXPECT_EQ(a.arrived, a.completed + a.dropped + a.timed_out + a.passed_on) << seed;
        EXPECT_EQ(a.passed_on + b.arrived, b.completed + b.dropped + b.timed_out + b.passed_on)
            << seed;
      }
    }
  }
}

}  // namespace
}  // namespace costwright::testing
