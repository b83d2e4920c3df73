#include "core/files.h"
#include "core/scenario/scenario.h"
#include "study/reports/report.h"

namespace costwright::study {

std::span<const Report> reports() {
  static constexpr Report kReports[] = {
      {"summary", "Summary",
       [](const Evaluation& evaluation) {
         return summary_table(evaluation);
       }},
      {"monthly", "Monthly", monthly_table},
      {"ledger", "Ledger", ledger_table},
      {"latency", "Latency", latency_table},
      {"utilisation", "Utilisation", utilisation_table},
      {"provenance", "Provenance", provenance_table},
  };
  return kReports;
}

std::string report_json(const Evaluation& evaluation) {
  std::string out = "{\n  \"scenario\": " + json_string(evaluation.scenario().name);
  for (const Report& report : reports()) {
    out += ",\n  " + json_string(report.name) + ": " + to_json(report.make(evaluation));
  }
  return out + "\n}\n";
}

bool write_reports(const Evaluation& evaluation,
                   const std::string& folder,
                   Diagnostics& diagnostics,
                   CsvDialect dialect) {
  std::vector<NamedText> files;
  for (const Report& report : reports()) {
    files.push_back({fmt::format("{}.csv", report.name), to_csv(report.make(evaluation), dialect)});
  }
  return write_files(folder, files, diagnostics);
}

}  // namespace costwright::study
