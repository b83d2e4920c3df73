#include "study/simulate/capacity.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace costwright::study {
namespace {

constexpr double kMostTimes = 1000;        // the demand
constexpr double kMostRequests = 400'000;  // of a simulation
constexpr double kNear = 1.1;              // loads between which it is read
constexpr double kStride = 2;              // to the next load while none is known to be too much;
constexpr double kShortStride = 1.08;      // from one that is nearly right;
constexpr double kLongStride = 4;          // the next is its square, up to this
constexpr double kFar = 4;                 // times the demand: a rougher look is enough
constexpr double kRough = 5'000;           // requests of such a look
constexpr double kExact = 400'000;         // of one nearer by
constexpr double kAtEnd = 15'000;          // of the same at an end of the speed range
constexpr double kServed = 0.99;           // where there is no SLO

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
    : plan_(&plan), path_(&path), enough_(kExact), stride_(kStride) {
  if (path.has_rates() && !takes_any_load(*plan.simulations[path.members().front()].plan)) {
    begin();
    next();
  }
}

CapacitySearch::CapacitySearch(const ScenarioPlan& plan,
                               const LoadPath& path,
                               const CapacitySearch& predicted,
                               double times_as_long)
    : plan_(&plan), path_(&path), enough_(kAtEnd), stride_(kShortStride) {
  if (const auto capacity = predicted.capacity()) {
    begin();
    ask(*capacity / times_as_long);
  }
}

void CapacitySearch::begin() {
  for (const auto& [load, usage] : path_->simulated()) {
    note(load, slack(*usage));
  }
  demand_ = path_->simulated().rbegin()->first;
  const Simulation busiest = look_at(demand_);
  most_ = demand_ * most_times(busiest);
  most_requests_ = std::max(kMostRequests, 4 * busiest.requests_expected * plan_->days.repeats);
}

Simulation CapacitySearch::look_at(double load) const {
  return path_->glimpse(load, load > kFar * demand_ ? kRough : enough_);
}

// By how much the worst class is better than its target.
double CapacitySearch::slack(const sim::PoolUsage& usage) const {
  const Simulation& run = plan_->simulations[path_->members().front()];
  double least = 1;
  for (std::size_t c = 0; c < usage.classes.size(); ++c) {
    double arrived = 0;
    double completed = 0;
    double met = 0;
    for (const sim::ClassDay& day : usage.classes[c].days) {
      arrived += static_cast<double>(day.arrived);
      completed += static_cast<double>(day.completed);
      met += static_cast<double>(day.slo_met);
    }
    const std::size_t workload = plan_->pools[run.pool].workload_of_class[c];
    const auto& target = plan_->bases[workload].slo_target;
    if (arrived > 0) {
      least = std::min(least, target ? met / arrived - *target : completed / arrived - kServed);
    }
  }
  return least;
}

// Chance may let a greater load pass where a smaller one has failed: the smaller one counts.
void CapacitySearch::note(double load, double slack) {
  if (slack < 0 && (missed_ == 0 || load < missed_)) {
    missed_ = load;
    missed_slack_ = slack;
  } else if (slack >= 0 && load > met_ && (missed_ == 0 || load < missed_)) {
    met_ = load;
    met_slack_ = slack;
  }
}

void CapacitySearch::next() {
  const double least = path_->simulated().begin()->first;
  const bool was_too_much = asked_ && *asked_ == missed_;
  if (met_ == 0 && missed_ > least / kMostTimes) {
    ask(missed_ / stride_);
  } else if (missed_ == 0 && stride_ * met_ < most_) {
    ask(stride_ * met_);
  } else if (met_ > 0 && missed_ > kNear * met_) {
    const double middle = std::sqrt(met_ * missed_);
    ask(was_too_much ? std::max(middle, missed_ / stride_) : std::min(middle, met_ * stride_));
  } else {
    asked_.reset();
  }
  stride_ = std::min(kLongStride, stride_ * stride_);
}

void CapacitySearch::ask(double load) {
  const bool is_small = look_at(load).requests_expected * plan_->days.repeats <= most_requests_;
  asked_ = is_small ? std::optional(load) : std::nullopt;
}

std::vector<Simulation> CapacitySearch::wanted() const {
  return asked_ ? std::vector<Simulation>{look_at(*asked_)} : std::vector<Simulation>{};
}

void CapacitySearch::give(const std::vector<std::shared_ptr<const sim::PoolUsage>>& usages) {
  note(*asked_, slack(*usages.front()));
  next();
}

std::optional<double> CapacitySearch::capacity() const {
  if (met_ == 0 || missed_ == 0 || missed_ > kNear * 2 * met_) {
    return std::nullopt;
  }
  const double share = met_slack_ / (met_slack_ - missed_slack_);
  return met_ + share * (missed_ - met_);
}

std::optional<double> CapacitySearch::load(std::size_t member) const {
  const auto most = capacity();
  return most ? std::optional(path_->load(member) / *most) : std::nullopt;
}

}  // namespace costwright::study
