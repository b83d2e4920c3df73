#include "study/outcome/deployments.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/cost/api_price.h"
#include "core/scenario/scenario.h"
#include "study/outcome/evaluation.h"
#include "study/plan/plan.h"

namespace costwright::study {
namespace {

// The worst of the workloads that the deployment serves.
Mark deployment_mark(const PoolSpec& pool, const std::vector<WorkloadOutcome>& workloads) {
  Mark mark = speed_mark(pool);
  for (const std::size_t w : pool.workload_of_class) {
    mark = std::max(mark, workloads[w].mark);
  }
  return mark;
}

// By month: expense of the fleet entry's own lines: devices, hours, support; not energy, which is
// its site's.
std::vector<double> expense_of(const Ledger& ledger,
                               const std::string& fleet,
                               const MonthBasis& basis) {
  const std::string path = "fleet." + fleet;
  std::vector<Minor> sums(static_cast<std::size_t>(basis.months));
  for (const LedgerLine& line : ledger.lines) {
    const auto month = static_cast<std::size_t>(line.period - basis.start);
    if (month < sums.size() && ledger.origins.is_for(line.origins, path)) {
      sums[month] += line.expense;
    }
  }
  std::vector<double> expense(sums.size());
  std::transform(sums.begin(), sums.end(), expense.begin(), to_major);
  return expense;
}

// Requests of a month, as declared, whose workloads come to the pool.
double demand_of(const Evaluation& evaluation, const PoolSpec& pool, std::size_t month) {
  const std::set<std::size_t> workloads(pool.workload_of_class.begin(),
                                        pool.workload_of_class.end());
  double sum = 0;
  for (const std::size_t w : workloads) {
    const auto& demand = evaluation.basis.workloads[w].demand;
    sum += demand.empty() ? 0 : demand[month];
  }
  return sum;
}

using ByEntry = std::map<std::size_t, std::vector<double>>;  // [fleet entry][month]
ByEntry expense_of_entries(const Evaluation& evaluation,
                           const Figures& figures,
                           const PoolSpec& pool) {
  ByEntry expense;
  for (const std::size_t f : pool.entries()) {
    expense[f] = expense_of(figures.ledger, evaluation.scenario().fleet[f].first, evaluation.basis);
  }
  return expense;
}

// Its devices' share of what its fleet entries cost in a month.
double expense_of_pool(const PoolSpec& pool,
                       const PoolMonth& month,
                       const PhysicalMonth& physical,
                       const ByEntry& expense,
                       std::size_t m) {
  double sum = 0;
  for (const KindMonth& kind : month.kinds) {
    const double devices = kind.replicas * pool.devices_per_replica;
    for (const PoolPart& part : parts_in_service(pool.kinds[kind.kind], [&](std::size_t f) {
           return physical.fleet[f].devices;
         })) {
      sum += expense.at(part.fleet)[m] * devices * part.share / physical.fleet[part.fleet].devices;
    }
  }
  return sum;
}

void add_load(const Evaluation& evaluation,
              const Figures& figures,
              std::size_t p,
              DeploymentOutcome& outcome) {
  const PoolSpec& pool = evaluation.plan->pools[p];
  const auto& months = figures.monthly->pools[p];
  const ByEntry expense = pool.is_api() ? ByEntry{} : expense_of_entries(evaluation, figures, pool);
  for (std::size_t m = 0; m < months.size(); ++m) {
    const auto load = load_in(evaluation, months[m]);
    if (!load) {
      continue;
    }
    outcome.load = std::max(outcome.load.value_or(0), *load);
    outcome.headroom = demand_of(evaluation, pool, m) * (1 / *load - 1);
    outcome.full = *load > 1 && !outcome.full ? months[m].month : outcome.full;
    if (pool.is_api()) {
      continue;  // tokens are paid for, capacity is not
    }
    outcome.unneeded =
        outcome.unneeded.value_or(0) +
        std::max(0.0, 1 - *load) *
            expense_of_pool(pool, months[m], figures.monthly->physical.months[m], expense, m);
  }
}

// What its lines say.
void add_bill(const Ledger& ledger, ApiOutcome& api) {
  Minor expense = 0;
  for (const LedgerLine& line : ledger.lines) {
    if (!ledger.origins.is_for(line.origins, "serving." + api.name)) {
      continue;
    }
    expense += line.expense;
    const bool is_output = line.item.find(cost::kApiOutput) != std::string::npos;
    const bool is_cached = line.item.find(cost::kApiCachedInput) != std::string::npos;
    (is_output ? api.output_mtok : api.input_mtok) += line.quantity;
    api.cached_mtok += is_cached ? line.quantity : 0;
  }
  api.expense = to_major(expense);
}

}  // namespace

std::optional<double> load_in(const Evaluation& evaluation, const PoolMonth& month) {
  const auto run = static_cast<std::size_t>(month.run);
  return month.run >= 0 && run < evaluation.loads.size() ? evaluation.loads[run] : std::nullopt;
}

std::vector<DeploymentOutcome> deployments(const Evaluation& evaluation,
                                           const Figures& figures,
                                           const std::vector<WorkloadOutcome>& workloads) {
  std::vector<DeploymentOutcome> all;
  for (std::size_t p = 0; p < evaluation.plan->pools.size(); ++p) {
    const bool llm = evaluation.plan->pools[p].is_llm();
    DeploymentOutcome sum;
    double replica_hours = 0;  // on
    double hours = 0;          // in service, on or not
    double most = 0;           // replica-hours if all were always on
    double kv = 0;
    double hit = 0;
    for (const PoolMonth& month : figures.monthly->pools[p]) {
      const double month_hours = month.replicas > 0 ? hours_in(month.month) : 0;
      const double on = month.replicas_on * month_hours;
      sum.replicas_first = hours > 0 ? sum.replicas_first : month.replicas;
      sum.replicas_last = month.replicas > 0 ? month.replicas : sum.replicas_last;
      sum.busy_share += on * month.busy_share;
      sum.peak_busy_share = std::max(sum.peak_busy_share, month.peak_busy_share);
      sum.preemptions += month.preemptions;
      sum.lost += month.lost;
      kv += on * month.kv_occupancy;
      hit += on * month.prefix_hit_share;
      replica_hours += on;
      hours += month_hours;
      most += month.replicas * month_hours;
    }
    if (replica_hours > 0) {
      sum.name = evaluation.plan->pools[p].name;
      sum.mark = deployment_mark(evaluation.plan->pools[p], workloads);
      sum.busy_share /= replica_hours;
      sum.kv_occupancy = llm ? std::optional(kv / replica_hours) : std::nullopt;
      sum.replicas_on = replica_hours < most ? std::optional(replica_hours / hours) : std::nullopt;
      sum.prefix_hit_share = hit > 0 ? std::optional(hit / replica_hours) : std::nullopt;
      add_load(evaluation, figures, p, sum);
      all.push_back(std::move(sum));
    }
  }
  return all;
}

std::vector<ApiOutcome> apis(const Evaluation& evaluation, const Figures& figures) {
  const auto& serving = evaluation.scenario().serving;
  std::vector<ApiOutcome> all(serving.size());
  for (const PhysicalMonth& month : figures.monthly->physical.months) {
    for (const ApiUse& use : month.apis) {
      all[use.deployment].requests += use.requests;
    }
  }
  for (std::size_t p = 0; p < all.size(); ++p) {
    all[p].name = serving[p].first;
    all[p].api = serving[p].second.api.value_or("");
    all[p].mark = speed_mark(evaluation.plan->pools[p]);
    if (is_api(serving[p].second)) {
      add_bill(figures.ledger, all[p]);
    }
  }
  std::erase_if(all, [](const ApiOutcome& api) {
    return api.input_mtok + api.output_mtok <= 0;
  });
  return all;
}

}  // namespace costwright::study
