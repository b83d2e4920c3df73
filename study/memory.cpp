#include "study/memory.h"

#include <algorithm>

#include "study/outcome/evaluation.h"
#include "study/study.h"

namespace costwright::study {
namespace {

Figures months_alone(const Figures& figures) {
  Figures months;
  months.monthly = figures.monthly;
  return months;
}

Evaluation without_money(const Evaluation& evaluation) {
  Evaluation result;
  static_cast<Figures&>(result) = months_alone(evaluation);
  std::transform(evaluation.ends.begin(), evaluation.ends.end(), std::back_inserter(result.ends),
                 months_alone);
  result.plan = evaluation.plan;
  result.basis = evaluation.basis;
  result.worth = evaluation.worth;
  result.usages = evaluation.usages;
  result.loads = evaluation.loads;
  result.simulated = evaluation.simulated;
  result.from_cache = evaluation.from_cache;
  result.simulated_requests = evaluation.simulated_requests;
  result.points = evaluation.points;
  result.missed = evaluation.missed;
  return result;
}

}  // namespace

std::shared_ptr<const Evaluation> Memory::like(const Evaluation& planned, bool is_search) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(kept_.rbegin(), kept_.rend(), [&](const Kept& kept) {
    return kept.is_search == is_search && kept.months->basis == planned.basis &&
           same_simulations(*kept.months, planned);
  });
  if (found == kept_.rend()) {
    return nullptr;
  }
  const auto last = std::prev(found.base());
  std::rotate(last, last + 1, kept_.end());
  return kept_.back().months;
}

void Memory::keep(const Evaluation& evaluated, bool is_search) const {
  auto months = std::make_shared<const Evaluation>(without_money(evaluated));
  const std::lock_guard lock(mutex_);
  kept_.push_back({std::move(months), is_search});
  if (kept_.size() > static_cast<std::size_t>(kMostPlans)) {
    kept_.pop_front();
  }
}

}  // namespace costwright::study
