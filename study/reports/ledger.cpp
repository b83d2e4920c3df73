#include "core/scenario/scenario.h"
#include "study/reports/ledger_lines.h"
#include "study/reports/provenance_rows.h"

namespace costwright::study {
namespace {

// The ids of provenance.csv by set of origins: "kwqzjta mbvxhea".
class ProvenanceCells {
 public:
  explicit ProvenanceCells(const Evaluation& evaluation)
      : rows_(evaluation), origins_(evaluation.ledger.origins) {}

  const std::string& of(int set) {
    const auto [cell, is_new] = cells_.try_emplace(set);
    if (is_new) {
      for (const ProvenanceRow* row : rows_.of(origins_.of(set))) {
        cell->second += (cell->second.empty() ? "" : " ") + row->id;
      }
    }
    return cell->second;
  }

 private:
  ProvenanceRows rows_;
  const OriginSets& origins_;
  std::map<int, std::string> cells_;
};

ReportColumn<LedgerLine> text_column(const char* name, std::string LedgerLine::*member) {
  return {name, "", [member](const LedgerLine& line) {
            return line.*member;
          }};
}

}  // namespace

Table ledger_table(const Evaluation& evaluation) {
  return ledger_lines(evaluation, evaluation.ledger.lines);
}

Table ledger_lines(const Evaluation& evaluation, const std::vector<LedgerLine>& lines) {
  using Line = LedgerLine;
  const Scenario& scenario = evaluation.scenario();
  ProvenanceCells provenance(evaluation);
  const std::vector<ReportColumn<Line>> columns{
      {"period", "",
       [](const Line& line) {
         return to_string(line.period);
       }},
      {"calendar_year", "",
       [](const Line& line) {
         return Ordinal{line.period.year};
       }},
      {"fiscal_year", "",
       [&](const Line& line) {
         return fiscal_year_name(line.period, scenario.fiscal_year_start);
       }},
      text_column("site", &Line::site),
      {"component", "",
       [](const Line& line) {
         return std::string(to_string(line.component));
       }},
      {"category", "",
       [](const Line& line) {
         return std::string(to_string(line.category));
       }},
      text_column("workload", &Line::workload),
      text_column("team", &Line::team),
      text_column("item", &Line::item),
      {"quantity", "",
       [](const Line& line) {
         return figure(line.quantity, 2);
       }},
      text_column("unit", &Line::unit),
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
      text_column("allocation", &Line::allocation),
      text_column("source", &Line::source),
      {"provenance", "",
       [&](const Line& line) {
         return provenance.of(line.origins);
       }},
  };
  return report_of("ledger", "Ledger", columns, lines);
}

}  // namespace costwright::study
