// Storage: category data.
#include "core/cost/storage.h"

#include "core/cost/services.h"
#include "core/scenario/sections/storage.h"

namespace costwright::cost {
namespace {

void price_storage_item(CostRun& run, const std::string& name, const StorageItem& item) {
  const auto stated = item.price ? std::optional(item.price->base()) : std::nullopt;
  const auto price = service_price(run, stated, item.service, "storage." + name, true);
  if (!price) {
    return;
  }
  Posting line;
  line.component = item.component;
  line.category = Category::kData;
  line.team = item.team;
  line.item = name + ": storage";
  bool covered = true;
  for (int m = 0; m < run.months() && covered; ++m) {
    covered = post_volume(run, m, line, *price,
                          {mean_stored_bytes(item, m), run.escalation(item.escalation, m)});
  }
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
  for (const auto& [name, item] : storage) {
    price_storage_item(run, name, item);
  }
}

}  // namespace costwright::cost
