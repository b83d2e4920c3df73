#include "study/reports/provenance_rows.h"
#include "study/reports/report.h"

namespace costwright::study {
namespace {

// The shipped catalogue's files by their name in data/: the same bytes wherever it is installed.
std::string shown_file(const std::string& file, const std::string& data_folder) {
  const bool shipped = !data_folder.empty() && file.starts_with(data_folder + "/");
  return shipped ? "data" + file.substr(data_folder.size()) : file;
}

ReportColumn<ProvenanceRow> of_origin(const char* name, std::string LineOrigin::*member) {
  return {name, "", [=](const ProvenanceRow& row) {
            return row.origin.*member;
          }};
}

ReportColumn<ProvenanceRow> of_fact(const char* name, std::string Fact::*member) {
  return {name, "", [=](const ProvenanceRow& row) {
            const auto& fact = row.fact;
            return fact ? (*fact).*member : std::string();
          }};
}

Cell value_of(const ProvenanceRow& row) {
  return row.fact ? figure(row.fact->value, 6) : row.text.empty() ? Cell() : Cell(row.text);
}

}  // namespace

Table provenance_table(const Evaluation& evaluation) {
  const std::vector<ReportColumn<ProvenanceRow>> columns{
      {"id", "",
       [](const ProvenanceRow& row) {
         return row.id;
       }},
      {"kind", "",
       [](const ProvenanceRow& row) {
         return std::string(row.is_of_catalogue() ? "catalogue" : "scenario");
       }},
      of_origin("table", &LineOrigin::table),
      of_origin("key", &LineOrigin::key),
      of_origin("column", &LineOrigin::column),
      {"value", "",
       [](const ProvenanceRow& row) {
         return value_of(row);
       }},
      {"status", "",
       [](const ProvenanceRow& row) {
         const auto& fact = row.fact;
         return std::string(fact ? to_string(fact->status) : "written");
       }},
      of_fact("as_of", &Fact::as_of),
      of_fact("source", &Fact::source),
      {"file", "",
       [&](const ProvenanceRow& row) {
         return row.is_of_catalogue() ? shown_file(row.place.file, evaluation.data_folder)
                                      : row.place.file;
       }},
      {"line", "",
       [](const ProvenanceRow& row) {
         return Ordinal{row.place.line};
       }},
  };
  return report_of("provenance", "Provenance", columns, ProvenanceRows(evaluation).all());
}

}  // namespace costwright::study
