#pragma once
// What routers see of a pool: who accepts, and how many requests wait or run there.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/clock/tournament.h"

namespace costwright::sim {

class PoolView {
 public:
  explicit PoolView(std::size_t replicas);  // all accept, none has a request

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

}  // namespace costwright::sim
