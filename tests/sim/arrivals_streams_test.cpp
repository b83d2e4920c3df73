#include <algorithm>
#include <filesystem>
#include <limits>
#include <map>

#include <gtest/gtest.h>
#include <queue>

#include "core/scenario/loaded.h"
#include "core/scenario/reader.h"
#include "sim/arrivals/lengths.h"
#include "sim/arrivals/renewal.h"
#include "sim/clock/random.h"
#include "tests/sim/arrivals_fixture.h"

namespace costwright::testing {
using namespace sim;
namespace {

using namespace costwright::testing;

TEST(Lengths, LognormalHasItsMeanAndMedian) {
  const LengthSampler sampler(
      {.kind = LengthPlan::Kind::kLognormal, .mean = 300, .p50 = 130, .max = 1 << 30});
  std::vector<double> draws;
  double sum = 0;
  for (std::uint64_t i = 0; i < 200000; ++i) {
    draws.push_back(sampler.draw(4, Purpose::kInput, i));
    sum += draws.back();
  }
  std::nth_element(draws.begin(), draws.begin() + 100000, draws.end());
  // sigma^2 = 2 ln(300/130) = 1.672; CV = sqrt(e^1.672 - 1) = 2.08; standard error of the mean
  // 300*2.08/447 = 1.4; of the median 130 * sigma * 1.2533 / 447 = 0.47.
  EXPECT_NEAR(sum / 200000, 300, 5 * 1.4);
  EXPECT_NEAR(draws[100000], 130, 5 * 0.47);
}

TEST(Lengths, EmpiricalFollowsItsWeightsAndFixedIsFixed) {
  const LengthSampler sampler(
      {.kind = LengthPlan::Kind::kEmpirical, .values = {5, 70, 900}, .cumulative = {0.2, 0.3, 1}});
  std::map<std::int32_t, int> counts;
  for (std::uint64_t i = 0; i < 100000; ++i) {
    ++counts[sampler.draw(4, Purpose::kOutput, i)];
  }
  EXPECT_EQ(counts.size(), 3U);
  EXPECT_NEAR(counts[5], 20000, 5 * 127);  // sqrt(1e5 * 0.2 * 0.8)
  EXPECT_NEAR(counts[70], 10000, 5 * 95);
  EXPECT_EQ(LengthSampler({.mean = 37}).draw(1, Purpose::kInput, 1), 37);
  EXPECT_EQ(LengthSampler({.mean = 37, .max = 20}).draw(1, Purpose::kInput, 1), 20);
}

TEST(Lengths, ImpossiblePlansAreRefused) {
  using Kind = LengthPlan::Kind;
  for (const LengthPlan& plan :
       {LengthPlan{.mean = 0}, LengthPlan{.mean = 5, .min = 0},
        LengthPlan{.mean = 5, .min = 9, .max = 8},
        LengthPlan{.kind = Kind::kLognormal, .mean = 100, .p50 = 101},
        LengthPlan{.kind = Kind::kEmpirical},
        LengthPlan{.kind = Kind::kEmpirical, .values = {1, 1}, .cumulative = {0.5, 1}},
        LengthPlan{.kind = Kind::kEmpirical, .values = {1, 2}, .cumulative = {0.5, 0.9}}}) {
    EXPECT_THROW(check(plan), std::logic_error);
  }
}

TEST(SyntheticArrivals, HoursHaveTheirRatesAndGapsTheirCv) {
  for (const double cv : {0.0, 0.5, 1.0, 2.5}) {
    const std::vector<double> rates{2000, 8000, 0, 4000};
    const Ps end = 8 * kPsPerHour;
    const auto all = drain(plan_of({synthetic(cv, rates)}, end));
    expect_well_formed(all, end);
    const auto counts = per_hour(all, end);
    for (std::size_t hour = 0; hour < counts.size(); ++hour) {
      const double rate =
          rates[hour % 4];  // a renewal count's standard deviation is cv * sqrt(rate)
      EXPECT_NEAR(counts[hour], rate, 5 * cv * std::sqrt(rate) + 1) << cv << " " << hour;
    }
    EXPECT_EQ(counts[2], 0);
    const Ps day = 24 * kPsPerHour;
    // 1e-4 is rounding of the sums. Heavy tails make the CV's own error large: 2% for 96,000 gaps
    // of CV 2.5.
    EXPECT_NEAR(cv_of(drain(plan_of({synthetic(cv, {4000})}, day))), cv, 0.02 * cv + 1e-4) << cv;
  }
}

TEST(SyntheticArrivals, EvenlySpacedByHand) {
  const auto all = drain(plan_of({synthetic(0, {4, 2})}, 2 * kPsPerHour));
  const Ps minute = kPsPerHour / 60;
  ASSERT_EQ(all.size(), 6U);
  EXPECT_EQ(all[0].arrival, minute * 15 / 2);
  EXPECT_EQ(all[3].arrival, minute * 105 / 2);
  EXPECT_EQ(all[4].arrival, minute * 75);
  EXPECT_EQ(all[5].arrival, minute * 105);
}

// Hours of a quarter: each has a quarter of its requests, at its own rate, and the day is over
// after six.
TEST(SyntheticArrivals, AShorterHourKeepsItsRate) {
  ArrivalPlan plan = plan_of({synthetic(0, {4, 8})}, kPsPerHour / 2);
  plan.hour = kPsPerHour / 4;
  const auto all = drain(plan);
  const Ps minute = kPsPerHour / 60;
  ASSERT_EQ(all.size(), 3U);  // 1 and 2
  EXPECT_EQ(all[0].arrival, minute * 15 / 2);
  EXPECT_EQ(all[1].arrival, minute * (15 + 15 / 4.0));
  EXPECT_EQ(all[2].arrival, minute * (15 + 45 / 4.0));
}

TEST(SyntheticArrivals, WarmUpTakesTheLastHoursRates) {
  const auto all = drain(plan_of({synthetic(1, {100, 900})}, 2 * kPsPerHour, kPsPerHour));
  const auto counts = per_hour(all, 2 * kPsPerHour);
  EXPECT_NEAR(counts[0], 900, 150);
  EXPECT_NEAR(counts[1], 100, 50);
}

TEST(SyntheticArrivals, NeedRates) {
  EXPECT_THROW(make_arrivals(plan_of({synthetic(1, {})}, kPsPerHour)), std::logic_error);
  EXPECT_THROW(make_arrivals(plan_of({synthetic(1, {-1})}, kPsPerHour)), std::logic_error);
  EXPECT_THROW(make_arrivals(plan_of({synthetic(-1, {1})}, kPsPerHour)), std::logic_error);
}

// A week of thinking times a draw of 16 is more picoseconds than 63 bits hold.
TEST(ThinkTimes, NeverRunBackwards) {
  for (std::uint64_t i = 0; i < 1000; ++i) {
    ASSERT_GT(draw_think(Ps{1} << 62, true, 1, 2, i), 0) << i;
  }
}

ServeGenStream shipped_servegen() {
  Diagnostics diagnostics;
  auto stream = load_servegen(SOURCE_DIR "/data/traces/servegen_deepseek-r1", diagnostics);
  EXPECT_TRUE(diagnostics.all().empty()) << diagnostics.text();
  return stream;
}

TEST(ServeGen, ShippedClientsAreRead) {
  const auto stream = shipped_servegen();
  ASSERT_EQ(stream.clients.size(), 3U);
  // Counted in the files: windows with a rate, and token windows that are not "{}".
  const std::vector<std::pair<int, std::size_t>> expected{{96, 4}, {18, 3}, {144, 4}};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& client = stream.clients[i];
    EXPECT_EQ(client.windows.size(), 144U);
    int active = 0;
    for (const auto& window : client.windows) {
      EXPECT_EQ(window.rate_per_s > 0, window.lengths >= 0);
      active += window.rate_per_s > 0 ? 1 : 0;
    }
    EXPECT_EQ(active, expected[i].first);
    EXPECT_EQ(client.inputs.size(), expected[i].second);
  }
}

TEST(ServeGen, TheDayHasItsRequestsWindowByWindow) {
  const auto shape = shipped_servegen();
  StreamPlan plan;
  plan.shape = shape;
  const Ps day = 24 * kPsPerHour;
  const auto all = drain(plan_of({plan}, day));
  expect_well_formed(all, day);
  std::vector<double> expected(24, 0), variance(24, 0), counts = per_hour(all, day);
  for (const auto& client : shape.clients) {
    for (std::size_t w = 0; w < 144; ++w) {
      const auto& window = client.windows[w];
      expected[w / 6] += 600 * window.rate_per_s;
      variance[w / 6] += 600 * window.rate_per_s * window.cv * window.cv;
    }
  }
  for (std::size_t hour = 0; hour < 24; ++hour) {
    EXPECT_NEAR(counts[hour], expected[hour], 5 * std::sqrt(variance[hour]) + 3) << hour;
  }
  plan.rate_per_hour = std::vector<double>(24, 5000.0);
  const auto scaled = drain(plan_of({plan}, day));
  EXPECT_NEAR(static_cast<double>(scaled.size()), 24 * 5000, 0.02 * 24 * 5000);
}

TEST(ServeGen, RatesOfNothingSendNothing) {
  StreamPlan plan;
  plan.shape = shipped_servegen();
  plan.rate_per_hour = std::vector<double>(24, 0.0);
  EXPECT_TRUE(drain(plan_of({plan}, kPsPerHour)).empty());
}

TEST(Renewal, RefusesWhatIsNoExpectation) {
  for (const double mass :
       {-1.0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THROW(Renewal({{mass, 1}}, kPsPerHour, 0, 1), std::logic_error) << mass;
  }
  EXPECT_NO_THROW(Renewal({{0, 1}}, kPsPerHour, 0, 1));
}

class ServeGenFolder {
 public:
  ServeGenFolder(const std::string& trace, const std::string& data) {
    path_ = fmt::format("{}/servegen_test_{}", BINARY_DIR, ::getpid());
    std::filesystem::create_directories(path_);
    if (!trace.empty()) {
      std::ofstream(path_ + "/chunk-7-trace.csv") << trace;
    }
    if (!data.empty()) {
      std::ofstream(path_ + "/chunk-7-dataset.json") << data;
    }
  }
  ServeGenFolder(const ServeGenFolder&) = delete;
  ServeGenFolder& operator=(const ServeGenFolder&) = delete;
  ~ServeGenFolder() { std::filesystem::remove_all(path_); }
  std::string errors() const {
    Diagnostics diagnostics;
    load_servegen(path_, diagnostics);
    return diagnostics.text();
  }
  ServeGenStream load() const {
    Diagnostics diagnostics;
    return load_servegen(path_, diagnostics);
  }

 private:
  std::string path_;
};

const std::string kTokens =
    R"({"0": {"input_tokens": "{45: 0.5, 50: 0.5}", "output_tokens": "{7: 1}"}})";

TEST(ServeGen, BadFilesSayWhatIsWrong) {
  const std::vector<std::tuple<std::string, std::string, std::string>> cases{
      {"0,1,1,Gamma,1,1\n", "", "chunk-7-dataset.json: error: cannot read the file"},
      {"", kTokens, "chunk-7-trace.csv: error: cannot read the file"},
      {"0,1,1,Gamma\n", kTokens, "chunk-7-trace.csv:1: error: 4 fields where 6 are expected"},
      {"0,1,1,Gamma,1,1\n900,1,1,Gamma,1,1\n", kTokens,
       "chunk-7-trace.csv:2: error: the window does not start at 600 s"},
      {"0,nan,1,Gamma,1,1\n", kTokens, ":1: error: rate and cv must be numbers"},
      {"0,1,1,Pareto,1,1\n", kTokens, ":1: error: family 'Pareto' is neither"},
      {"0,1,1,Gamma,1,1\n", "[]", "not a JSON object"},
      {"0,1,1,Gamma,1,1\n", R"({"0": {"input_tokens": "{45}", "output_tokens": "{}"}})",
       "window '0': input_tokens is not"},
      {"0,1,1,Gamma,1,1\n", R"({"x": {"input_tokens": "{}", "output_tokens": "{}"}})",
       "window 'x': its name"},
      {"0,1,1,Gamma,1,1\n", R"({"0": {"input_tokens": "{4: 1}", "output_tokens": "{}"}})",
       "input without output"},
      {"0,1,1,Gamma,1,1\n", R"({"0": {"input_tokens": "{}", "output_tokens": "{}"}})",
       "no tokens in any window"},
      {"0,0,0,,0,0\n600,0,0,,0,0\n", kTokens, "no client of the folder ever sends"},
  };
  for (const auto& [trace, data, wrong] : cases) {
    const auto text = ServeGenFolder(trace, data).errors();
    EXPECT_NE(text.find(wrong), std::string::npos) << wrong << "\n" << text;
  }
  Diagnostics diagnostics;
  load_servegen("no/such/folder", diagnostics);
  EXPECT_TRUE(diagnostics.has_errors());
}

TEST(ServeGen, AWindowWithoutTokensTakesTheNearestAndWarns) {
  const ServeGenFolder folder("0,1,1,Gamma,1,1\n600,0,0,,0,0\n",
                              R"({"0": {"input_tokens": "{}", "output_tokens": "{}"},
                                  "21600": {"input_tokens": "{9: 1.0}", "output_tokens": "{3: 1.0}"}})");
  EXPECT_NE(folder.errors().find("warning: no tokens for the window at 0 s"), std::string::npos);
  const auto stream = folder.load();
  ASSERT_EQ(stream.clients.size(), 1U);
  EXPECT_EQ(stream.clients[0].windows[0].lengths, 0);
  EXPECT_EQ(stream.clients[0].windows[1].lengths, -1);
}

StreamPlan closed(std::int32_t clients, Ps think, bool exponential) {
  StreamPlan plan;
  plan.shape = ClosedStream{clients, think, exponential, fixed(10), fixed(5), 1};
  return plan;
}

TEST(ClosedArrivals, StartAtAShareOfTheThinkTimeAndComeBackAfterIt) {
  const Ps think = 60 * kPsPerSecond;
  const auto source = make_arrivals(plan_of({closed(500, think, false)}, kPsPerHour));
  EXPECT_TRUE(source->reacts());
  const auto first = drain(*source);
  expect_well_formed(first, think);
  ASSERT_EQ(first.size(), 500U);
  double sum = 0;
  for (const auto& r : first) {
    sum += static_cast<double>(r.arrival) / static_cast<double>(think) / 500;
  }
  EXPECT_NEAR(sum, 0.5, 5 * 0.2887 / std::sqrt(500.0));
  const auto second = source->follow_up(first[3], first[3].arrival + kPsPerSecond);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->arrival, first[3].arrival + 61 * kPsPerSecond);
  EXPECT_EQ(second->klass, 1);
  const auto third = source->follow_up(*second, second->arrival + kPsPerSecond);
  ASSERT_TRUE(third);
  EXPECT_NE(third->id, second->id);
  EXPECT_FALSE(source->follow_up(*third, kPsPerHour - think));  // it would come at the end
}

TEST(ClosedArrivals, ARefusedClientDoesNotSpin) {
  const auto source = make_arrivals(plan_of({closed(2, 0, false)}, kPsPerHour));
  const auto first = drain(*source);
  ASSERT_EQ(first.size(), 2U);
  const auto retry = source->follow_up(first[0], first[0].arrival);
  ASSERT_TRUE(retry);
  EXPECT_EQ(retry->arrival, kPsPerSecond);
  const auto served = source->follow_up(*retry, 2 * kPsPerSecond);
  EXPECT_EQ(served->arrival, 2 * kPsPerSecond);
}

// A server that answers in 2 s: N clients with think time Z make N / (Z + 2 s) requests a second.
TEST(ClosedArrivals, ThroughputIsThatOfTheClosedLoop) {
  const auto source = make_arrivals(plan_of({closed(50, 8 * kPsPerSecond, true)}, 2 * kPsPerHour));
  const auto later = [](const Request& a, const Request& b) {
    return std::tie(a.arrival, a.id) > std::tie(b.arrival, b.id);
  };
  std::priority_queue<Request, std::vector<Request>, decltype(later)> waiting(later);
  for (const auto& r : drain(*source)) {
    waiting.push(r);
  }
  double served = 0;
  std::set<std::int64_t> ids;
  for (; !waiting.empty(); ++served) {
    const Request r = waiting.top();
    waiting.pop();
    ASSERT_TRUE(ids.insert(r.id).second);
    if (const auto next = source->follow_up(r, r.arrival + 2 * kPsPerSecond)) {
      waiting.push(*next);
    }
  }
  EXPECT_NEAR(served, 7200 * 50 / 10.0, 5 * std::sqrt(36000.0));
}

// The longest warm-up that a scenario may ask for, before a week of typical days.
TEST(MergedArrivals, LongestWarmUpAndAWeekAreTaken) {
  Diagnostics diagnostics;
  const std::string head = "name: x\nsimulation: {warm_up: ";
  const auto longest = load_scenario_text(head + "1209600 s}\n", "s.yaml", {}, diagnostics);
  ASSERT_TRUE(longest) << diagnostics.text();
  EXPECT_FALSE(load_scenario_text(head + "1209601 s}\n", "s.yaml", {}, diagnostics));
  ArrivalPlan plan = plan_of({closed(1, kPsPerSecond, false)}, kPsPerHour);
  plan.warm_up = static_cast<Ps>(longest->scenario.simulation.warm_up.in(second)) * kPsPerSecond;
  plan.end = plan.warm_up + 7 * 24 * kPsPerHour;
  EXPECT_NO_THROW(make_arrivals(plan));
}

TEST(MergedArrivals, AnyReactingStreamMakesTheWholeReact) {
  const auto source =
      make_arrivals(plan_of({synthetic(1, {100}), closed(3, kPsPerSecond, false)}, kPsPerHour));
  EXPECT_TRUE(source->reacts());
  const auto all = drain(*source);
  expect_well_formed(all, kPsPerHour);
  int followed = 0;
  for (const auto& r : all) {
    const auto next = source->follow_up(r, r.arrival + kPsPerSecond);
    EXPECT_EQ(next.has_value(), r.klass == 1);
    followed += next ? 1 : 0;
  }
  EXPECT_EQ(followed, 3);
  EXPECT_FALSE(
      make_arrivals(plan_of({synthetic(1, {100}), synthetic(1, {100})}, kPsPerHour))->reacts());
}

TEST(MergedArrivals, TiesKeepTheOrderOfStreams) {
  auto a = synthetic(0, {10});
  auto b = synthetic(0, {10});
  std::get<SyntheticStream>(b.shape).klass = 1;
  const auto all = drain(plan_of({a, b}, kPsPerHour));
  ASSERT_EQ(all.size(), 20U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].klass, static_cast<std::int32_t>(i % 2));
  }
  EXPECT_TRUE(drain(plan_of({}, kPsPerHour)).empty());
}

TEST(ClosedArrivals, MoreClientsChangeNothingForTheOthers) {
  const auto turns = [](std::int32_t clients) {
    StreamPlan plan = closed(clients, kPsPerSecond, true);
    auto& shape = std::get<ClosedStream>(plan.shape);
    shape.input = {.kind = LengthPlan::Kind::kLognormal, .mean = 300, .p50 = 130};
    const auto source = make_arrivals(plan_of({plan}, kPsPerHour));
    std::map<Ps, std::vector<Identity>> by_start;  // one entry a client
    for (Request r : drain(*source)) {
      auto& own = by_start[r.arrival];
      for (int turn = 0; turn < 3; ++turn) {
        own.emplace_back(r.arrival, r.input, r.output);
        r = source->follow_up(r, r.arrival + kPsPerSecond).value();
      }
    }
    return by_start;
  };
  const auto many = turns(7);
  for (const auto& [start, own] : turns(4)) {
    EXPECT_EQ(many.at(start), own);
  }
}

TEST(ListArrivals, GiveTheList) {
  const std::vector<Request> list{{5, 0, 1, 1, 0, -1}, {5, 1, 1, 1, 0, -1}, {9, 2, 1, 1, 0, -1}};
  EXPECT_EQ(drain(*list_arrivals(list), 2), list);
}

TEST(ArrivalHash, FollowsValuesOnly) {
  const auto trace = shipped_trace("azure2023_conv.csv");
  const auto base = plan_of({trace_stream(trace, {100}), synthetic(1, {5})}, kPsPerHour);
  auto renamed = std::make_shared<Trace>(*trace);
  renamed->path = "elsewhere.csv";
  EXPECT_EQ(hash_of(base),
            hash_of(plan_of({trace_stream(renamed, {100}), synthetic(1, {5})}, kPsPerHour)));
  auto idle = base;
  idle.streams[0].think_mean = 5;  // no session clients: without influence
  EXPECT_EQ(hash_of(base), hash_of(idle));
  std::set<std::uint64_t> seen{hash_of(base)};
  const auto differs = [&](ArrivalPlan plan) {
    EXPECT_TRUE(seen.insert(hash_of(plan)).second) << seen.size();
  };
  auto plan = base;
  plan.seed = 2;
  differs(plan);
  plan = base;
  plan.warm_up = 1;
  differs(plan);
  plan = base;
  plan.streams[0].rate_per_hour = {100, 100};
  differs(plan);
  plan = base;
  std::swap(plan.streams[0], plan.streams[1]);
  differs(plan);
  plan = base;
  std::get<TraceStream>(plan.streams[0].shape).compress = true;
  differs(plan);
  plan = base;
  std::get<SyntheticStream>(plan.streams[1].shape).output.mean = 11;
  differs(plan);
}

}  // namespace
}  // namespace costwright::testing
