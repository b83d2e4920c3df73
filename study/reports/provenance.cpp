#include "study/reports/report.h"

namespace costwright::study {
namespace {

// Where a figure comes from: a fact of the catalogue, or a line of the scenario.
struct Row {
  const Fact* fact{};
  std::string path;  // of the scenario's field
  std::string text;  // its value as written; "" of several
  Place place;
};

// The shipped catalogue's files by their name in data/: the same bytes wherever it is installed.
std::string shown_file(const std::string& file, const std::string& data_folder) {
  const bool shipped = !data_folder.empty() && file.starts_with(data_folder + "/");
  return shipped ? "data" + file.substr(data_folder.size()) : file;
}

ReportColumn<Row> of_fact(const char* name, std::string Fact::*member) {
  return {name, "", [=](const Row& row) {
            return row.fact != nullptr ? row.fact->*member : std::string();
          }};
}

}  // namespace

Table provenance_table(const Evaluation& evaluation) {
  const std::vector<ReportColumn<Row>> columns{
      {"kind", "",
       [](const Row& row) {
         return std::string(row.fact != nullptr ? "catalogue" : "scenario");
       }},
      of_fact("table", &Fact::table),
      {"key", "",
       [](const Row& row) {
         return row.fact != nullptr ? row.fact->key : row.path;
       }},
      of_fact("column", &Fact::column),
      {"value", "",
       [](const Row& row) {
         return row.fact != nullptr ? figure(row.fact->value, 6)
                : row.text.empty()  ? Cell()
                                    : Cell(row.text);
       }},
      {"status", "",
       [](const Row& row) {
         return std::string(row.fact != nullptr ? to_string(row.fact->status) : "written");
       }},
      of_fact("as_of", &Fact::as_of),
      of_fact("source", &Fact::source),
      {"file", "",
       [&](const Row& row) {
         return row.fact != nullptr ? shown_file(row.place.file, evaluation.data_folder)
                                    : row.place.file;
       }},
      {"line", "",
       [](const Row& row) {
         return std::int64_t{row.place.line};
       }},
  };
  const std::vector<Fact> facts = evaluation.facts.all();
  std::vector<Row> rows;
  for (const Fact& fact : facts) {
    rows.push_back({&fact, "", "", fact.place});
  }
  for (const auto& [path, place] : *evaluation.loaded.places) {
    if (!path.empty()) {  // the file as a whole
      const auto text = evaluation.loaded.texts->find(path);
      const bool single = text != evaluation.loaded.texts->end();
      rows.push_back({nullptr, path, single ? text->second : "", place});
    }
  }
  return report_of("provenance", "Provenance", columns, rows);
}

}  // namespace costwright::study
