#pragma once
// Requests that wait to be admitted for the first time, in the order of docs/serving-engine.md
// ("Order of the fresh queue"). All wait equally long at most, so their time-outs come in the order
// in which they joined: a circular buffer, which grows to the longest queue seen. Where another
// order of admission is asked for, a heap beside it knows who is next.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <tuple>
#include <vector>

#include "sim/meters/meter_plan.h"
#include "sim/meters/usage.h"
#include "sim/requests/request.h"
#include "sim/serving/queue_order.h"

namespace costwright::sim {

// One who waits.
struct Waiting {
  Request request;
  ClassDay* day{};  // day of arrival; null outside the window
  Ps since{};       // when it joined
};

class WaitingQueue {
 public:
  WaitingQueue() = default;  // in order of arrival
  // `classes` must outlive it.
  WaitingQueue(QueueOrder order, const std::vector<ClassPlan>& classes)
      : classes_(&classes), policy_(make_queue_order(order, classes)) {
    reorders_ = policy_ != nullptr ||
                std::any_of(classes.begin(), classes.end(), [&](const ClassPlan& klass) {
                  return klass.priority != classes.front().priority;
                });
  }

  bool empty() const { return size_ == 0; }
  std::int64_t size() const { return size_; }
  // Who is admitted next, and who has waited longest; not of an empty queue.
  const Waiting& front() const { return at(reorders_ ? heap_.front().place : head_).waiting; }
  const Waiting& oldest() const { return at(head_).waiting; }

  // Behind all others of its rank. Returns whether the newcomer is the front.
  bool push(const Waiting& waiting) {
    if (tail_ - head_ == ring_.size()) {
      grow();
    }
    at(tail_) = {waiting, true};
    ++size_;
    if (reorders_) {
      const std::uint64_t place = tail_;
      heap_.push_back(rank(waiting.request, place));
      std::push_heap(heap_.begin(), heap_.end(), later);
      ++tail_;
      return heap_.front().place == place;
    }
    ++tail_;
    return size_ == 1;
  }
  void pop_front() {  // it is admitted
    if (reorders_) {
      if (policy_ != nullptr) {
        policy_->admitted(heap_.front().tag);
      }
      at(heap_.front().place).waits = false;
    } else {
      at(head_).waits = false;
    }
    forget_the_gone();
  }
  void pop_oldest() {  // it gives up
    at(head_).waits = false;
    forget_the_gone();
  }

 private:
  struct Entry {
    Waiting waiting;
    bool waits = false;
  };
  struct Rank {
    std::int32_t priority{};
    std::int64_t tag{};
    std::uint64_t place{};  // counts those who joined
  };
  static bool later(const Rank& a, const Rank& b) {
    return std::tie(a.priority, a.tag, a.place) > std::tie(b.priority, b.tag, b.place);
  }

  Entry& at(std::uint64_t place) { return ring_[place & (ring_.size() - 1)]; }
  const Entry& at(std::uint64_t place) const { return ring_[place & (ring_.size() - 1)]; }

  Rank rank(const Request& request, std::uint64_t place) {
    const ClassPlan& plan = (*classes_)[static_cast<std::size_t>(request.klass)];
    return {plan.priority, policy_ != nullptr ? policy_->tag(request) : 0, place};
  }

  void forget_the_gone() {
    --size_;
    while (head_ != tail_ && !at(head_).waits) {
      ++head_;
    }
    while (!heap_.empty() && is_gone(heap_.front())) {
      std::pop_heap(heap_.begin(), heap_.end(), later);
      heap_.pop_back();
    }
    if (heap_.size() > 64 && static_cast<std::int64_t>(heap_.size()) > 4 * size_) {
      std::erase_if(heap_, [this](const Rank& rank) {
        return is_gone(rank);
      });
      std::make_heap(heap_.begin(), heap_.end(), later);
    }
  }
  bool is_gone(const Rank& rank) const { return rank.place < head_ || !at(rank.place).waits; }

  void grow() {
    std::vector<Entry> larger(ring_.size() * 2);
    for (std::uint64_t i = head_; i != tail_; ++i) {
      larger[i & (larger.size() - 1)] = at(i);
    }
    ring_.swap(larger);
  }

  const std::vector<ClassPlan>* classes_{};           // null: in order of arrival
  std::unique_ptr<QueueOrderPolicy> policy_;          // null: by priority alone
  bool reorders_ = false;                             // false: the ring is the order
  std::vector<Entry> ring_ = std::vector<Entry>(16);  // a power of two
  std::uint64_t head_ = 0, tail_ = 0;
  std::int64_t size_ = 0;
  std::vector<Rank> heap_;  // the next one first; may hold some who are gone
};

}  // namespace costwright::sim
