#include "core/cost/services.h"

#include <limits>

namespace costwright {
namespace {

std::optional<double> bytes_of(std::string_view unit) {
  constexpr std::pair<std::string_view, double> kUnits[] = {
      {"GB", 1e9}, {"GiB", 0x1p30}, {"TB", 1e12}, {"TiB", 0x1p40}};
  for (const auto& [name, bytes] : kUnits) {
    if (unit == name) {
      return bytes;
    }
  }
  return std::nullopt;
}

std::optional<double> bytes_of_unit(std::string_view unit, bool per_month) {
  constexpr std::string_view kMonth = "-month";
  if (!per_month) {
    return bytes_of(unit);
  }
  if (unit.size() <= kMonth.size() || unit.substr(unit.size() - kMonth.size()) != kMonth) {
    return std::nullopt;
  }
  return bytes_of(unit.substr(0, unit.size() - kMonth.size()));
}

std::optional<Tier> tier_of(CostRun& run, const Row& row, double unit_bytes, const std::string& path) {
  const auto price = run.money(row, "price_usd", path + ".price");
  if (!price) {
    return std::nullopt;
  }
  const double units_per_gb = gigabyte.base() / unit_bytes;
  return Tier{row.number("tier_from_gb").value_or(0) * units_per_gb,
              row.number("tier_to_gb").value_or(std::numeric_limits<double>::infinity()) * units_per_gb, price->value};
}

std::optional<ServicePrice> from_catalog(CostRun& run,
                                         const std::string& service,
                                         const std::string& path,
                                         bool per_month) {
  const Row* row = run.find("cloud_services", service, path + ".service");
  if (row == nullptr) {
    return std::nullopt;
  }
  const auto bytes = bytes_of_unit(row->text("unit"), per_month);
  if (!bytes) {
    run.error(path + ".service",
              fmt::format("'{}' is priced per {}, not per {}", row->key(), row->text("unit"),
                          per_month ? "GB-month" : "GB"),
              fmt::format("choose another service or state {}.price", path));
    return std::nullopt;
  }
  ServicePrice price{{}, *bytes, row->text("unit"), "marginal tiers; cloud_services " + row->key(), path};
  const std::string& group = row->text("tier_group");
  for (const auto& other : run.catalog().rows("cloud_services")) {
    if (&other == row || (!group.empty() && other.text("tier_group") == group)) {
      const auto tier = tier_of(run, other, *bytes, path);
      if (!tier) {
        return std::nullopt;
      }
      price.tiers.push_back(*tier);
    }
  }
  std::sort(price.tiers.begin(), price.tiers.end(), [](const Tier& a, const Tier& b) { return a.from < b.from; });
  return price;
}

}  // namespace

std::optional<ServicePrice> service_price(CostRun& run,
                                          std::optional<double> stated_per_byte,
                                          const std::optional<std::string>& service,
                                          const std::string& path,
                                          bool per_month) {
  if (stated_per_byte) {
    Tier flat;
    flat.price = *stated_per_byte * gigabyte.base();
    return ServicePrice{{flat}, gigabyte.base(), per_month ? "GB-month" : "GB", "volume x price; scenario " + path + ".price",
                        path};
  }
  if (service) {
    return from_catalog(run, *service, path, per_month);
  }
  run.error(path, "this volume has no price", fmt::format("state {}.price or {}.service", path, path));
  return std::nullopt;
}

void post_volume(CostRun& run,
                 int month,
                 const Posting& posting,
                 const ServicePrice& price,
                 const Volume& volume,
                 const Shares& shares) {
  const double quantity = volume.bytes / price.unit_bytes;
  const auto cost = tiered_cost(price.tiers, quantity);
  if (!cost) {
    run.error(price.path, fmt::format("{}: the catalogue lists no price for {:g} {}", to_string(run.month(month)),
                                      quantity, price.unit),
              fmt::format("state {}.price, or add the missing tier to a catalogue of your own", price.path));
    return;
  }
  Posting line = posting;
  line.unit = price.unit;
  line.source = price.source;
  const Minor amount = run.amount(*cost * volume.escalation, posting.item);
  const double average = quantity > 0 ? *cost * volume.escalation / quantity : 0;
  run.post(month, line, {quantity, average, amount, amount}, shares);
}

}  // namespace costwright
