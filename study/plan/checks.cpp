#include "study/plan/checks.h"

#include <algorithm>

namespace costwright::study {

void check_idle_fields(const PlanSources& from,
                       const std::string& workload,
                       const Deployment& deployment) {
  const auto warn = [&](const char* field, bool idle, const char* why, const char* hint) {
    const std::string path = fmt::format("workloads.{}.{}", workload, field);
    if (idle && from.loaded.places.contains(path)) {
      from.diagnostics.warning(from.at(path), fmt::format("{} has no effect: {}", field, why),
                               hint);
    }
  };
  warn("fair_share", deployment.queue_order != QueueOrder::kFair,
       "its deployment does not queue by shares", "set queue_order: fair there");
  warn("shared_prefix", !deployment.prefix_cache && deployment.router != Router::kPrefixAffinity,
       "its deployment keeps no prefixes", "set prefix_cache: true there");
}

void refuse_llm_fields(const PlanSources& from,
                       const std::string& workload,
                       const std::string& model) {
  for (const char* field : {"priority", "fair_share", "shared_prefix", "response_cache"}) {
    const std::string path = fmt::format("workloads.{}.{}", workload, field);
    if (from.loaded.places.contains(path)) {
      from.diagnostics.error(
          from.at(path),
          fmt::format("{} has no effect here: '{}' is no language model", field, model),
          "leave it out");
    }
  }
}

void count_giants(const PlanSources& from,
                  const Traffic& traffic,
                  const PoolSpec& pool,
                  std::vector<WorkloadBasis>& bases) {
  const std::int64_t room = pool.kv_tokens();
  for (std::size_t w = 0; w < traffic.streams.size() && room > 0; ++w) {
    const auto& [name, workload] = from.scenario().workloads[w];
    const auto& trace = traffic.streams[w].trace;
    if (!trace || workload.served_by != pool.name) {
      continue;
    }
    const auto too_long = [&](const sim::TraceRow& row) {
      return std::int64_t{row.input} + row.output > room;
    };
    const auto giants = std::count_if(trace->rows.begin(), trace->rows.end(), too_long);
    bases[w].rows_too_long = giants;
    if (giants > 0) {
      from.diagnostics.warning(
          from.at("serving." + pool.name),
          fmt::format("{} of the {} requests of the trace of '{}' need more than the {} tokens of "
                      "KV cache of one replica and will be refused",
                      giants, trace->rows.size(), name, room),
          "raise tensor_parallel, or use fewer bits for weights or KV cache");
    }
  }
}

}  // namespace costwright::study
