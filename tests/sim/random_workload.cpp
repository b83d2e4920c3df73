#include "tests/sim/random_workload.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/clock/random.h"
#include "tests/sim/random_features.h"

namespace costwright::testing {
using namespace sim;
namespace {

constexpr Ps kMs = kPsPerSecond / 1000;
constexpr Ps kDay = 24 * kPsPerHour;

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : dice_(mix64(seed)) { w_.seed = seed; }
  Workload make();

 private:
  Ps rounded(double ps) const { return s_.rounded(ps); }
  void choose_scale();
  void choose_batching();
  void choose_cost();
  void choose_roofline();
  void choose_lengths();
  void choose_memory();
  void choose_arrivals();
  void choose_reactions();
  void choose_patience();
  void choose_window();
  void choose_classes();
  double typical_context() const { return static_cast<double>(s_.max_input + s_.max_output) / 2; }

  Dice dice_;
  Scale s_;
  Workload w_;
};

Workload Generator::make() {
  choose_scale();
  choose_batching();
  choose_cost();
  choose_roofline();
  choose_lengths();
  choose_memory();
  choose_arrivals();
  choose_window();
  choose_reactions();
  choose_patience();
  choose_classes();
  add_features(w_, s_, dice_);
  return std::move(w_);
}

void Generator::choose_scale() {
  s_.max_input = dice_.pick<std::int64_t>({1, 8, 40, 200});
  s_.max_output = dice_.pick<std::int64_t>({1, 6, 40, 100, 300});
  s_.count = dice_.log_integer(4, s_.max_output == 300 ? 100 : 300);
  if (dice_.chance(0.03)) {  // very long runs
    s_.max_output = 5000;
    s_.count = dice_.log_integer(1, 10);
  }
  // The clock holds 106 days of picoseconds: leave room for the worst backlog.
  const double tokens = static_cast<double>(s_.count * (s_.max_input + s_.max_output));
  const double longest = std::min(100.0, 40.0 * 86400 / (20 * tokens)) * kPsPerSecond;
  if (dice_.chance(0.15)) {  // so short that the histograms hold every picosecond apart
    s_.base = dice_.between(1, 60);
  } else if (dice_.chance(0.6)) {
    s_.quantum = dice_.pick<Ps>({kMs, 5 * kMs, 20 * kMs, 100 * kMs, kPsPerSecond, 3 * kPsPerSecond,
                                 15 * kPsPerSecond, 45 * kPsPerSecond});
    while (static_cast<double>(s_.quantum) > longest) {
      s_.quantum /= 10;
    }
    const auto most = static_cast<std::int64_t>(longest / static_cast<double>(s_.quantum));
    s_.base =
        s_.quantum * dice_.log_integer(1, std::min<std::int64_t>(dice_.chance(0.5) ? 3 : 60, most));
  } else {
    s_.base = static_cast<Ps>(dice_.log_between(static_cast<double>(kMs), longest)) | 1;
  }
  s_.origin = dice_.pick<Ps>({0, 2 * kPsPerHour, 30 * kDay});
  if (s_.quantum == 1 && s_.origin > 0) {
    s_.origin += dice_.between(0, kPsPerSecond);
  }
}

void Generator::choose_batching() {
  ReplicaPlan& r = w_.plan.replica;
  r.max_batch = static_cast<std::int32_t>(dice_.log_integer(1, 64));
  const auto extra = dice_.pick<std::int64_t>({0, 1, 7, 64, 500});
  r.token_budget = static_cast<std::int32_t>(r.max_batch + extra);
  r.block_tokens = static_cast<std::int32_t>(dice_.log_integer(1, 16));
  r.queue_limit = static_cast<std::int32_t>(dice_.log_integer(1, 100));
  w_.plan.replicas = static_cast<std::int32_t>(dice_.pick<std::int64_t>({1, 1, 2, 3, 4}));
  w_.plan.router = dice_.chance(0.5) ? Router::kRoundRobin : Router::kLeastOutstanding;
  r.front_end = dice_.chance(0.5) ? 0 : rounded(static_cast<double>(s_.base) * dice_.uniform());
}

void Generator::choose_cost() {
  IterationCost& c = w_.plan.replica.cost;
  const auto budget = w_.plan.replica.token_budget;
  const auto base = static_cast<double>(s_.base);
  const double slope = base * dice_.pick<double>({0, 1.0 / budget, 0.05});
  const bool rough = dice_.chance(0.3);
  c.step.assign(static_cast<std::size_t>(budget) + 1, 0);
  for (std::int32_t n = 1; n <= budget; ++n) {
    const Ps bump = rough ? s_.quantum * dice_.between(0, 2) : 0;
    c.step[static_cast<std::size_t>(n)] = s_.base + rounded(slope * n) + bump;
  }
  c.per_sequence = rounded(base * dice_.pick<double>({0, 0.01, 0.1}));
  c.prefill_step = rounded(base * dice_.pick<double>({0, 0.3}));
  c.per_prefill_pair = rounded(base * dice_.pick<double>({0, 1e-4, 1e-2}));
}

// Two affines that cross where the mean context of the batch is `crossing` tokens.
void Generator::choose_roofline() {
  IterationCost& c = w_.plan.replica.cost;
  const double batch = std::min(w_.plan.replica.max_batch, 8);
  const double per_token = static_cast<double>(s_.base) / (typical_context() * batch) *
                           dice_.pick<double>({0, 0.1, 1, 4});
  c.memory.per_token = rounded(per_token);
  if (c.memory.per_token == 0 && s_.max_output <= 300 && dice_.chance(0.5)) {
    c.memory.per_token = dice_.chance(0.5) || s_.quantum == s_.base ? 0 : s_.quantum;
  }
  c.memory.per_sequence = rounded(static_cast<double>(s_.base) * dice_.pick<double>({0, 0.02}));
  if (dice_.chance(0.7)) {
    const auto crossing = dice_.between(1, s_.max_input + s_.max_output);
    c.compute.per_token = rounded(static_cast<double>(c.memory.per_token) * dice_.uniform());
    c.compute.per_sequence =
        c.memory.per_sequence + (c.memory.per_token - c.compute.per_token) * crossing;
  }
  if (dice_.chance(0.5)) {
    std::swap(c.memory, c.compute);
  }
}

void Generator::choose_lengths() {
  const auto classes = dice_.between(1, 3);
  w_.plan.classes.resize(static_cast<std::size_t>(classes));
  const bool ids_with_gaps = dice_.chance(0.3);
  const bool fixed = dice_.chance(0.2);
  for (std::int64_t i = 0; i < s_.count; ++i) {
    Request r;
    r.id = ids_with_gaps ? 7 * i + 3 : i;
    r.input = static_cast<std::int32_t>(fixed ? s_.max_input : dice_.log_integer(1, s_.max_input));
    r.output =
        static_cast<std::int32_t>(fixed ? s_.max_output : dice_.log_integer(1, s_.max_output));
    r.klass = static_cast<std::int32_t>(dice_.between(0, classes - 1));
    w_.requests.push_back({r, -1, 0});
  }
}

// Half the time so little that the batch does not fit; a few requests may be too long altogether.
void Generator::choose_memory() {
  ReplicaPlan& r = w_.plan.replica;
  std::int64_t longest = 1;
  for (const auto& [request, after, think] : w_.requests) {
    longest = std::max<std::int64_t>(longest, request.input + request.output);
  }
  const auto need = (longest + r.block_tokens - 1) / r.block_tokens;
  const double factor = dice_.chance(0.75) ? dice_.log_between(0.8, 2) : 20;
  r.kv_blocks =
      std::max<std::int64_t>(1, static_cast<std::int64_t>(factor * static_cast<double>(need)));
  if (longest % 5 == 0) {  // without a draw: the seeds of the tests stay what they were chosen for
    r.max_context = static_cast<std::int32_t>(longest * 3 / 4);
  }
}

void Generator::choose_arrivals() {
  const ReplicaPlan& r = w_.plan.replica;
  const double slots = std::min<double>(
      r.max_batch, static_cast<double>(r.kv_blocks * r.block_tokens) / typical_context());
  const double load = dice_.log_between(0.3, 8);
  const double iterations = static_cast<double>(s_.max_output) / 2 + 1;
  const double gap =
      static_cast<double>(s_.base) * iterations / (std::max(1.0, slots) * w_.plan.replicas * load);
  const bool bursts = dice_.chance(0.3);
  double t = 0;
  for (auto& [request, after, think] : w_.requests) {
    const double mean = bursts ? (dice_.chance(0.2) ? 5 : 0) : 1;
    t -= gap * mean * portable_log(dice_.uniform());
    request.arrival = s_.origin + rounded(t);
  }
}

// An edge is put inside the busy part of the run; the window covers all of it or cuts it.
void Generator::choose_window() {
  MeterPlan& m = w_.plan.meter;
  m.buckets_per_day = static_cast<std::int32_t>(dice_.pick<std::int64_t>({1, 2, 2, 3, 96}));
  const Ps span = w_.requests.back().request.arrival - s_.origin;
  const Ps tail = s_.base * (s_.max_output + 5);
  Ps edge = rounded(static_cast<double>(span + tail) * dice_.uniform()) + s_.origin;
  if (dice_.chance(0.4)) {  // where an iteration of a fresh batch is likely to end
    edge = dice_.pick(w_.requests).request.arrival + s_.base * dice_.between(1, s_.max_output + 1);
  }
  const auto before = dice_.between(0, 4);
  const auto after = dice_.between(1, dice_.chance(0.2) ? 1 : 20);
  m.bucket = w_.requests.size() % 3 == 0 ? kPsPerBucket / 12 : kPsPerBucket;
  m.start = std::max<Ps>(0, edge - before * m.bucket);
  m.buckets = static_cast<std::int32_t>(before + after);
  if (dice_.chance(0.3)) {
    m.buckets = static_cast<std::int32_t>(
        std::max<std::int64_t>(1, before));  // the edge is the window's end
  }
}

// Turns some requests into follow-ups of earlier ones; ids of follow-ups may run against time.
void Generator::choose_reactions() {
  w_.reacts = dice_.chance(0.3);
  if (!w_.reacts) {
    return;
  }
  const auto users = static_cast<std::size_t>(dice_.between(1, 20));
  const double share = dice_.pick<double>({0.5, 0.8, 1});
  const bool backwards = dice_.chance(0.3);
  std::vector<std::size_t> ends;  // requests that have no follow-up yet
  for (std::size_t i = 0; i < w_.requests.size(); ++i) {
    ScriptedRequest& r = w_.requests[i];
    if (i >= users && dice_.chance(share)) {
      const auto e =
          static_cast<std::size_t>(dice_.between(0, static_cast<std::int64_t>(ends.size()) - 1));
      r.after = w_.requests[ends[e]].request.id;
      r.think = dice_.chance(0.3)
                    ? 0
                    : rounded(static_cast<double>(s_.base) * dice_.log_between(0.5, 50));
      r.request.arrival = 0;
      r.request.id = backwards ? 1'000'000 - r.request.id : 1'000'000 + r.request.id;
      ends.erase(ends.begin() + static_cast<std::ptrdiff_t>(e));
    }
    ends.push_back(i);
  }
  std::stable_partition(w_.requests.begin(), w_.requests.end(), [](const auto& r) {
    return r.after < 0;
  });
}

void Generator::choose_patience() {
  const auto base = static_cast<double>(s_.base);
  const double iterations = dice_.log_between(1, 100);
  const Ps shortest = std::max<Ps>(s_.quantum, rounded(base * iterations));
  w_.plan.replica.client_timeout =
      dice_.pick<Ps>({shortest, shortest, 20 * kDay, 4'000'000 * kPsPerSecond});
}

void Generator::choose_classes() {
  const double base = static_cast<double>(s_.base);
  for (auto& klass : w_.plan.classes) {
    const auto limit = [&](double iterations) {
      return dice_.chance(0.4)
                 ? 0
                 : std::max<Ps>(1, rounded(base * iterations * dice_.log_between(0.5, 4)));
    };
    klass.slo_ttft = limit(5);
    klass.slo_tpot = limit(1);
    klass.slo_e2e = limit(static_cast<double>(s_.max_output));
  }
}

std::string describe_cost(const IterationCost& c) {
  std::string text = "  step:";
  for (std::size_t n = 0; n < c.step.size(); ++n) {
    const bool follows = n >= 2 && c.step[n] - c.step[n - 1] == c.step[n - 1] - c.step[n - 2];
    if (!follows || n + 1 == c.step.size()) {  // only where the table bends
      text += fmt::format(" [{}]={}", n, c.step[n]);
    }
  }
  text += " (linear between)\n";
  return text +
         fmt::format(
             "  per_sequence={} memory=({} B, {} K) compute=({} B, {} K) per_prefill_pair={} "
             "prefill_step={}\n",
             c.per_sequence, c.memory.per_sequence, c.memory.per_token, c.compute.per_sequence,
             c.compute.per_token, c.per_prefill_pair, c.prefill_step);
}

std::string describe_features(const Workload& w) {
  std::string text = fmt::format("  queue by {}, {} prefix cache, plan seed {}\n",
                                 to_string(w.plan.replica.queue_order),
                                 w.plan.replica.prefix_cache ? "with" : "without", w.plan.seed);
  if (const auto& d = w.plan.replica.cost.decode_only) {
    text += fmt::format(
        "  decode only: step={} per_sequence={} memory=({} B, {} K) compute=({} B, {} K)\n",
        fmt::join(d->step, " "), d->per_sequence, d->memory.per_sequence, d->memory.per_token,
        d->compute.per_sequence, d->compute.per_token);
  }
  for (std::size_t n = 0; n < w.tree.size(); ++n) {
    text += fmt::format("  node {}: parent={} tokens={}\n", n, w.tree[n].parent, w.tree[n].tokens);
  }
  if (const auto& a = w.plan.autoscaler) {
    text += fmt::format(
        "  autoscaler: minimum={} initial={} target={} first_tick={} interval={} start_delay={} "
        "down_window={}\n",
        a->minimum, a->initial, a->target, a->first_tick, a->interval, a->start_delay,
        a->down_window);
  }
  for (const Outage& o : w.plan.outages) {
    text +=
        fmt::format("  outage of {}: notice={} down={} up={}\n", o.replica, o.notice, o.down, o.up);
  }
  return text;
}

}  // namespace

Workload random_workload(std::uint64_t seed) {
  return Generator(seed).make();
}

std::string describe(const Workload& w) {
  const ReplicaPlan& r = w.plan.replica;
  std::string text = fmt::format(
      "seed {}: {} replicas, {}{}\n  max_batch={} token_budget={} kv_blocks={} block_tokens={} "
      "queue_limit={} client_timeout={} front_end={}\n  window: start={} buckets={} a day={}\n",
      w.seed, w.plan.replicas, to_string(w.plan.router), w.reacts ? ", reacting" : "", r.max_batch,
      r.token_budget, r.kv_blocks, r.block_tokens, r.queue_limit, r.client_timeout, r.front_end,
      w.plan.meter.start, w.plan.meter.buckets, w.plan.meter.buckets_per_day);
  text += describe_cost(r.cost);
  for (const auto& c : w.plan.classes) {
    text += fmt::format(
        "  class: ttft<={} tpot<={} e2e<={} priority={} fair_cost={} response_cache_share={}\n",
        c.slo_ttft, c.slo_tpot, c.slo_e2e, c.priority, c.fair_cost, c.response_cache_share);
  }
  text += describe_features(w);
  for (const auto& s : w.requests) {
    const auto when = s.after < 0 ? fmt::format("at {}", s.request.arrival)
                                  : fmt::format("{} after {}", s.think, s.after);
    const auto& prefix = s.request.prefix;
    text += fmt::format("  request {} {} input={} output={} class={}", s.request.id, when,
                        s.request.input, s.request.output, s.request.klass);
    text += prefix.node < 0 ? "\n" : fmt::format(" node={} space={}\n", prefix.node, prefix.space);
  }
  return text;
}

ScriptedSource::ScriptedSource(const Workload& workload, std::size_t grain)
    : tree_(workload.tree), grain_(grain), reacts_(workload.reacts) {
  for (const auto& s : workload.requests) {
    if (s.after < 0) {
      open_.push_back(s.request);
    } else {
      followers_.emplace(s.after, s);
    }
  }
}

ScriptedSource::ScriptedSource(std::vector<Request> requests,
                               std::size_t grain,
                               std::vector<PrefixNode> tree)
    : open_(std::move(requests)), tree_(std::move(tree)), grain_(grain) {}

std::size_t ScriptedSource::next(std::span<Request> out) {
  const std::size_t n = std::min({out.size(), grain_, open_.size() - position_});
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = open_[position_++];
  }
  return n;
}

std::optional<Request> ScriptedSource::follow_up(const Request& done, Ps at) {
  calls_.push_back({done.id, done.replica, at});
  const auto found = followers_.find(done.id);
  if (found == followers_.end()) {
    return std::nullopt;
  }
  Request request = found->second.request;
  request.arrival = at + found->second.think;
  return request;
}

}  // namespace costwright::testing
