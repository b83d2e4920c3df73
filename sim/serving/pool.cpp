#include "sim/serving/pool.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace costwright::sim {
namespace {

// Enough requests for each replica that going round the replicas costs little, for one replica few
// enough to stay in the cache.
std::size_t block_size(std::size_t replicas) {
  return replicas == 1 ? 2048 : std::max<std::size_t>(65536, 512 * replicas);
}

constexpr Ps kLongest = Ps{1} << 61;  // 26 days: no pool drains for so long

[[noreturn]] void refuse_so_late(Ps at) {
  throw std::logic_error(
      fmt::format("the simulation has reached {} ps, more than 53 days after its beginning", at));
}

}  // namespace

void simulate_separately(const Pool& pool) {
  const std::size_t stride = pool.replicas.size();
  std::vector<Request> buffer(block_size(stride));
  std::size_t first = 0;  // replica of the block's first request
  for (std::size_t got = pool.feed.next_block(buffer).size(); got > 0;
       got = pool.feed.next_block(buffer).size()) {
    std::span<Request> block(buffer.data(), got);
    if (pool.response_cache.in_use()) {
      const auto kept = std::remove_if(block.begin(), block.end(), [&](const Request& request) {
        return pool.answers(request);
      });
      block = {block.begin(), kept};
    }
    for (std::size_t r = 0; r < stride; ++r) {
      Replica& replica = pool.replicas[(first + r) % stride];
      for (std::size_t i = r; i < block.size(); i += stride) {
        __builtin_prefetch(block.data() + std::min(i + 4 * stride, block.size()));
        replica.advance_to(block[i].arrival);
        replica.offer({block[i], pool.arrived(block[i]), block[i].arrival});
      }
    }
    first = (first + block.size()) % stride;
  }
  for (Replica& replica : pool.replicas) {
    replica.drain();
  }
}

GlobalOrder::GlobalOrder(const Pool& pool, bool reacts)
    : pool_(pool),
      router_(make_router({.router = pool.context.plan->router,
                           .seed = pool.context.plan->seed,
                           .prefixes = pool.context.prefixes,
                           .pack_limit = pool.context.plan->replica.max_batch})),
      view_(pool.replicas.size()),
      one_by_one_(reacts),
      events_(pool.replicas.size(), kNoEvent) {
  if (changes_fleet(*pool.context.plan)) {
    fleet_.emplace(*pool.context.plan, *pool.context.meters);
    show_who_accepts();
    one_by_one_ = true;
  }
}

void GlobalOrder::run() {
  const Request* next = pool_.feed.peek();
  origin_ = std::min(next != nullptr ? next->arrival : kNever, next_change());
  while (next != nullptr || events_.smallest() != kNoEvent ||
         next_change() < pool_.context.meters->window_end()) {
    const Ps arrival = next != nullptr ? next->arrival : kNever;
    const Ps change = next_change();
    const bool is_change = change <= arrival;  // both may be kNever
    const Key here = key({std::min(change, arrival), EventKind::kArrival});
    if (here < events_.smallest() && is_change) {
      change_fleet(change);
    } else if (here < events_.smallest()) {
      const Request request = *next;
      pool_.feed.take();
      arrive(request);
    } else if (one_by_one_) {
      handle_next_event();
    } else {
      catch_up_to(next != nullptr ? arrival : kNever - 1);
    }
    next = pool_.feed.peek();
  }
  if (fleet_) {
    fleet_->close();
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

// One that lies beyond the clock never comes.
Ps GlobalOrder::next_change() const {
  const Ps next = fleet_ ? fleet_->next() : kNever;
  return next >= pool_.context.meters->window_end() + kLongest ? kNever : next;
}

void GlobalOrder::handle_next_event() {
  const std::size_t index = events_.winner();
  Replica& replica = pool_.replicas[index];
  const Event event = replica.next_event();
  replica.handle(event);
  update(index);
  if (fleet_ && replica.outstanding() == 0) {
    fleet_->emptied(index, event.at);
  }
}

// Replicas do not see each other between arrivals: the one where somebody may leave first goes all
// the way.
void GlobalOrder::catch_up_to(Ps arrival) {
  const std::size_t index = events_.winner();
  pool_.replicas[index].advance_to(arrival);
  pool_.replicas[index].expire(arrival);
  update(index);
}

void GlobalOrder::arrive(const Request& request) {
  if (!pool_.answers(request)) {
    offer(request, pool_.arrived(request), request.arrival);
  }
}

void GlobalOrder::offer(const Request& request, ClassDay* day, Ps at) {
  const auto index = router_->choose(request, view_);
  if (!index) {
    drop(request, day, at);
    return;
  }
  Replica& replica = pool_.replicas[*index];
  if (!one_by_one_) {  // it may lag behind
    replica.advance_to(at);
  }
  replica.offer({request, day, at});
  update(*index);
}

// Nobody accepts.
void GlobalOrder::drop(Request request, ClassDay* day, Ps at) {
  const bool goes_on = pool_.context.departures != nullptr &&
                       pool_.context.departures->takes_dropped(request, day, at);
  if (!goes_on) {
    pool_.context.meters->dropped(day, at);
  }
  if (pool_.context.listener != nullptr) {
    request.replica = -1;
    const RequestFate fate = goes_on ? RequestFate::kPassedOn : RequestFate::kDropped;
    const RequestOutcome outcome{request,
                                 {.id = request.id, .fate = fate, .replica = -1, .finish = at}};
    pool_.context.listener->on_outcomes({&outcome, 1});
  }
}

void GlobalOrder::change_fleet(Ps at) {
  for (const std::size_t index : fleet_->make_ready(at)) {
    pool_.replicas[index].restart();
  }
  fleet_->give_notice(at, view_);
  std::vector<Request> lost;
  for (const std::size_t index : fleet_->take_down(at)) {
    const std::vector<Request> here = pool_.replicas[index].fail(at);
    lost.insert(lost.end(), here.begin(), here.end());
    update(index);
  }
  show_who_accepts();
  offer_again(lost, at);
  if (fleet_->ticks_at(at)) {
    fleet_->tick(at, view_);
    show_who_accepts();
  }
}

void GlobalOrder::show_who_accepts() {
  for (const std::size_t index : fleet_->take_changed()) {
    view_.set_accepting(index, fleet_->accepts(index));
  }
}

void GlobalOrder::offer_again(const std::vector<Request>& lost, Ps at) {
  std::vector<Request> in_order = lost;
  std::sort(in_order.begin(), in_order.end(), [](const Request& a, const Request& b) {
    return a.id < b.id;
  });
  for (const Request& request : in_order) {
    pool_.context.meters->lost(at);
    const Origin* const origin = pool_.context.origins.find(request.id);
    const Ps arrival = origin != nullptr ? origin->arrival : request.arrival;
    offer(request, pool_.context.meters->day_of(request.klass, arrival), at);
  }
}

void GlobalOrder::update(std::size_t index) {
  const Replica& replica = pool_.replicas[index];
  const Event event =
      one_by_one_ ? replica.next_event() : Event{replica.no_departure_before(), EventKind::kEnd};
  events_.set(index, key(event));
  view_.set_outstanding(index, replica.outstanding());
}

}  // namespace costwright::sim
