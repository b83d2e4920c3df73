#pragma once
// One pool's simulations: of every month that it is in service, at the predicted speed and at both
// ends of the speed range. Months that are alike share one simulation; what simulations have in
// common is made, hashed and kept once.
#include <map>
#include <memory>

#include "study/plan/pools.h"
#include "study/plan/traffic.h"

namespace costwright::study {

// Of each kind of machines that a pool runs on.
using ReplicasByKind = std::vector<int>;

// How long everything takes that a calibration fits, against the prediction.
enum class SpeedEnd { kPredicted, kFast, kSlow };

// The plans of one pool at one speed, by their numbers of replicas.
class SizedPlans {
 public:
  struct Sized {
    std::shared_ptr<const PoolPlan> plan;
    std::uint64_t hash{};
  };
  SizedPlans(const PlanSources& from, const PoolParts& parts, std::size_t pool, SpeedEnd speed);
  const Sized& of(const ReplicasByKind& replicas);

 private:
  const PlanSources& from_;
  const PoolParts& parts_;
  std::size_t pool_;
  std::vector<PoolPlan> kinds_;  // of one replica each
  std::map<ReplicasByKind, Sized> sized_;
};

// Adds the simulations to `plan`, in which the pools that pass requests on to this one are
// finished.
class PoolSimulations {
 public:
  // `parts`: complete but for the largest number of replicas, which is found here.
  PoolSimulations(const PlanSources& from,
                  const Traffic& traffic,
                  std::size_t pool,
                  PoolParts& parts,
                  ScenarioPlan& plan);

  // Too many replicas, or room for none in any month, is an error.
  void add_months();
  // The last month by time compression, where that tells something else.
  void add_bracket();
  // A pool without a calibration is at both ends what it is, but for what others pass on to it.
  void add_speed_range();

 private:
  struct Case {
    int month{};
    bool compress = false;
  };
  struct Arrivals {
    std::shared_ptr<const sim::ArrivalPlan> plan;
    std::uint64_t hash{};
    double requests_expected{};
  };

  // Those that the deployment states, as far as its fleet has room.
  ReplicasByKind replicas(int month) const;
  // Several kinds at once: false, with an error, where that is not simulated.
  bool check_mixed(const ReplicasByKind& replicas, int month) const;
  // `simulations`: of the pools that pass requests on to this one. Returns the simulation's index.
  int add(SizedPlans& plans, const Case& what, const SimulationTable& simulations);
  const Arrivals& arrivals_of(const Case& what);
  Arrivals make_arrivals(const Case& what) const;
  std::vector<Inbound> inbound(int month, const SimulationTable& simulations) const;
  void add_inbound(std::vector<Inbound>& from,
                   std::size_t w,
                   const RelayStep& step,
                   int simulation) const;
  void add_end(SimulationTable& simulations, SpeedEnd speed);
  bool superposes() const;
  bool compressible() const;

  const PlanSources& from_;
  const Scenario& scenario_;
  const Traffic& traffic_;
  std::size_t pool_;
  PoolParts& parts_;
  ScenarioPlan& plan_;
  SizedPlans predicted_;
  int last_ = -1;                                      // month in service
  std::map<std::pair<int, bool>, Arrivals> arrivals_;  // by month, compressed
  std::map<std::uint64_t, int> simulation_of_key_;
};

}  // namespace costwright::study
