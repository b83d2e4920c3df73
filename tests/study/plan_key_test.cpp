// No member of a plan may be forgotten by the key under which its Usage is remembered: each is
// changed in turn, and the key must follow.
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "study/plan/key.h"
#include "study/plan/members.h"

namespace costwright::testing {
using namespace study;
namespace {

using study::members;

auto members(sim::LengthPlan& plan) {
  auto& [kind, mean, p50, min, max, values, cumulative] = plan;
  return std::tie(kind, mean, p50, min, max, values, cumulative);
}
auto members(sim::TraceStream& stream) {
  auto& [trace, compress, class_of] = stream;
  return std::tie(trace, compress, class_of);
}
auto members(sim::SyntheticStream& stream) {
  auto& [interarrival_cv, input, output, klass] = stream;
  return std::tie(interarrival_cv, input, output, klass);
}
auto members(sim::ServeGenStream& stream) {
  auto& [clients, klass, content_hash] = stream;
  return std::tie(clients, klass, content_hash);
}
auto members(sim::ClosedStream& stream) {
  auto& [clients, think_mean, think_exponential, input, output, klass] = stream;
  return std::tie(clients, think_mean, think_exponential, input, output, klass);
}
auto members(sim::StreamPlan& stream) {
  auto& [shape, rate_per_hour, session_clients, think_mean, think_exponential, shared_prefix] =
      stream;
  return std::tie(shape, rate_per_hour, session_clients, think_mean, think_exponential,
                  shared_prefix);
}
auto members(sim::ArrivalPlan& plan) {
  auto& [streams, seed, warm_up, end, hour] = plan;
  return std::tie(streams, seed, warm_up, end, hour);
}

template <class T>
concept Number = std::is_arithmetic_v<T> || std::is_enum_v<T>;

// Changes every member of a plan in turn, and puts it back. Members are told by their path: the
// places of the members that lead to them.
template <class Plan>
class Changes {
 public:
  explicit Changes(Plan& plan) : plan_(plan), before_(hash_of(plan)) { each(plan_, ""); }
  // Path -> whether the key changed with it.
  const std::map<std::string, bool>& seen() const { return seen_; }

 private:
  void note(const std::string& path) { seen_[path] = seen_[path] || hash_of(plan_) != before_; }
  template <class T>
  void change(T& value, T to, const std::string& path) {
    const T kept = std::exchange(value, std::move(to));
    note(path);
    value = kept;
  }

  void each(Number auto& value, const std::string& path) {
    using T = std::remove_reference_t<decltype(value)>;
    if constexpr (std::is_same_v<T, bool>) {
      change(value, !value, path);
    } else {
      change(value, static_cast<T>(static_cast<std::int64_t>(value) + 1), path);
    }
  }
  void each(std::shared_ptr<const sim::Trace>& trace, const std::string& path) {
    auto other = std::make_shared<sim::Trace>(*trace);
    ++other->content_hash;
    change<std::shared_ptr<const sim::Trace>>(trace, other, path);
  }
  // The content hash stands for them.
  void each(std::vector<sim::ServeGenClient>&, const std::string&) {}
  template <class T>
  void each(std::vector<T>& values, const std::string& path) {
    const std::vector<T> kept = values;
    values.push_back(values.empty() ? T{} : values.back());
    note(path + " size");
    values = kept;
    for (T& value : values) {
      each(value, path + "[]");
    }
  }
  template <class T>
  void each(std::optional<T>& value, const std::string& path) {
    change<std::optional<T>>(value, value ? std::nullopt : std::optional<T>(T{}), path + " given");
    if (value) {
      each(*value, path);
    }
  }
  template <class... T>
  void each(std::variant<T...>& value, const std::string& path) {
    std::visit(
        [&](auto& alternative) {
          each(alternative, fmt::format("{}|{}", path, value.index()));
        },
        value);
  }
  template <class Struct>
  requires requires(Struct& s) { members(s); }
  void each(Struct& values, const std::string& path) {
    int place = 0;
    std::apply(
        [&](auto&... member) {
          (each(member, fmt::format("{}.{}", path, place++)), ...);
        },
        members(values));
  }

  Plan& plan_;
  std::uint64_t before_;
  std::map<std::string, bool> seen_;
};

sim::ServingPlan everything_on() {
  sim::ServingPlan plan;
  plan.replica.cost.step = {0, 5};
  plan.replica.cost.decode_only = sim::DecodeCost{};
  plan.replica.cost.decode_only->step = {0, 3};
  plan.classes.resize(1);
  plan.autoscaler = sim::Autoscaler{};
  plan.outages.resize(1);
  plan.handover = sim::Handover{};
  plan.others.resize(1);
  return plan;
}

TEST(PlanKey, FollowsEveryMemberOfAServingPlan) {
  PoolPlan plan = everything_on();
  const Changes<PoolPlan> changes(plan);
  EXPECT_GE(changes.seen().size(), 55U);
  for (const auto& [path, followed] : changes.seen()) {
    EXPECT_TRUE(followed) << path;
  }
}

TEST(PlanKey, FollowsEveryMemberOfABatchPlan) {
  sim::BatchPlan batch;
  batch.batch = {0, 4};
  batch.classes.resize(1);
  PoolPlan plan = batch;
  const Changes<PoolPlan> changes(plan);
  EXPECT_GE(changes.seen().size(), 20U);
  for (const auto& [path, followed] : changes.seen()) {
    EXPECT_TRUE(followed) << path;
  }
}

TEST(PlanKey, FollowsEveryMemberOfAnApiPlan) {
  sim::ApiPlan api;
  api.classes.resize(1);
  PoolPlan plan = api;
  const Changes<PoolPlan> changes(plan);
  EXPECT_GE(changes.seen().size(), 20U);
  for (const auto& [path, followed] : changes.seen()) {
    EXPECT_TRUE(followed) << path;
  }
}

sim::LengthPlan lengths(sim::LengthPlan::Kind kind) {
  return {.kind = kind, .mean = 7, .p50 = 5, .values = {3, 9}, .cumulative = {0.5, 1}};
}

// Every shape, with every kind of lengths, with clients who wait and without.
std::vector<sim::ArrivalPlan> every_kind_of_arrivals() {
  using Kind = sim::LengthPlan::Kind;
  std::vector<sim::ArrivalPlan> plans;
  for (const Kind kind : {Kind::kFixed, Kind::kLognormal, Kind::kEmpirical}) {
    sim::SyntheticStream synthetic;
    synthetic.input = synthetic.output = lengths(kind);
    sim::ClosedStream closed;
    closed.input = closed.output = lengths(kind);
    const sim::TraceStream trace{std::make_shared<const sim::Trace>(), false, {0}};
    sim::StreamPlan stream;
    stream.rate_per_hour = {1, 2};
    for (const auto& shape :
         std::vector<decltype(stream.shape)>{trace, synthetic, sim::ServeGenStream{}, closed}) {
      stream.shape = shape;
      stream.session_clients = std::holds_alternative<sim::TraceStream>(shape);
      plans.push_back({.streams = {stream}, .seed = 1, .warm_up = 2, .end = 3});
    }
  }
  return plans;
}

// A member may mean nothing to some shape (the median of a fixed length), but not to all of them.
TEST(PlanKey, FollowsEveryMemberOfTheArrivals) {
  std::map<std::string, bool> seen;
  for (sim::ArrivalPlan& plan : every_kind_of_arrivals()) {
    const Changes<sim::ArrivalPlan> changes(plan);
    for (const auto& [path, followed] : changes.seen()) {
      seen[path] = seen[path] || followed;
    }
  }
  EXPECT_GE(seen.size(), 40U);
  for (const auto& [path, followed] : seen) {
    EXPECT_TRUE(followed) << path;
  }
}

TEST(PlanKey, FollowsWhatOtherRunsPassOn) {
  const std::vector<Inbound> from{{3, 17, RelayKind::kCascaded, {0, -1}}};
  const std::uint64_t before = simulation_key(1, 2, from);
  EXPECT_NE(simulation_key(9, 2, from), before);
  EXPECT_NE(simulation_key(1, 9, from), before);
  EXPECT_NE(simulation_key(1, 2, {}), before);
  auto changed = from;
  changed[0].key = 18;
  EXPECT_NE(simulation_key(1, 2, changed), before);
  changed = from;
  changed[0].kind = RelayKind::kOverflowed;
  EXPECT_NE(simulation_key(1, 2, changed), before);
  changed = from;
  changed[0].class_of[1] = 1;
  EXPECT_NE(simulation_key(1, 2, changed), before);
  changed = from;
  changed[0].simulation =
      4;  // the place of the other simulation in its plan says nothing of what it does
  EXPECT_EQ(simulation_key(1, 2, changed), before);
}

}  // namespace
}  // namespace costwright::testing
