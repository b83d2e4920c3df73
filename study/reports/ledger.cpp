#include "study/reports/ledger_lines.h"

namespace costwright::study {

Table ledger_table(const Evaluation& evaluation) {
  return ledger_lines(evaluation, evaluation.ledger.lines);
}

Table ledger_lines(const Evaluation& evaluation, const std::vector<LedgerLine>& lines) {
  using Line = LedgerLine;
  const Scenario& scenario = evaluation.loaded.scenario;
  const std::vector<ReportColumn<Line>> columns{
      {"period", "",
       [](const Line& line) {
         return to_string(line.period);
       }},
      {"calendar_year", "",
       [](const Line& line) {
         return std::int64_t{line.period.year};
       }},
      {"fiscal_year", "",
       [&](const Line& line) {
         return fiscal_year_name(line.period, scenario.fiscal_year_start);
       }},
      {"site", "",
       [](const Line& line) {
         return line.site;
       }},
      {"component", "",
       [](const Line& line) {
         return std::string(to_string(line.component));
       }},
      {"category", "",
       [](const Line& line) {
         return std::string(to_string(line.category));
       }},
      {"workload", "",
       [](const Line& line) {
         return line.workload;
       }},
      {"team", "",
       [](const Line& line) {
         return line.team;
       }},
      {"item", "",
       [](const Line& line) {
         return line.item;
       }},
      {"quantity", "",
       [](const Line& line) {
         return figure(line.quantity, 2);
       }},
      {"unit", "",
       [](const Line& line) {
         return line.unit;
       }},
      {"unit_price", "",
       [](const Line& line) {
         return figure(line.unit_price, 6);
       }},
      {"cash", "",
       [](const Line& line) {
         return Amount{line.cash};
       }},
      {"expense", "",
       [](const Line& line) {
         return Amount{line.expense};
       }},
      {"currency", "",
       [&](const Line&) {
         return scenario.currency;
       }},
      {"paid_at", "",
       [](const Line& line) {
         return std::string(line.at_start ? "start" : "end");
       }},
      {"allocation", "",
       [](const Line& line) {
         return line.allocation;
       }},
      {"source", "",
       [](const Line& line) {
         return line.source;
       }},
  };
  return report_of("ledger", "Ledger", columns, lines);
}

}  // namespace costwright::study
