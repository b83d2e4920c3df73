#pragma once
// Loads instead of months. Months of one pool whose plans differ only in how many requests come lie
// on a path of loads (requests of the window). A few loads on it are simulated and every month is
// read between its two neighbours (between.h):
// * The path's least and greatest load are simulated as they are. Those between are powers of
//   2^(1/16): a fixed grid, so that what is remembered changes nothing and scenarios that differ in
//   growth share it.
// * A stretch between two simulated loads is halved at the grid's roundest load inside it. When
//   what was simulated there lies where it was expected, within four times the stated precision,
//   the stretch's halves are done, for their error is a quarter of the stretch's; else each half
//   is looked at in turn. Where one end is saturated and the other is not, halving goes on to the
//   grid's end and the months there are simulated themselves. So is a month that is alone in its
//   stretch. Quick starts with loads that are 3/4 of an octave apart instead of a half, and does
//   not look into less than a third where latencies at both ends are near each other.
// * Hours are simulated shorter (window.h) as far as the greatest load bears it: it is simulated
//   with hours of a 12th and of a 4th (quick: an 18th and a 9th), and what the two are apart is
//   what the shorter costs. Never so short that chance would show (few requests are left of a
//   workload).
// Few or small simulations are all made as they are.
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "study/plan/plan.h"
#include "study/simulate/between.h"

namespace costwright::study {

// What of a simulation's figures an effort promises (docs/performance.md says how it is held).
Discrepancy promised(Effort effort);

class LoadPath {
 public:
  // `members`: indices of the plan's simulations on the path, one pool at one speed that
  // passes no requests on and takes none over.
  // `stops_when_overloaded`: when its greatest load is far from being served, it is enough to know
  // that: the months are read between few loads, across the knee.
  LoadPath(const ScenarioPlan& plan,
           std::vector<std::size_t> members,
           bool stops_when_overloaded = false);

  // The same pool at another speed, or with its time compressed, after the path that is given: at
  // every second load. All times being so many times as long, a load strains it as so many times
  // that load did there, and its hours are shorter where that was borne.
  void follow(const LoadPath& predicted, double times_as_long);

  // What must be simulated next; empty: done. It is to be answered by give().
  std::vector<Simulation> wanted() const;
  void give(const std::vector<Simulation>& wanted,
            const std::vector<std::shared_ptr<const sim::PoolUsage>>& usages);

  const std::vector<std::size_t>& members() const { return members_; }
  // Of a member, once done.
  std::shared_ptr<const sim::PoolUsage> usage(std::size_t member) const;
  // Stands for all that usage() of the member rests on.
  std::uint64_t usage_key(std::size_t member) const;
  // Requests of a member's window.
  double load(std::size_t member) const;
  // About how many it will simulate, for progress.
  double requests_expected() const;
  // Whether all of its clients come at stated rates.
  bool has_rates() const;
  // The loads that were simulated, once done.
  std::map<double, std::shared_ptr<const sim::PoolUsage>> simulated() const;
  // Any load, in hours so short that not many more requests than enough are left, and at most so
  // many times.
  Simulation glimpse(double load, double enough, int shorter) const;
  // What the months' figures miss for being read between loads and for shorter hours.
  const Discrepancy& missed() const { return missed_; }

 private:
  using Rates = std::vector<std::vector<double>>;  // by stream and hour
  struct Month {
    double load{};
    std::size_t member{};
    Rates rates;
  };
  struct Point {
    std::shared_ptr<const sim::PoolUsage> usage;  // of the whole window
    bool is_saturated = false;
    std::uint64_t key{};  // of its simulation
  };
  struct Ask {
    double load{};
    int shorter = 1;
  };
  struct Stretch {
    double from{}, to{};  // simulated, months between them
    double middle{};      // simulated next
  };

  bool lies_on_a_line() const;
  bool is_proportional() const;
  void probe(double load);
  void judge_probe();
  void bear(double most, int shorter, const Discrepancy& missed);
  void start();
  void ask(double load);
  int sampled_enough(double load, int most) const;
  Rates rates_at(double load) const;
  const Month* month_at(double load) const;
  const Month& month_of(std::size_t member) const;
  Simulation simulation(const Ask& ask) const;
  void take(const Ask& ask, std::uint64_t key, const std::shared_ptr<const sim::PoolUsage>& usage);
  void look();
  bool needs_no_look(double from, double to) const;
  bool is_done(const Stretch& stretch);
  void halve(double from, double to);

  const ScenarioPlan* plan_;
  std::vector<std::size_t> members_;
  std::vector<Month> months_;  // by load
  Discrepancy limit_;
  bool is_thrifty_ = false;
  bool stops_when_overloaded_ = false;
  bool is_overloaded_ = false;  // and that ends it
  bool is_line_ = false;
  bool is_cuttable_ = false;  // hours may be simulated shorter
  bool can_be_cut_ = false;   // and that is worth while
  bool is_follower_ = false;
  bool is_looked_at_ = false;  // the first round
  std::optional<double> probed_;
  int shorter_ = 1;   // hours than they are, of loads up to
  double borne_ = 0;  // that one;
  int longest_ = 1;   // of those above
  std::vector<Ask> asked_;
  std::map<std::pair<double, int>, Point> cut_;  // that were probed
  std::vector<Stretch> open_;
  std::map<double, Point> points_;
  Discrepancy missed_;
};

}  // namespace costwright::study
