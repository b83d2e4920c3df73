#include <array>

#include "core/scenario/scenario.h"
#include "study/reports/report.h"

namespace costwright::study {
namespace {

struct Sums {
  Minor cash{}, expense{};
};

constexpr std::size_t kCategories = enum_names<Category>().size();

// What is known of one month.
struct Month {
  YearMonth month;
  std::string fiscal_year;
  Sums total;
  std::array<Sums, kCategories> category;
  BalanceMonth balance;
  WorkloadMonth requests;   // of all workloads
  FleetMonth fleet;         // all entries together
  bool only_tokens = true;  // all that was served has tokens
};

void add_physics(Month& month, const PhysicalMonth& physical) {
  for (const WorkloadMonth& w : physical.workloads) {
    month.requests.offered += w.offered;
    month.requests.served += w.served;
    month.requests.slo_met += w.slo_met;
    month.requests.input_tokens += w.input_tokens;
    month.requests.output_tokens += w.output_tokens;
    month.only_tokens =
        month.only_tokens && (w.served <= 0 || w.input_tokens + w.output_tokens > 0);
  }
  for (const FleetMonth& f : physical.fleet) {
    month.fleet.it_kwh += f.it_kwh;
    month.fleet.peak_it_kw += f.peak_it_kw;
    month.fleet.device_hours_on += f.device_hours_on;
    month.fleet.device_hours_busy += f.device_hours_busy;
  }
}

std::vector<Month> months_of(const Evaluation& evaluation) {
  const Scenario& scenario = evaluation.scenario();
  std::vector<Month> months(static_cast<std::size_t>(scenario.horizon.count));
  for (std::size_t m = 0; m < months.size(); ++m) {
    months[m].month = scenario.start + static_cast<int>(m);
    months[m].fiscal_year = fiscal_year_name(months[m].month, scenario.fiscal_year_start);
    months[m].balance = evaluation.ledger.balances[m];
    add_physics(months[m], evaluation.monthly->physical.months[m]);
  }
  for (const LedgerLine& line : evaluation.ledger.lines) {
    Month& month = months[static_cast<std::size_t>(line.period - scenario.start)];
    Sums& category = month.category[static_cast<std::size_t>(line.category)];
    for (Sums* sums : {&month.total, &category}) {
      sums->cash += line.cash;
      sums->expense += line.expense;
    }
  }
  return months;
}

using MonthColumn = ReportColumn<Month>;

MonthColumn by_category(const char* basis, std::size_t category, Minor Sums::*member) {
  const auto name = enum_names<Category>()[category];
  return {fmt::format("{}_{}", basis, name), fmt::format("{} {}", name, basis),
          [category, member](const Month& m) {
            return Amount{m.category[category].*member};
          }};
}

template <class Part>
MonthColumn amount(const char* name, Part Month::*part, Minor Part::*member) {
  return {name, "", [=](const Month& m) {
            return Amount{m.*part.*member};
          }};
}

template <class Part>
MonthColumn number(const char* name, Part Month::*part, double Part::*member, int decimals) {
  return {name, "", [=](const Month& m) {
            return figure(m.*part.*member, decimals);
          }};
}

// As for the unit costs of the whole horizon: the expense covers workloads without tokens too.
Cell expense_per_1m_tokens(const Month& m) {
  const double tokens = m.requests.input_tokens + m.requests.output_tokens;
  return m.only_tokens && tokens > 0 ? figure(to_major(m.total.expense) / tokens * 1e6, 4) : Cell();
}

std::vector<MonthColumn> month_columns() {
  std::vector<MonthColumn> columns{{"month", "",
                                    [](const Month& m) {
                                      return to_string(m.month);
                                    }},
                                   {"calendar_year", "year",
                                    [](const Month& m) {
                                      return Ordinal{m.month.year};
                                    }},
                                   {"fiscal_year", "fiscal year",
                                    [](const Month& m) {
                                      return m.fiscal_year;
                                    }},
                                   {"cash_total", "cash",
                                    [](const Month& m) {
                                      return Amount{m.total.cash};
                                    }},
                                   {"expense_total", "expense", [](const Month& m) {
                                      return Amount{m.total.expense};
                                    }}};
  for (std::size_t c = 0; c < kCategories; ++c) {
    columns.push_back(by_category("cash", c, &Sums::cash));
  }
  for (std::size_t c = 0; c < kCategories; ++c) {
    columns.push_back(by_category("expense", c, &Sums::expense));
  }
  for (auto& more : std::vector<MonthColumn>{
           amount("book_value", &Month::balance, &BalanceMonth::book_value),
           amount("prepaid", &Month::balance, &BalanceMonth::prepaid),
           amount("payables", &Month::balance, &BalanceMonth::payables),
           number("requests_offered", &Month::requests, &WorkloadMonth::offered, 0),
           number("requests_served", &Month::requests, &WorkloadMonth::served, 0),
           number("requests_within_slo", &Month::requests, &WorkloadMonth::slo_met, 0),
           number("input_tokens", &Month::requests, &WorkloadMonth::input_tokens, 0),
           number("output_tokens", &Month::requests, &WorkloadMonth::output_tokens, 0),
           number("it_kwh", &Month::fleet, &FleetMonth::it_kwh, 1),
           number("peak_it_kw", &Month::fleet, &FleetMonth::peak_it_kw, 1),
           number("device_hours_on", &Month::fleet, &FleetMonth::device_hours_on, 1),
           number("device_hours_iterating", &Month::fleet, &FleetMonth::device_hours_busy, 1),
           {"expense_per_1m_tokens", "", expense_per_1m_tokens}}) {
    columns.push_back(std::move(more));
  }
  return columns;
}

}  // namespace

Table monthly_table(const Evaluation& evaluation) {
  return report_of("monthly", "By month", month_columns(), months_of(evaluation));
}

}  // namespace costwright::study
