#include "study/reports/report.h"

namespace costwright::study {
namespace {

// `simulated`: some deployment uses the entry; otherwise how busy it is is not known, not 0.
void add_fleet(Table& table,
               const std::string& name,
               const PhysicalMonth& month,
               const FleetMonth& fleet,
               bool simulated) {
  const auto if_simulated = [&](const Cell& cell) {
    return simulated ? cell : Cell();
  };
  table.rows.push_back({to_string(month.month), std::string("fleet"), name,
                        figure(fleet.servers, 0), figure(fleet.devices, 0), Cell(),
                        figure(fleet.device_hours_on, 1),
                        if_simulated(figure(fleet.device_hours_busy, 1)),
                        if_simulated(fleet.device_hours_on > 0
                                         ? percent(fleet.device_hours_busy / fleet.device_hours_on)
                                         : Cell()),
                        Cell(), Cell(), Cell(), Cell(), Cell(), figure(fleet.it_kwh, 1),
                        figure(fleet.peak_it_kw, 3), Cell(), Cell()});
}

void add_pool(Table& table, const PoolSpec& spec, const PoolMonth& pool) {
  const double devices = pool.replicas * spec.devices_per_replica;
  const double hours = pool.replicas_on * spec.devices_per_replica * hours_in(pool.month);
  table.rows.push_back(
      {to_string(pool.month), std::string("deployment"), spec.name, Cell(), figure(devices, 0),
       std::int64_t{pool.replicas}, figure(hours, 1), figure(hours * pool.busy_share, 1),
       percent(pool.busy_share), percent(pool.peak_busy_share),
       spec.kv_blocks > 0 ? percent(pool.kv_occupancy) : Cell(), figure(pool.preemptions, 0),
       figure(pool.tokens_per_s, 1), figure(pool.max_queue, 0), figure(pool.it_kwh, 1),
       figure(pool.peak_kw, 3), spec.kv_blocks > 0 ? percent(pool.prefix_hit_share) : Cell(),
       figure(pool.lost, 0)});
}

// The shipped catalogue's files by their name in data/: the same bytes wherever it is installed.
std::string shown_file(const std::string& file, const std::string& data_folder) {
  const bool shipped = !data_folder.empty() && file.starts_with(data_folder + "/");
  return shipped ? "data" + file.substr(data_folder.size()) : file;
}

}  // namespace

Table utilisation_table(const RunResult& result) {
  Table table{"utilisation", "Utilisation", {}, {}};
  for (const char* name :
       {"month", "scope", "name", "servers", "devices", "replicas", "device_hours_on",
        "device_hours_busy", "busy_share", "peak_15min_busy_share", "kv_occupancy", "preemptions",
        "output_tokens_per_s", "max_queue_per_replica", "it_kwh", "peak_15min_kw",
        "prefix_hit_share", "requests_lost"}) {
    table.columns.push_back({name, name});
  }
  const auto& months = result.monthly.physical.months;
  for (std::size_t m = 0; m < months.size(); ++m) {
    for (std::size_t f = 0; f < months[m].fleet.size(); ++f) {
      add_fleet(table, result.loaded.scenario.fleet[f].first, months[m], months[m].fleet[f],
                result.plan.uses(f));
    }
    for (std::size_t p = 0; p < result.plan.pools.size(); ++p) {
      if (result.monthly.pools[p][m].replicas > 0) {
        add_pool(table, result.plan.pools[p], result.monthly.pools[p][m]);
      }
    }
  }
  return table;
}

Table provenance_table(const RunResult& result) {
  Table table{"provenance", "Provenance", {}, {}};
  for (const char* name :
       {"kind", "table", "key", "column", "value", "status", "as_of", "source", "file", "line"}) {
    table.columns.push_back({name, name});
  }
  for (const auto& fact : result.facts.all()) {
    table.rows.push_back({std::string("catalogue"), fact.table, fact.key, fact.column,
                          figure(fact.value, 6), std::string(to_string(fact.status)), fact.as_of,
                          fact.source, shown_file(fact.place.file, result.data_folder),
                          std::int64_t{fact.place.line}});
  }
  for (const auto& [path, place] : result.loaded.places) {
    if (path.empty()) {
      continue;  // the file as a whole
    }
    table.rows.push_back({std::string("scenario"), std::string(), path, std::string(), Cell(),
                          std::string("written"), std::string(), std::string(), place.file,
                          std::int64_t{place.line}});
  }
  return table;
}

}  // namespace costwright::study
