#pragma once
// The stream as the pool sees it: pulled in batches, checked, cut off at the end of the window,
// with the follow-ups of reacting clients merged in by (arrival, id).
#include <cstddef>
#include <span>
#include <vector>

#include "sim/requests/request.h"
#include "sim/requests/run_control.h"

namespace costwright::sim {

// Of one pool, for one simulation.
class ArrivalFeed {
 public:
  // Requests at or after `end` are not admitted, unless the source has some that another pool has
  // passed on; each must be of one of `classes` classes.
  ArrivalFeed(ArrivalSource& source, std::size_t classes, Ps end, const RunControl& options);

  // Open streams: up to `out.size()` of the next requests; empty when the stream has ended.
  std::span<const Request> next_block(std::span<Request> out);

  // The next request or null; valid until take() or follow_up().
  const Request* peek() {
    if (position_ < filled_ && follow_ups_.empty()) [[likely]] {
      return &batch_[position_];
    }
    return peek_both();
  }
  void take();  // the one that peek() shows
  // A request that a client sends because of an answer at `cause`; not before it.
  void follow_up(const Request& request, Ps cause);

 private:
  const Request* peek_both();
  std::size_t pull(std::span<Request> out);
  void check(const Request& request) const;
  void report_progress(Ps reached) const;

  ArrivalSource& source_;
  std::size_t classes_;
  std::int64_t prefixes_;  // nodes of the source's tree
  const RunControl& options_;
  Ps end_;
  Ps last_arrival_ = INT64_MIN;
  std::int64_t last_id_ = INT64_MIN;
  bool ended_ = false;
  std::vector<Request> batch_;
  std::size_t position_ = 0, filled_ = 0;
  std::vector<Request> follow_ups_;  // a heap, the earliest first
  std::size_t follow_ups_taken_ = 0;
};

}  // namespace costwright::sim
