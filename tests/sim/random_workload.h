#pragma once
// Small random workloads that seek out the awkward corners of docs/serving-engine.md: exact ties,
// chunked prefills, preemptions, crossovers, bucket and day edges, overload, clocks that start at
// day 30, clients that react; two in three with features beyond the plain engine
// (random_features.h). A workload is a pure function of its seed.
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/requests/request.h"
#include "sim/serving/plan.h"

namespace costwright::testing {
using namespace sim;

// A request that arrives at its own time, or `think` after request `after` has left.
struct ScriptedRequest {
  Request request;
  std::int64_t after = -1;  // -1: request.arrival holds
  Ps think{};
};

struct Workload {
  std::uint64_t seed{};
  ServingPlan plan;
  std::vector<ScriptedRequest> requests;  // the open ones in (arrival, id) order
  bool reacts = false;
  std::vector<PrefixNode> tree;  // of the requests' prefixes
};

Workload random_workload(std::uint64_t seed);
std::string describe(const Workload& workload);

// Plays a script; hands out `grain` requests at a time; keeps the calls of follow_up in their
// order.
class ScriptedSource : public ArrivalSource {
 public:
  explicit ScriptedSource(const Workload& workload, std::size_t grain = 3);
  ScriptedSource(std::vector<Request> requests,
                 std::size_t grain,
                 std::vector<PrefixNode> tree = {});
  std::size_t next(std::span<Request> out) override;
  PrefixTree prefixes() const override { return tree_; }
  bool reacts() const override { return reacts_; }
  std::optional<Request> follow_up(const Request& done, Ps at) override;

  struct Call {
    std::int64_t id{};
    std::int32_t replica{};
    Ps at{};
    friend bool operator==(const Call&, const Call&) = default;
  };
  const std::vector<Call>& calls() const { return calls_; }

 private:
  std::vector<Request> open_;
  std::vector<PrefixNode> tree_;
  std::map<std::int64_t, ScriptedRequest> followers_;  // by the id of the cause
  std::vector<Call> calls_;
  std::size_t position_ = 0;
  std::size_t grain_;
  bool reacts_ = false;
};

}  // namespace costwright::testing
