#include <algorithm>
#include <iterator>

#include "core/files.h"
#include "core/table/split.h"
#include "core/table/table.h"
#include "core/table/wrapped.h"
#include "study/outcome/metrics.h"
#include "study/purchase/purchase_mix.h"
#include "study/seek/goal.h"
#include "study/seek/trials.h"

namespace costwright::study {
namespace {

std::string term_text(const MixOption& option) {
  switch (option.term) {
    case MixTerm::kToTheEnd:
      return "owned";
    case MixTerm::kOneYear:
      return "1 year";
    case MixTerm::kThreeYears:
      return "3 years";
    case MixTerm::kMonth:
      return "by the month";
    case MixTerm::kPlan:
      return fmt::format("savings plan, {} months", option.plan_months);
  }
  return "";
}

Table purchase_table(const PurchaseMix& mix) {
  Table table{"purchases",
              "What to have, and when",
              {{"option", "option"},
               {"term", "term"},
               {"from", "from"},
               {"until", "until"},
               {"machines", "machines"}},
              {}};
  const bool has_plans = std::ranges::any_of(mix.purchases, [](const MixPurchase& one) {
    return one.commitment > 0;
  });
  if (has_plans) {
    table.columns.push_back({"commitment", fmt::format("{} an hour", mix.currency)});
  }
  for (const MixPurchase& one : mix.purchases) {
    const MixOption& option = mix.options[one.option];
    const bool is_plan = option.term == MixTerm::kPlan;
    const YearMonth last = one.until ? *one.until + -1 : mix.months.back().month;
    auto& row = table.rows.emplace_back();
    row = {option.name, term_text(option), to_string(one.from), to_string(last),
           is_plan ? Cell{} : Cell{std::int64_t{one.machines}}};
    if (has_plans) {
      row.push_back(is_plan ? figure(one.commitment) : Cell{});
    }
  }
  return table;
}

bool have_the_same(const MixMonth& a, const MixMonth& b) {
  return a.needed == b.needed && a.on_average == b.on_average && a.machines == b.machines;
}

// `together`: months one after the other with the same machines are one row.
Table month_table(const PurchaseMix& mix, bool together) {
  Table table{"months", "Month by month", {{"from", "from"}, {"until", "until"}}, {}};
  table.columns.push_back({"needed", "needed"});
  if (mix.is_by_the_hour) {
    table.columns.push_back({"on_average", "mean on"});
  }
  for (const MixOption& option : mix.options) {
    if (option.term != MixTerm::kPlan) {
      table.columns.push_back({option.name, option.name});
    }
  }
  for (std::size_t m = 0; m < mix.months.size(); ++m) {
    const MixMonth& month = mix.months[m];
    if (together && m > 0 && have_the_same(month, mix.months[m - 1])) {
      table.rows.back()[1] = to_string(month.month);
      continue;
    }
    auto& row = table.rows.emplace_back();
    row = {to_string(month.month), to_string(month.month), std::int64_t{month.needed}};
    if (mix.is_by_the_hour) {
      row.push_back(figure(month.on_average));
    }
    for (std::size_t o = 0; o < mix.options.size(); ++o) {
      if (mix.options[o].term != MixTerm::kPlan) {
        row.emplace_back(std::int64_t{month.machines[o]});
      }
    }
  }
  return table;
}

Table cost_table(const PurchaseMix& mix) {
  Table table{"machines",
              fmt::format("{} of the machines, {}", mix.metric, mix.currency),
              {{"what", "what"}, {"cost", "cost"}, {"more", "more than the mix"}},
              {}};
  const auto add = [&](const std::string& what, std::optional<double> cost) {
    const auto more = cost ? std::optional(*cost - mix.machines_cost) : std::nullopt;
    table.rows.push_back({what, figure(cost), figure(more)});
  };
  add("the mix", mix.machines_cost);
  for (const MixAlone& one : mix.alone) {
    add(mix.options[one.option].name + " alone", one.cost);
  }
  return table;
}

std::string proof(const PurchaseMix& mix) {
  return mix.is_proven ? "proven: no mix of these options is cheaper in the program"
                       : fmt::format("not proven: no mix is below {} {} for its machines",
                                     grouped(mix.bound, 2), mix.currency);
}

double answer_of(const PurchaseMix& mix) {
  return *value_of(*mix.answer, {&metric(mix.metric), ""});
}

bool is_served(const Outcome& outcome) {
  return std::all_of(outcome.workloads.begin(), outcome.workloads.end(),
                     [](const WorkloadOutcome& workload) {
                       return workload.saturated.empty() && workload.below_slo.empty();
                     });
}

std::string answer(const PurchaseMix& mix) {
  const double value = answer_of(mix);
  std::vector<std::string> said;
  if (is_served(mix.answer->outcome)) {
    said.emplace_back("every SLO is met and every demand served");
  }
  std::ranges::copy(conditions_of(mix.answer->outcome), std::back_inserter(said));
  return fmt::format(
      "simulated with the mix: {} {} {}; the program said {} ({}{} for what it left out, such as "
      "the energy of working); {}",
      mix.metric, grouped(value, 2), mix.currency, grouped(mix.planned, 2),
      value < mix.planned ? "" : "+", grouped(value - mix.planned, 2), fmt::join(said, "; "));
}

std::string without_forecast(const PurchaseMix& mix) {
  const WithoutForecast& w = *mix.without_forecast;
  return fmt::format(
      "without a forecast, from {} and {} only: the break-even rule pays {} for machines, {:.1f} % "
      "more than the {} of knowing all {}, and never more than {:.2f} times it",
      mix.options[w.by_the_month].name, mix.options[w.committed].name, grouped(w.cost, 2),
      100 * (w.cost / w.least - 1), grouped(w.least, 2),
      mix.is_by_the_hour ? "hours, a machine whole in each in which it is on" : "months",
      w.guarantee);
}

}  // namespace

std::string purchase_mix_text(const PurchaseMix& mix) {
  std::string text = wrapped(
      fmt::format("Purchase mix of fleet.{}: the least {}", mix.entry, mix.metric), "", "  ");
  text += wrapped(proof(mix), "  ", "    ");
  text += wrapped(answer(mix), "  ", "    ");
  text += '\n' + to_text_split(purchase_table(mix), kTextWidth);
  text += '\n' + to_text_split(month_table(mix, true), kTextWidth);
  text += '\n' + to_text_split(cost_table(mix), kTextWidth);
  return mix.without_forecast ? text + wrapped(without_forecast(mix), "  ", "    ") : text;
}

std::string purchase_mix_json(const PurchaseMix& mix) {
  std::vector<std::string> faults;
  for (const std::string& fault : conditions_of(mix.answer->outcome)) {
    faults.push_back(json_string(fault));
  }
  const auto no_forecast = [&](double WithoutForecast::*member) {
    return cell_json(mix.without_forecast ? figure((*mix.without_forecast).*member) : Cell{});
  };
  return fmt::format(
      "{{\n  \"entry\": {},\n  \"metric\": {},\n  \"is_proven\": {},\n  \"machines_cost\": {},\n"
      "  \"bound\": {},\n  \"planned\": {},\n  \"simulated\": {},\n  \"conditions\": [{}],\n"
      "  \"without_forecast\": {},\n  \"with_forecast\": {},\n  \"purchases\": {},\n"
      "  \"months\": {},\n  \"machines\": {}\n}}\n",
      json_string("fleet." + mix.entry), json_string(mix.metric), mix.is_proven,
      cell_json(figure(mix.machines_cost)), cell_json(figure(mix.bound)),
      cell_json(figure(mix.planned)), cell_json(figure(answer_of(mix))), fmt::join(faults, ", "),
      no_forecast(&WithoutForecast::cost), no_forecast(&WithoutForecast::least),
      to_json(purchase_table(mix)), to_json(month_table(mix, false)), to_json(cost_table(mix)));
}

bool write_purchase_mix(const PurchaseMix& mix,
                        const std::string& folder,
                        Diagnostics& diagnostics) {
  return write_files(folder,
                     {{"scenario.yaml", scenario_text(mix.scenario, folder)},
                      {"purchases.csv", to_csv(purchase_table(mix))},
                      {"months.csv", to_csv(month_table(mix, false))},
                      {"machines.csv", to_csv(cost_table(mix))}},
                     diagnostics);
}

}  // namespace costwright::study
