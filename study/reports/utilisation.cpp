#include "core/catalog/catalog.h"
#include "core/scenario/scenario.h"
#include "study/plan/plan.h"
#include "study/reports/report.h"

namespace costwright::study {
namespace {

// A fleet entry or a deployment in one month.
struct Row {
  YearMonth month;
  std::string name;
  const FleetMonth* fleet{};  // of a fleet entry,
  bool is_simulated = false;  // which some deployment uses: else how long it iterates is not known
  const PoolMonth* pool{};    // or of a deployment
  const PoolSpec* spec{};
  std::optional<double> load;  // of a deployment

  bool has_kv_cache() const { return spec != nullptr && spec->is_llm(); }
  double hours_on() const {
    return fleet != nullptr ? fleet->device_hours_on
                            : pool->replicas_on * spec->devices_per_replica * hours_in(month);
  }
  Cell hours_iterating() const {
    if (fleet != nullptr) {
      return is_simulated ? figure(fleet->device_hours_busy, 1) : Cell();
    }
    return figure(hours_on() * pool->busy_share, 1);
  }
  Cell iterating_share() const {
    if (fleet != nullptr) {
      return is_simulated && fleet->device_hours_on > 0
                 ? percent(fleet->device_hours_busy / fleet->device_hours_on)
                 : Cell();
    }
    return percent(pool->busy_share);
  }
};
using UtilisationColumn = ReportColumn<Row>;

UtilisationColumn of_fleet(const char* name, double FleetMonth::*member, int decimals) {
  return {name, "", [=](const Row& row) {
            return row.fleet != nullptr ? figure(row.fleet->*member, decimals) : Cell();
          }};
}
UtilisationColumn of_pool(const char* name, double PoolMonth::*member, int decimals) {
  return {name, "", [=](const Row& row) {
            return row.pool != nullptr ? figure(row.pool->*member, decimals) : Cell();
          }};
}
UtilisationColumn of_both(const char* name,
                          double FleetMonth::*fleet,
                          double PoolMonth::*pool,
                          int decimals) {
  return {name, "", [=](const Row& row) {
            return figure(row.fleet != nullptr ? row.fleet->*fleet : row.pool->*pool, decimals);
          }};
}
UtilisationColumn of_kv_cache(const char* name, double PoolMonth::*member) {
  return {name, "", [=](const Row& row) {
            return row.has_kv_cache() ? percent(row.pool->*member) : Cell();
          }};
}

const std::vector<UtilisationColumn>& columns() {
  static const std::vector<UtilisationColumn> columns{
      {"month", "",
       [](const Row& row) {
         return to_string(row.month);
       }},
      {"scope", "",
       [](const Row& row) {
         return std::string(row.fleet != nullptr ? "fleet" : "deployment");
       }},
      {"name", "",
       [](const Row& row) {
         return row.name;
       }},
      of_fleet("servers", &FleetMonth::servers, 0),
      {"devices", "",
       [](const Row& row) {
         return figure(row.fleet != nullptr ? row.fleet->devices
                                            : row.pool->replicas * row.spec->devices_per_replica,
                       0);
       }},
      {"replicas", "",
       [](const Row& row) {
         return row.pool != nullptr ? Cell(std::int64_t{row.pool->replicas}) : Cell();
       }},
      {"device_hours_on", "",
       [](const Row& row) {
         return figure(row.hours_on(), 1);
       }},
      {"device_hours_iterating", "",
       [](const Row& row) {
         return row.hours_iterating();
       }},
      {"load", "",
       [](const Row& row) {
         return percent(row.load);
       }},
      {"iterating_share", "",
       [](const Row& row) {
         return row.iterating_share();
       }},
      {"peak_15min_iterating_share", "",
       [](const Row& row) {
         return row.pool != nullptr ? percent(row.pool->peak_busy_share) : Cell();
       }},
      of_kv_cache("kv_occupancy", &PoolMonth::kv_occupancy),
      of_pool("preemptions", &PoolMonth::preemptions, 0),
      of_pool("output_tokens_per_s", &PoolMonth::tokens_per_s, 1),
      of_pool("max_queue_per_replica", &PoolMonth::max_queue, 0),
      of_both("it_kwh", &FleetMonth::it_kwh, &PoolMonth::it_kwh, 1),
      of_both("peak_15min_kw", &FleetMonth::peak_it_kw, &PoolMonth::peak_kw, 3),
      of_kv_cache("prefix_hit_share", &PoolMonth::prefix_hit_share),
      of_pool("requests_lost", &PoolMonth::lost, 0),
  };
  return columns;
}

}  // namespace

Table utilisation_table(const Evaluation& evaluation) {
  std::vector<Row> rows;
  const auto& months = evaluation.monthly->physical.months;
  for (std::size_t m = 0; m < months.size(); ++m) {
    for (std::size_t f = 0; f < months[m].fleet.size(); ++f) {
      rows.push_back({months[m].month,
                      evaluation.scenario().fleet[f].first,
                      &months[m].fleet[f],
                      evaluation.plan->uses(f),
                      nullptr,
                      nullptr,
                      {}});
    }
    for (std::size_t p = 0; p < evaluation.plan->pools.size(); ++p) {
      const PoolMonth& pool = evaluation.monthly->pools[p][m];
      if (pool.replicas > 0) {
        const PoolSpec& spec = evaluation.plan->pools[p];
        rows.push_back(
            {months[m].month, spec.name, nullptr, true, &pool, &spec, load_in(evaluation, pool)});
      }
    }
  }
  return report_of("utilisation", "Utilisation", columns(), rows);
}

}  // namespace costwright::study
