#include "study/simulate/loads.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/hash.h"
#include "study/simulate/window.h"

namespace costwright::study {
namespace {

constexpr int kStepsPerOctave = 16;       // of the grid
constexpr double kSmall = 200'000;        // requests of a path: not worth a thought
constexpr double kWorthCutting = 30'000;  // requests of the greatest load's window
constexpr double kHalvesAreBetter = 4;    // the error of a stretch against that of its halves
constexpr double kLongerIsBetter =
    2;                              // the error of the shortest hours against that of the shorter
constexpr double kWorstLoad = 1.5;  // what the greatest load may miss, for others miss less
constexpr double kSameForm = 1e-9;  // relative difference of rates in proportion

// By how much hours are cut.
struct Cuts {
  int shortest, shorter;  // probed
  int longest;            // where neither is borne
  int of_ends;            // of the speed range, where the predicted speed bears the shorter
  int of_strained_ends;   // elsewhere
};

// How near loads are simulated to each other.
struct Spacing {
  int coarse;       // steps of the grid, of the first loads
  double unhalved;  // a flat stretch between loads no farther apart is done
};
Spacing spacing_of(Effort effort) {
  return effort == Effort::kQuick ? Spacing{3 * kStepsPerOctave / 4, 1.34}
                                  : Spacing{kStepsPerOctave / 2, 1};
}

// Whether latencies at its ends are so near to each other (means a fifth, percentiles a half) that
// what lies between bends little.
bool is_flat(const Discrepancy& between_ends) {
  return between_ends.means <= 0.2 && between_ends.percentiles <= 0.6;
}

Cuts cuts_of(Effort effort) {
  return effort == Effort::kQuick ? Cuts{kShortestHour, 9, 9, kShortestHour, kShortestHour}
                                  : Cuts{12, 4, 2, 12, 4};
}

// By what hours may be cut.
constexpr std::array<int, 7> kCuts{kShortestHour, 12, 9, 6, 4, 3, 2};

// Requests that are simulated at least, of the workload that sends the fewest: so many that chance
// moves their means and their p99 by less than is stated.
double least_simulated(Effort effort) {
  return effort == Effort::kQuick ? 12'000 : 45'000;
}

double load_of(const std::vector<std::vector<double>>& rates) {
  double sum = 0;
  for (const auto& of_stream : rates) {
    for (const double rate : of_stream) {
      sum += rate;
    }
  }
  return sum;
}

// Whether the rates of a stream are `times` the others.
bool are_proportional(const std::vector<double>& rates,
                      const std::vector<double>& others,
                      double times) {
  return std::equal(rates.begin(), rates.end(), others.begin(), [times](double rate, double other) {
    return std::abs(rate - other * times) <= kSameForm * other * times;
  });
}

// The grid's k-th load: written out, so that it is the same on every machine.
double grid_load(int k) {
  constexpr std::array<double, kStepsPerOctave> kSteps = {1.0,
                                                          1.0442737824274138,
                                                          1.0905077326652577,
                                                          1.1387886347566916,
                                                          1.1892071150027210,
                                                          1.2418578120734840,
                                                          1.2968395546510096,
                                                          1.3542555469368927,
                                                          1.4142135623730951,
                                                          1.4768261459394993,
                                                          1.5422108254079407,
                                                          1.6104903319492543,
                                                          1.6817928305074292,
                                                          1.7562521603732995,
                                                          1.8340080864093424,
                                                          1.9152065613971474};
  const int octave = k / kStepsPerOctave;
  return std::ldexp(kSteps[static_cast<std::size_t>(k % kStepsPerOctave)], octave);
}

// The first grid load above `load`, which is at least 1.
int above(double load) {
  int k = 0;
  while (grid_load(k + kStepsPerOctave) <= load) {
    k += kStepsPerOctave;
  }
  while (grid_load(k) <= load) {
    ++k;
  }
  return k;
}

constexpr double kWell = 0.9;  // below another load

// The greatest of every so many loads of the grid that is well below.
int coarse_below(double load, int coarse) {
  return (above(load * kWell) - 1) / coarse * coarse;
}

// How often 2 divides k, so that grids of different scenarios meet; 0 is the roundest.
int roundness(int k) {
  return k == 0 ? 31 : __builtin_ctz(static_cast<unsigned>(k));
}

// Where to halve a stretch: the roundest of the loads in its middle half.
bool is_better(int k, int than, double from, double to) {
  const auto off = [&](int step) {
    const double middle = std::sqrt(from * to);
    return std::max(grid_load(step) / middle, middle / grid_load(step));
  };
  const double quarter = std::sqrt(std::sqrt(to / from));
  const bool is_middle = off(k) <= quarter;
  if (is_middle != (off(than) <= quarter)) {
    return is_middle;
  }
  return is_middle && roundness(k) != roundness(than) ? roundness(k) > roundness(than)
                                                      : off(k) < off(than);
}

}  // namespace

Discrepancy promised(Effort effort) {
  switch (effort) {
    case Effort::kQuick:
      return {0.03, 0.08, 0.03};
    case Effort::kStandard:
      return {0.01, 0.03, 0.01};
    case Effort::kFull:
      break;
  }
  return {};
}

LoadPath::LoadPath(const ScenarioPlan& plan,
                   std::vector<std::size_t> members,
                   bool stops_when_overloaded)
    : plan_(&plan),
      members_(std::move(members)),
      limit_(promised(plan.effort)),
      stops_when_overloaded_(stops_when_overloaded) {
  double all = 0;
  for (const std::size_t member : members_) {
    const Simulation& run = plan.simulations[member];
    Rates rates = rates_of(run);
    months_.push_back({load_of(rates), member, std::move(rates)});
    all += run.requests_expected;
  }
  is_thrifty_ = plan.effort != Effort::kFull && all > kSmall;
  is_line_ = is_thrifty_ && members_.size() > 2 && lies_on_a_line();
  std::stable_sort(months_.begin(), months_.end(), [](const Month& a, const Month& b) {
    return a.load < b.load;
  });
  is_cuttable_ = std::all_of(members_.begin(), members_.end(), [&](std::size_t member) {
    return can_be_shortened(plan.simulations[member], plan.days);
  });
  can_be_cut_ =
      is_thrifty_ && is_cuttable_ && plan.days.repeats == 1 && months_.back().load > kWorthCutting;
  if (can_be_cut_) {
    probe(months_.back().load);
  } else {
    start();
  }
}

double LoadPath::requests_expected() const {
  constexpr double kUsually = 0.1;  // of the months' requests
  double sum = 0;
  for (const std::size_t member : members_) {
    sum += plan_->simulations[member].requests_expected;
  }
  return is_thrifty_ ? kUsually * sum : sum;
}

bool LoadPath::has_rates() const {
  const auto& streams = plan_->simulations[members_.front()].arrivals->streams;
  return std::none_of(streams.begin(), streams.end(),
                      [](const sim::StreamPlan& stream) {
                        return stream.rate_per_hour.empty();
                      }) &&
         months_.front().load >= 1;
}

// Loads between months mean something: the months' rates are in proportion, or the load only grows
// or only falls from month to month, and with it the mix of what comes.
bool LoadPath::lies_on_a_line() const {
  if (!has_rates()) {
    return false;
  }
  const auto falls = [](const Month& a, const Month& b) {
    return a.load >= b.load;
  };
  const auto grows = [](const Month& a, const Month& b) {
    return a.load <= b.load;
  };
  const bool is_monotone =
      std::adjacent_find(months_.begin(), months_.end(), falls) == months_.end() ||
      std::adjacent_find(months_.begin(), months_.end(), grows) == months_.end();
  return is_monotone || is_proportional();
}

bool LoadPath::is_proportional() const {
  const Month& first = months_.front();
  return std::all_of(months_.begin(), months_.end(), [&](const Month& month) {
    return std::equal(month.rates.begin(), month.rates.end(), first.rates.begin(),
                      [&](const auto& rates, const auto& of_first) {
                        return are_proportional(rates, of_first, month.load / first.load);
                      });
  });
}

// What hours of two lengths are apart: at the greatest load, and where that does not bear them, at
// the coarse grid's below it.
void LoadPath::probe(double load) {
  probed_ = load;
  const Cuts cuts = cuts_of(plan_->effort);
  asked_ = {{load, cuts.shortest}, {load, cuts.shorter}};
}

void LoadPath::judge_probe() {
  const double load = *probed_;
  probed_.reset();
  const Cuts cuts = cuts_of(plan_->effort);
  const Point& longer = cut_.at({load, cuts.shorter});
  const Discrepancy apart = discrepancy(*cut_.at({load, cuts.shortest}).usage, *longer.usage);
  if (load == months_.back().load) {
    longest_ = longer.is_saturated ? 1 : cuts.longest;
  }
  is_overloaded_ =
      stops_when_overloaded_ && load == months_.back().load && is_overloaded(*longer.usage);
  if (is_overloaded_) {
    bear(load, cuts.shorter, apart);
    return;
  }
  // Where time-outs bound the queues, hours of any length are alike: that says nothing of the loads
  // below, at which queues grow with the clock.
  const bool tells = !longer.is_saturated;
  if (tells && is_within(apart, limit_, kWorstLoad) && plan_->effort == Effort::kQuick) {
    bear(load, cuts.shortest, apart);
  } else if (tells && is_within(apart, limit_, kWorstLoad * kLongerIsBetter)) {
    bear(load, cuts.shorter, scaled(apart, 1 / kLongerIsBetter));
  } else if (const double below = grid_load(coarse_below(load, spacing_of(plan_->effort).coarse));
             is_line_ && below > months_.front().load) {
    probe(below);
  } else {
    bear(0, 1, {});
  }
}

// Loads up to `most` bear such hours, and miss so much for it.
void LoadPath::bear(double most, int shorter, const Discrepancy& missed) {
  borne_ = most;
  shorter_ = shorter;
  missed_ = missed;
  start();
}

// Every load of a line's ends and its coarse grid; of what is no line, every month.
void LoadPath::start() {
  if (!is_line_) {
    for (const Month& month : months_) {
      ask(month.load);
    }
    return;
  }
  const double least = months_.front().load;
  ask(least);
  ask(months_.back().load);
  const int coarse = spacing_of(plan_->effort).coarse;
  for (int k = coarse_below(months_.back().load, coarse);
       !is_overloaded_ && grid_load(k) * kWell > least; k = coarse_below(grid_load(k), coarse)) {
    ask(grid_load(k));
  }
}

void LoadPath::follow(const LoadPath& predicted, double times_as_long) {
  is_follower_ = true;
  asked_.clear();
  probed_.reset();
  const Cuts cuts = cuts_of(plan_->effort);
  borne_ = predicted.borne_ / times_as_long;
  shorter_ = can_be_cut_ ? cuts.of_ends : 1;
  longest_ = can_be_cut_ ? cuts.of_strained_ends : 1;
  if (!is_line_ || !predicted.is_line_) {
    start();
    return;
  }
  std::size_t i = 0;
  for (const auto& [load, point] : predicted.points_) {
    if (i % 2 == 0 || i + 1 == predicted.points_.size()) {
      ask(load);
    }
    ++i;
  }
}

// The greatest of a few whole numbers up to `most` by which the load's hours can be cut.
int LoadPath::sampled_enough(double load, int most) const {
  const Month* const month = month_at(load);
  const Rates rates = month ? month->rates : rates_at(load);
  double fewest = load;
  for (const auto& of_stream : rates) {
    const double requests = load_of({of_stream});
    fewest = requests > 0 ? std::min(fewest, requests) : fewest;
  }
  for (const int times : kCuts) {
    if (times <= most && fewest >= times * least_simulated(plan_->effort)) {
      return times;
    }
  }
  return 1;
}

// In hours as short as the load bears.
void LoadPath::ask(double load) {
  const int shorter = sampled_enough(load, load <= borne_ ? shorter_ : longest_);
  if (const auto known = cut_.find({load, shorter}); known != cut_.end()) {
    points_[load] = known->second;
  } else {
    asked_.push_back({load, shorter});
  }
}

// Beyond the path's ends, in the mix of the end.
LoadPath::Rates LoadPath::rates_at(double load) const {
  const Month& end = load < months_.front().load ? months_.front() : months_.back();
  if (load < months_.front().load || load > months_.back().load) {
    Rates rates = end.rates;
    for (auto& of_stream : rates) {
      for (double& rate : of_stream) {
        rate *= load / end.load;
      }
    }
    return rates;
  }
  const auto next = std::upper_bound(months_.begin(), months_.end() - 1, load,
                                     [](double value, const Month& month) {
                                       return value < month.load;
                                     });
  const Month& high = *next;
  const Month& low = *(next - 1);
  const double share = (load - low.load) / (high.load - low.load);
  Rates rates = low.rates;
  for (std::size_t s = 0; s < rates.size(); ++s) {
    for (std::size_t h = 0; h < rates[s].size(); ++h) {
      rates[s][h] = low.rates[s][h] * (1 - share) + high.rates[s][h] * share;
    }
  }
  return rates;
}

const LoadPath::Month* LoadPath::month_at(double load) const {
  const auto found = std::find_if(months_.begin(), months_.end(), [load](const Month& month) {
    return month.load == load;
  });
  return found != months_.end() ? &*found : nullptr;
}

Simulation LoadPath::simulation(const Ask& ask) const {
  const Month* const month = month_at(ask.load);
  const Simulation& own = plan_->simulations[month ? month->member : members_.front()];
  return shortened(month ? own : with_rates(own, rates_at(ask.load)), ask.shorter);
}

std::vector<Simulation> LoadPath::wanted() const {
  std::vector<Simulation> runs;
  for (const Ask& ask : asked_) {
    runs.push_back(simulation(ask));
  }
  return runs;
}

void LoadPath::give(const std::vector<Simulation>& wanted,
                    const std::vector<std::shared_ptr<const sim::PoolUsage>>& usages) {
  for (std::size_t i = 0; i < asked_.size(); ++i) {
    take(asked_[i], wanted[i].key, usages[i]);
  }
  asked_.clear();
  if (probed_) {
    judge_probe();
  } else if (is_line_) {
    look();
  }
}

void LoadPath::take(const Ask& ask,
                    std::uint64_t key,
                    const std::shared_ptr<const sim::PoolUsage>& usage) {
  auto whole = ask.shorter == 1
                   ? usage
                   : std::make_shared<const sim::PoolUsage>(repeated(*usage, ask.shorter));
  const bool saturated = is_saturated(*whole);
  Point point{std::move(whole), saturated, key};
  if (probed_) {
    cut_[{ask.load, ask.shorter}] = std::move(point);
  } else {
    points_[ask.load] = std::move(point);
  }
}

// The stretches that were open, with what has been simulated in them, and those of the first round.
void LoadPath::look() {
  std::vector<std::pair<double, double>> parts;
  for (const Stretch& stretch : open_) {
    if (!is_done(stretch)) {
      parts.emplace_back(stretch.from, stretch.middle);
      parts.emplace_back(stretch.middle, stretch.to);
    }
  }
  for (auto point = points_.begin(); !is_looked_at_ && std::next(point) != points_.end(); ++point) {
    parts.emplace_back(point->first, std::next(point)->first);
  }
  is_looked_at_ = true;
  open_.clear();
  is_overloaded_ = is_overloaded_ || (stops_when_overloaded_ &&
                                      is_overloaded(*points_.at(months_.back().load).usage));
  if (is_overloaded_) {
    return;
  }
  for (const auto& [from, to] : parts) {
    if (!needs_no_look(from, to)) {
      halve(from, to);
    }
  }
}

bool LoadPath::needs_no_look(double from, double to) const {
  const Point& low = points_.at(from);
  const Point& high = points_.at(to);
  if (low.is_saturated != high.is_saturated) {
    return false;
  }
  return is_follower_ || (to <= from * spacing_of(plan_->effort).unhalved &&
                          is_flat(discrepancy(*low.usage, *high.usage)));
}

// Whether the stretch's halves need no further look.
bool LoadPath::is_done(const Stretch& stretch) {
  const Point& low = points_.at(stretch.from);
  const Point& middle = points_.at(stretch.middle);
  const Point& high = points_.at(stretch.to);
  const double share = (stretch.middle - stretch.from) / (stretch.to - stretch.from);
  const Discrepancy found = discrepancy(between(*low.usage, *high.usage, share), *middle.usage);
  const bool is_smooth =
      low.is_saturated == middle.is_saturated && middle.is_saturated == high.is_saturated;
  if (is_smooth && is_within(found, limit_, kHalvesAreBetter)) {
    missed_ = worse_of(missed_, scaled(found, 1 / kHalvesAreBetter));
    return true;
  }
  return false;
}

// Asks for the roundest load of the grid between the two, the one nearest their middle of equals;
// for the months themselves where there is none, or where one is alone.
void LoadPath::halve(double from, double to) {
  std::vector<double> inside;
  for (const Month& month : months_) {
    if (month.load > from && month.load < to && (inside.empty() || inside.back() != month.load)) {
      inside.push_back(month.load);
    }
  }
  int best = -1;
  for (int k = above(from); grid_load(k) < to; ++k) {
    best = best < 0 || is_better(k, best, from, to) ? k : best;
  }
  if (best < 0 || inside.size() < 2) {
    for (const double load : inside) {
      ask(load);
    }
    return;
  }
  ask(grid_load(best));
  open_.push_back({from, to, grid_load(best)});
}

const LoadPath::Month& LoadPath::month_of(std::size_t member) const {
  return *std::find_if(months_.begin(), months_.end(), [member](const Month& month) {
    return month.member == member;
  });
}

std::uint64_t LoadPath::usage_key(std::size_t member) const {
  const Month& month = month_of(member);
  Hasher hash;
  hash.add(plan_->simulations[member].key).add(month.load);
  const auto after = points_.lower_bound(month.load);
  for (auto point = after->first == month.load ? after : std::prev(after);; ++point) {
    hash.add(point->second.key);
    if (point == after) {
      return hash.value();
    }
  }
}

double LoadPath::load(std::size_t member) const {
  return month_of(member).load;
}

std::map<double, std::shared_ptr<const sim::PoolUsage>> LoadPath::simulated() const {
  std::map<double, std::shared_ptr<const sim::PoolUsage>> usages;
  for (const auto& [load, point] : points_) {
    usages.emplace(load, point.usage);
  }
  return usages;
}

Simulation LoadPath::glimpse(double load, double enough, int shorter) const {
  const int most = is_cuttable_ ? shorter : 1;
  const auto cut = std::find_if(kCuts.begin(), kCuts.end(), [&](int times) {
    return times <= most && load * plan_->days.repeats >= times * enough;
  });
  return simulation({load, cut != kCuts.end() ? *cut : 1});
}

std::shared_ptr<const sim::PoolUsage> LoadPath::usage(std::size_t member) const {
  const Month* const month = &month_of(member);
  const auto above_it = points_.lower_bound(month->load);
  if (above_it->first == month->load) {
    return above_it->second.usage;
  }
  const auto below = std::prev(above_it);
  const double share = (month->load - below->first) / (above_it->first - below->first);
  return std::make_shared<const sim::PoolUsage>(
      between(*below->second.usage, *above_it->second.usage, share));
}

}  // namespace costwright::study
