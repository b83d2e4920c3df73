#include "sim/routing/pool_view.h"

#include <algorithm>
#include <numeric>

namespace costwright::sim {

PoolView::PoolView(std::size_t replicas)
    : outstanding_(replicas, 0),
      accepts_(replicas, true),
      accepting_(replicas),
      of_accepting_(replicas, 0) {
  std::iota(accepting_.begin(), accepting_.end(), std::size_t{0});
}

void PoolView::set_accepting(std::size_t replica, bool accepts) {
  if (accepts_[replica] == accepts) {
    return;
  }
  accepts_[replica] = accepts;
  of_those_ += accepts ? outstanding_[replica] : -outstanding_[replica];
  of_accepting_.set(replica, accepts ? outstanding_[replica] : INT64_MAX);
  const auto place = std::lower_bound(accepting_.begin(), accepting_.end(), replica);
  if (accepts) {
    accepting_.insert(place, replica);
  } else {
    accepting_.erase(place);
  }
}

}  // namespace costwright::sim
