#include "study/reports/provenance_rows.h"
#include "study/reports/report.h"

namespace costwright::study {
namespace {

struct Numbered {
  int id{};
  const ProvenanceRow* row{};
};

// The shipped catalogue's files by their name in data/: the same bytes wherever it is installed.
std::string shown_file(const std::string& file, const std::string& data_folder) {
  const bool shipped = !data_folder.empty() && file.starts_with(data_folder + "/");
  return shipped ? "data" + file.substr(data_folder.size()) : file;
}

ReportColumn<Numbered> of_origin(const char* name, std::string Origin::*member) {
  return {name, "", [=](const Numbered& numbered) {
            return numbered.row->origin.*member;
          }};
}

ReportColumn<Numbered> of_fact(const char* name, std::string Fact::*member) {
  return {name, "", [=](const Numbered& numbered) {
            const auto& fact = numbered.row->fact;
            return fact ? (*fact).*member : std::string();
          }};
}

Cell value_of(const ProvenanceRow& row) {
  return row.fact ? figure(row.fact->value, 6) : row.text.empty() ? Cell() : Cell(row.text);
}

}  // namespace

Table provenance_table(const Evaluation& evaluation) {
  const std::vector<ReportColumn<Numbered>> columns{
      {"id", "",
       [](const Numbered& numbered) {
         return std::int64_t{numbered.id};
       }},
      {"kind", "",
       [](const Numbered& numbered) {
         return std::string(numbered.row->is_of_catalogue() ? "catalogue" : "scenario");
       }},
      of_origin("table", &Origin::table),
      of_origin("key", &Origin::key),
      of_origin("column", &Origin::column),
      {"value", "",
       [](const Numbered& numbered) {
         return value_of(*numbered.row);
       }},
      {"status", "",
       [](const Numbered& numbered) {
         const auto& fact = numbered.row->fact;
         return std::string(fact ? to_string(fact->status) : "written");
       }},
      of_fact("as_of", &Fact::as_of),
      of_fact("source", &Fact::source),
      {"file", "",
       [&](const Numbered& numbered) {
         const ProvenanceRow& row = *numbered.row;
         return row.is_of_catalogue() ? shown_file(row.place.file, evaluation.data_folder)
                                      : row.place.file;
       }},
      {"line", "",
       [](const Numbered& numbered) {
         return std::int64_t{numbered.row->place.line};
       }},
  };
  const ProvenanceRows rows(evaluation);
  std::vector<Numbered> numbered;
  for (const ProvenanceRow& row : rows.all()) {
    numbered.push_back({static_cast<int>(numbered.size()) + 1, &row});
  }
  return report_of("provenance", "Provenance", columns, numbered);
}

}  // namespace costwright::study
