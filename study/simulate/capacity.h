#pragma once
// How much a deployment could serve: the load (requests of the window, in the mix of its busiest
// month) at which the share of requests within their SLO is just the target; where no workload has
// one, at which 99 % are served.
// * What misses its SLO grows about as a power of the load (excess.h). It is read between looks,
//   and beyond them at their slope.
// * Rough looks, in hours of a 9th, go on from what the path has simulated until there is one on
//   each side and the next would be near one of them, or between two within a tenth.
// * Within 1.5 times the demand, where something is decided, looks at 600,000 requests then say how
//   far off the rough ones were, which have shown the slope; mostly one is enough.
// * At an end of the speed range all times are so many times as long: at a load it misses what the
//   predicted speed, at as many times that load, would miss if its limits were as many times
//   shorter. That is expected; rough looks say how far it is off, and they are trusted as far as
//   those at the predicted speed turned out to be.
// Beyond four times the demand nobody's decision hangs on the second digit, and where hardly
// anything misses a look says only that: hours of an 18th do. None beyond a thousand times the
// demand, nor where a simulation would take more than 400,000 requests and four times the busiest
// month's. Not for deployments between which requests are passed on, nor for closed clients, who
// wait.
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "study/simulate/excess.h"
#include "study/simulate/loads.h"

namespace costwright::study {

class CapacitySearch {
 public:
  // The path is done and lives longer.
  CapacitySearch(const ScenarioPlan& plan, const LoadPath& path);
  // At an end of the speed range: what the predicted speed has shown, all times being so many times
  // as long.
  CapacitySearch(const ScenarioPlan& plan,
                 const LoadPath& path,
                 const CapacitySearch& predicted,
                 double times_as_long);

  // As LoadPath's.
  std::vector<Simulation> wanted() const;
  void give(const std::vector<std::shared_ptr<const sim::PoolUsage>>& usages);

  // Demand / capacity, of a member of the path.
  std::optional<double> load(std::size_t member) const;

 private:
  // The greatest load that is served well enough and the least that is not, where they are known.
  struct Bracket {
    std::optional<Look> met, missed;
  };

  void begin();
  const Simulation& run() const;
  void note_path();
  ExcessCurve curve(double times_as_long) const;
  Bracket bracket() const;
  double model(const Bracket& known, double load) const;
  bool knows_nothing(const Bracket& known) const;
  double stride(const Bracket& known) const;
  double guess(const Bracket& known) const;
  bool is_decisive(double load) const;
  bool is_found(const Bracket& known, double load) const;
  void next();
  void look_closely(double load);
  bool is_of_path(const Bracket& known) const;
  void ask(double exactly);
  Simulation look_at(double load) const;

  const ScenarioPlan* plan_;
  const LoadPath* path_;
  bool is_end_ = false;       // of the speed range
  double demand_ = 0;         // load of the busiest month
  double most_ = 0;           // load that can be asked for
  double most_requests_ = 0;  // of a simulation
  ExcessCurve expected_;
  // Of the path and the rough looks, by load.
  std::map<double, std::shared_ptr<const sim::PoolUsage>> seen_;
  std::vector<Look> looks_;      // that count
  int asked_for_ = 0;            // looks
  std::optional<double> asked_;  // the load of the next
  std::optional<double> rough_;  // by rough looks; there the close ones begin
  double rough_is_off_ = 1;      // what rough looks say is to be multiplied by
  std::optional<double> capacity_;
};

}  // namespace costwright::study
