#include <algorithm>

#include <gtest/gtest.h>

#include "sim/clock/random.h"
#include "tests/sim/arrivals_fixture.h"

namespace costwright::testing {
using namespace sim;
namespace {

using namespace costwright::testing;

constexpr Ps kMinute = 60 * kPsPerSecond;

// A trace of `hours` hours with `rows` random rows; sessions of 1 to 4 rows when asked for.
std::shared_ptr<const Trace> random_trace(std::uint64_t seed,
                                          int rows,
                                          double hours,
                                          bool sessions) {
  std::string text = sessions ? "arrival_s,input_tokens,output_tokens,session\n"
                              : "arrival_s,input_tokens,output_tokens\n";
  std::vector<double> times;
  for (int i = 0; i < rows; ++i) {
    times.push_back(3600 * hours *
                    draw_uniform(seed, Purpose::kTest, static_cast<std::uint64_t>(i)));
  }
  std::sort(times.begin(), times.end());
  for (int i = 0; i < rows; ++i) {
    text += fmt::format("{:.6f},{},{}", times[static_cast<std::size_t>(i)], i + 1, 1 + i % 97);
    text += sessions ? fmt::format(",s{}\n",
                                   draw_bits(seed, Purpose::kShift, static_cast<std::uint64_t>(i)) %
                                       static_cast<std::uint64_t>(1 + rows / 3))
                     : "\n";
  }
  return trace_of(text);
}

TEST(TraceArrivals, WithoutRatesTheTraceItselfRepeats) {
  const auto trace = shipped_trace("azure2023_conv.csv");
  const Ps end = 3 * kPsPerHour;
  const auto all = drain(plan_of({trace_stream(trace, {})}, end));
  expect_well_formed(all, end);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& row = trace->rows[i % trace->rows.size()];
    const auto repetition = static_cast<Ps>(i / trace->rows.size());
    ASSERT_EQ(all[i].arrival, repetition * trace->window + row.at) << i;
    ASSERT_EQ(all[i].input, row.input);
    ASSERT_EQ(all[i].output, row.output);
  }
  const auto next = static_cast<Ps>(all.size() / trace->rows.size()) * trace->window +
                    trace->rows[all.size() % trace->rows.size()].at;
  EXPECT_GE(next, end);  // nothing is missing
  const auto compressed = drain(plan_of({trace_stream(trace, {}, true)}, end));
  EXPECT_EQ(compressed, all);
}

TEST(TraceArrivals, RepetitionBoundaryByHand) {
  // Rows at 0, 1, 4 s: window 4 + 2 = 6 s.
  const auto trace = trace_of("arrival_s,input_tokens,output_tokens\n0,1,1\n1,2,1\n4,3,1\n");
  const auto all = drain(plan_of({trace_stream(trace, {})}, 11 * kPsPerSecond));
  std::vector<Ps> seconds;
  for (const auto& r : all) {
    seconds.push_back(r.arrival / kPsPerSecond);
  }
  EXPECT_EQ(seconds, (std::vector<Ps>{0, 1, 4, 6, 7, 10}));
}

TEST(TraceArrivals, WarmUpComesBeforeTheWindowAndDoesNotMoveIt) {
  const auto trace = random_trace(5, 400, 2.3, false);
  const std::vector<double> rates{100, 400, 50};
  const Ps warm_up = 90 * kMinute;
  const Ps window = 6 * kPsPerHour;
  for (const bool compress : {false, true}) {
    const auto without = drain(plan_of({trace_stream(trace, rates, compress)}, window));
    auto with = drain(plan_of({trace_stream(trace, rates, compress)}, window + warm_up, warm_up));
    expect_well_formed(with, window + warm_up);
    const auto start = std::find_if(with.begin(), with.end(), [&](const auto& r) {
      return r.arrival >= warm_up;
    });
    const auto before = static_cast<double>(start - with.begin());
    // Hour -1 has the rate of hour 2 (50), half an hour of hour -2 that of hour 1 (400): 250 +- 6
    // sigma.
    EXPECT_NEAR(before, 250, 95) << compress;
    with.erase(with.begin(), start);
    ASSERT_EQ(with.size(), without.size());
    for (std::size_t i = 0; i < with.size(); ++i) {
      ASSERT_EQ(with[i].arrival - warm_up, without[i].arrival) << compress << " " << i;
      ASSERT_EQ(with[i].input, without[i].input);
    }
  }
}

// The expected count of an hour is its rate; copies but the last are kept whole, so the spread is
// below Bernoulli's of one copy's requests in that hour.
TEST(TraceArrivals, EveryHourHasItsRate) {
  const auto azure = shipped_trace("azure2023_conv.csv");
  const std::vector<double> rates{3000, 20000, 45000, 0, 61000, 100};
  const Ps end = 12 * kPsPerHour;
  const auto all = drain(plan_of({trace_stream(azure, rates)}, end));
  expect_well_formed(all, end);
  const auto counts = per_hour(all, end);
  for (std::size_t hour = 0; hour < counts.size(); ++hour) {
    EXPECT_NEAR(counts[hour], rates[hour % rates.size()], 5 * std::sqrt(20000 * 0.25)) << hour;
  }
  EXPECT_EQ(counts[3], 0);
}

// A trace that sends 900 requests in every other quarter of an hour and 100 in the others, at its
// own rate in hours of a quarter: a quarter keeps what it has more or less, or the busy minutes
// would vanish; over a cycle of hours their rate is met.
TEST(TraceArrivals, AShorterHourKeepsTheTracesBusyMinutes) {
  std::string text = "arrival_s,input_tokens,output_tokens\n";
  for (int quarter = 0; quarter < 4; ++quarter) {
    const int count = quarter % 2 == 0 ? 900 : 100;
    for (int i = 0; i < count; ++i) {
      text += fmt::format("{},1,1\n", quarter * 900 + i * (900.0 / count));
    }
  }
  ArrivalPlan plan = plan_of({trace_stream(trace_of(text), {2000})}, kPsPerHour);
  plan.hour = kPsPerHour / 4;
  std::array<int, 4> counts{};
  for (const auto& r : drain(plan)) {
    ++counts[static_cast<std::size_t>(r.arrival / (kPsPerHour / 4))];
  }
  for (std::size_t hour = 0; hour < counts.size(); ++hour) {  // the trace ends with its last row
    EXPECT_NEAR(counts[hour], hour % 2 == 0 ? 900 : 100, 10) << hour;
  }
}

TEST(TraceArrivals, ATracesOwnCourseOfTheDayDoesNotBendDeclaredRates) {
  // 1000 requests in the first of four hours, 10 in each other one.
  std::string text = "arrival_s,input_tokens,output_tokens\n";
  for (int i = 0; i < 1030; ++i) {
    text += fmt::format("{},{},1\n", i < 1000 ? i * 3.6 : 3600 + (i - 1000) * 360, i + 1);
  }
  const Ps end = 8 * kPsPerHour;
  const auto counts = per_hour(drain(plan_of({trace_stream(trace_of(text), {500})}, end)), end);
  for (const double count : counts) {
    EXPECT_NEAR(count, 500, 5 * std::sqrt(1000 * 0.25));
  }
}

TEST(TraceArrivals, ScalesAreNestedHourByHour) {
  for (const bool sessions : {false, true}) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      const auto trace = random_trace(seed, 300, 0.4 + 0.7 * static_cast<double>(seed), sessions);
      const double own = trace_rate_per_hour(*trace);
      const Ps warm_up = 40 * kMinute;
      const Ps end = 5 * kPsPerHour;
      std::multiset<Identity> smaller;
      for (const double scale : {0.0, 0.2, 0.7, 1.0, 1.5, 2.0, 3.7, 9.3}) {
        const std::vector<double> rates{scale * own, scale * own * 0.6, 0.3 * own + scale * own};
        const auto all = drain(plan_of({trace_stream(trace, rates)}, end, warm_up, seed));
        expect_well_formed(all, end);
        auto larger = identities(all);
        EXPECT_TRUE(std::includes(larger.begin(), larger.end(), smaller.begin(), smaller.end()))
            << "seed " << seed << " scale " << scale << " sessions " << sessions;
        EXPECT_GE(larger.size(), smaller.size());
        smaller = std::move(larger);
      }
      EXPECT_GT(smaller.size(), 1000U);
    }
  }
}

TEST(TraceArrivals, SessionsAreKeptOrDroppedWhole) {
  const auto trace = random_trace(11, 600, 1.0, true);
  ASSERT_TRUE(trace->has_sessions);
  std::vector<int> size(trace->rows.size(), 0);
  for (const auto& row : trace->rows) {
    ++size[static_cast<std::size_t>(row.session)];
  }
  // One repetition (the session table starts at 0), half of its sessions; input = row number + 1.
  const auto all = drain(plan_of({trace_stream(trace, {300})}, trace->window));
  std::vector<int> kept(trace->rows.size(), 0);
  for (const auto& r : all) {
    ++kept[static_cast<std::size_t>(trace->rows[static_cast<std::size_t>(r.input) - 1].session)];
  }
  int whole = 0;
  int dropped = 0;
  for (std::size_t s = 0; s < size.size(); ++s) {
    EXPECT_TRUE(kept[s] == 0 || kept[s] == size[s]) << s;
    whole += size[s] > 0 && kept[s] == size[s] ? 1 : 0;
    dropped += size[s] > 0 && kept[s] == 0 ? 1 : 0;
  }
  EXPECT_GT(whole, 50);
  EXPECT_GT(dropped, 50);
  EXPECT_NEAR(static_cast<double>(all.size()), 300, 5 * std::sqrt(600 * 3 * 0.25));
}

TEST(TraceArrivals, SuperposedSessionsMeetTheRate) {
  const auto trace = random_trace(3, 900, 1.7, true);
  const Ps end = 24 * kPsPerHour;
  const auto all = drain(plan_of({trace_stream(trace, {2500})}, end));
  expect_well_formed(all, end);
  EXPECT_NEAR(static_cast<double>(all.size()), 24 * 2500, 0.03 * 24 * 2500);
}

// 100 rows in every hour of ten: 65536 x 100 - 6 sqrt(65536 x 125^2), 125 in five quarters,
// requests an hour.
TEST(TraceArrivals, WhatASteadyTraceSurelyReachesByHand) {
  std::string text = "arrival_s,input_tokens,output_tokens\n";
  for (int i = 0; i < 1000; ++i) {
    text += fmt::format("{},1,1\n", 36 * i);
  }
  EXPECT_NEAR(surely_superposed_per_hour(trace_of(text)), 6'553'600 - 6 * 256 * 125, 1e-3);
}

// One session of 100 requests in a month: the copies that start within an hour are few and vary.
TEST(TraceArrivals, WhatIsSurelyReachedIsReachedWithAnyShifts) {
  std::string text = "arrival_s,input_tokens,output_tokens,session\n";
  for (int i = 0; i < 100; ++i) {
    text += fmt::format("{},1,1,a\n", i);
  }
  const auto trace = trace_of(text + "2600000,1,1,b\n");
  const double sure = surely_superposed_per_hour(trace);
  EXPECT_GT(sure, 0);
  EXPECT_LT(sure, 0.9 * kMostTraceCopies * trace_rate_per_hour(*trace));
  const auto open = [&](double rate, std::uint64_t seed) {
    auto plan = plan_of({trace_stream(trace, std::vector<double>(24, rate))}, 24 * kPsPerHour);
    plan.seed = seed;
    return make_arrivals(plan);
  };
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    EXPECT_NO_THROW(open(sure, seed)) << seed;
  }
  EXPECT_THROW(open(0.9 * kMostTraceCopies * trace_rate_per_hour(*trace), 1), std::logic_error);
}

TEST(TraceArrivals, CompressionKeepsOrderAndScalesTime) {
  // Own rate: 2 rows in 2 s, 3600 an hour. Twice the rate: one every 0.5 s.
  const auto trace = trace_of("arrival_s,input_tokens,output_tokens\n0,1,1\n1,2,1\n");
  EXPECT_DOUBLE_EQ(trace_rate_per_hour(*trace), 3600);
  const Ps end = 3 * kPsPerHour;
  const auto all = drain(plan_of({trace_stream(trace, {7200, 0, 1800}, true)}, end));
  expect_well_formed(all, end);
  EXPECT_EQ(per_hour(all, end), (std::vector<double>{7200, 0, 1800}));
  EXPECT_EQ(all[1].arrival, kPsPerSecond / 2);
  EXPECT_EQ(all[7199].arrival, kPsPerHour - kPsPerSecond / 2);
  EXPECT_EQ(all[7200].arrival, 2 * kPsPerHour);
  EXPECT_EQ(all[7201].arrival, 2 * kPsPerHour + 2 * kPsPerSecond);
  EXPECT_EQ(all[7201].input, 2);
}

TEST(TraceArrivals, CompressionMeetsTheRateOfARealTrace) {
  const auto azure = shipped_trace("azure2023_conv.csv");
  const std::vector<double> rates{3000, 60000, 500000};
  const Ps end = 6 * kPsPerHour;
  const auto all = drain(plan_of({trace_stream(azure, rates, true)}, end));
  expect_well_formed(all, end);
  const auto counts = per_hour(all, end);
  for (std::size_t hour = 0; hour < counts.size(); ++hour) {
    const double rate = rates[hour % 3];
    // The trace's own minutes differ by some 10%; an hour at 3,000 sees nine of them.
    EXPECT_NEAR(counts[hour], rate, rate < 10000 ? 0.2 * rate : 0.03 * rate) << hour;
  }
}

TEST(TraceArrivals, ClassesAreMapped) {
  const auto trace = trace_of("arrival_s,input_tokens,output_tokens,class\n0,1,1,a\n1,2,1,b\n");
  StreamPlan plan;
  plan.shape = TraceStream{trace, false, {4, 2}};
  const auto all = drain(plan_of({plan}, 2 * kPsPerSecond));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].klass, 4);
  EXPECT_EQ(all[1].klass, 2);
  plan.shape = TraceStream{trace, false, {4}};
  EXPECT_THROW(make_arrivals(plan_of({plan}, kPsPerSecond)), std::logic_error);
}

TEST(TraceArrivals, CopiesAreRotatedIndependently) {
  const auto trace = random_trace(2, 200, 1.0, false);
  const auto two =
      drain(plan_of({trace_stream(trace, {2 * trace_rate_per_hour(*trace)})}, 2 * kPsPerHour));
  auto other = drain(
      plan_of({trace_stream(trace, {2 * trace_rate_per_hour(*trace)})}, 2 * kPsPerHour, 0, 99));
  EXPECT_NE(identities(two), identities(other));
  EXPECT_NEAR(static_cast<double>(two.size()), 4 * trace_rate_per_hour(*trace), 10);
}

TEST(TraceArrivals, BatchSizeDoesNotMatter) {
  const auto trace = random_trace(8, 300, 0.9, true);
  const auto plan =
      plan_of({trace_stream(trace, {1000}), synthetic(2, {300}), trace_stream(trace, {200}, true)},
              3 * kPsPerHour);
  const auto whole = drain(*make_arrivals(plan), 4096);
  expect_well_formed(whole, 3 * kPsPerHour);
  EXPECT_EQ(drain(*make_arrivals(plan), 1), whole);
  EXPECT_EQ(drain(*make_arrivals(plan), 7), whole);
}

// Session clients: rows 0 (a), 1 (b), 2 (a); window 3 s.
TEST(SessionClients, LaterTurnsWaitForTheAnswerAndTheThinkTime) {
  const auto trace =
      trace_of("arrival_s,input_tokens,output_tokens,session\n0,1,1,a\n1,2,1,b\n2,3,1,a\n");
  StreamPlan stream = trace_stream(trace, {});
  stream.session_clients = true;
  stream.think_mean = 10 * kPsPerSecond;
  stream.think_exponential = false;
  const Ps end = 100 * kPsPerSecond;
  const auto source = make_arrivals(plan_of({stream}, end));
  EXPECT_TRUE(source->reacts());
  const auto first = drain(*source);
  expect_well_formed(first, end);
  ASSERT_EQ(first.size(), 67U);  // rows 0 and 1 of 33 repetitions, and row 0 at 99 s
  const auto next = source->follow_up(first[0], 7 * kPsPerSecond);
  ASSERT_TRUE(next);
  EXPECT_EQ(next->arrival, 17 * kPsPerSecond);
  EXPECT_EQ(next->input, 3);
  EXPECT_GE(next->id, std::int64_t{1} << 48);
  EXPECT_FALSE(source->follow_up(*next, 20 * kPsPerSecond));    // the session is over
  EXPECT_FALSE(source->follow_up(first[1], 8 * kPsPerSecond));  // one row only
  const auto other = source->follow_up(first[2], 8 * kPsPerSecond);
  ASSERT_TRUE(other);
  EXPECT_NE(other->id, next->id);
  EXPECT_FALSE(source->follow_up(first[4], 95 * kPsPerSecond));  // after the end
}

// Next month's sessions contain this month's, with the same pauses.
TEST(SessionClients, ThinkTimesDoNotDependOnTheRate) {
  const auto trace = random_trace(4, 200, 1.0, true);
  const auto second_turns = [&](double scale) {
    StreamPlan stream = trace_stream(trace, {scale * trace_rate_per_hour(*trace)});
    stream.session_clients = true;
    stream.think_mean = kMinute;
    const auto source = make_arrivals(plan_of({stream}, 3 * kPsPerHour));
    std::multiset<Identity> all;
    for (const Request& r : drain(*source)) {
      if (const auto next = source->follow_up(r, r.arrival)) {
        all.emplace(next->arrival, next->input, next->output);
      }
    }
    return all;
  };
  const auto fewer = second_turns(2.5);
  const auto more = second_turns(3.5);
  EXPECT_GT(fewer.size(), 100U);
  EXPECT_GT(more.size(), fewer.size());
  EXPECT_TRUE(std::includes(more.begin(), more.end(), fewer.begin(), fewer.end()));
}

TEST(SessionClients, NeedSessions) {
  StreamPlan stream = trace_stream(random_trace(1, 10, 1, false), {});
  stream.session_clients = true;
  EXPECT_THROW(make_arrivals(plan_of({stream}, kPsPerHour)), std::logic_error);
}

}  // namespace
}  // namespace costwright::testing
