#pragma once
// The meters of the batch engine: observers that turn its events into a PoolUsage
// (docs/serving-engine.md, Meters).
#include <optional>

#include "core/usage.h"
#include "sim/batch/batch_engine.h"

namespace costwright {

class BatchMeter {
 public:
  BatchMeter(const BatchPlan& plan, std::vector<RequestRecord>* records);

  Ps window_end() const { return end_; }
  void arrived(const Request& request);
  void queued(Ps at, std::int64_t waiting);  // `waiting` at that replica, the new one included
  void completed(const Request& request, Ps at);
  void dropped(const Request& request, Ps at);
  void timed_out(const Request& request, Ps at);
  void batch_ended(Ps start, Ps end, std::int64_t items);
  PoolUsage finish();  // sorts the records; call once

 private:
  UsageBucket* bucket_at(Ps at);
  ClassDay* day_of(const Request& request);
  void left(const Request& request, Ps at, RequestFate fate);
  void split_busy(Ps start, Ps end);

  const BatchPlan& plan_;
  std::vector<RequestRecord>* records_;
  Ps end_;
  PoolUsage usage_;
};

}  // namespace costwright
