#include "core/cost/services.h"

#include "core/catalog/views.h"

namespace costwright::cost {
namespace {

std::optional<ServicePrice> from_catalog(CostRun& run,
                                         const std::string& service,
                                         const std::string& path,
                                         bool per_month) {
  const Row* row = run.find("cloud_services", service, path + ".service");
  if (row == nullptr || !run.money(*row, "price_usd", path + ".price")) {
    return std::nullopt;
  }
  const auto tiers = tiers_of(run.catalog(), *row, run.place(path + ".service"), run.diagnostics());
  if (tiers.empty()) {
    return std::nullopt;
  }
  if (tiers.front().per_month != per_month) {
    run.error(path + ".service",
              fmt::format("'{}' is priced per {}, not per {}", row->key(), row->text("unit"),
                          per_month ? "GB-month" : "GB"),
              fmt::format("choose another service or state {}.price", path));
    return std::nullopt;
  }
  const DataSize unit = tiers.front().unit;
  ServicePrice price{
      {}, unit.base(), row->text("unit"), "marginal tiers; cloud_services " + row->key(), path};
  for (const auto& tier : tiers) {
    run.facts().use(tier.fact);
    price.tiers.push_back({tier.from.in(unit), tier.to.in(unit), tier.price});
  }
  return price;
}

}  // namespace

std::optional<ServicePrice> service_price(CostRun& run,
                                          std::optional<double> stated_per_byte,
                                          const std::optional<std::string>& service,
                                          const std::string& path,
                                          bool per_month) {
  if (stated_per_byte) {
    if (service) {
      run.compare_with_catalogue(*stated_per_byte * gigabyte.base(), path + ".price",
                                 {"cloud_services", *service, "price_usd", path + ".service"});
    }
    Tier flat;
    flat.price = *stated_per_byte * gigabyte.base();
    return ServicePrice{{flat},
                        gigabyte.base(),
                        per_month ? "GB-month" : "GB",
                        "volume x price; scenario " + path + ".price",
                        path};
  }
  require(service.has_value(), "{} has neither a price nor a service", path);
  return from_catalog(run, *service, path, per_month);
}

bool post_volume(CostRun& run,
                 int month,
                 const Posting& posting,
                 const ServicePrice& price,
                 const Volume& volume,
                 const Shares& shares) {
  const double quantity = volume.bytes / price.unit_bytes;
  const auto cost = tiered_cost(price.tiers, quantity);
  if (!cost) {
    run.error(price.path,
              fmt::format("{}: the catalogue lists no price for {:g} {}",
                          to_string(run.month(month)), quantity, price.unit),
              fmt::format("state {}.price, or add the missing tier to a catalogue of your own",
                          price.path));
    return false;
  }
  Posting line = posting;
  line.unit = price.unit;
  line.source = price.source;
  const Minor amount = run.amount(*cost * volume.escalation, posting.item);
  const double average = quantity > 0 ? *cost * volume.escalation / quantity : 0;
  run.post(month, line, {quantity, average, amount, amount}, shares);
  return true;
}

}  // namespace costwright::cost
