#pragma once
// One pool's simulations: of every month that it is in service, at the predicted speed and at both
// ends of the speed range. Months that are alike share one run; what runs have in common is made,
// hashed and kept once.
#include <map>
#include <memory>

#include "study/plan/pools.h"
#include "study/plan/traffic.h"

namespace costwright::study {

// The plans of one pool at one speed, by their number of replicas.
class SizedPlans {
 public:
  struct Sized {
    std::shared_ptr<const PoolPlan> plan;
    std::uint64_t hash{};
  };
  // `factor`: how long everything takes that a calibration fits, against the prediction; > 0.
  SizedPlans(const PlanSources& from, const PoolParts& parts, std::size_t pool, double factor);
  const Sized& of(int replicas);

 private:
  const PlanSources& from_;
  const PoolParts& parts_;
  std::size_t pool_;
  PoolPlan base_;
  std::map<int, Sized> sized_;
};

// Adds the runs to `plan`, in which the pools that pass requests on to this one are finished.
class PoolRuns {
 public:
  // `parts`: complete but for the largest number of replicas, which is found here.
  PoolRuns(const PlanSources& from,
           const Traffic& traffic,
           std::size_t pool,
           PoolParts& parts,
           StudyPlan& plan);

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
  int replicas(int month) const;
  // `runs`: of the pools that pass requests on to this one. Returns the run's index.
  int add(SizedPlans& plans, const Case& what, const RunTable& runs);
  const Arrivals& arrivals_of(const Case& what);
  Arrivals make_arrivals(const Case& what) const;
  std::vector<Inbound> inbound(int month, const RunTable& runs) const;
  void add_inbound(std::vector<Inbound>& from, std::size_t w, const RelayStep& step, int run) const;
  void add_end(RunTable& runs, double factor);
  bool superposes() const;
  bool compressible() const;

  const PlanSources& from_;
  const Scenario& scenario_;
  const Traffic& traffic_;
  std::size_t pool_;
  PoolParts& parts_;
  StudyPlan& plan_;
  SizedPlans predicted_;
  int last_ = -1;                                      // month in service
  std::map<std::pair<int, bool>, Arrivals> arrivals_;  // by month, compressed
  std::map<std::uint64_t, int> run_of_key_;
};

}  // namespace costwright::study
