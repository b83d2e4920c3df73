#include "core/ledger/pivot.h"
#include "study/reports/report.h"

namespace costwright::study {
namespace {

constexpr const char* kWithheld = "saturated: demand above capacity, so none is claimed";

class SummaryBuilder {
 public:
  SummaryBuilder(const RunResult& result, const RunFigures& figures, const Outcome& outcome)
      : result_(result), figures_(figures), outcome_(outcome) {
    table_.name = "summary";
    table_.title = "Summary";
    for (const char* name :
         {"section", "metric", "key", "value", "low", "high", "unit", "mark", "note"}) {
      table_.columns.push_back({name, name});
    }
  }

  Table make() {
    scenario();
    add_figures();
    catalogue();
    basis();
    return std::move(table_);
  }

  // Without the scenario's own words and what the run rests on.
  Table make_figures() {
    add_figures();
    return std::move(table_);
  }

 private:
  void row(const char* section,
           const std::string& metric,
           const std::string& key,
           Cell value,
           const std::string& unit,
           const std::string& note = "") {
    const bool marked = !std::holds_alternative<std::monostate>(value) && mark_ != Mark::kNone;
    table_.rows.push_back({section, metric, key, std::move(value), Cell(), Cell(), unit,
                           marked ? Cell(std::string(to_string(mark_))) : Cell(), note});
  }
  // A claim that a saturated service makes no sense of.
  void withheld(const char* section,
                const std::string& metric,
                const std::string& key,
                const std::string& unit) {
    table_.rows.push_back({section, metric, key, Cell(), Cell(), Cell(), unit,
                           std::string(to_string(Mark::kSaturated)), std::string(kWithheld)});
  }

  void add_figures() {
    mark_ = outcome_.mark;
    money();
    unit_costs();
    breakdowns();
    service();
    mark_ = outcome_.mark;
    energy();
    sanity();
    mark_ = Mark::kNone;
  }
  const std::string& currency() const { return result_.loaded.scenario.currency; }

  void scenario() {
    const Scenario& s = result_.loaded.scenario;
    row("scenario", "name", "", s.name, "");
    // YAML's folded text ends with a line break, which a spreadsheet would show.
    const std::string words = s.description.substr(0, s.description.find_last_not_of(" \n") + 1);
    row("scenario", "description", "", words.empty() ? Cell() : Cell(words), "");
    row("scenario", "start", "", to_string(s.start), "month");
    row("scenario", "horizon", "", std::int64_t{s.horizon.count}, "months");
    row("scenario", "seed", "", s.seed, "");
    row("scenario", "catalogue_digest", "", fmt::format("{:016x}", result_.catalog_digest), "");
  }

  void money() {
    const finance::FinanceSummary& f = figures_.finance;
    const auto amount = [&](const char* metric, Minor value, const char* note) {
      row("money", metric, "", Amount{value}, currency(), note);
    };
    amount("tco", f.tco, "cash less proceeds and terminal value");
    amount("gross_cash", f.gross_cash, "cash paid, before proceeds");
    amount("proceeds", f.proceeds, "from disposals");
    amount("terminal_value", f.terminal_value, "of assets still owned at the end");
    amount("expense_total", f.expense_total, "P&L view; never added to cash");
    row("money", "pv_cost", "", figure(f.pv_cost), currency(),
        "present value of cash less terminal value");
    if (f.pv_benefit) {
      row("money", "pv_benefit", "", figure(f.pv_benefit), currency(),
          "value per request x served requests");
    }
    row("money", "npv", "", figure(f.npv), currency(),
        "PV(benefit) - PV(cost), nominal, before tax");
    row("money", "roi", "", percent(f.roi), "ratio", "(PV(benefit) - PV(cost)) / PV(cost)");
    if (f.pv_benefit && f.saturated) {
      withheld("money", "payback_month", "", "month");
      return;
    }
    row("money", "payback_month", "",
        f.payback_month ? Cell(std::int64_t{*f.payback_month}) : Cell(), "month",
        "first month (from 1) whose cumulative net benefit is no longer negative; 0: it never was" +
            ends_without_payback());
  }

  // What the columns low and high cannot say: an end at which nothing is paid back.
  std::string ends_without_payback() const {
    std::string text;
    for (std::size_t e = 0; e < result_.ends.size() && &figures_ == &result_; ++e) {
      const finance::FinanceSummary& f = result_.ends[e].finance;
      if (f.pv_benefit && !f.payback_month) {
        text += fmt::format("; at the {} end of the speed {}", e == 0 ? "fast" : "slow",
                            f.saturated ? kWithheld : "not within the horizon");
      }
    }
    return text;
  }

  void unit_costs() {
    const finance::FinanceSummary& f = figures_.finance;
    const std::string per_million = currency() + "/1M tokens";
    const auto r =
        fmt::format("r = {:g}", result_.loaded.scenario.finance.output_input_price_ratio);
    row("unit_cost", "cost_per_1m_tokens", "", figure(f.cost_per_1m_tokens, 4), per_million,
        "TCO / (input + output tokens served)");
    row("unit_cost", "cost_per_1m_output_all_in", "", figure(f.cost_per_1m_output_all_in, 4),
        per_million, "TCO / output tokens served");
    row("unit_cost", "cost_per_1m_output_split", "", figure(f.cost_per_1m_output_split, 4),
        per_million, r);
    row("unit_cost", "cost_per_1m_input_split", "", figure(f.cost_per_1m_input_split, 4),
        per_million, r);
    row("unit_cost", "levelised_cost_per_1m_tokens", "", figure(f.levelised_cost_per_1m_tokens, 4),
        per_million, "PV(cost) / PV(tokens)");
    row("unit_cost", "cost_per_request", "", figure(f.cost_per_request, 6), currency() + "/request",
        "TCO / served requests");
    row("unit_cost", "cost_per_user_action", "", figure(f.cost_per_user_action, 6),
        currency() + "/action", "");
  }

  void breakdown(const std::string& name, Axis axis) {
    const int fiscal = result_.loaded.scenario.fiscal_year_start;
    for (const auto& group : pivot(figures_.ledger, axis, fiscal)) {
      row("breakdown", "cash_by_" + name, group.label, Amount{group.cash}, currency());
      row("breakdown", "expense_by_" + name, group.label, Amount{group.expense}, currency());
    }
  }

  void breakdowns() {
    breakdown("calendar_year", Axis::kCalendarYear);
    breakdown("fiscal_year", Axis::kFiscalYear);
    breakdown("category", Axis::kCategory);
    breakdown("component", Axis::kComponent);
    breakdown("workload", Axis::kWorkload);
    breakdown("team", Axis::kTeam);
    for (const auto& item : figures_.ledger.not_declared) {
      row("breakdown", "not_declared", item, Cell(), "",
          "no figures in the scenario; not counted as 0");
    }
  }

  void service() {
    for (const auto& w : outcome_.workloads) {
      mark_ = w.mark;
      row("service", "requests_offered", w.name, figure(w.offered, 0), "requests");
      row("service", "requests_served", w.name, figure(w.served, 0), "requests");
      row("service", "requests_dropped", w.name, figure(w.dropped, 0), "requests", w.drop_reason);
      row("service", "requests_timed_out", w.name, figure(w.timed_out, 0), "requests");
      if (w.from_cache > 0) {
        row("service", "requests_from_cache", w.name, figure(w.from_cache, 0), "requests",
            "of the served: answered by the application's response cache, without the model");
      }
      row("service", "input_tokens", w.name, figure(w.input_tokens, 0), "tokens",
          "of served requests");
      row("service", "output_tokens", w.name, figure(w.output_tokens, 0), "tokens",
          "of served requests");
      row("service", "slo_attainment", w.name, percent(w.slo_share), "ratio",
          "requests within every limit / offered");
      row("service", "slo_target", w.name, percent(w.slo_target), "ratio",
          "share of the requests offered");
      row("service", "saturated_months", w.name, std::int64_t(w.saturated.size()), "months",
          "priced on served, not offered");
      latency(w);
      row("service", "ttft_p99_superposed", w.name, figure(w.superposed_ttft_p99_s, 4), "s",
          "last month, independent copies of the trace");
      row("service", "ttft_p99_compressed", w.name, figure(w.bracket_ttft_p99_s, 4), "s",
          "last month, trace compressed in time: the other bracket");
    }
    mark_ = outcome_.mark;
    row("service", "utilisation", "", percent(outcome_.utilisation), "ratio",
        "device-hours inside iterations / device-hours on");
    row("service", "throughput", "", figure(outcome_.served_per_s, 3), "requests/s",
        "mean over the horizon");
    mark_ = Mark::kNone;
    for (const auto& a : outcome_.accuracy) {
      row("service", "accuracy", a.model, figure(a.score, 1), "%",
          a.benchmark + ", " + a.status + "; published score, precision effects not modelled");
    }
    for (const auto& d : outcome_.deployments) {
      mark_ = d.mark;
      row("service", "kv_occupancy", d.name, percent(d.kv_occupancy), "ratio",
          "resident KV tokens / capacity, mean over the replicas' hours; blank: no KV cache");
      row("service", "preemptions", d.name, figure(d.preemptions, 0), "",
          "requests set back because the KV cache was full");
      if (d.replicas_on) {
        row("service", "replicas_on", d.name, figure(d.replicas_on, 2), "",
            "mean over the months in service: autoscaling and interruptions");
      }
      if (d.prefix_hit_share) {
        row("service", "prefix_hit_share", d.name, percent(d.prefix_hit_share), "ratio",
            "prompt tokens found in the prefix cache / prompt tokens, mean over the replicas' "
            "hours");
      }
      if (d.lost > 0) {
        row("service", "requests_lost", d.name, figure(d.lost, 0), "requests",
            "at a replica that went down; started again elsewhere");
      }
    }
    mark_ = Mark::kNone;
    for (const auto& s : outcome_.storage) {
      row("service", "stored_mean", s.name, figure(s.mean_gb, 1), "GB",
          "mean over the horizon, as billed; 1 GB = 1e9 bytes");
      row("service", "stored_at_end", s.name, figure(s.last_gb, 1), "GB", "after the last month");
    }
  }

  void latency(const WorkloadOutcome& w) {
    const auto percentiles = [&](const std::string& metric, const LatencyHistogram& histogram) {
      if (histogram.count() > 0) {
        row("service", metric + "_p50", w.name, figure(histogram.quantile_s(0.5), 4), "s",
            "over the horizon; latency.csv has the months");
        row("service", metric + "_p99", w.name, figure(histogram.quantile_s(0.99), 4), "s");
      }
    };
    percentiles("ttft", w.ttft);
    percentiles("tpot", w.tpot);
    percentiles("itl", w.itl);
    percentiles("e2e", w.e2e);
  }

  void energy() {
    row("energy", "it_energy", "", figure(outcome_.it_kwh, 1), "kWh", "owned and rented devices");
    row("energy", "facility_energy", "", figure(outcome_.facility_kwh, 1), "kWh",
        "owned: IT energy x PUE");
    row("energy", "effective_pue", "", figure(outcome_.effective_pue, 3), "ratio");
    row("energy", "tokens_per_joule", "", figure(outcome_.tokens_per_joule, 4), "tokens/J",
        "output tokens served / IT energy");
    row("energy", "carbon", "", figure(outcome_.carbon_kg, 0), "kg CO2e",
        outcome_.carbon_kg ? "location-based, operational"
                           : "blank: a carbon intensity is missing");
  }

  void sanity() {
    row("sanity", "owned_cost_per_gpu_hour", "", figure(outcome_.owned_per_gpu_hour, 3),
        currency() + "/GPU/h", "hardware and energy expense / device-hours on");
    mark_ = Mark::kNone;
    row("sanity", "gpus_per_fte", "", figure(outcome_.gpus_per_fte, 1), "devices/FTE");
    mark_ = outcome_.mark;
    const double total = static_cast<double>(figures_.finance.expense_total);
    for (const auto& group : pivot(figures_.ledger, Axis::kCategory)) {
      row("sanity", "expense_share", group.label,
          total > 0 ? percent(static_cast<double>(group.expense) / total) : Cell(), "ratio");
    }
    api_prices();
  }

  void catalogue() {
    row("sanity", "catalogue_figures_used", "", std::int64_t{outcome_.facts}, "");
    row("sanity", "catalogue_figures_estimated", "", std::int64_t{outcome_.estimates}, "",
        "see provenance.csv");
    row("sanity", "catalogue_figures_unverified", "", std::int64_t{outcome_.unverified}, "",
        "see provenance.csv");
  }

  void api_prices() {
    for (std::size_t w = 0; w < outcome_.workloads.size(); ++w) {
      const WorkloadOutcome& workload = outcome_.workloads[w];
      mark_ = workload.mark;
      if (workload.api_cost) {
        row("sanity", "api_list_price_cost", workload.name, figure(workload.api_cost), currency(),
            "the served tokens at the API's list price");
      } else if (result_.loaded.scenario.workloads[w].second.api_reference) {
        withheld("sanity", "api_list_price_cost", workload.name, currency());
      }
    }
  }

  void basis() {
    row("basis", "typical_days", "", std::int64_t{result_.plan.days.count}, "days",
        "distinct days of the declared week; each simulated in full");
    row("basis", "warm_up", "", figure(static_cast<double>(result_.plan.warm_up) * 1e-12, 0), "s",
        "simulated first and dropped");
    row("basis", "distinct_simulations", "", std::int64_t(result_.plan.runs.size()), "");
    for (const auto& b : result_.plan.bases) {
      const auto& name = result_.loaded.scenario.workloads[b.workload].first;
      if (b.trace_window_s > 0) {
        row("basis", "trace_window", name, figure(b.trace_window_s, 1), "s");
        row("basis", "trace_rows", name, b.trace_rows, "rows");
        row("basis", "trace_bad_rows", name, b.bad_rows, "rows");
        row("basis", "trace_rows_too_long", name, b.rows_too_long, "rows",
            "need more KV cache than a replica has; each such request is dropped");
        row("basis", "share_of_month", name,
            percent(b.trace_window_s / (hours_in(result_.loaded.scenario.start) * 3600.0)), "ratio",
            "trace window / first month");
      }
      if (!b.peak_scale.empty()) {
        row("basis", "scale_factor_first_month", name, figure(b.peak_scale.front(), 3), "x",
            "busiest hour / the trace's own rate");
        row("basis", "scale_factor_last_month", name, figure(b.peak_scale.back(), 3), "x",
            "busiest hour / the trace's own rate");
      }
    }
    for (const auto& text : caveats(result_, outcome_)) {
      row("basis", "caveat", "", text, "");
    }
  }

  const RunResult& result_;
  const RunFigures& figures_;  // the result's own or those at an end
  const Outcome& outcome_;     // of these figures
  Mark mark_ = Mark::kNone;    // of the rows that follow
  Table table_;
};

}  // namespace

Table summary_table(const RunResult& result, const Outcome& outcome) {
  Table summary = SummaryBuilder(result, result, outcome).make();
  std::vector<Table> ends;
  for (std::size_t e = 0; e < outcome.ends.size(); ++e) {
    ends.push_back(SummaryBuilder(result, result.ends[e], outcome.ends[e]).make_figures());
  }
  add_ranges(summary, ends);
  return summary;
}

}  // namespace costwright::study
