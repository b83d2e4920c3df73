#include "core/files.h"
#include "study/reports/report.h"

namespace costwright::study {

std::vector<Table> report_tables(const RunResult& result, const Outcome& outcome) {
  return {summary_table(result, outcome), monthly_table(result),     ledger_table(result),
          latency_table(result, outcome), utilisation_table(result), provenance_table(result)};
}

std::string report_json(const RunResult& result, const Outcome& outcome) {
  std::string out = "{\n  \"scenario\": " + json_string(result.loaded.scenario.name);
  for (const auto& table : report_tables(result, outcome)) {
    out += ",\n  " + json_string(table.name) + ": " + to_json(table);
  }
  return out + "\n}\n";
}

bool write_reports(const RunResult& result,
                   const Outcome& outcome,
                   const std::string& folder,
                   Diagnostics& diagnostics) {
  bool good = true;
  for (const auto& table : report_tables(result, outcome)) {
    good = good && write_file(folder + "/" + table.name + ".csv", to_csv(table), diagnostics);
  }
  return good;
}

}  // namespace costwright::study
