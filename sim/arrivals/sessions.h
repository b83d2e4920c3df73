#pragma once
// A trace seen as groups of rows that come or stay away together: its sessions, else the families
// that share a beginning. Each row's first and next row, and the requests that groups starting in a
// span of time bring. Without groups every row is one, and no table is kept.
#include <memory>
#include <vector>

#include "sim/trace/trace.h"

namespace costwright::sim {

class SessionIndex {
 public:
  explicit SessionIndex(std::shared_ptr<const Trace> trace);
  const Trace& trace() const { return *trace_; }
  bool has_groups() const { return trace_->has_sessions || !trace_->families.empty(); }
  std::size_t first(std::size_t row) const { return has_groups() ? first_[row] : row; }
  bool is_first(std::size_t row) const { return first(row) == row; }
  static constexpr std::size_t kNone = ~std::size_t{0};
  std::size_t next(std::size_t row) const { return has_groups() ? next_[row] : kNone; }

  // The first row at or after `at` of the trace's own time.
  std::size_t row_at(Ps at) const;
  // Requests of the groups that start before t, when the trace repeats for ever in both
  // directions; counted from an arbitrary zero, so only differences mean something.
  std::int64_t requests_started_before(Ps t) const;

 private:
  std::shared_ptr<const Trace> trace_;
  std::vector<std::size_t> first_, next_;
  std::vector<std::int64_t> started_;  // requests of groups whose first row is before this row
};

}  // namespace costwright::sim
