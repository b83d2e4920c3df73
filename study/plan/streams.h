#pragma once
// A workload's arrivals -> a stream of requests. Here the files of a plan's traffic are asked for.
#include <memory>
#include <string>

#include "sim/arrivals/arrivals.h"
#include "study/plan/sources.h"

namespace costwright::study {

struct WorkloadStream {
  sim::StreamPlan stream;  // classes numbered from 0, no rates
  std::size_t classes = 1;
  std::shared_ptr<const sim::Trace> trace;  // null without a trace
};
// An empty one without `arrivals`. A file that is missing or bad is an error.
WorkloadStream workload_stream(const PlanSources& from,
                               const std::string& name,
                               const Workload& workload);

// Share of the prompts that are shorter than the shared prefix, which is not empty.
double shorter_than_prefix(const sim::StreamPlan& stream);

// The stream in a pool whose classes of this workload start at `first_class`, at `rates` requests
// per hour. `compress`: a trace by time compression, whatever its workload says.
sim::StreamPlan stream_of(const WorkloadStream& workload,
                          std::int32_t first_class,
                          const std::vector<double>& rates,
                          bool compress);

}  // namespace costwright::study
