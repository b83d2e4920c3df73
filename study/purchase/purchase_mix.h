#pragma once
// Which machines to buy, to reserve, to commit money to and to rent, how many of each, and when.
//   options  those of an axis of `strategies` whose options replace one entry of `fleet`: a machine
//            each, all of one kind. Owned ones stay to the end, reserved ones for their terms, all
//            others for a month at a time. One that also writes a savings plan is money an hour for
//            the plan's term, which pays for machines that are rented on demand at its prices
//   needed   the fewest machines that serve every demand and meet every SLO, month by month, as
//            simulated (study/seek/size.h)
//   hours    where a deployment is autoscaled and some option is rented by the month: how many
//            machines are on in each hour of each month's week, as simulated with as many rented as
//            are needed. Rented ones are paid for the hours above all others
//   costs    of one more machine of an option from a month on: what the scenario's ledger has more
//            with it than without, while it idles. So every rule of the ledger counts, and no price
//            is known here (mix_costs.h)
//   mix      the cheapest purchases that give each month its machines: a mixed-integer program
//            (purchase.h) over those costs, within the budget and what each site's power bears: of
//            each owned machine the power that is stated, else the most that it draws
//   answer   the scenario with the mix as entries of its fleet, evaluated as `run` does
// A term that outlives the horizon is not begun: what it costs then is in no figure.
// Not modelled: delivery times, owned machines beside rented ones that come and go; in the program,
// more energy than idling (it is in the answer), prices that depend on how many there are, a plan's
// prices that change with the month it begins in, and what an hour's mean hides of its quarters.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/scenario/tree.h"
#include "study/purchase/purchase.h"
#include "study/study.h"

namespace costwright::study {

struct MixRequest {
  std::string axis = {};                 // "": the file's only one of a fleet entry
  std::string metric = "tco";            // or gross_cash, pv_cost, expense_total
  std::map<std::string, int> most = {};  // machines at a time, by option
  std::string budget_a_month = {};       // cash for machines: "500000 USD"; "": any
  // IT power for machines of the mix, by site: "40 kW". Where none is given, what is reserved in a
  // colocation there.
  std::map<std::string, std::string> power_limits = {};
};

enum class MixTerm { kToTheEnd, kOneYear, kThreeYears, kMonth, kPlan };

struct MixOption {
  std::string name;
  MixTerm term{};
  int plan_months = 0;
};

// So many machines of an option, from a month on; of a plan, money.
struct MixPurchase {
  std::size_t option{};
  YearMonth from;
  std::optional<YearMonth> until;  // first month without them; none: they stay
  int machines{};
  double commitment = 0;  // an hour
};

struct MixMonth {
  YearMonth month;
  int needed{};
  double on_average{};        // that are on
  std::vector<int> machines;  // by option
};

// What the same program finds for one option alone, with by-the-month ones where its terms leave
// months open.
struct MixAlone {
  std::size_t option{};
  std::optional<double> cost;  // none: it cannot be done alone
};

// The break-even rule of online.h on the same months, with the first committed option and the
// cheapest by the month: what deciding without a forecast would cost for machines.
struct WithoutForecast {
  std::size_t committed{}, by_the_month{};
  double cost{}, least{};  // of the rule; with the whole demand known
  double guarantee{};      // cost <= guarantee x least
};

struct PurchaseMix {
  std::string entry;   // of `fleet`, that is replaced
  std::string metric;  // that was minimised
  std::string currency;
  std::vector<MixOption> options;
  bool is_by_the_hour = false;  // rented machines come and go within the months
  std::vector<MixMonth> months;
  std::vector<MixPurchase> purchases;  // in order of option and month
  bool is_proven = false;              // no mix is cheaper in the program
  double machines_cost{};              // of the mix, in the program
  double bound{};                      // below which no mix is
  double planned{};                    // the metric, in the program: machines and all the rest
  std::vector<MixAlone> alone;
  std::optional<WithoutForecast> without_forecast;
  std::shared_ptr<const Evaluation> answer;
  ScenarioTree scenario;  // of the answer
  int evaluated = 0, simulated = 0;
};

// Nullopt with an error: no such axis, options that are no machines of one kind, needs that the
// options or the budget do not meet.
std::optional<PurchaseMix> purchase_mix(const Inputs& inputs,
                                        const ScenarioSource& source,
                                        const MixRequest& request,
                                        const EvaluateOptions& options,
                                        Diagnostics& diagnostics);

std::string purchase_mix_text(const PurchaseMix& mix);
std::string purchase_mix_json(const PurchaseMix& mix);
// The scenario of the answer as `folder`/scenario.yaml.
bool write_purchase_mix(const PurchaseMix& mix,
                        const std::string& folder,
                        Diagnostics& diagnostics);

}  // namespace costwright::study
