// Rented capacity and services: instances of the fleet, application services, egress.
#include <algorithm>
#include <array>
#include <functional>

#include "core/cost/api_price.h"
#include "core/cost/services.h"
#include "core/scenario/sections/application.h"
#include "core/scenario/sections/egress.h"
#include "core/scenario/sections/fleet.h"

namespace costwright::cost {
namespace {

struct OptionTerms {
  std::string_view column, label;
  int committed = 0;  // months that are paid, used or not
};
// In the order of PurchaseOption.
constexpr std::array<OptionTerms, 4> kOptions{{
    {"on_demand_usd_per_hour", "on-demand hours"},
    {"reserved_1y_usd_per_hour", "reserved hours", 12},
    {"reserved_3y_usd_per_hour", "reserved hours", 36},
    {"spot_usd_per_hour", "spot hours"},
}};

void add_cloud_energy(CostRun& run, std::size_t f, const CloudInstances& cloud) {
  const auto g_per_kwh =
      cloud.carbon ? std::optional(cloud.carbon->base() * kilowatt_hour.base()) : std::nullopt;
  for (int m = 0; m < run.months(); ++m) {
    const double it_kwh = run.fleet(f, m).it_kwh;
    run.add_energy(it_kwh, 0, false);
    run.add_carbon(it_kwh * cloud.pue, g_per_kwh);
  }
}

// Months from `range.begin` that the reservations cover: whole terms.
int committed_months(const MonthRange& range, int term) {
  return (range.end - range.begin + term - 1) / term * term;
}

// What a rented entry costs an hour and a month.
struct Rent {
  const CloudInstances& cloud;
  const OptionTerms& option;
  MonthRange range;
  Price hourly;  // of an instance

  // The price of a reservation is locked for its term; renewals take the price of their first
  // month.
  double price(const CostRun& run, int m) const {
    const int into_term = option.committed > 0 ? (m - range.begin) % option.committed : 0;
    return run.price_in(hourly, cloud.escalation, range.begin, m - into_term);
  }
};

// What a reservation costs after the instances were given up, and after the horizon.
void post_unused(CostRun& run,
                 std::size_t f,
                 const std::pair<std::string, FleetEntry>& entry,
                 Posting line,
                 const Rent& rent) {
  const int end = rent.range.begin + committed_months(rent.range, rent.option.committed);
  const std::string item = line.item;
  line.item += ", unused";
  for (int m = rent.range.end; m < std::min(end, run.months()); ++m) {
    run.post_usage(m, line, rent.cloud.count * run.hours(m), rent.price(run, m),
                   run.fleet_use().in_month(f, m));
  }
  if (end > run.months()) {
    Minor beyond = 0;
    for (int m = run.months(); m < end; ++m) {
      beyond += run.amount(rent.cloud.count * run.hours(m) * rent.price(run, m), item);
    }
    run.commit(item, end - 1, beyond);
    run.diagnostics().warning(
        run.place("fleet." + entry.first + ".cloud.purchase"),
        fmt::format("'{}' is reserved to {}, beyond the horizon: the last {} months of the "
                    "commitment are not in the cost",
                    entry.first, to_string(run.month(end - 1)), end - run.months()));
  }
}

// A reservation is paid whether the instance is there or not; otherwise instances that an
// autoscaler gave back, or that were reclaimed, cost nothing meanwhile.
double rented_hours(const CostRun& run, std::size_t f, int m, const OptionTerms& option) {
  const FleetMonth& fleet = run.fleet(f, m);
  const double all = fleet.servers * run.hours(m);
  const double device_hours = fleet.devices * run.hours(m);
  return option.committed > 0 || device_hours == 0 ? all
                                                   : all * (fleet.device_hours_on / device_hours);
}

void price_entry(CostRun& run, std::size_t f, const std::pair<std::string, FleetEntry>& entry) {
  const auto& [name, machines] = entry;
  const CloudInstances& cloud = *machines.cloud;
  const OptionTerms& option = kOptions[static_cast<std::size_t>(cloud.purchase)];
  const std::string path = "fleet." + name + ".cloud";
  const auto price =
      run.price(stated_in(cloud.price, money_per_hour), path + ".price",
                {"cloud_instances", cloud.instance, option.column, path + ".instance"});
  if (!price) {
    return;
  }
  Posting line;
  line.component = run.fleet_use().component(f);
  line.category = Category::kCloud;
  line.team = machines.team;
  line.item = fmt::format("{}: {}", name, option.label);
  line.unit = "instance-h";
  line.source = "instances x hours of the month x price; " + price->source;
  const Rent rent{cloud, option, run.range(cloud.from, cloud.until), *price};
  for (int m = 0; m < run.months(); ++m) {
    const double instance_hours = rented_hours(run, f, m, option);
    if (instance_hours > 0) {
      run.post_usage(m, line, instance_hours, rent.price(run, m), run.fleet_use().in_month(f, m));
    }
  }
  if (option.committed > 0) {
    post_unused(run, f, entry, line, rent);
  }
}

class Application {
 public:
  Application(CostRun& run, const std::string& name, const ApplicationService& service)
      : run_(run), name_(name), service_(service), path_("application." + name) {
    line_.component = Component::kApplication;
    line_.category = Category::kCloud;
    line_.team = service.team;
  }

  void price() {
    if (service_.workload) {
      workload_ = run_.workload(*service_.workload);
    }
    if (service_.instance) {
      instances();
    }
    if (service_.request_price) {
      requests();
    }
    api();
  }

 private:
  Shares shares() const { return workload_ ? direct_share(*workload_) : Shares{}; }
  double price_in(const Price& price, int m) const {
    return run_.price_in(price, service_.escalation, 0, m);
  }

  void instances() {
    const Row* row = run_.find("cloud_instances", *service_.instance, path_ + ".instance");
    const auto price = row != nullptr ? run_.money(*row, "on_demand_usd_per_hour",
                                                   path_ + ".instance", "choose another instance")
                                      : std::nullopt;
    if (!price) {
      return;
    }
    line_.item = name_ + ": instances";
    line_.unit = "instance-h";
    line_.source = "instances x hours of the month x price; " + price->source;
    for (int m = 0; m < run_.months(); ++m) {
      run_.post_usage(m, line_, service_.count * run_.hours(m), price_in(*price, m), shares());
    }
  }

  void requests() {
    line_.item = name_ + ": requests";
    line_.unit = "request";
    const Price price{*stated_in(service_.request_price), "scenario " + path_ + ".request_price"};
    line_.source = "requests served x price; " + price.source;
    for (int m = 0; m < run_.months(); ++m) {
      const auto served = served_requests(run_, workload_, m);
      run_.post_usage(m, line_, served.requests, price_in(price, m), served.shares);
    }
  }

  void api() {
    if (!service_.api) {
      return;
    }
    const Row* row = run_.find("cloud_services", *service_.api, path_ + ".api");
    if (row == nullptr || !has_asked_prices(*row)) {
      return;
    }
    if (service_.api_input_tokens) {
      input_tokens(*row, service_.api_input_tokens->base());
    }
    if (service_.api_output_tokens) {
      output_tokens(*row, service_.api_output_tokens->base());
    }
  }

  // Whether the API sells what the scenario asks for.
  bool has_asked_prices(const Row& row) {
    const auto cached =
        service_.cached_input ? std::optional(service_.cached_input->value) : std::nullopt;
    const auto fault = api_fault(row, cached, service_.api_batch);
    if (fault) {
      run_.error(path_ + "." + fault->field, fault->message, fault->hint);
    }
    return !fault;
  }

  // What the API would find in its cache: stated, else what the own prefix cache found.
  double cached_share(const Row& row, int m) const {
    if (service_.cached_input) {
      return service_.cached_input->value;
    }
    const bool simulated =
        workload_ && !service_.api_batch && row.fact("price_cached_in_usd_per_mtok").has_value();
    return simulated
               ? prefix_hit_share(run_.physical(m).workloads[static_cast<std::size_t>(*workload_)])
               : 0;
  }

  void input_tokens(const Row& row, double volume) {
    const auto price = token_price(
        row, service_.api_batch ? "price_batch_in_usd_per_mtok" : "price_in_usd_per_mtok");
    std::vector<double> cached;
    for (int m = 0; m < run_.months(); ++m) {
      cached.push_back(cached_share(row, m));
    }
    if (!price) {
      return;
    }
    const char* what = service_.api_batch ? "API input tokens, batch" : "API input tokens";
    tokens(what, *price, [&](int m) {
      return volume * (1 - cached[static_cast<std::size_t>(m)]);
    });
    if (std::all_of(cached.begin(), cached.end(), [](double share) {
          return share == 0;
        })) {
      return;
    }
    if (const auto less = token_price(row, "price_cached_in_usd_per_mtok")) {
      tokens("API input tokens, cached", *less, [&](int m) {
        return volume * cached[static_cast<std::size_t>(m)];
      });
    }
  }

  void output_tokens(const Row& row, double volume) {
    auto price = token_price(row, "price_out_usd_per_mtok");
    if (!price) {
      return;
    }
    if (service_.api_batch) {  // has_asked_prices() has looked
      price->value = price->value.first() * batch_discount(api_price(row).value()).value();
      price->source += ", with the batch discount of the input";
    }
    tokens(service_.api_batch ? "API output tokens, batch" : "API output tokens", *price, [&](int) {
      return volume;
    });
  }

  std::optional<Price> token_price(const Row& row, std::string_view column) {
    return run_.money(row, column, path_ + ".api",
                      "choose another: `costwright catalog cloud_services --filter llm_api`");
  }

  void tokens(const char* what, const Price& price, const std::function<double(int)>& volume) {
    line_.item = fmt::format("{}: {}", name_, what);
    line_.unit = "1M tokens";
    line_.source = "tokens x list price; " + price.source;
    for (int m = 0; m < run_.months(); ++m) {
      if (volume(m) > 0) {
        run_.post_usage(m, line_, volume(m) / 1e6, price_in(price, m), shares());
      }
    }
  }

  CostRun& run_;
  const std::string& name_;
  const ApplicationService& service_;
  std::string path_;
  std::optional<int> workload_;
  Posting line_;
};

std::optional<MeteredItem> egress_item(CostRun& run,
                                       const std::string& name,
                                       const EgressItem& item) {
  const std::string path = "egress." + name;
  auto price = service_price(run, stated_in(item.price), item.service, path, false);
  if (!price) {
    return std::nullopt;
  }
  const auto workload = item.workload ? std::optional(run.workload(*item.workload)) : std::nullopt;
  MeteredItem metered;
  metered.posting.component = item.component;
  metered.posting.category = Category::kCloud;
  metered.posting.team = item.team;
  metered.posting.item = name + ": egress";
  metered.price = std::move(*price);
  metered.escalation = item.escalation;
  metered.volume = [&run, &item, workload](int m) {
    if (!item.per_request) {
      return MeteredVolume{item.volume.value().base(), {}};
    }
    auto served = served_requests(run, workload, m);
    return MeteredVolume{served.requests * item.per_request->base(), std::move(served.shares)};
  };
  return metered;
}

}  // namespace

void price_cloud_instances(CostRun& run, const Named<FleetEntry>& fleet) {
  for (std::size_t f = 0; f < fleet.size(); ++f) {
    if (const auto& cloud = fleet[f].second.cloud) {
      price_entry(run, f, fleet[f]);
      add_cloud_energy(run, f, *cloud);
    }
  }
}

void price_application(CostRun& run, const Named<ApplicationService>& application) {
  for (const auto& [name, service] : application) {
    Application(run, name, service).price();
  }
}

void price_egress(CostRun& run, const Named<EgressItem>& egress) {
  std::vector<MeteredItem> items;
  for (const auto& [name, item] : egress) {
    if (auto metered = egress_item(run, name, item)) {
      items.push_back(std::move(*metered));
    }
  }
  post_metered(run, items);
}

}  // namespace costwright::cost
