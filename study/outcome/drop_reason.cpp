#include "study/outcome/drop_reason.h"

#include <algorithm>
#include <limits>

#include "core/scenario/scenario.h"
#include "core/table/table.h"
#include "study/outcome/evaluation.h"
#include "study/plan/plan.h"

namespace costwright::study {
namespace {

// Whether a replica of the pool had as many requests waiting as it may in some month.
bool queue_was_full(const Evaluation& evaluation, const Figures& figures, std::size_t pool) {
  for (const PoolMonth& month : figures.monthly->pools[pool]) {
    const auto queue_limit = [](const auto& plan) {
      if constexpr (requires { plan.replica; }) {
        return static_cast<double>(plan.replica.queue_limit);
      } else if constexpr (requires { plan.queue_limit; }) {
        return static_cast<double>(plan.queue_limit);
      } else {
        return std::numeric_limits<double>::infinity();  // an API
      }
    };
    if (month.run >= 0 &&
        month.max_queue >=
            std::visit(queue_limit,
                       *evaluation.plan->simulations[static_cast<std::size_t>(month.run)].plan)) {
      return true;
    }
  }
  return false;
}

// Whether the pool itself dropped requests of the workload in some month.
bool drops(const Evaluation& evaluation, const Figures& figures, std::size_t pool, std::size_t w) {
  const auto& workload_of_class = evaluation.plan->pools[pool].workload_of_class;
  for (const PoolMonth& month : figures.monthly->pools[pool]) {
    if (month.run < 0) {
      continue;
    }
    const auto& classes = evaluation.usages[static_cast<std::size_t>(month.run)]->classes;
    for (std::size_t c = 0; c < classes.size(); ++c) {
      const auto& days = classes[c].days;
      if (workload_of_class[c] == w && std::any_of(days.begin(), days.end(), [](const auto& day) {
            return day.dropped > 0;
          })) {
        return true;
      }
    }
  }
  return false;
}

// A request is dropped when the queue is full, when a replica's KV cache can never hold it, or when
// no replica is there; the counters do not tell them apart, but some can often be ruled out.
std::vector<std::string> drop_reasons(const Evaluation& evaluation,
                                      const Figures& figures,
                                      std::size_t pool,
                                      std::size_t w) {
  const PoolSpec& spec = evaluation.plan->pools[pool];
  const WorkloadBasis& basis = evaluation.plan->bases[w];
  const Scenario& scenario = evaluation.scenario();
  // Requests are only held against the deployment that the workload names.
  const bool counted = scenario.workloads[w].second.served_by == spec.name;
  const bool fits = spec.longest_request() == 0 || (counted && basis.share_too_long == 0);
  const Deployment* deployment = find_named(scenario.serving, spec.name);
  std::vector<std::string> reasons;
  if (queue_was_full(evaluation, figures, pool)) {
    reasons.emplace_back("queue full");
  }
  if (deployment != nullptr && deployment->interruptions) {
    reasons.emplace_back("no replica there");
  }
  if (deployment != nullptr && deployment->api_terms.over_limit == OverLimit::kRefuse) {
    reasons.emplace_back("over the API's rate limit");
  }
  if (!fits || reasons.empty()) {
    const char* limit = spec.is_api()                         ? "the API's context"
                        : spec.max_context < spec.kv_tokens() ? "max_model_len"
                                                              : "KV cache of a replica";
    reasons.push_back(fmt::format("longer than the {} tokens of {}",
                                  grouped(static_cast<double>(spec.longest_request()), 0), limit));
  }
  return reasons;
}

}  // namespace

std::string drop_reason(const Evaluation& evaluation, const Figures& figures, std::size_t w) {
  std::vector<std::string> all;
  for (std::size_t p = 0; p < evaluation.plan->pools.size(); ++p) {
    if (!drops(evaluation, figures, p, w)) {
      continue;
    }
    for (auto& reason : drop_reasons(evaluation, figures, p, w)) {
      if (std::find(all.begin(), all.end(), reason) == all.end()) {
        all.push_back(std::move(reason));
      }
    }
  }
  return fmt::format("{}", fmt::join(all, ", or "));
}

}  // namespace costwright::study
