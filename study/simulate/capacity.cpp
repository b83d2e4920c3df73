#include "study/simulate/capacity.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "study/simulate/window.h"

namespace costwright::study {
namespace {

constexpr double kMostTimes = 1000;        // the demand
constexpr double kMostRequests = 400'000;  // of a simulation
constexpr double kFar = 4;                 // times the demand: a rougher look is enough
constexpr double kRough = 5'000;           // requests of such a look
constexpr double kShort = 15'000;          // of the first looks nearer by
constexpr double kDecisive = 1.5;          // times the demand, or its inverse: close looks within
constexpr double kClosely = 600'000;       // requests of those
constexpr int kShorterHour = 9;  // else a trace's bursts fall into few of them; unless so many come
constexpr double kMany = 600'000;

// Two loads between which it is read, or one so near to it that no further look is taken; where
// close looks follow, and at the ends of the speed range, which are far apart, the others.
constexpr double kNear = 1.1, kRoughlyNear = 1.3;
constexpr double kClose = 1.06, kRoughlyClose = 1.1;
// From any look, at most: the first where hardly anything misses, others, and where rough looks
// have been.
constexpr double kFirstStride = 2, kStride = 4, kShortStride = 1.15;
constexpr double kBeyond = 1.06;  // the guess, so that it lies between two looks
constexpr int kSteps = 512;       // in which the way to the next look is gone
constexpr int kPatience = 4;      // looks; then the middle of what is left
constexpr int kMostLooks = 24;
constexpr int kDigits = 4;  // of a load that is looked at: the same on every machine

// Requests an hour that a stream can be brought to.
double most_per_hour(const sim::StreamPlan& stream) {
  const auto* trace = std::get_if<sim::TraceStream>(&stream.shape);
  if (trace == nullptr) {
    return std::numeric_limits<double>::infinity();
  }
  return trace->compress ? sim::kMostTraceCompression * sim::trace_rate_per_hour(*trace->trace)
                         : sim::surely_superposed_per_hour(trace->trace);
}

// How many times the simulation's load its streams can be brought to.
double most_times(const Simulation& run) {
  double times = kMostTimes;
  for (const sim::StreamPlan& stream : run.arrivals->streams) {
    const double busiest =
        *std::max_element(stream.rate_per_hour.begin(), stream.rate_per_hour.end());
    times = busiest > 0 ? std::min(times, most_per_hour(stream) / busiest) : times;
  }
  return times;
}

// Of an API without a limit.
bool takes_any_load(const PoolPlan& plan) {
  const auto* api = std::get_if<sim::ApiPlan>(&plan);
  return api != nullptr && api->request_interval == 0 && api->token_interval == 0;
}

}  // namespace

CapacitySearch::CapacitySearch(const ScenarioPlan& plan, const LoadPath& path)
    : plan_(&plan), path_(&path) {
  if (path.has_rates() && !takes_any_load(*run().plan)) {
    begin();
    expected_ = curve(1);
    next();
  }
}

CapacitySearch::CapacitySearch(const ScenarioPlan& plan,
                               const LoadPath& path,
                               const CapacitySearch& predicted,
                               double times_as_long)
    : plan_(&plan), path_(&path), is_end_(true) {
  if (predicted.capacity_) {
    begin();
    expected_ = predicted.curve(times_as_long);
    rough_is_off_ = predicted.rough_is_off_;
    next();
  }
}

const Simulation& CapacitySearch::run() const {
  return plan_->simulations[path_->members().front()];
}

void CapacitySearch::begin() {
  seen_ = path_->simulated();
  note_path();
  demand_ = seen_.rbegin()->first;
  const Simulation busiest = path_->glimpse(demand_, kMostRequests, kShortestHour);
  most_ = demand_ * most_times(busiest);
  most_requests_ = std::max(kMostRequests, 4 * busiest.requests_expected * plan_->days.repeats);
}

void CapacitySearch::note_path() {
  looks_.clear();
  for (const auto& [load, usage] : path_->simulated()) {
    looks_.push_back({load, excess(*plan_, run(), *usage)});
  }
}

// All that was seen, as it would be if all times were so many times as long.
ExcessCurve CapacitySearch::curve(double times_as_long) const {
  std::vector<Look> looks;
  for (const auto& [load, usage] : seen_) {
    looks.push_back({load / times_as_long, excess(*plan_, run(), *usage, times_as_long)});
  }
  return ExcessCurve(std::move(looks));
}

// Chance may let a greater load pass where a smaller one has failed: the smaller one counts.
CapacitySearch::Bracket CapacitySearch::bracket() const {
  Bracket found;
  for (const Look& look : looks_) {
    if (look.excess > 0 && (!found.missed || look.load < found.missed->load)) {
      found.missed = look;
    }
  }
  for (const Look& look : looks_) {
    const bool is_below = !found.missed || look.load < found.missed->load;
    if (is_below && (!found.met || look.load > found.met->load)) {
      found.met = look;
    }
  }
  return found;
}

// The expected curve, raised or lowered to go through the looks on both sides.
double CapacitySearch::model(const Bracket& known, double load) const {
  const auto off = [this](const Look& look) {
    return look.excess - expected_.at(look.load);
  };
  if (!known.met || !known.missed) {
    return expected_.at(load) + off(known.met ? *known.met : *known.missed);
  }
  const Look& met = *known.met;
  const Look& missed = *known.missed;
  const double share = std::log(load / met.load) / std::log(missed.load / met.load);
  return expected_.at(load) + off(met) * (1 - share) + off(missed) * share;
}

// Hardly anything misses in all that was seen, and nothing is expected.
bool CapacitySearch::knows_nothing(const Bracket& known) const {
  return !known.missed && !is_end_ && !rough_ && is_nothing(known.met->excess);
}

// How far from a look another is taken where one side is known alone.
double CapacitySearch::stride(const Bracket& known) const {
  const double first = is_end_ || asked_for_ > 0 ? kStride : kFirstStride;
  const double most = rough_ ? kShortStride : first;
  return known.met ? most : 1 / most;
}

// The load at which just as much misses as may, by the model; no farther than a stride from what is
// known.
double CapacitySearch::guess(const Bracket& known) const {
  const bool is_between = known.met && known.missed;
  const double from = known.met ? known.met->load : known.missed->load;
  const double to = is_between ? known.missed->load : from * stride(known);
  if (is_between && asked_for_ > kPatience) {
    return std::sqrt(from * to);
  }
  if (knows_nothing(known)) {
    return to;
  }
  Look last{from, model(known, from)};
  for (int i = 1; i <= kSteps; ++i) {
    const double load = from * std::pow(to / from, static_cast<double>(i) / kSteps);
    const Look here{load, model(known, load)};
    if ((here.excess > 0) != (last.excess > 0)) {
      return last.load * std::pow(load / last.load, last.excess / (last.excess - here.excess));
    }
    last = here;
  }
  return to;
}

bool CapacitySearch::is_decisive(double load) const {
  return load < kDecisive * demand_ && demand_ < kDecisive * load;
}

bool CapacitySearch::is_found(const Bracket& known, double load) const {
  const bool is_rough = is_end_ || (!rough_ && is_decisive(load));
  const auto is_close = [&](const std::optional<Look>& look) {
    const double most = is_rough ? kRoughlyClose : kClose;
    return look && load < most * look->load && look->load < most * load;
  };
  const bool is_between = known.met && known.missed;
  if (is_between && known.missed->load <= (is_rough ? kRoughlyNear : kNear) * known.met->load) {
    return true;
  }
  // A slope that was not seen on both sides is not to be relied on.
  return (is_end_ || rough_ || is_between) && (is_close(known.met) || is_close(known.missed));
}

void CapacitySearch::next() {
  const Bracket known = bracket();
  const double load = guess(known);
  if (!is_found(known, load)) {
    const bool is_beyond = !is_end_ && !rough_ && (!known.met || !known.missed);
    ask(is_beyond && known.met ? load * kBeyond : is_beyond ? load / kBeyond : load);
    return;
  }
  asked_.reset();
  capacity_ = load * rough_is_off_;
  if (rough_) {
    rough_is_off_ = load / *rough_;
  } else if (!is_end_ && is_decisive(load) && !is_of_path(known)) {
    look_closely(load);
  }
}

// What the rough looks have shown is expected then.
void CapacitySearch::look_closely(double load) {
  rough_ = load;
  expected_ = curve(1);
  note_path();
  asked_for_ = 0;
  ask(load);
}

bool CapacitySearch::is_of_path(const Bracket& known) const {
  return known.met && known.missed && path_->simulated().contains(known.met->load) &&
         path_->simulated().contains(known.missed->load);
}

void CapacitySearch::ask(double exactly) {
  const double load = rounded(exactly, kDigits);
  const double least = path_->simulated().begin()->first / kMostTimes;
  const bool is_small = look_at(load).requests_expected * plan_->days.repeats <= most_requests_;
  asked_ = is_small && load > least && load < most_ && asked_for_ < kMostLooks ? std::optional(load)
                                                                               : std::nullopt;
  ++asked_for_;
}

Simulation CapacitySearch::look_at(double load) const {
  if (load > kFar * demand_) {
    return path_->glimpse(load, kRough, kShortestHour);
  }
  const bool are_many = load * plan_->days.repeats > kShorterHour * kMany;
  return path_->glimpse(load, rough_ ? kClosely : kShort,
                        are_many || knows_nothing(bracket()) ? kShortestHour : kShorterHour);
}

std::vector<Simulation> CapacitySearch::wanted() const {
  return asked_ ? std::vector<Simulation>{look_at(*asked_)} : std::vector<Simulation>{};
}

void CapacitySearch::give(const std::vector<std::shared_ptr<const sim::PoolUsage>>& usages) {
  const double load = *asked_;
  looks_.push_back({load, excess(*plan_, run(), *usages.front())});
  if (!rough_) {
    seen_.emplace(load, usages.front());
  }
  next();
}

std::optional<double> CapacitySearch::load(std::size_t member) const {
  return capacity_ ? std::optional(path_->load(member) / *capacity_) : std::nullopt;
}

}  // namespace costwright::study
