#include "study/plan/checks.h"

#include <algorithm>
#include <cmath>

#include "study/plan/lengths.h"

namespace costwright::study {

void check_idle_fields(const PlanSources& from,
                       const std::string& workload,
                       const Deployment& deployment) {
  const auto warn = [&](const char* field, bool idle, const char* why, const char* hint) {
    const std::string path = fmt::format("workloads.{}.{}", workload, field);
    if (idle && from.loaded.places->contains(path)) {
      from.diagnostics.warning(from.at(path), fmt::format("{} has no effect: {}", field, why),
                               hint);
    }
  };
  warn("priority", is_api(deployment), "its deployment is an API", "leave it out");
  warn("fair_share", deployment.queue_order != QueueOrder::kFair,
       "its deployment does not queue by shares", "set queue_order: fair there");
  warn("shared_prefix",
       !is_api(deployment) && !deployment.prefix_cache &&
           deployment.router != Router::kPrefixAffinity,
       "its deployment keeps no prefixes", "set prefix_cache: true there");
  warn("shared_prefix", deployment.compress_by.has_value(),
       "prompts that are compressed as a whole do not begin alike", "leave out compress_by there");
}

void refuse_llm_fields(const PlanSources& from,
                       const std::string& workload,
                       const std::string& model) {
  for (const char* field : {"priority", "fair_share", "shared_prefix", "response_cache"}) {
    const std::string path = fmt::format("workloads.{}.{}", workload, field);
    if (from.loaded.places->contains(path)) {
      from.diagnostics.error(
          from.at(path),
          fmt::format("{} has no effect here: '{}' is no language model", field, model),
          "leave it out");
    }
  }
}

namespace {

std::string limit_of(const PoolSpec& pool, std::int64_t limit) {
  return limit == pool.max_context
             ? fmt::format("the {} tokens that '{}' accepts ({})", limit, pool.name,
                           pool.is_api() ? "the API's context" : "max_model_len")
             : fmt::format("the {} tokens of KV cache of one replica of '{}'", limit, pool.name);
}

std::string hint_of(const PoolSpec& pool, std::int64_t limit) {
  return limit == pool.max_context
             ? "choose a model of a longer context, or shorten the requests"
             : "raise tensor_parallel, or use fewer bits for weights or KV cache";
}

// Whom the pool does not accept, and how long the others are.
void count_giants_of(const sim::StreamPlan& stream, std::int64_t limit, WorkloadBasis& basis) {
  constexpr double kNobody = 1e-6;
  const AcceptedPart accepted = accepted_part(stream, limit, basis.kept);
  if (accepted.share > 1 - kNobody) {
    return;
  }
  basis.share_too_long = 1 - accepted.share;
  basis.rows_too_long = std::llround(basis.share_too_long * static_cast<double>(basis.trace_rows));
  if (accepted.share > 0) {
    basis.accepted_input = accepted.input / accepted.share;
    basis.accepted_output = accepted.output / accepted.share;
  }
}

}  // namespace

void count_giants(const PlanSources& from,
                  const Traffic& traffic,
                  const PoolSpec& pool,
                  std::vector<WorkloadBasis>& bases) {
  const std::int64_t limit = pool.longest_request();
  for (std::size_t w = 0; w < traffic.streams.size() && limit > 0; ++w) {
    const auto& [name, workload] = from.scenario().workloads[w];
    if (workload.served_by != pool.name) {
      continue;
    }
    const sim::StreamPlan& stream = traffic.streams[w].stream;
    count_giants_of(stream, limit, bases[w]);
    if (bases[w].share_too_long >= 1 && limit == pool.max_context) {
      const double mean = mean_over_requests(stream, [&](double input, double output) {
        return bases[w].kept * input + output;
      });
      from.diagnostics.error(
          from.at("workloads." + name),
          fmt::format("all requests of '{}' are too long: their {:.0f} tokens exceed {}", name,
                      mean, limit_of(pool, limit)),
          hint_of(pool, limit));
    } else if (bases[w].share_too_long > 0) {
      from.diagnostics.warning(
          from.at("serving." + pool.name),
          fmt::format("{:.2g} % of the requests of '{}' exceed {} and will be {}",
                      100 * bases[w].share_too_long, name, limit_of(pool, limit),
                      workload.overflow_to ? "left to '" + *workload.overflow_to + "'" : "refused"),
          hint_of(pool, limit));
    }
  }
}

}  // namespace costwright::study
