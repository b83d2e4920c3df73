#include "sim/requests/relayed_arrivals.h"

#include <algorithm>
#include <numeric>

#include "core/diagnostics.h"

namespace costwright::sim {

RelayedArrivals::RelayedArrivals(std::unique_ptr<ArrivalSource> own,
                                 Ps end,
                                 const std::vector<RelayedList>& lists)
    : own_(std::move(own)), end_(end), own_ended_(own_ == nullptr) {
  if (own_ != nullptr) {
    require(!own_->reacts(), "a pool that requests are passed on to has clients that react");
    const PrefixTree tree = own_->prefixes();
    tree_.assign(tree.begin(), tree.end());
    batch_.resize(4096);
  }
  for (const RelayedList& list : lists) {
    add(list);
  }
  sort();
}

void RelayedArrivals::add(const RelayedList& list) {
  const auto first_node = static_cast<std::int32_t>(tree_.size());
  for (PrefixNode node : list.tree) {
    node.parent += node.parent >= 0 ? first_node : 0;
    tree_.push_back(node);
  }
  for (const PassedOn& passed : list.requests) {
    const std::int32_t klass = list.class_of.at(static_cast<std::size_t>(passed.request.klass));
    if (passed.kind == list.kind && klass >= 0) {
      Request& request = relayed_.emplace_back(passed.request);
      request.klass = klass;
      request.prefix.node += request.prefix.node >= 0 ? first_node : 0;
      origins_.push_back(passed.origin);
    }
  }
}

void RelayedArrivals::sort() {
  std::vector<std::size_t> places(relayed_.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::stable_sort(places.begin(), places.end(), [this](std::size_t a, std::size_t b) {
    return relayed_[a].arrival < relayed_[b].arrival;
  });
  std::vector<Request> requests;
  std::vector<Origin> origins;
  for (const std::size_t place : places) {
    requests.push_back(relayed_[place]);
    requests.back().id = kFirstRelayedId + std::ssize(requests) - 1;
    origins.push_back(origins_[place]);
  }
  relayed_ = std::move(requests);
  origins_ = std::move(origins);
}

const Request* RelayedArrivals::own_head() {
  if (position_ == filled_ && !own_ended_) {
    filled_ = own_->next(batch_);
    position_ = 0;
    own_ended_ = filled_ == 0;
  }
  if (position_ < filled_ && batch_[position_].arrival >= end_) {
    own_ended_ = true;
    position_ = filled_;
  }
  return position_ < filled_ ? &batch_[position_] : nullptr;
}

std::size_t RelayedArrivals::next(std::span<Request> out) {
  std::size_t filled = 0;
  for (; filled < out.size(); ++filled) {
    const Request* const own = own_head();
    if (own != nullptr && (taken_ == relayed_.size() || own->arrival <= relayed_[taken_].arrival)) {
      out[filled] = *own;
      ++position_;
    } else if (taken_ < relayed_.size()) {
      out[filled] = relayed_[taken_++];
    } else {
      break;
    }
  }
  return filled;
}

}  // namespace costwright::sim
