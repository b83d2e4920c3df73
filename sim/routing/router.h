#pragma once
// Which replica a request goes to (docs/serving-engine.md, "Routers"). A new policy is one class in
// router.cpp and one line in make_router.
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/policies.h"
#include "sim/clock/tournament.h"
#include "sim/requests/request.h"

namespace costwright::sim {

// What routers see of a pool: who accepts, and how many requests wait or run there.
class PoolView {
 public:
  explicit PoolView(std::size_t replicas);

  void set_outstanding(std::size_t replica, std::int64_t requests) {
    const std::int64_t more = requests - outstanding_[replica];
    outstanding_[replica] = requests;
    of_all_ += more;
    if (accepts_[replica]) {
      of_those_ += more;
      of_accepting_.set(replica, requests);
    }
  }
  void set_accepting(std::size_t replica, bool accepts);

  std::int64_t outstanding(std::size_t replica) const { return outstanding_[replica]; }
  std::int64_t outstanding_of_all() const { return of_all_; }
  std::int64_t outstanding_of_accepting() const { return of_those_; }
  const std::vector<std::size_t>& accepting() const { return accepting_; }  // by index
  // Of the accepting ones, of which there must be one; ties: the lowest index.
  std::size_t least_outstanding() const { return of_accepting_.winner(); }
  // The lowest index with fewer than `limit`; the least outstanding when none has.
  std::size_t first_below(std::int64_t limit) const { return of_accepting_.first_below(limit); }

 private:
  std::vector<std::int64_t> outstanding_;
  std::int64_t of_all_ = 0, of_those_ = 0;  // sums: all, and those that accept
  std::vector<bool> accepts_;
  std::vector<std::size_t> accepting_;
  Tournament<std::int64_t> of_accepting_;
};

class RoutingPolicy {
 public:
  virtual ~RoutingPolicy() = default;
  // None: nobody accepts.
  std::optional<std::size_t> choose(const Request& request, const PoolView& pool) {
    ++asked_;
    return pool.accepting().empty() ? std::nullopt : std::optional(choose_one(request, pool));
  }

 protected:
  virtual std::size_t choose_one(const Request& request, const PoolView& pool) = 0;
  std::size_t asked_ = 0;  // the request at hand included
};

struct RouterSettings {
  Router router = Router::kRoundRobin;
  std::uint64_t seed{};
  PrefixTree prefixes;
  std::int64_t pack_limit = 1;  // kPack: requests per replica
};
std::unique_ptr<RoutingPolicy> make_router(const RouterSettings& settings);

}  // namespace costwright::sim
