// Rented services: application services and egress.
#include <algorithm>
#include <functional>

#include "core/cost/api_price.h"
#include "core/cost/services.h"
#include "core/scenario/sections/application.h"
#include "core/scenario/sections/egress.h"
#include "core/scenario/sections/workloads.h"

namespace costwright::cost {
namespace {

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
  int origins(std::vector<LineOrigin> of_price, std::initializer_list<std::string_view> fields) {
    for (const char* field : {".escalation", ".escalates", ".price_as_of"}) {
      of_price.push_back({"", path_ + field, ""});
    }
    return run_.origins(std::move(of_price), path_, fields);
  }
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
    const bool runs_always = !service_.hours && !service_.schedule;
    line_.source = fmt::format("instances x hours {} x price; {}",
                               runs_always ? "of the month" : "that they run", price->source);
    line_.origins = origins(price->origins, {"count", "hours", "schedule"});
    for (int m = 0; m < run_.months(); ++m) {
      run_.post_usage(m, line_, service_.count * hours_run(service_, run_.month(m)),
                      price_in(*price, m), shares());
    }
  }

  void requests() {
    line_.item = name_ + ": requests";
    line_.unit = "request";
    const Price price = stated_price(*stated_in(service_.request_price), path_ + ".request_price");
    line_.source = "requests served x price; " + price.source;
    line_.origins = origins(price.origins, {});
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
    const char* what = service_.api_batch ? "API input tokens, batch" : kApiInput;
    tokens(what, *price, "api_input_tokens", [&](int m) {
      return volume * (1 - cached[static_cast<std::size_t>(m)]);
    });
    if (std::all_of(cached.begin(), cached.end(), [](double share) {
          return share == 0;
        })) {
      return;
    }
    if (const auto less = token_price(row, "price_cached_in_usd_per_mtok")) {
      tokens(kApiCachedInput, *less, "api_input_tokens", [&](int m) {
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
      for (const char* column : {"price_batch_in_usd_per_mtok", "price_in_usd_per_mtok"}) {
        price->origins.push_back(run_.used(row, column));
      }
    }
    const char* what = service_.api_batch ? "API output tokens, batch" : kApiOutput;
    tokens(what, *price, "api_output_tokens", [&](int) {
      return volume;
    });
  }

  std::optional<Price> token_price(const Row& row, std::string_view column) {
    return run_.money(row, column, path_ + ".api",
                      "choose another: `costwright catalog cloud_services --filter llm_api`");
  }

  void tokens(const char* what,
              const Price& price,
              std::string_view field,
              const std::function<double(int)>& volume) {
    line_.item = fmt::format("{}: {}", name_, what);
    line_.unit = "1M tokens";
    line_.source = "tokens x list price; " + price.source;
    line_.origins = origins(price.origins, {field, "growth", "cached_input"});
    for (int m = 0; m < run_.months(); ++m) {
      const double tokens = volume(m) * grown(service_.growth, m);
      if (tokens > 0) {
        run_.post_usage(m, line_, tokens / 1e6, price_in(price, m), shares());
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
