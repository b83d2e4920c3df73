#include <algorithm>
#include <cmath>
#include <set>

#include "core/finance/finance.h"
#include "core/ledger/pivot.h"
#include "core/scenario/scenario.h"
#include "core/table/range.h"
#include "core/table/split.h"
#include "core/table/wrapped.h"
#include "study/outcome/metrics.h"
#include "study/plan/plan.h"
#include "study/reports/latency.h"
#include "study/reports/report.h"

namespace costwright::study {
namespace {

const Column kBlankLabel{"key", ""};
const std::string kBelow(7, ' ');  // a note that has no room in its line

std::string payback_text(const finance::FinanceSummary& f) {
  if (f.saturated) {
    return "saturated";
  }
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

// The earliest and the latest of what the ends say: a month, never within the horizon, saturated.
std::string payback_range(const Evaluation& evaluation) {
  const auto lateness = [](const finance::FinanceSummary& f) {
    return f.saturated ? 1e9 : f.payback_month.value_or(1'000'000);
  };
  const auto earlier = [&](const finance::FinanceSummary* a, const finance::FinanceSummary* b) {
    return lateness(*a) < lateness(*b);
  };
  std::vector<const finance::FinanceSummary*> all{&evaluation.finance};
  for (const Figures& end : evaluation.ends) {
    all.push_back(&end.finance);
  }
  const auto [first, last] = std::minmax_element(all.begin(), all.end(), earlier);
  const std::string low = payback_text(**first);
  const std::string high = payback_text(**last);
  return low == high ? "" : fmt::format("({} to {}, 90%)", low, high);
}

void drop_blank_columns(Table& table, std::initializer_list<std::string_view> names) {
  for (std::size_t c = table.columns.size(); c-- > 0;) {
    const bool blank = std::all_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
      return cell_text(row[c]).empty();
    });
    if (blank && std::find(names.begin(), names.end(), table.columns[c].name) != names.end()) {
      const auto at = static_cast<std::ptrdiff_t>(c);
      table.columns.erase(table.columns.begin() + at);
      for (auto& row : table.rows) {
        row.erase(row.begin() + at);
      }
    }
  }
}

class TextBuilder {
 public:
  explicit TextBuilder(const Evaluation& evaluation)
      : evaluation_(evaluation),
        scenario_(evaluation.scenario()),
        outcome_(evaluation.outcome),
        metrics_(metric_rows(evaluation)) {}

  std::string make() {
    head();
    answer();
    breakdown("Cost by category", Axis::kCategory);
    breakdown("Cost by component", Axis::kComponent);
    years();
    breakdown(
        "Cost by workload (idle: paid for and not iterating, which is not spare capacity; "
        "overhead: of "
        "no single workload)",
        Axis::kWorkload);
    if (pivot(evaluation_.ledger, Axis::kTeam).size() > 1) {
      breakdown("Cost by team", Axis::kTeam);
    }
    commitments();
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
    text_ += fmt::format("{}\n{} to {} ({} months), {}, nominal, before tax.\n\n",
                         one_line(scenario_.name), to_string(scenario_.start),
                         to_string(scenario_.start + (scenario_.horizon.count - 1)),
                         scenario_.horizon.count, scenario_.currency);
  }

  struct Line {
    std::string label, value, range, note;
  };
  void add(const std::string& title, const std::vector<Line>& lines) {
    std::size_t width = 0;
    for (const Line& line : lines) {
      width = std::max(width, line.range.size() + (line.range.empty() ? 0 : 2));
    }
    text_ += title + "\n";
    for (const auto& [label, value, range, note] : lines) {
      const std::string figures =
          fmt::format("  {:<26}{:>18}   {:<{}}", label, value, range, width);
      const bool fits = text_width(figures) + text_width(note) <= kTextWidth;
      text_ += fits ? figures + note : figures;
      text_.erase(text_.find_last_not_of(' ') + 1);
      text_ += '\n';
      text_ += fits ? "" : wrapped(note, kBelow, kBelow);
    }
    text_ += '\n';
  }
  const MetricRow* find(std::string_view name, std::string_view key = "") const {
    const Metric& wanted = metric(name);
    const auto found = std::find_if(metrics_.begin(), metrics_.end(), [&](const MetricRow& row) {
      return row.metric == &wanted && row.key == key;
    });
    return found != metrics_.end() ? &*found : nullptr;
  }
  std::string range(std::string_view name, std::string_view key = "") const {
    const MetricRow* row = find(name, key);
    return row != nullptr ? range_text(row->low, row->high) : "";
  }
  static std::string marked(const std::string& title, Mark mark) {
    return mark == Mark::kNone ? title : fmt::format("{} [{}]", title, to_string(mark));
  }
  static Cell mark_cell(Mark mark) { return std::string(to_string(mark)); }
  static std::string money(Minor minor) { return grouped(to_major(minor), 2); }

  void answer() {
    const finance::FinanceSummary& f = evaluation_.finance;
    std::vector<Line> lines{{"TCO", money(f.tco), range("tco"),
                             "cash paid, less proceeds and the value of what is left"},
                            {"  gross cash", money(f.gross_cash), range("gross_cash"), ""}};
    if (f.opening_value != 0) {
      lines.push_back({"  book value at the start", money(f.opening_value), "",
                       "of servers owned before it; what was paid for them is sunk"});
    }
    if (f.credits != 0) {
      lines.push_back({"  credits and discounts", money(-f.credits), range("credits"), ""});
    }
    if (f.proceeds != 0) {
      lines.push_back({"  proceeds of disposals", money(-f.proceeds), "", ""});
    }
    const bool counts = scenario_.finance.terminal_value == TerminalValue::kNetBookValue;
    if (counts) {
      add_what_is_left(lines);
    }
    lines.push_back({"P&L expense", money(f.expense_total), range("expense_total"),
                     "the other view of the same facts; never added to cash"});
    if (!counts && f.expense_total != f.tco) {
      lines.push_back({"  TCO", money(f.tco), "", "finance.terminal_value: zero"});
      add_what_is_left(lines);
    }
    lines.push_back(
        {"Present value of cost", grouped(f.pv_cost, 2), range("pv_cost"),
         fmt::format("at {:g} % a year", 100 * scenario_.finance.discount_rate.per_year)});
    if (f.pv_benefit) {
      lines.push_back({"NPV", grouped(f.npv, 2), range("npv"), npv_basis()});
      lines.push_back({"ROI",
                       f.saturated ? "saturated"
                       : f.roi     ? grouped(100 * *f.roi, 1) + " %"
                                   : "",
                       range("roi"),
                       f.saturated ? "demand above capacity: none is claimed"
                                   : "(PV(benefit) - PV(cost)) / PV(cost)"});
      lines.push_back({"Payback", payback_text(f), payback_range(evaluation_),
                       f.saturated ? "demand above capacity: no break-even is claimed" : ""});
      lines.push_back({"Funding need", grouped(f.funding_need, 2), range("funding_need"),
                       "peak of the cumulative cash need"});
    }
    if (const MetricRow* beyond = find("committed_beyond_horizon")) {
      lines.push_back({"Committed beyond the end", cell_text(beyond->value), "",
                       "reserved terms and leases; in no other figure"});
    }
    add(marked("Total cost of ownership", outcome_.mark), lines);
    if (!evaluation_.ends.empty()) {
      text_.insert(text_.size() - 1,
                   "  (low-high, 90%): speed of the models only; not of demand, power or prices\n");
    }
  }

  // From cash to expense, line by line: what was paid and is not consumed, and the reverse.
  void add_what_is_left(std::vector<Line>& lines) {
    const finance::FinanceSummary& f = evaluation_.finance;
    if (f.book_value != 0) {
      lines.push_back({"  book value at the end", money(-f.book_value), "",
                       "servers and perpetual licences, not yet depreciated"});
    }
    if (f.prepaid != 0) {
      lines.push_back(
          {"  prepaid at the end", money(-f.prepaid), "", "terms that are paid and not used up"});
    }
    if (f.payables != 0) {
      lines.push_back(
          {"  payables at the end", money(f.payables), "", "consumed and not yet paid"});
    }
  }

  // What the benefit is paid for.
  std::string npv_basis() const {
    bool served = false;
    bool within = false;
    for (const auto& [name, workload] : scenario_.workloads) {
      const bool is_within = value_counts_of(workload) == ValueCounts::kWithinSlo;
      within = within || (workload.value && is_within);
      served = served || (workload.value && !is_within);
    }
    const char* basis = within && served ? "some requests served, some within their SLO"
                        : within         ? "only requests within the SLO count"
                                         : "all served requests count";
    return fmt::format("PV(benefit) - PV(cost); {}", basis);
  }

  void breakdown(const std::string& title, Axis axis) {
    auto groups = pivot(evaluation_.ledger, axis);
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
        "",
        title,
        {kBlankLabel, {"cash", "cash"}, {"expense", "expense"}, {"share", "share of expense"}},
        {}};
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
    add(sums_table("Cost by calendar year", pivot(evaluation_.ledger, Axis::kCalendarYear)));
    const int start = scenario_.fiscal_year_start;
    if (start != 1) {
      const auto years = pivot(evaluation_.ledger, Axis::kFiscalYear, start);
      add(sums_table(fiscal_title(start), years));
    }
  }

  // "Cost by fiscal year (named after the year in which it ends: FY2027 is 2026-07 to 2027-06)".
  std::string fiscal_title(int start) const {
    const int year = fiscal_year(scenario_.start, start);
    const YearMonth first{year - 1, start};
    return fmt::format(
        "Cost by fiscal year (named after the year in which it ends: FY{} is {} to {})", year,
        to_string(first), to_string(first + 11));
  }

  void commitments() {
    Table table{"",
                "Commitments (what their hours would cost on demand is saved, less what is unused)",
                {{"name", "commitment"},
                 {"used", "used"},
                 {"unused", "unused"},
                 {"utilisation", "utilisation"},
                 {"coverage", "coverage"},
                 {"savings", "effective savings rate"}},
                {}};
    for (const CommitmentUse& use : evaluation_.ledger.commitment_use) {
      table.rows.push_back({use.name, Amount{use.used}, Amount{use.unused},
                            percent(finance::utilisation(use)), percent(finance::coverage(use)),
                            percent(finance::effective_savings_rate(use))});
    }
    if (!table.rows.empty()) {
      add(table);
    }
  }

  void unit_costs() {
    Table table{"",
                marked(fmt::format("Unit costs (TCO over what was served, {})", scenario_.currency),
                       outcome_.mark),
                {kBlankLabel, {"value", "value"}, {"range", "range"}, {"basis", ""}},
                {}};
    for (const MetricRow& row : metrics_) {
      const auto value = number_of(row.value);
      if (row.metric->section == "unit_cost" && value) {
        constexpr std::string_view kTitled = "Cost ";  // as the title says
        std::string_view label = row.metric->label;
        label.remove_prefix(label.starts_with(kTitled) ? kTitled.size() : 0);
        table.rows.push_back({std::string(label),
                              figure(value, decimals_of(*value, row.metric->decimals)),
                              range_text(row.low, row.high), row.note});
      }
    }
    drop_blank_columns(table, {"range"});
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
                 {"cached", "by the response cache"},
                 {"lost", "dropped + timed out"},
                 {"in", "input tokens"},
                 {"out", "output tokens"},
                 {"slo", "in SLO"},
                 {"range", "in SLO, range"},
                 {"target", "target"},
                 {"mark", "mark"}},
                {}};
    for (const auto& w : outcome_.workloads) {
      table.rows.push_back({w.name, volume(w.offered), volume(w.served),
                            w.from_cache > 0 ? figure(w.from_cache, 0) : Cell(),
                            w.offered > 0 ? figure(w.dropped + w.timed_out, 0) : Cell(),
                            volume(w.input_tokens), volume(w.output_tokens), percent(w.slo_share),
                            range("slo_attainment", w.name), percent(w.slo_target),
                            mark_cell(w.mark)});
    }
    drop_blank_columns(table, {"cached", "range", "mark"});
    if (!table.rows.empty()) {
      add(table);
    }
  }

  void latency() {
    Table table =
        latency_text_table(evaluation_, [this](const std::string& name, const std::string& key) {
          return range(name, key);
        });
    drop_blank_columns(table, {"p50_range", "p99_range"});
    if (!table.rows.empty()) {
      add(table);
    }
  }

  void fleet() {
    Table table{"",
                "Fleet",
                {{"name", "fleet"},
                 {"first", "devices, first month"},
                 {"last", "last month"},
                 {"iterating", "iterating, mean"},
                 {"energy", "IT energy kWh"},
                 {"peak", "peak kW"}},
                {}};
    const auto& months = evaluation_.monthly->physical.months;
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
                            evaluation_.plan->uses(f) && sum.device_hours_on > 0
                                ? percent(sum.device_hours_busy / sum.device_hours_on)
                                : Cell(),
                            figure(sum.it_kwh, 0), figure(sum.peak_it_kw, 1)});
    }
    if (!table.rows.empty()) {
      add(table);
    }
    deployments();
    apis();
    energy_line();
    storage_line();
  }

  void deployments() {
    Table table{
        "",
        "Deployments (load: demand / what meets the SLO; iterating says how long replicas run)",
        {{"name", "deployment"},
         {"first", "replicas, first month"},
         {"last", "last month"},
         {"on", "mean on"},
         {"load", "load, busiest month"},
         {"load_range", "load, range"},
         {"headroom", "headroom, requests/month"},
         {"full", "full from"},
         {"unneeded", "capacity not needed"},
         {"iterating", "iterating, mean"},
         {"peak", "most in 15 min"},
         {"kv", "KV cache filled, mean"},
         {"range", "KV cache, range"},
         {"preemptions", "preemptions"},
         {"hits", "prompt tokens from the prefix cache"},
         {"lost", "requests lost and repeated"},
         {"mark", "mark"}},
        {}};
    for (const auto& d : outcome_.deployments) {
      table.rows.push_back(
          {d.name, std::int64_t{d.replicas_first}, std::int64_t{d.replicas_last},
           d.replicas_on ? figure(d.replicas_on, 1) : Cell(), percent(d.load),
           range("load", d.name), figure(d.headroom, 0), d.full ? Cell(to_string(*d.full)) : Cell(),
           figure(d.unneeded, 0), percent(d.busy_share), percent(d.peak_busy_share),
           percent(d.kv_occupancy), range("kv_occupancy", d.name),
           d.kv_occupancy ? figure(d.preemptions, 0) : Cell(), percent(d.prefix_hit_share),
           d.lost > 0 ? figure(d.lost, 0) : Cell(), mark_cell(d.mark)});
    }
    drop_blank_columns(table, {"on", "load", "load_range", "headroom", "full", "unneeded", "range",
                               "hits", "lost", "mark"});
    if (!table.rows.empty()) {
      add(table);
    }
  }

  void apis() {
    Table table{"",
                "APIs (tokens in millions, as billed; expense over the horizon)",
                {{"name", "deployment"},
                 {"api", "model"},
                 {"requests", "requests answered"},
                 {"input", "input tokens"},
                 {"cached", "of these from the cache"},
                 {"output", "output tokens"},
                 {"expense", "expense"},
                 {"mark", "mark"}},
                {}};
    for (const ApiOutcome& api : outcome_.apis) {
      table.rows.push_back(
          {api.name, api.api, api.requests > 0 ? figure(api.requests, 0) : Cell(),
           figure(api.input_mtok, 3), api.cached_mtok > 0 ? figure(api.cached_mtok, 3) : Cell(),
           figure(api.output_mtok, 3), figure(api.expense, 2), mark_cell(api.mark)});
    }
    drop_blank_columns(table, {"requests", "cached"});
    if (!table.rows.empty()) {
      add(table);
    }
  }

  void storage_line() {
    if (evaluation_.storage.empty()) {
      return;
    }
    std::vector<std::string> parts;
    for (const auto& s : evaluation_.storage) {
      parts.push_back(fmt::format("{} {} GB at the end, {} GB on average", s.name,
                                  grouped(s.last_gb, 0), grouped(s.mean_gb, 0)));
    }
    text_ += wrapped(fmt::format("Storage: {}", fmt::join(parts, "; ")), "  ", "    ") + "\n";
  }

  static std::string spaced(const std::string& text) { return text.empty() ? "" : " " + text; }

  // In tonnes; the metric is in kilograms.
  std::string carbon_range() const {
    const auto tonnes = [](const Cell& cell) {
      const auto kg = number_of(cell);
      return kg ? figure(*kg / 1000, 1) : Cell();
    };
    const MetricRow* carbon = find("carbon");
    return carbon != nullptr ? spaced(range_text(tonnes(carbon->low), tonnes(carbon->high))) : "";
  }

  void energy_line() {
    std::string parts =
        fmt::format("Energy: {} kWh IT{}", grouped(outcome_.it_kwh, 0), spaced(range("it_energy")));
    const Ledger& ledger = evaluation_.ledger;
    if (ledger.owned_it_kwh > 0 && ledger.cloud_it_kwh > 0) {
      parts += fmt::format(" ({} owned, {} rented)", grouped(ledger.owned_it_kwh, 0),
                           grouped(ledger.cloud_it_kwh, 0));
    }
    if (outcome_.effective_pue) {
      parts +=
          fmt::format("; owned sites {} kWh{} with PUE {:.2f}", grouped(outcome_.facility_kwh, 0),
                      spaced(range("facility_energy")), *outcome_.effective_pue);
    }
    if (outcome_.tokens_per_joule) {
      parts += fmt::format("; {:.3f} output tokens/J{}", *outcome_.tokens_per_joule,
                           spaced(range("tokens_per_joule")));
    }
    parts +=
        outcome_.carbon_kg
            ? fmt::format("; {} t CO2e{}", grouped(*outcome_.carbon_kg / 1000, 1), carbon_range())
            : "; carbon not reported (an intensity is missing)";
    text_ += wrapped(parts, "  ", "    ") + (evaluation_.storage.empty() ? "\n" : "");
  }

  void sanity() {
    std::vector<Line> lines;
    if (outcome_.owned_per_gpu_hour) {
      lines.push_back({"owned $/GPU-hour", grouped(*outcome_.owned_per_gpu_hour, 2),
                       range("owned_cost_per_gpu_hour"),
                       "hardware and energy expense / device-hours on"});
    }
    if (outcome_.gpus_per_fte) {
      lines.push_back({"devices per FTE", grouped(*outcome_.gpus_per_fte, 1), "", ""});
    }
    if (outcome_.utilisation) {
      lines.push_back({"iterating", grouped(100 * *outcome_.utilisation, 1) + " %",
                       range("iterating"),
                       "device-hours inside iterations / device-hours on; this is not load"});
    }
    api_lines(lines);
    for (const auto& a : evaluation_.accuracy) {
      lines.push_back(
          {"accuracy", grouped(a.score, 1), range("accuracy", a.model),
           fmt::format("{}, {} (published score{}, {})", a.model, a.benchmark,
                       a.compressed_by.empty() ? "" : ", with " + a.compressed_by, a.status)});
    }
    if (!evaluation_.ledger.not_declared.empty()) {
      lines.push_back({"not declared", "", "",
                       fmt::format("{} (no figures given; not counted as 0)",
                                   fmt::join(evaluation_.ledger.not_declared, ", "))});
    }
    add("Does it look right?", lines);
  }

  void api_lines(std::vector<Line>& lines) const {
    for (std::size_t w = 0; w < outcome_.workloads.size(); ++w) {
      const WorkloadOutcome& workload = outcome_.workloads[w];
      const std::string label = workload.name + " at API price";
      if (workload.api_cost) {
        lines.push_back({label, grouped(*workload.api_cost, 2),
                         range("api_list_price_cost", workload.name), api_basis(workload)});
      } else if (scenario_.workloads[w].second.api_reference) {
        lines.push_back(
            {label, "saturated", "", "demand above capacity: no comparison is claimed"});
      }
    }
  }

  void remarks() {
    text_ += "Keep in mind\n";
    for (const auto& text : caveats(evaluation_)) {
      text_ += wrapped(text, "  - ", "    ");
    }
    if (evaluation_.plan->simulations.empty()) {
      text_ += remark("nothing was simulated: the volumes are declared");
      return;
    }
    const std::size_t months = predicted_runs();
    const std::size_t more = evaluation_.plan->simulations.size() - months;
    text_ += remark(
        "simulated: {} distinct month{} of {} typical day{} each after {:g} min of warm-up{}; "
        "seed {}",
        months, months == 1 ? "" : "s", evaluation_.plan->days.in_window(),
        evaluation_.plan->days.in_window() == 1 ? "" : "s",
        static_cast<double>(evaluation_.plan->warm_up) * 1e-12 / 60,
        more == 0 ? "" : fmt::format(", and {} for the ranges", more), scenario_.seed);
    effort();
  }

  template <class... Args>
  static std::string remark(fmt::format_string<Args...> text, Args&&... args) {
    return wrapped(fmt::format(text, std::forward<Args>(args)...), "  - ", "    ");
  }

  // What was made of that many simulations.
  void effort() {
    const int points = evaluation_.points;
    const Discrepancy& missed = evaluation_.missed;
    if (missed == Discrepancy{} &&
        points >= static_cast<int>(evaluation_.plan->simulations.size())) {
      return;
    }
    text_ += remark(
        "effort {}: of these {} load{} simulated ({:.3g} M requests), the rest is read between "
        "them; where checked, means missed {:.2g} %, percentiles {:.2g} %, energy {:.2g} %, which "
        "is in the ranges",
        to_string(evaluation_.plan->effort), points, points == 1 ? " was" : "s were",
        evaluation_.simulated_requests / 1e6, 100 * missed.means, 100 * missed.percentiles,
        100 * missed.sums);
  }

  // Distinct simulations that are not of an end of the speed only.
  std::size_t predicted_runs() const {
    std::set<int> runs(evaluation_.plan->compressed_of.begin(),
                       evaluation_.plan->compressed_of.end());
    for (const auto& months : evaluation_.plan->simulation_of) {
      runs.insert(months.begin(), months.end());
    }
    runs.erase(-1);
    return runs.size();
  }

  void add(const Table& table) { text_ += to_text_split(table, kTextWidth) + "\n"; }

  const Evaluation& evaluation_;
  const Scenario& scenario_;
  const Outcome& outcome_;
  std::vector<MetricRow> metrics_;
  std::string text_;
};

}  // namespace

int decimals_of(double value, int least) {
  int decimals = least;
  for (double edge = 1e-3; value != 0 && std::abs(value) < edge && decimals < 12; edge /= 10) {
    ++decimals;
  }
  return decimals;
}

std::string report_text(const Evaluation& evaluation) {
  return TextBuilder(evaluation).make();
}

}  // namespace costwright::study
