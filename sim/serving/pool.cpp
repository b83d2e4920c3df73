#include "sim/serving/pool.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace costwright {
namespace {

// Enough requests for each replica that going round the replicas costs little, for one replica few
// enough to stay in the cache.
std::size_t block_size(std::size_t replicas) {
  return replicas == 1 ? 2048 : std::max<std::size_t>(65536, 512 * replicas);
}

[[noreturn]] void refuse_so_late(Ps at) {
  throw std::logic_error(fmt::format(
      "the simulation has reached {} ps, more than 53 days after its first arrival", at));
}

}  // namespace

void simulate_separately(std::vector<Replica>& replicas, ArrivalFeed& feed) {
  const std::size_t stride = replicas.size();
  std::vector<Request> buffer(block_size(stride));
  std::size_t first = 0;  // replica of the block's first request
  for (auto block = feed.next_block(buffer); !block.empty(); block = feed.next_block(buffer)) {
    for (std::size_t r = 0; r < stride; ++r) {
      Replica& replica = replicas[(first + r) % stride];
      for (std::size_t i = r; i < block.size(); i += stride) {
        __builtin_prefetch(block.data() + i +
                           4 * stride);  // beyond the block's end it does no harm
        replica.advance_to(block[i].arrival);
        replica.arrive(block[i]);
      }
    }
    first = (first + block.size()) % stride;
  }
  for (Replica& replica : replicas) {
    replica.drain();
  }
}

GlobalOrder::GlobalOrder(std::vector<Replica>& replicas,
                         ArrivalFeed& feed,
                         Router router,
                         bool reacts)
    : replicas_(replicas),
      feed_(feed),
      router_(router),
      reacts_(reacts),
      events_(replicas.size(), kNoEvent),
      outstanding_(replicas.size(), 0) {}

void GlobalOrder::run() {
  const Request* next = feed_.peek();
  if (next == nullptr) {
    return;
  }
  origin_ = next->arrival;
  while (next != nullptr || events_.smallest() != kNoEvent) {
    if (next != nullptr && key({next->arrival, EventKind::kArrival}) < events_.smallest()) {
      const Request request = *next;
      feed_.take();
      arrive(request);
    } else if (reacts_) {
      handle_next_event();
    } else {
      catch_up_to(next != nullptr ? next->arrival : kNever - 1);
    }
    next = feed_.peek();
  }
}

GlobalOrder::Key GlobalOrder::key(const Event& event) const {
  if (event.at == kNever) {
    return kNoEvent;
  }
  const auto since = static_cast<Key>(event.at) - static_cast<Key>(origin_);
  if (since >= kNoEvent / 4) [[unlikely]] {
    refuse_so_late(event.at);
  }
  return since * 4 + static_cast<Key>(event.kind);
}

void GlobalOrder::handle_next_event() {
  const std::size_t index = events_.winner();
  replicas_[index].handle(replicas_[index].next_event());
  update(index);
}

// Replicas do not see each other between arrivals: the one where somebody may leave first goes all
// the way.
void GlobalOrder::catch_up_to(Ps arrival) {
  const std::size_t index = events_.winner();
  replicas_[index].advance_to(arrival);
  replicas_[index].expire(arrival);
  update(index);
}

void GlobalOrder::arrive(const Request& request) {
  const std::size_t index = route();
  if (!reacts_) {  // the replica may lag behind
    replicas_[index].advance_to(request.arrival);
  }
  replicas_[index].arrive(request);
  update(index);
}

std::size_t GlobalOrder::route() {
  if (router_ == Router::kLeastOutstanding) {
    return outstanding_.winner();
  }
  return round_++ % replicas_.size();
}

void GlobalOrder::update(std::size_t index) {
  const Replica& replica = replicas_[index];
  const Event event =
      reacts_ ? replica.next_event() : Event{replica.no_departure_before(), EventKind::kEnd};
  events_.set(index, key(event));
  outstanding_.set(index, replica.outstanding());
}

}  // namespace costwright
