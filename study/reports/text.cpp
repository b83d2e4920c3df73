#include <algorithm>
#include <cmath>

#include "core/finance/pivot.h"
#include "study/report.h"

namespace costwright {
namespace {

constexpr Column kBlankLabel{"key", ""};

std::string payback_text(const FinanceSummary& f) {
  if (!f.payback_month) {
    return "not reached";
  }
  return *f.payback_month == 0 ? "at once" : fmt::format("month {}", *f.payback_month);
}

// A volume that does not exist (tokens of an image service, requests that were not declared) is
// blank, not 0.
Cell volume(double value) {
  return value > 0 ? figure(value, 0) : Cell();
}

// At least four digits of a small unit cost: 0.00001075 instead of 0.000011.
int decimals_of(double value, int least) {
  int decimals = least;
  for (double edge = 1e-3; value != 0 && std::abs(value) < edge && decimals < 12; edge /= 10) {
    ++decimals;
  }
  return decimals;
}

class TextBuilder {
 public:
  TextBuilder(const RunResult& result, const Outcome& outcome)
      : result_(result), scenario_(result.loaded.scenario), outcome_(outcome) {}

  std::string make() {
    head();
    answer();
    breakdown("Cost by category", Axis::kCategory);
    breakdown("Cost by component", Axis::kComponent);
    years();
    breakdown("Cost by workload (idle: paid for and not busy; overhead: of no single workload)",
              Axis::kWorkload);
    if (pivot(result_.ledger, Axis::kTeam).size() > 1) {
      breakdown("Cost by team", Axis::kTeam);
    }
    unit_costs();
    service();
    latency();
    fleet();
    sanity();
    remarks();
    return std::move(text_);
  }

 private:
  void head() {
    text_ += fmt::format("{}\n{} to {} ({} months), {}, nominal, before tax.\n\n", scenario_.name,
                         to_string(scenario_.start),
                         to_string(scenario_.start + (scenario_.horizon.count - 1)),
                         scenario_.horizon.count, scenario_.currency);
  }

  void line(const std::string& label, const std::string& value, const std::string& note) {
    text_ += fmt::format("  {:<26}{:>18}   {}", label, value, note);
    text_.erase(text_.find_last_not_of(' ') + 1);
    text_ += '\n';
  }
  static std::string money(Minor minor) { return grouped(to_major(minor), 2); }

  void answer() {
    const FinanceSummary& f = result_.finance;
    text_ += "Total cost of ownership\n";
    line("TCO", money(f.tco), "cash paid, less proceeds and the value of what is left");
    line("  gross cash", money(f.gross_cash), "");
    if (f.proceeds != 0) {
      line("  proceeds of disposals", money(-f.proceeds), "");
    }
    if (f.terminal_value != 0) {
      line("  value left at the end", money(-f.terminal_value), "net book value");
    }
    line("P&L expense", money(f.expense_total),
         "the other view of the same facts; never added to cash");
    const double rate = 100 * scenario_.finance.discount_rate.per_year;
    line("Present value of cost", grouped(f.pv_cost, 2), fmt::format("at {:g} % a year", rate));
    if (f.pv_benefit) {
      line("NPV", grouped(f.npv, 2), "PV(benefit) - PV(cost)");
      line("ROI", f.roi ? grouped(100 * *f.roi, 1) + " %" : "",
           "(PV(benefit) - PV(cost)) / PV(cost)");
      line("Payback", payback_text(f), "");
    }
    text_ += '\n';
  }

  void breakdown(const std::string& title, Axis axis) {
    auto groups = pivot(result_.ledger, axis);
    std::stable_sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) {
      return a.expense > b.expense;
    });
    add(sums_table(title, groups));
  }

  // Cash, expense and each group's share of the expense, with a total that is the sum of the lines.
  static Table sums_table(const std::string& title, const std::vector<PivotRow>& groups) {
    PivotRow total;
    for (const auto& group : groups) {
      total.cash += group.cash;
      total.expense += group.expense;
    }
    Table table{
        "", title, {kBlankLabel, {"cash", "cash"}, {"expense", "expense"}, {"share", "share"}}, {}};
    for (const auto& group : groups) {
      const bool shown = total.expense != 0;
      table.rows.push_back(
          {group.label, Amount{group.cash}, Amount{group.expense},
           shown ? percent(static_cast<double>(group.expense) / static_cast<double>(total.expense))
                 : Cell()});
    }
    table.rows.push_back({std::string("total"), Amount{total.cash}, Amount{total.expense}, Cell()});
    return table;
  }

  void years() {
    add(sums_table("Cost by calendar year", pivot(result_.ledger, Axis::kCalendarYear)));
    const int start = scenario_.fiscal_year_start;
    if (start != 1) {
      add(sums_table(fmt::format("Cost by fiscal year (from month {})", start),
                     pivot(result_.ledger, Axis::kFiscalYear, start)));
    }
  }

  void unit_costs() {
    const FinanceSummary& f = result_.finance;
    Table table{"",
                fmt::format("Unit costs (TCO over what was served, {})", scenario_.currency),
                {kBlankLabel, {"value", "value"}, {"basis", ""}},
                {}};
    const auto row = [&](const char* name, std::optional<double> value, int decimals,
                         const std::string& basis) {
      if (value) {
        table.rows.push_back(
            {std::string(name), figure(value, decimals_of(*value, decimals)), basis});
      }
    };
    const auto r = fmt::format("output price = {:g} x input price",
                               scenario_.finance.output_input_price_ratio);
    row("per 1M tokens", f.cost_per_1m_tokens, 4, "input and output tokens alike");
    row("per 1M output tokens, all-in", f.cost_per_1m_output_all_in, 4, "input is free");
    row("per 1M output tokens, split", f.cost_per_1m_output_split, 4, r);
    row("per 1M input tokens, split", f.cost_per_1m_input_split, 4, r);
    row("per 1M tokens, levelised", f.levelised_cost_per_1m_tokens, 4, "PV(cost) / PV(tokens)");
    row("per request", f.cost_per_request, 6, "");
    row("per user action", f.cost_per_user_action, 6, "");
    if (!table.rows.empty()) {
      add(table);
    }
  }

  void service() {
    Table table{"",
                "Service",
                {{"workload", "workload"},
                 {"offered", "requests offered"},
                 {"served", "served"},
                 {"lost", "dropped + timed out"},
                 {"in", "input tokens"},
                 {"out", "output tokens"},
                 {"slo", "in SLO"},
                 {"target", "target"}},
                {}};
    for (const auto& w : outcome_.workloads) {
      table.rows.push_back({w.name, volume(w.offered), volume(w.served),
                            w.offered > 0 ? figure(w.dropped + w.timed_out, 0) : Cell(),
                            volume(w.input_tokens), volume(w.output_tokens), percent(w.slo_share),
                            percent(w.slo_target)});
    }
    if (!table.rows.empty()) {
      add(table);
    }
  }

  void latency() {
    Table table = latency_table(result_, outcome_);
    std::erase_if(table.rows, [](const auto& row) {
      return cell_text(row[0]) != "all";
    });
    table.title =
        "Latency over the horizon (TTFT includes queueing; TPOT = (E2E - TTFT) / (output tokens - "
        "1))";
    if (!table.rows.empty()) {
      for (auto& row : table.rows) {
        row.erase(row.begin());
      }
      table.columns.erase(table.columns.begin());
      add(table);
    }
  }

  void fleet() {
    Table table{"",
                "Fleet",
                {{"name", "fleet"},
                 {"first", "devices, first month"},
                 {"last", "last month"},
                 {"busy", "busy, mean"},
                 {"energy", "IT energy kWh"},
                 {"peak", "peak kW"}},
                {}};
    const auto& months = result_.monthly.physical.months;
    for (std::size_t f = 0; f < scenario_.fleet.size() && !months.empty(); ++f) {
      FleetMonth sum;
      for (const auto& month : months) {
        sum.device_hours_on += month.fleet[f].device_hours_on;
        sum.device_hours_busy += month.fleet[f].device_hours_busy;
        sum.it_kwh += month.fleet[f].it_kwh;
        sum.peak_it_kw = std::max(sum.peak_it_kw, month.fleet[f].peak_it_kw);
      }
      table.rows.push_back({scenario_.fleet[f].first, figure(months.front().fleet[f].devices, 0),
                            figure(months.back().fleet[f].devices, 0),
                            result_.plan.uses(f) && sum.device_hours_on > 0
                                ? percent(sum.device_hours_busy / sum.device_hours_on)
                                : Cell(),
                            figure(sum.it_kwh, 0), figure(sum.peak_it_kw, 1)});
    }
    if (!table.rows.empty()) {
      add(table);
    }
    deployments();
    energy_line();
    storage_line();
  }

  void deployments() {
    Table table{"",
                "Deployments (busy says how long replicas work, the KV cache how full they are)",
                {{"name", "deployment"},
                 {"first", "replicas, first month"},
                 {"last", "last month"},
                 {"busy", "busy, mean"},
                 {"peak", "busiest 15 min"},
                 {"kv", "KV cache filled, mean"},
                 {"preemptions", "preemptions"}},
                {}};
    for (const auto& d : outcome_.deployments) {
      table.rows.push_back({d.name, std::int64_t{d.replicas_first}, std::int64_t{d.replicas_last},
                            percent(d.busy_share), percent(d.peak_busy_share),
                            percent(d.kv_occupancy),
                            d.kv_occupancy ? figure(d.preemptions, 0) : Cell()});
    }
    if (!table.rows.empty()) {
      add(table);
    }
  }

  void storage_line() {
    if (outcome_.storage.empty()) {
      return;
    }
    std::vector<std::string> parts;
    for (const auto& s : outcome_.storage) {
      parts.push_back(fmt::format("{} {} GB at the end, {} GB on average", s.name,
                                  grouped(s.last_gb, 0), grouped(s.mean_gb, 0)));
    }
    text_ += fmt::format("  Storage: {}\n\n", fmt::join(parts, "; "));
  }

  void energy_line() {
    std::string parts = fmt::format("  Energy: {} kWh IT", grouped(outcome_.it_kwh, 0));
    const Ledger& ledger = result_.ledger;
    if (ledger.owned_it_kwh > 0 && ledger.cloud_it_kwh > 0) {
      parts += fmt::format(" ({} owned, {} rented)", grouped(ledger.owned_it_kwh, 0),
                           grouped(ledger.cloud_it_kwh, 0));
    }
    if (outcome_.effective_pue) {
      parts += fmt::format("; owned sites {} kWh with PUE {:.2f}",
                           grouped(outcome_.facility_kwh, 0), *outcome_.effective_pue);
    }
    if (outcome_.tokens_per_joule) {
      parts += fmt::format("; {:.3f} output tokens/J", *outcome_.tokens_per_joule);
    }
    parts += outcome_.carbon_kg ? fmt::format("; {} t CO2e", grouped(*outcome_.carbon_kg / 1000, 1))
                                : "; carbon not reported (an intensity is missing)";
    text_ += parts + (outcome_.storage.empty() ? "\n\n" : "\n");
  }

  void sanity() {
    text_ += "Does it look right?\n";
    if (outcome_.owned_per_gpu_hour) {
      line("owned $/GPU-hour", grouped(*outcome_.owned_per_gpu_hour, 2),
           "hardware and energy expense / device-hours on");
    }
    if (outcome_.gpus_per_fte) {
      line("devices per FTE", grouped(*outcome_.gpus_per_fte, 1), "");
    }
    if (outcome_.utilisation) {
      line("utilisation", grouped(100 * *outcome_.utilisation, 1) + " %",
           "device-hours inside iterations / device-hours on; busy is not full");
    }
    for (const auto& w : outcome_.workloads) {
      if (w.api_cost) {
        line(w.name + " at API price", grouped(*w.api_cost, 2),
             "the served tokens at the API's list price");
      }
    }
    for (const auto& a : outcome_.accuracy) {
      line("accuracy", grouped(a.score, 1),
           fmt::format("{}, {} (published score, {})", a.model, a.benchmark, a.status));
    }
    if (!result_.ledger.not_declared.empty()) {
      line("not declared", "",
           fmt::format("{} (no figures given; not counted as 0)",
                       fmt::join(result_.ledger.not_declared, ", ")));
    }
    text_ += '\n';
  }

  void remarks() {
    text_ += "Keep in mind\n";
    for (const auto& text : caveats(result_, outcome_)) {
      text_ += "  - " + text + "\n";
    }
    if (result_.plan.runs.empty()) {
      text_ += "  - nothing was simulated: the volumes are declared\n";
      return;
    }
    text_ += fmt::format(
        "  - simulated: {} distinct month{} of {} typical day{} each after {:g} min of warm-up; "
        "seed {}\n",
        result_.plan.runs.size(), result_.plan.runs.size() == 1 ? "" : "s", result_.plan.days.count,
        result_.plan.days.count == 1 ? "" : "s",
        static_cast<double>(result_.plan.warm_up) * 1e-12 / 60, scenario_.seed);
  }

  void add(const Table& table) { text_ += to_text(table) + "\n"; }

  const RunResult& result_;
  const Scenario& scenario_;
  const Outcome& outcome_;
  std::string text_;
};

}  // namespace

std::string report_text(const RunResult& result, const Outcome& outcome) {
  return TextBuilder(result, outcome).make();
}

}  // namespace costwright
