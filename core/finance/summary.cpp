#include "core/finance/summary.h"

#include <algorithm>
#include <vector>

#include "core/diagnostics.h"
#include "core/finance/finance.h"
#include "core/scenario/scenario.h"

namespace costwright::finance {
namespace {

constexpr double kMillion = 1e6;

struct Served {
  double input{}, output{}, requests{}, actions{};
  double slo_input{}, slo_output{}, slo_requests{};  // of these, within every declared limit
  double discounted_tokens{};
  bool all_count_tokens = true;
  bool all_count_requests = true;
  bool all_count_actions = true;
};

void add_month(Served& served, const PhysicalMonth& month) {
  for (const auto& w : month.workloads) {
    const double tokens = w.input_tokens + w.output_tokens;
    served.input += w.input_tokens;
    served.output += w.output_tokens;
    served.requests += w.served;
    served.actions += w.user_actions;
    served.slo_input += w.slo_input_tokens;
    served.slo_output += w.slo_output_tokens;
    served.slo_requests += w.slo_met;
    served.all_count_tokens = served.all_count_tokens && (w.served <= 0 || tokens > 0);
    served.all_count_requests = served.all_count_requests && (tokens <= 0 || w.served > 0);
    served.all_count_actions =
        served.all_count_actions && (tokens + w.served <= 0 || w.user_actions > 0);
  }
}

Served served_in(const Physical& physical, double rate) {
  Served served;
  for (std::size_t m = 0; m < physical.months.size(); ++m) {
    const double before = served.input + served.output;
    add_month(served, physical.months[m]);
    const double tokens = served.input + served.output - before;
    served.discounted_tokens += tokens * discount_factor(rate, static_cast<double>(m) + 1);
  }
  return served;
}

std::optional<double> ratio(double amount, double quantity) {
  return quantity > 0 ? std::optional(amount / quantity) : std::nullopt;
}

class Summariser {
 public:
  Summariser(const Scenario& scenario, const Ledger& ledger, const Physical& physical)
      : scenario_(scenario),
        ledger_(ledger),
        physical_(physical),
        rate_(scenario.finance.discount_rate.per_year) {}

  FinanceSummary make() {
    for (const auto& month : physical_.months) {
      for (const auto& workload : month.workloads) {
        result_.saturated = result_.saturated || workload.saturated;
      }
    }
    cash();
    benefit();
    result_.funding_need = funding_need(net_);
    unit_costs();
    return result_;
  }

 private:
  void cash() {
    // Cents by (month, start or end) first: few powers, and sums that do not depend on the order of
    // lines.
    const auto months = static_cast<std::size_t>(scenario_.horizon.count);
    std::vector<Minor> at_start(months), at_end(months);
    for (const auto& line : ledger_.lines) {
      Minor& less = line.is_credit ? result_.credits : result_.proceeds;
      (line.cash > 0 ? result_.gross_cash : less) += line.cash > 0 ? line.cash : -line.cash;
      result_.expense_total += line.expense;
      const auto m = static_cast<std::size_t>(line.period - scenario_.start);
      (line.at_start ? at_start : at_end)[m] += line.cash;
    }
    closing_balance();
    result_.opening_value = ledger_.opening;
    result_.tco = result_.opening_value + result_.gross_cash - result_.credits - result_.proceeds -
                  result_.terminal_value;
    std::vector<CashFlow> flows{{to_major(result_.opening_value), 0}};
    for (std::size_t m = 0; m < months; ++m) {
      const auto t = static_cast<double>(m);
      flows.push_back({to_major(at_start[m]), t});
      flows.push_back({to_major(at_end[m]), t + 1});
      net_.push_back({-to_major(at_start[m]), -to_major(at_end[m])});
    }
    flows.push_back(
        {-to_major(result_.terminal_value), static_cast<double>(scenario_.horizon.count)});
    result_.pv_cost = present_value(flows, rate_);
    result_.npv = -result_.pv_cost;
  }

  void closing_balance() {
    if (ledger_.balances.empty()) {
      return;
    }
    const BalanceMonth& last = ledger_.balances.back();
    result_.book_value = last.book_value;
    result_.prepaid = last.prepaid;
    result_.payables = last.payables;
    if (scenario_.finance.terminal_value == TerminalValue::kNetBookValue) {
      result_.terminal_value = last.book_value + last.prepaid - last.payables;
    }
  }

  void benefit() {
    std::vector<CashFlow> flows;
    bool stated = false;
    for (std::size_t w = 0; w < scenario_.workloads.size(); ++w) {
      const Workload& workload = scenario_.workloads[w].second;
      const auto& value = workload.value;
      const bool within_slo = value_counts_of(workload) == ValueCounts::kWithinSlo;
      stated = stated || value.has_value();
      for (std::size_t m = 0; m < physical_.months.size() && value; ++m) {
        const WorkloadMonth& month = physical_.months[m].workloads[w];
        const double amount = value->base() * (within_slo ? month.slo_met : month.served);
        flows.push_back({amount, static_cast<double>(m) + 1});
        net_[m].end += amount;
      }
    }
    if (!stated) {
      return;
    }
    result_.pv_benefit = present_value(flows, rate_);
    result_.npv = *result_.pv_benefit - result_.pv_cost;
    if (!result_.saturated) {
      result_.roi = ratio(result_.npv, result_.pv_cost);
      result_.payback_month = payback_month(net_);
    }
  }

  void unit_costs() {
    const Served served = served_in(physical_, rate_);
    const double tco = to_major(result_.tco);
    if (served.all_count_tokens) {
      token_costs(served);
    }
    if (served.all_count_requests) {
      result_.cost_per_request = ratio(tco, served.requests);
    }
    if (served.all_count_actions) {
      result_.cost_per_user_action = ratio(tco, served.actions);
    }
    const auto& workloads = scenario_.workloads;
    if (std::any_of(workloads.begin(), workloads.end(), [](const auto& entry) {
          return entry.second.slo.has_value();
        })) {
      within_slo_costs(served);
    }
  }

  // A workload whose requests have no tokens (none are counted) forbids a cost per token here too.
  void within_slo_costs(const Served& served) {
    const double tco = to_major(result_.tco);
    if (served.all_count_tokens) {
      result_.cost_per_1m_tokens_within_slo =
          ratio(tco * kMillion, served.slo_input + served.slo_output);
      result_.cost_per_1m_output_within_slo = ratio(tco * kMillion, served.slo_output);
    }
    if (served.all_count_requests) {
      result_.cost_per_request_within_slo = ratio(tco, served.slo_requests);
    }
  }

  void token_costs(const Served& served) {
    const double tco = to_major(result_.tco);
    const double r = scenario_.finance.output_input_price_ratio;
    result_.cost_per_1m_tokens = ratio(tco * kMillion, served.input + served.output);
    result_.cost_per_1m_output_all_in = ratio(tco * kMillion, served.output);
    if (r > 0 && served.output > 0) {
      result_.cost_per_1m_output_split = ratio(tco * kMillion, served.input / r + served.output);
      result_.cost_per_1m_input_split = *result_.cost_per_1m_output_split / r;
    }
    result_.levelised_cost_per_1m_tokens =
        ratio(result_.pv_cost * kMillion, served.discounted_tokens);
  }

  const Scenario& scenario_;
  const Ledger& ledger_;
  const Physical& physical_;
  double rate_;
  std::vector<NetMonth> net_;
  FinanceSummary result_;
};

}  // namespace

FinanceSummary summarise(const Scenario& scenario, const Ledger& ledger, const Physical& physical) {
  require(physical.months.size() == static_cast<std::size_t>(scenario.horizon.count),
          "{} physical months for a horizon of {}", physical.months.size(), scenario.horizon.count);
  return Summariser(scenario, ledger, physical).make();
}

}  // namespace costwright::finance
