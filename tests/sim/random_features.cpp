#include "tests/sim/random_features.h"

#include <limits>
#include <utility>

namespace costwright::testing {
using namespace sim;
namespace {

class Features {
 public:
  Features(Workload& w, const Scale& scale, Dice& dice) : w_(w), s_(scale), dice_(dice) {}
  void choose();

 private:
  void several_classes();
  void several_replicas(std::int64_t least);
  void shrink_batch(std::int64_t most);
  void queue_order();
  void priorities();
  void decode_only();
  void prefix_cache();
  void squeeze();
  void router();
  void response_cache();
  void autoscaler();
  void outages();

  void plant_tree();
  std::int32_t depth_of(std::int32_t node) const;
  std::int64_t tokens_of(std::int32_t node) const;
  void name_prefixes();
  void tighten_memory();
  void limit_ticks(Autoscaler& a);
  Ps moment();
  Ps change();
  Ps iterations(double least, double most);
  void add_outage(std::int32_t replica, Ps down);

  Workload& w_;
  Scale s_;
  Dice& dice_;
  bool squeezed_ = false;
};

void Features::choose() {
  w_.plan.seed = mix64(w_.seed);
  std::vector<void (Features::*)()> all = {&Features::queue_order,    &Features::priorities,
                                           &Features::decode_only,    &Features::router,
                                           &Features::response_cache, &Features::prefix_cache,
                                           &Features::autoscaler,     &Features::outages};
  const double u = dice_.uniform();
  if (u < 0.35) {
    return;
  }
  auto count = u < 0.88 ? dice_.between(1, 3) : std::ssize(all);
  // Every subset of that size is equally likely.
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (dice_.chance(static_cast<double>(count) / static_cast<double>(all.size() - i))) {
      (this->*all[i])();
      --count;
    }
  }
}

void Features::several_classes() {
  auto& classes = w_.plan.classes;
  if (classes.size() > 1) {
    return;
  }
  classes.resize(static_cast<std::size_t>(dice_.between(2, 3)), classes.front());
  for (auto& s : w_.requests) {
    s.request.klass = static_cast<std::int32_t>(dice_.between(0, std::ssize(classes) - 1));
  }
}

void Features::several_replicas(std::int64_t least) {
  if (w_.plan.replicas < 2 || dice_.chance(0.5)) {
    w_.plan.replicas =
        std::max(w_.plan.replicas, static_cast<std::int32_t>(dice_.between(least, 5)));
  }
}

// Then requests queue, or prefill piece by piece.
void Features::shrink_batch(std::int64_t most) {
  ReplicaPlan& r = w_.plan.replica;
  r.max_batch = static_cast<std::int32_t>(std::min<std::int64_t>(r.max_batch, most));
  const auto budget = r.max_batch + dice_.pick<std::int64_t>({0, 1, 3, 500});
  r.token_budget = static_cast<std::int32_t>(std::min<std::int64_t>(r.token_budget, budget));
  r.cost.step.resize(static_cast<std::size_t>(r.token_budget) + 1);
  if (r.cost.decode_only) {
    r.cost.decode_only->step.resize(static_cast<std::size_t>(r.max_batch) + 1);
  }
}

// ---------------------------------------------------------------- queue, cost, response cache

void Features::queue_order() {
  several_classes();
  w_.plan.replica.queue_order = dice_.chance(0.35) ? QueueOrder::kShortest : QueueOrder::kFair;
  if (dice_.chance(0.5)) {
    shrink_batch(dice_.between(1, 3));
    w_.plan.replica.queue_limit = static_cast<std::int32_t>(dice_.log_integer(3, 30));
  }
  for (auto& klass : w_.plan.classes) {
    klass.fair_cost = dice_.pick<std::int64_t>({1, 1, 2, 3, 10, 1 << 20});
  }
}

void Features::priorities() {
  several_classes();
  for (auto& klass : w_.plan.classes) {
    klass.priority = static_cast<std::int32_t>(dice_.between(-1, 2));
  }
}

void Features::decode_only() {
  IterationCost& cost = w_.plan.replica.cost;
  const double share = dice_.pick<double>({0.25, 0.6, 1, 1.4});
  DecodeCost d;
  d.step.assign(static_cast<std::size_t>(w_.plan.replica.max_batch) + 1, 0);
  for (std::size_t n = 1; n < d.step.size(); ++n) {
    d.step[n] = std::max(s_.quantum, s_.rounded(share * static_cast<double>(cost.step[n])));
  }
  d.per_sequence = s_.rounded(static_cast<double>(s_.base) * dice_.pick<double>({0, 0.01, 0.1}));
  const auto scaled = [&](const AttentionCost& c) {
    return AttentionCost{s_.rounded(share * static_cast<double>(c.per_sequence)),
                         s_.rounded(share * static_cast<double>(c.per_token))};
  };
  d.memory = scaled(cost.memory);
  d.compute = scaled(cost.compute);
  if (dice_.chance(0.5) && d.memory.per_token > 0) {
    d.compute.per_token = 0;
    d.compute.per_sequence = d.memory.per_token * dice_.between(1, s_.max_input + s_.max_output);
  }
  cost.decode_only = std::move(d);
}

void Features::response_cache() {
  several_classes();
  for (auto& klass : w_.plan.classes) {
    klass.response_cache_share = dice_.pick<std::uint32_t>(
        {0, 1U << 30, 1U << 31, std::numeric_limits<std::uint32_t>::max()});
  }
}

// ---------------------------------------------------------------- prefixes

std::int32_t Features::depth_of(std::int32_t node) const {
  std::int32_t depth = 0;
  for (; node >= 0; node = w_.tree[static_cast<std::size_t>(node)].parent) {
    ++depth;
  }
  return depth;
}

std::int64_t Features::tokens_of(std::int32_t node) const {
  std::int64_t tokens = 0;
  for (; node >= 0; node = w_.tree[static_cast<std::size_t>(node)].parent) {
    tokens += w_.tree[static_cast<std::size_t>(node)].tokens;
  }
  return tokens;
}

void Features::plant_tree() {
  const auto block = w_.plan.replica.block_tokens;
  const auto most = std::clamp<std::int64_t>(s_.max_input / (2 * block), 1, 6);
  const auto nodes = dice_.between(1, 12);
  const double roots = dice_.pick<double>({0.1, 0.3, 0.6});
  for (std::int32_t n = 0; n < nodes; ++n) {
    PrefixNode node;
    node.tokens = static_cast<std::int32_t>(block * dice_.between(1, most));
    if (n > 0 && !dice_.chance(roots)) {
      node.parent = static_cast<std::int32_t>(dice_.between(0, n - 1));
      node.parent = depth_of(node.parent) < 5 ? node.parent : -1;
    }
    w_.tree.push_back(node);
  }
}

// Most prompts go beyond what they share; others cut their chain.
void Features::name_prefixes() {
  if (!w_.tree.empty()) {
    return;
  }
  plant_tree();
  const auto spaces = dice_.chance(squeezed_ ? 0.6 : 0.2) ? 50 : dice_.between(1, 3);
  const auto first = dice_.pick<std::uint32_t>({0, 7, 0xFFFFFFF0});
  const double longer = dice_.pick<double>({0.5, 0.8, 1});
  for (auto& s : w_.requests) {
    if (dice_.chance(0.1)) {
      continue;
    }
    PrefixRef& prefix = s.request.prefix;
    prefix.node = static_cast<std::int32_t>(dice_.between(0, std::ssize(w_.tree) - 1));
    prefix.space = first + static_cast<std::uint32_t>(dice_.between(0, spaces - 1));
    if (dice_.chance(longer)) {
      const auto own = dice_.chance(0.3) ? 1 : s.request.input;
      s.request.input = static_cast<std::int32_t>(tokens_of(prefix.node) + own);
    }
  }
  tighten_memory();
}

void Features::tighten_memory() {
  ReplicaPlan& r = w_.plan.replica;
  std::int64_t longest = 1;
  for (const auto& s : w_.requests) {
    longest = std::max<std::int64_t>(longest, s.request.input + s.request.output);
  }
  const auto need = (longest + r.block_tokens - 1) / r.block_tokens;
  const double most = squeezed_ ? 1.4 : 2.5;
  const double factor = dice_.chance(squeezed_ ? 0.95 : 0.75) ? dice_.log_between(0.9, most) : 20;
  r.kv_blocks =
      std::max<std::int64_t>(1, static_cast<std::int64_t>(factor * static_cast<double>(need)));
}

void Features::prefix_cache() {
  w_.plan.replica.prefix_cache = true;
  if (dice_.chance(0.5)) {
    squeeze();
  }
  name_prefixes();
  if (dice_.chance(0.4)) {  // many complete at one instant, not in order of admission
    w_.plan.replica.queue_order = QueueOrder::kShortest;
    for (auto& s : w_.requests) {
      s.request.output = w_.requests.front().request.output;
    }
  }
}

// A crowd of short requests and prefills in small pieces: everybody wants the memory at once.
void Features::squeeze() {
  squeezed_ = true;
  ReplicaPlan& r = w_.plan.replica;
  r.block_tokens = 1;
  shrink_batch(dice_.between(2, 6));
  s_.max_input = dice_.between(2, 12);  // what the nodes are sized by
  const auto crowd = dice_.between(1, 20);
  for (auto& s : w_.requests) {
    s.request.input = static_cast<std::int32_t>(dice_.between(1, 3));
    s.request.output = static_cast<std::int32_t>(dice_.between(1, 30));
    const Ps since = s.after < 0 ? s.request.arrival - s_.origin : 0;
    s.request.arrival -= since - since / crowd / s_.quantum * s_.quantum;
  }
  if (dice_.chance(0.7)) {
    r.queue_limit = 100;
    r.client_timeout = 20 * 24 * kPsPerHour;
  }
}

void Features::router() {
  several_replicas(2);
  w_.plan.router =
      dice_.pick<Router>({Router::kPowerOfTwo, Router::kPrefixAffinity, Router::kPack});
  if (w_.plan.router == Router::kPrefixAffinity) {
    name_prefixes();
  }
}

// ---------------------------------------------------------------- fleet

// When something else is likely to happen: an arrival, or the end of an iteration.
Ps Features::moment() {
  const auto open = std::count_if(w_.requests.begin(), w_.requests.end(), [](const auto& s) {
    return s.after < 0;
  });
  const auto& some = w_.requests[static_cast<std::size_t>(dice_.between(0, open - 1))];
  const Ps later = dice_.chance(0.4) ? 0 : s_.base * dice_.between(1, s_.max_output + 1);
  return some.request.arrival + later + (dice_.chance(0.1) ? 1 : 0);
}

Ps Features::iterations(double least, double most) {
  const double n = dice_.log_between(least, most);
  return dice_.chance(0.5) ? s_.base * std::max<Ps>(1, static_cast<Ps>(n))
                           : s_.rounded(static_cast<double>(s_.base) * n);
}

void Features::autoscaler() {
  several_replicas(1);
  const auto replicas = w_.plan.replicas;
  Autoscaler a;
  a.minimum = static_cast<std::int32_t>(dice_.between(1, dice_.chance(0.7) ? 1 : replicas));
  a.initial = static_cast<std::int32_t>(dice_.between(a.minimum, replicas));
  a.target = static_cast<std::int32_t>(dice_.log_integer(1, 8));
  a.first_tick = dice_.chance(0.3) ? s_.origin + iterations(1, 20) : moment();
  a.interval = std::max<Ps>(1, iterations(1, 50));
  limit_ticks(a);
  a.start_delay = dice_.chance(0.25)  ? 0
                  : dice_.chance(0.3) ? a.interval * dice_.between(1, 2)
                                      : iterations(1, 100);
  a.down_window = dice_.chance(0.3)   ? 0
                  : dice_.chance(0.5) ? a.interval * dice_.between(1, 4)
                                      : iterations(1, 200);
  w_.plan.autoscaler = a;
}

// The window's end stops the ticks: it comes soon after the last arrival, or they are made rarer.
void Features::limit_ticks(Autoscaler& a) {
  constexpr Ps kMost = 2000;
  MeterPlan& m = w_.plan.meter;
  const Ps end = m.end();
  if ((end - a.first_tick) / a.interval <= kMost) {
    return;
  }
  Ps last = 0;
  for (const auto& s : w_.requests) {
    last = std::max(last, s.request.arrival);
  }
  m.start += std::min(end, last + s_.base * s_.max_output * dice_.between(1, 10)) - end;
  const Ps ticks = m.end() - a.first_tick;
  const Ps rarest = (ticks / kMost / s_.quantum + 1) * s_.quantum;
  a.interval = std::max(a.interval, rarest);
}

void Features::outages() {
  several_replicas(1);
  const auto replicas = w_.plan.replicas;
  if (dice_.chance(0.4)) {  // all at once, or all but one
    const Ps down = change();
    const auto spared = dice_.chance(0.5) ? -1 : dice_.between(0, replicas - 1);
    for (std::int32_t r = replicas - 1; r >= 0; --r) {
      if (r != spared) {
        add_outage(r, down);
      }
    }
  }
  const auto more = dice_.between(w_.plan.outages.empty() ? 1 : 0, 4);
  for (std::int64_t i = 0; i < more; ++i) {
    add_outage(static_cast<std::int32_t>(dice_.between(0, replicas - 1)), change());
  }
}

// A moment, or when something else befalls the fleet.
Ps Features::change() {
  const auto& a = w_.plan.autoscaler;
  if (a && dice_.chance(0.5)) {
    const Ps tick = a->first_tick + a->interval * dice_.between(0, 10);
    return tick + (dice_.chance(0.3) ? a->start_delay : 0);
  }
  if (!w_.plan.outages.empty() && dice_.chance(0.3)) {
    return dice_.pick(w_.plan.outages).up;
  }
  return moment();
}

void Features::add_outage(std::int32_t replica, Ps down) {
  const Ps notice = down - (dice_.chance(0.4) ? 0 : iterations(1, 100));
  const double kind = dice_.uniform();
  const Ps length = kind < 0.2 ? 1 : kind < 0.95 ? iterations(1, 300) : 20 * 24 * kPsPerHour;
  Outage made{replica, notice, down, down + std::max<Ps>(1, length)};
  if (dice_.chance(0.2)) {
    made.up = std::max(made.down + 1, change());
  }
  for (const Outage& other : w_.plan.outages) {
    if (other.replica == replica && made.notice < other.up && other.notice < made.up) {
      return;
    }
  }
  w_.plan.outages.push_back(made);
}

}  // namespace

bool has_features(const Workload& w) {
  const ServingPlan& plan = w.plan;
  const bool router =
      plan.router != Router::kRoundRobin && plan.router != Router::kLeastOutstanding;
  const bool classes =
      std::any_of(plan.classes.begin(), plan.classes.end(), [](const ClassPlan& klass) {
        return klass.priority != 0 || klass.response_cache_share != 0;
      });
  return router || classes || plan.replica.prefix_cache || plan.autoscaler ||
         !plan.outages.empty() || plan.replica.cost.decode_only ||
         plan.replica.queue_order != QueueOrder::kArrival;
}

void add_features(Workload& w, const Scale& scale, Dice& dice) {
  Features(w, scale, dice).choose();
}

}  // namespace costwright::testing
