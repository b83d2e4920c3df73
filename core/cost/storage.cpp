// Storage: category data.
#include "core/cost/storage.h"

#include "core/cost/services.h"
#include "core/scenario/sections/storage.h"

namespace costwright::cost {
namespace {

std::optional<MeteredItem> storage_item(CostRun& run,
                                        const std::string& name,
                                        const StorageItem& item) {
  auto price = service_price(run, stated_in(item.price), item.service, "storage." + name, true);
  if (!price) {
    return std::nullopt;
  }
  MeteredItem metered;
  metered.posting.component = item.component;
  metered.posting.category = Category::kData;
  metered.posting.team = item.team;
  metered.posting.item = name + ": storage";
  metered.price = std::move(*price);
  metered.escalation = item.escalation;
  metered.volume = [&item](int m) {
    return MeteredVolume{mean_stored_bytes(item, m), {}};
  };
  return metered;
}

}  // namespace

double stored_bytes(const StorageItem& item, int month) {
  const int kept = item.retention ? std::min(month + 1, item.retention->count) : month + 1;
  return item.stored.base() + item.added.base() * kept;
}

double mean_stored_bytes(const StorageItem& item, int month) {
  return (stored_bytes(item, month - 1) + stored_bytes(item, month)) / 2;
}

void price_storage(CostRun& run, const Named<StorageItem>& storage) {
  std::vector<MeteredItem> items;
  for (const auto& [name, item] : storage) {
    if (auto metered = storage_item(run, name, item)) {
      items.push_back(std::move(*metered));
    }
  }
  post_metered(run, items);
}

}  // namespace costwright::cost
