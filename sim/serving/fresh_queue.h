#pragma once
// Requests that wait to be admitted for the first time: first in, first out, in a circular buffer
// that grows to the longest queue seen. Their time-outs come in the same order, because all wait
// equally long.
#include <vector>

#include "core/usage.h"
#include "sim/serving/plan.h"

namespace costwright {

struct Waiting {
  Request request;
  ClassDay* day{};  // day of arrival; null outside the window
};

class FreshQueue {
 public:
  bool empty() const { return head_ == tail_; }
  std::int64_t size() const { return static_cast<std::int64_t>(tail_ - head_); }
  const Waiting& front() const { return ring_[head_ & (ring_.size() - 1)]; }
  void pop() { ++head_; }
  void push(const Waiting& waiting) {
    if (tail_ - head_ == ring_.size()) {
      grow();
    }
    ring_[tail_ & (ring_.size() - 1)] = waiting;
    ++tail_;
  }

 private:
  void grow() {
    std::vector<Waiting> larger(ring_.size() * 2);
    for (std::uint64_t i = head_; i != tail_; ++i) {
      larger[i & (larger.size() - 1)] = ring_[i & (ring_.size() - 1)];
    }
    ring_.swap(larger);
  }

  std::vector<Waiting> ring_ = std::vector<Waiting>(16);  // a power of two
  std::uint64_t head_ = 0, tail_ = 0;
};

}  // namespace costwright
