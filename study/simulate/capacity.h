#pragma once
// How much a deployment could serve: the load (requests of the window, in the mix of its busiest
// month) at which the share of requests within their SLO is just the target; where no workload has
// one, at which 99 % are served. Looked for upwards from the busiest month in strides, or between
// the months where one misses the target, then halved until two loads are within a tenth and read
// between those. Hours are cut (loads.h, glimpse) to some 400,000 requests; to 15,000 at the ends
// of the speed range, which are far apart; to 5,000 beyond four times the demand, where nobody's
// decision hangs on the second digit. None beyond a thousand times the demand, nor where a
// simulation would take more than 400,000 requests and four times the busiest month's. Not for
// deployments between which requests are passed on, nor for closed clients, who wait.
#include <optional>

#include "study/simulate/loads.h"

namespace costwright::study {

class CapacitySearch {
 public:
  // The path is done and lives longer.
  CapacitySearch(const ScenarioPlan& plan, const LoadPath& path);
  // At an end of the speed range: where all times are so many times as long, what the predicted
  // speed could serve is looked at first.
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
  void begin();
  std::optional<double> capacity() const;
  Simulation look_at(double load) const;
  double slack(const sim::PoolUsage& usage) const;
  void note(double load, double slack);
  void next();
  void ask(double load);

  const ScenarioPlan* plan_;
  const LoadPath* path_;
  double enough_;             // requests of a look near the demand
  double stride_;             // to the next load
  double demand_ = 0;         // load of the busiest month
  double most_ = 0;           // load that can be asked for
  double most_requests_ = 0;  // of a simulation
  std::optional<double> asked_;
  double met_ = 0, met_slack_ = 0;        // the greatest load that is served well enough
  double missed_ = 0, missed_slack_ = 0;  // the least that is not; 0: none is known
};

}  // namespace costwright::study
