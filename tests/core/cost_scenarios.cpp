#include "tests/core/cost_scenarios.h"

#include <random>

#include "core/scenario/loaded.h"
#include "core/scenario/scenario.h"

namespace costwright::testing {
using namespace cost;
namespace {

bool inside(YearMonth month,
            const std::optional<YearMonth>& from,
            const std::optional<YearMonth>& until) {
  return (!from || month >= *from) && (!until || month < *until);
}

double servers_in(const FleetEntry& entry, const Scenario& scenario, YearMonth month) {
  if (entry.cloud) {
    return inside(month, entry.cloud->from, entry.cloud->until) ? entry.cloud->count : 0;
  }
  const OwnedServers& owned = *entry.owned;
  const YearMonth in_service = owned.in_service.value_or(owned.paid.value_or(scenario.start));
  const bool sold = owned.disposal && month > owned.disposal->month;
  return inside(month, in_service, owned.retire) && !sold ? owned.count : 0;
}

WorkloadMonth workload_month(const Scenario& scenario, std::size_t w) {
  const Workload& workload = scenario.workloads[w].second;
  WorkloadMonth month;
  if (workload.declared) {
    month.input_tokens = workload.declared->input_tokens.base();
    month.output_tokens = workload.declared->output_tokens.base();
    month.served = workload.declared->requests ? workload.declared->requests->base() : 0;
  } else {
    month.served = 1e6 * (1.0 + static_cast<double>(w));
    month.input_tokens = 500 * month.served;
    month.output_tokens = 200 * month.served;
    month.simulated = true;
  }
  month.offered = month.served;
  return month;
}

void add_busy(const Scenario& scenario, std::size_t w, PhysicalMonth& month) {
  const auto& served_by = scenario.workloads[w].second.served_by;
  const Deployment* deployment = served_by ? find_named(scenario.serving, *served_by) : nullptr;
  for (std::size_t f = 0; f < scenario.fleet.size() && deployment != nullptr; ++f) {
    if (scenario.fleet[f].first == deployment->fleet) {
      const double busy = month.fleet[f].device_hours_on / 10;
      month.workloads[w].device_hours_busy = busy;
      month.fleet[f].device_hours_busy += busy;
    }
  }
}

}  // namespace

const Catalog& data_catalog() {
  static const Catalog catalog = [] {
    Diagnostics diagnostics;
    auto loaded = Catalog::load(SOURCE_DIR "/data", diagnostics);
    require(!diagnostics.has_errors(), "{}", diagnostics.text());
    return loaded;
  }();
  return catalog;
}

LoadedScenario empty_scenario(int months) {
  LoadedScenario loaded;
  loaded.scenario.horizon = {months};
  return loaded;
}

LoadedScenario golden_scenario() {
  Diagnostics diagnostics;
  auto loaded = load_scenario(SOURCE_DIR "/scenarios/worked-budget/scenario.yaml", {}, diagnostics);
  require(loaded.has_value(), "{}", diagnostics.text());
  return std::move(*loaded);
}

Physical physical_of(const Scenario& scenario, double devices) {
  Physical physical;
  for (int m = 0; m < scenario.horizon.count; ++m) {
    PhysicalMonth& month = physical.months.emplace_back();
    month.month = scenario.start + m;
    for (const auto& [name, entry] : scenario.fleet) {
      FleetMonth& fleet = month.fleet.emplace_back();
      fleet.servers = servers_in(entry, scenario, month.month);
      fleet.devices = fleet.servers * devices;
      fleet.hours = hours_in(month.month);
      fleet.device_hours_on =
          fleet.devices * (entry.cloud ? hours_run(*entry.cloud, month.month) : fleet.hours);
      const Power each = entry.owned && entry.owned->power ? *entry.owned->power : Power{0};
      fleet.it_kwh = fleet.servers * each.in(kilowatt)*fleet.hours;
    }
    for (std::size_t w = 0; w < scenario.workloads.size(); ++w) {
      month.workloads.push_back(workload_month(scenario, w));
      add_busy(scenario, w, month);
    }
  }
  return physical;
}

Priced priced(const LoadedScenario& loaded, const Catalog& catalog) {
  Priced result;
  result.physical = physical_of(loaded.scenario);
  result.ledger = price(loaded, catalog, result.physical, result.facts, result.diagnostics);
  result.summary = finance::summarise(loaded.scenario, result.ledger, result.physical);
  return result;
}

namespace {

// Raw bits only: the standard's distributions differ between libraries.
class CostDice {
 public:
  explicit CostDice(unsigned seed) : bits_(seed) {}
  int below(int n) { return static_cast<int>(bits_() % static_cast<unsigned>(n)); }
  bool chance(int percent) { return below(100) < percent; }
  double cents(int most) { return (1 + below(100 * most)) / 100.0; }
  double share() { return below(1000) / 1000.0; }

 private:
  std::mt19937_64 bits_;
};

OwnedServers random_owned(CostDice& dice, const Scenario& s) {
  const int n = s.horizon.count;
  OwnedServers owned;
  owned.server = "any";
  owned.site = "dc";
  owned.count = 1 + dice.below(4);
  owned.price = Money{dice.cents(400000)};
  owned.residual = {dice.share() * 0.4};
  owned.book_life = {1 + dice.below(72)};
  owned.paid = s.start + dice.below(n);
  owned.in_service = s.start + dice.below(n + 3);
  owned.support = {dice.share() * 0.2};
  owned.support_escalation = {dice.share() * 0.1};
  owned.power = (1 + dice.share()) * kilowatt;
  if (dice.chance(40)) {
    owned.retire = s.start + dice.below(n + 6);
  }
  if (dice.chance(40)) {
    owned.disposal = Disposal{*owned.paid + dice.below(n), Money{dice.cents(100000)}};
  }
  if (dice.chance(25)) {
    owned.paid = s.start + (-1 - dice.below(60));
    owned.in_service = *owned.paid + (dice.below(12) - 3);
  }
  if (*owned.paid > *owned.in_service && owned.disposal) {
    owned.disposal->month = std::max(owned.disposal->month, *owned.paid);
  }
  return owned;
}

CloudInstances random_cloud(CostDice& dice, const Scenario& s) {
  CloudInstances cloud;
  cloud.instance = "any";
  cloud.count = 1 + dice.below(5);
  cloud.price = hourly(dice.cents(40));
  cloud.escalation = {dice.share() * 0.1};
  cloud.escalation.date = static_cast<RiseDate>(dice.below(2));
  cloud.purchase = static_cast<PurchaseOption>(dice.below(4));
  if (dice.chance(50)) {
    cloud.from = s.start + dice.below(s.horizon.count);
  }
  if (dice.chance(40)) {
    cloud.upfront = {dice.share()};
  }
  return cloud;
}

SoftwareItem random_software(CostDice& dice, const Scenario& s) {
  SoftwareItem item;
  item.per = static_cast<LicenceUnit>(dice.below(4));
  item.term = static_cast<LicenceTerm>(dice.below(3));
  item.allocation = static_cast<Allocation>(dice.below(4));
  item.fleet = s.fleet.front().first;
  item.price = Money{dice.cents(5000)};
  item.escalation = {dice.share() * 0.1};
  item.escalation.date = static_cast<RiseDate>(dice.below(2));
  item.book_life = {1 + dice.below(72)};
  if (item.per == LicenceUnit::kSeat) {
    item.units = 1 + dice.below(50);
  }
  if (dice.chance(40)) {
    item.from = s.start + dice.below(s.horizon.count);
  }
  if (dice.chance(40)) {
    item.until = item.from.value_or(s.start) + dice.below(s.horizon.count + 6);
  }
  return item;
}

void random_plan(CostDice& dice, Scenario& s) {
  if (s.fleet[1].second.cloud->purchase != PurchaseOption::kOnDemand || dice.chance(30)) {
    return;
  }
  PlanRate rate;
  rate.discount = {dice.share()};
  SavingsPlan plan;
  plan.commitment = hourly(dice.cents(100));
  plan.term = {1 + dice.below(40)};
  plan.upfront = {dice.share()};
  plan.covers = {{"rent", rate}};
  if (dice.chance(50)) {
    plan.from = s.start + dice.below(s.horizon.count);
  }
  s.savings_plans = {{"plan", plan}};
}

StaffRole random_role(CostDice& dice) {
  StaffRole role;
  role.fte = People{(1 + dice.below(20)) / 4.0};
  role.salary = per_year(dice.cents(200000));
  role.overhead = 1 + dice.share() * 0.5;
  role.escalation = {dice.share() * 0.1};
  role.allocation = static_cast<Allocation>(dice.below(4));
  role.team = "platform";
  return role;
}

void random_data(CostDice& dice, Scenario& s) {
  DataActivity labels;
  labels.items = ItemsPerMonth{1.0 + dice.below(100000)};
  labels.item_price = ItemPrice{dice.cents(3)};
  labels.volume = DataPerMonth{1e9 * dice.below(1000)};
  labels.volume_price = per_gb(dice.cents(1));
  labels.one_off = Money{dice.cents(20000)};
  labels.escalation = {dice.share() * 0.1};
  StorageItem store;
  store.price = per_gb_month(dice.cents(1));
  store.stored = 1e9 * dice.below(5000) * DataSize{1};
  store.added = DataPerMonth{1e9 * dice.below(500)};
  store.escalation = {dice.share() * 0.1};
  if (dice.chance(50)) {
    store.retention = Months{1 + dice.below(24)};
  }
  EgressItem egress;
  egress.price = per_gb(dice.cents(1));
  egress.per_request = DataPerRequest{2000.0 + dice.below(100000)};
  egress.escalation = {dice.share() * 0.1};
  s.data_pipeline = {{"labels", labels}};
  s.storage = {{"lake", store}};
  s.egress = {{"answers", egress}};
}

void random_services(CostDice& dice, Scenario& s) {
  TrainingRun tuning;
  tuning.gpu_hours = (1.0 + dice.below(10000)) * DeviceTime{3600};
  tuning.price = DeviceTimePrice{dice.cents(5) / 3600};
  tuning.escalation = {dice.share() * 0.1};
  if (dice.chance(50)) {
    tuning.repeat = Months{1 + dice.below(12)};
  }
  ApplicationService gateway;
  gateway.request_price = RequestPrice{dice.cents(1) / 1000};
  gateway.escalation = {dice.share() * 0.1};
  s.training = {{"tuning", tuning}};
  s.application = {{"gateway", gateway}};
}

void random_workloads(CostDice& dice, Scenario& s) {
  Deployment deployment;
  deployment.model = "any";
  deployment.fleet = s.fleet[static_cast<std::size_t>(dice.below(2))].first;
  s.serving = {{"llm", deployment}};
  for (const char* name : {"chat", "search", "batch"}) {
    Workload workload;
    workload.team = std::string("team-") + name;
    if (dice.chance(60)) {
      workload.served_by = "llm";
    } else {
      workload.declared = DeclaredService{TokensPerMonth{1e6 * dice.below(5000)},
                                          TokensPerMonth{1e6 * dice.below(1000)},
                                          RequestsPerMonth{1.0 + dice.below(1000000)},
                                          {},
                                          {}};
    }
    if (dice.chance(50)) {
      workload.value = RequestPrice{dice.cents(1)};
    }
    s.workloads.emplace_back(name, workload);
  }
}

}  // namespace

LoadedScenario random_scenario(unsigned seed) {
  CostDice dice(seed);
  LoadedScenario loaded;
  Scenario& s = loaded.scenario;
  s.start = {2026 + dice.below(3), 1 + dice.below(12)};
  s.horizon = {1 + dice.below(48)};
  s.fiscal_year_start = 1 + dice.below(12);
  s.finance.discount_rate = {dice.share() * 0.2};
  s.finance.terminal_value = dice.chance(70) ? TerminalValue::kNetBookValue : TerminalValue::kZero;
  Site site;
  site.pue = 1 + dice.share();
  site.electricity = per_kwh(dice.cents(1));
  site.electricity_escalation = {dice.share() * 0.1};
  if (dice.chance(50)) {
    site.colocation = Colocation{per_kw_month(dice.cents(300)),
                                 20 * kilowatt,
                                 {ColocationService::kCooling},
                                 {dice.share() * 0.1}};
  }
  s.sites = {{"dc", site}};
  if (site.colocation && dice.chance(50)) {
    s.sites[0].second.colocation->from = s.start + dice.below(s.horizon.count);
    s.sites[0].second.colocation->until =
        *s.sites[0].second.colocation->from + 1 + dice.below(s.horizon.count + 6);
  }
  s.fleet = {{"own", {random_owned(dice, s), {}}}, {"rent", {{}, random_cloud(dice, s)}}};
  s.fleet[0].second.team = "platform";
  random_plan(dice, s);
  random_workloads(dice, s);
  random_data(dice, s);
  random_services(dice, s);
  s.staff = {{"ops", random_role(dice)}, {"ml", random_role(dice)}};
  s.software = {{"suite", random_software(dice, s)}, {"tool", random_software(dice, s)}};
  return loaded;
}

namespace {

template <class T>
bool raise_quantity(std::optional<T>& price) {
  if (price) {
    price = 1.07 * *price;
  }
  return price.has_value();
}

template <class T>
Dated<T> raised(const Dated<T>& price) {
  return price.map([](T one) {
    return 1.07 * one;
  });
}
template <class T>
bool raise_quantity(std::optional<Dated<T>>& price) {
  if (price) {
    price = raised(*price);
  }
  return price.has_value();
}

bool raise_rate(AnnualRate& rate) {
  rate.per_year += 0.05;
  return true;
}

}  // namespace

std::vector<PriceField> price_fields() {
  const auto own = [](Scenario& s) -> OwnedServers& {
    return *s.fleet[0].second.owned;
  };
  const auto rent = [](Scenario& s) -> CloudInstances& {
    return *s.fleet[1].second.cloud;
  };
  const auto site = [](Scenario& s) -> Site& {
    return s.sites[0].second;
  };
  const auto colocation = [site](Scenario& s) {
    return site(s).colocation ? &*site(s).colocation : nullptr;
  };
  const auto role = [](Scenario& s) -> StaffRole& {
    return s.staff[0].second;
  };
  const auto suite = [](Scenario& s) -> SoftwareItem& {
    return s.software[0].second;
  };
  const auto labels = [](Scenario& s) -> DataActivity& {
    return s.data_pipeline[0].second;
  };
  const auto lake = [](Scenario& s) -> StorageItem& {
    return s.storage[0].second;
  };
  const auto answers = [](Scenario& s) -> EgressItem& {
    return s.egress[0].second;
  };
  const auto tuning = [](Scenario& s) -> TrainingRun& {
    return s.training[0].second;
  };
  const auto gateway = [](Scenario& s) -> ApplicationService& {
    return s.application[0].second;
  };
  return {
      {"owned.price",
       [=](Scenario& s) {
         return raise_quantity(own(s).price);
       }},
      {"owned.support",
       [=](Scenario& s) {
         return raise_rate(own(s).support);
       }},
      {"owned.support_escalation",
       [=](Scenario& s) {
         return raise_rate(own(s).support_escalation.rate);
       }},
      {"site.electricity",
       [=](Scenario& s) {
         return raise_quantity(site(s).electricity);
       }},
      {"site.electricity_escalation",
       [=](Scenario& s) {
         return raise_rate(site(s).electricity_escalation.rate);
       }},
      {"colocation.price",
       [=](Scenario& s) {
         if (colocation(s) != nullptr) {
           colocation(s)->price = raised(colocation(s)->price);
         }
         return colocation(s) != nullptr;
       }},
      {"colocation.escalation",
       [=](Scenario& s) {
         return colocation(s) != nullptr && raise_rate(colocation(s)->escalation.rate);
       }},
      {"cloud.price",
       [=](Scenario& s) {
         return raise_quantity(rent(s).price);
       }},
      {"cloud.escalation",
       [=](Scenario& s) {
         return raise_rate(rent(s).escalation.rate);
       }},
      {"staff.salary",
       [=](Scenario& s) {
         return raise_quantity(role(s).salary);
       }},
      {"staff.overhead",
       [=](Scenario& s) {
         return raise_quantity(role(s).overhead);
       }},
      {"staff.escalation",
       [=](Scenario& s) {
         return raise_rate(role(s).escalation.rate);
       }},
      {"software.price",
       [=](Scenario& s) {
         return raise_quantity(suite(s).price);
       }},
      {"software.escalation",
       [=](Scenario& s) {
         return raise_rate(suite(s).escalation.rate);
       }},
      {"data.item_price",
       [=](Scenario& s) {
         return raise_quantity(labels(s).item_price);
       }},
      {"data.volume_price",
       [=](Scenario& s) {
         return raise_quantity(labels(s).volume_price);
       }},
      {"data.one_off",
       [=](Scenario& s) {
         return raise_quantity(labels(s).one_off);
       }},
      {"data.escalation",
       [=](Scenario& s) {
         return raise_rate(labels(s).escalation.rate);
       }},
      {"storage.price",
       [=](Scenario& s) {
         return raise_quantity(lake(s).price);
       }},
      {"storage.escalation",
       [=](Scenario& s) {
         return raise_rate(lake(s).escalation.rate);
       }},
      {"egress.price",
       [=](Scenario& s) {
         return raise_quantity(answers(s).price);
       }},
      {"egress.escalation",
       [=](Scenario& s) {
         return raise_rate(answers(s).escalation.rate);
       }},
      {"training.price",
       [=](Scenario& s) {
         return raise_quantity(tuning(s).price);
       }},
      {"training.escalation",
       [=](Scenario& s) {
         return raise_rate(tuning(s).escalation.rate);
       }},
      {"application.request_price",
       [=](Scenario& s) {
         return raise_quantity(gateway(s).request_price);
       }},
      {"application.escalation",
       [=](Scenario& s) {
         return raise_rate(gateway(s).escalation.rate);
       }},
  };
}

std::vector<LedgerLine> lines_of(const Ledger& ledger, const std::string& item) {
  std::vector<LedgerLine> found;
  for (const auto& line : ledger.lines) {
    if (line.item == item) {
      found.push_back(line);
    }
  }
  return found;
}

Minor cash_of(const Ledger& ledger, const std::string& item) {
  Minor sum = 0;
  for (const auto& line : lines_of(ledger, item)) {
    sum += line.cash;
  }
  return sum;
}

Minor expense_of(const Ledger& ledger, const std::string& item) {
  Minor sum = 0;
  for (const auto& line : lines_of(ledger, item)) {
    sum += line.expense;
  }
  return sum;
}

}  // namespace costwright::testing
