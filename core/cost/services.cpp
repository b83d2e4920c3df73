#include "core/cost/services.h"

#include <algorithm>
#include <utility>

#include "core/catalog/catalog.h"
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
  const std::string& group = row->text("tier_group");
  ServicePrice price{{},
                     1,
                     unit.base(),
                     row->text("unit"),
                     "marginal tiers; cloud_services " + row->key(),
                     {},
                     path,
                     group.empty() ? row->key() : group};
  for (const auto& tier : tiers) {
    run.facts().use(tier.fact);
    price.origins.push_back(origin_of(tier.fact));
    price.tiers.push_back({tier.from.in(unit), tier.to.in(unit), tier.price});
  }
  return price;
}

}  // namespace

std::optional<ServicePrice> service_price(CostRun& run,
                                          const std::optional<Dated<double>>& stated_per_byte,
                                          const std::optional<std::string>& service,
                                          const std::string& path,
                                          bool per_month) {
  if (stated_per_byte) {
    const auto per_gigabyte = stated_per_byte->map([](double per_byte) {
      return per_byte * gigabyte.base();
    });
    if (service) {
      run.compare_with_catalogue(per_gigabyte, path + ".price",
                                 {"cloud_services", *service, "price_usd", path + ".service"});
    }
    Tier flat;
    flat.price = 1;
    return ServicePrice{{flat},
                        per_gigabyte,
                        gigabyte.base(),
                        per_month ? "GB-month" : "GB",
                        "volume x price; scenario " + path + ".price",
                        {{"", path + ".price", ""}},
                        path,
                        ""};
  }
  require(service.has_value(), "{} has neither a price nor a service", path);
  return from_catalog(run, *service, path, per_month);
}

namespace {

struct TierBill {
  std::vector<Minor> amounts;  // of each member, in the order of add()
  double average{};            // price per unit before any escalation
};

// The items that climb the same tiers.
class TierPool {
 public:
  explicit TierPool(const MeteredItem& first) : first_(first) {}

  const std::string& name() const { return first_.price.pool; }
  void add(std::size_t item) { members_.push_back(item); }

  // `factors`: on the tiers' prices, of each item. Nullopt after an error.
  std::optional<TierBill> bill(CostRun& run,
                               int month,
                               const std::vector<MeteredVolume>& volumes,
                               const std::vector<double>& factors) {
    double bytes = 0;
    for (const std::size_t item : members_) {
      bytes += volumes[item].bytes;
    }
    const double quantity = bytes / first_.price.unit_bytes;
    const auto cost = failed_ ? std::nullopt : tiered_cost(first_.price.tiers, quantity);
    if (!cost) {
      fail(run, month, quantity);
      return std::nullopt;
    }
    if (bytes <= 0) {
      return TierBill{std::vector<Minor>(members_.size()), 0};
    }
    // Prices may rise differently: each item's part of the volume at its own.
    double total = 0;
    std::vector<double> weights;
    for (const std::size_t item : members_) {
      weights.push_back(volumes[item].bytes / bytes * factors[item]);
      total += *cost * weights.back();
    }
    return TierBill{split_minor(run.amount(total, first_.posting.item), weights), *cost / quantity};
  }

  const std::vector<std::size_t>& members() const { return members_; }

 private:
  // Said once: later months would only repeat it.
  void fail(CostRun& run, int month, double quantity) {
    if (std::exchange(failed_, true)) {
      return;
    }
    run.error(
        first_.price.path,
        fmt::format("{}: the catalogue lists no price for {:g} {}{}", to_string(run.month(month)),
                    quantity, first_.price.unit,
                    members_.size() > 1 ? fmt::format(" of {} items together", members_.size())
                                        : std::string()),
        fmt::format("state {}.price, or add the missing tier to a catalogue of your own",
                    first_.price.path));
  }

  const MeteredItem& first_;
  std::vector<std::size_t> members_;
  bool failed_ = false;
};

std::vector<TierPool> pools_of(const std::vector<MeteredItem>& items) {
  std::vector<TierPool> pools;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string& name = items[i].price.pool;
    auto pool = std::find_if(pools.begin(), pools.end(), [&](const TierPool& other) {
      return !name.empty() && other.name() == name;
    });
    if (pool == pools.end()) {
      pools.emplace_back(items[i]);
      pool = std::prev(pools.end());
    }
    pool->add(i);
  }
  return pools;
}

Posting posting_of(CostRun& run, const MeteredItem& item, std::size_t pooled) {
  Posting line = item.posting;
  line.unit = item.price.unit;
  line.source = item.price.source;
  // Of storage and of egress: a field that an item has not is written nowhere.
  line.origins = run.origins(item.price.origins, item.price.path,
                             {"stored", "added", "retention", "volume", "per_request", "escalation",
                              "escalates", "price_as_of"});
  if (pooled > 1) {
    line.source += fmt::format(", climbed by {} items together", pooled);
  }
  return line;
}

// By item.
std::vector<Posting> postings_of(CostRun& run,
                                 const std::vector<MeteredItem>& items,
                                 const std::vector<TierPool>& pools) {
  std::vector<Posting> postings(items.size());
  for (const TierPool& pool : pools) {
    for (const std::size_t item : pool.members()) {
      postings[item] = posting_of(run, items[item], pool.members().size());
    }
  }
  return postings;
}

}  // namespace

void post_metered(CostRun& run, const std::vector<MeteredItem>& items) {
  auto pools = pools_of(items);
  const std::vector<Posting> postings = postings_of(run, items, pools);
  for (int m = 0; m < run.months(); ++m) {
    std::vector<MeteredVolume> volumes;
    std::vector<double> factors;
    for (const MeteredItem& item : items) {
      volumes.push_back(item.volume(m));
      factors.push_back(run.price_in({item.price.unit_price, "", {}}, item.escalation, 0, m));
    }
    for (TierPool& pool : pools) {
      const auto& members = pool.members();
      const auto bill = pool.bill(run, m, volumes, factors);
      for (std::size_t i = 0; bill && i < members.size(); ++i) {
        const MeteredVolume& volume = volumes[members[i]];
        const Minor amount = bill->amounts[i];
        run.post(m, postings[members[i]],
                 {volume.bytes / items[members[i]].price.unit_bytes,
                  bill->average * factors[members[i]], amount, amount},
                 volume.shares);
      }
    }
  }
}

}  // namespace costwright::cost
