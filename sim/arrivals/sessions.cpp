#include "sim/arrivals/sessions.h"

#include <algorithm>
#include <unordered_map>

#include "sim/arrivals/hours.h"

namespace costwright::sim {

SessionIndex::SessionIndex(std::shared_ptr<const Trace> trace) : trace_(std::move(trace)) {
  require(trace_ != nullptr && !trace_->rows.empty() && trace_->window > trace_->rows.back().at,
          "a trace stream needs a trace of {} rows or more", 1);
  if (!has_groups()) {
    return;
  }
  const auto& rows = trace_->rows;
  first_.resize(rows.size());
  next_.assign(rows.size(), kNone);
  started_.assign(rows.size() + 1, 0);
  struct Group {
    std::size_t first, last;
  };
  std::unordered_map<std::int64_t, Group> groups;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int64_t number = trace_->has_sessions ? rows[i].session : trace_->families[i];
    const auto [found, fresh] = groups.emplace(number, Group{i, i});
    first_[i] = found->second.first;
    if (!fresh) {
      next_[found->second.last] = i;
      found->second.last = i;
    }
    ++started_[first_[i] + 1];
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    started_[i + 1] += started_[i];
  }
}

std::size_t SessionIndex::row_at(Ps at) const {
  const auto& rows = trace_->rows;
  const auto found =
      std::lower_bound(rows.begin(), rows.end(), at, [](const TraceRow& row, Ps wanted) {
        return row.at < wanted;
      });
  return static_cast<std::size_t>(found - rows.begin());
}

std::int64_t SessionIndex::requests_started_before(Ps t) const {
  const std::int64_t repetition = floor_div(t, trace_->window);
  const std::size_t row = row_at(t - repetition * trace_->window);
  const auto within = has_groups() ? started_[row] : static_cast<std::int64_t>(row);
  return repetition * static_cast<std::int64_t>(trace_->rows.size()) + within;
}

}  // namespace costwright::sim
