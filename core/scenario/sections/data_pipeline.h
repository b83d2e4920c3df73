#pragma once
// `data_pipeline`: collecting, labelling and cleaning data.
#include <optional>
#include <string>

#include "core/calendar.h"
#include "core/ledger/labels.h"
#include "core/scenario/sections/escalation.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

struct DataActivity {
  std::optional<ItemsPerMonth> items;
  std::optional<Dated<ItemPrice>> item_price;
  std::optional<std::string> annotation;
  std::optional<DataPerMonth> volume;
  std::optional<Dated<DataPrice>> volume_price;
  std::optional<Money> one_off;
  std::optional<YearMonth> from, until;
  Escalation escalation;
  std::string team = kUnassignedTeam;
  bool operator==(const DataActivity&) const = default;
};
template <class V, MaybeConst<DataActivity> S>
void describe(V& v, S& s) {
  v.about("DataActivity", "Collecting, labelling or cleaning data.");
  v.field(s.items, {.name = "items", .doc = "items handled", .unit = "items/month"});
  v.field(s.item_price, {.name = "item_price",
                         .doc = "per item",
                         .unit = "USD/item",
                         .max = 1e6,
                         .absent = "the price of `annotation`"});
  v.field(s.annotation,
          {.name = "annotation", .doc = "kind of annotation", .refers = "catalogue: staffing"});
  v.field(s.volume, {.name = "volume", .doc = "data handled", .unit = "GB/month"});
  v.field(s.volume_price,
          {.name = "volume_price", .doc = "per amount of data", .unit = "USD/GB", .max = 1e6});
  v.field(s.one_off,
          {.name = "one_off", .doc = "paid once, in `from`", .unit = "USD", .max = 1e12});
  describe_period(v, s);
  describe_escalation(v, s, {"item_price", "volume_price"});
  describe_team(v, s);
  v.at_least_one({"items", "volume", "one_off"});
  v.needs("items", {"item_price", "annotation"});
  v.needs("item_price", {"items"});
  v.needs("annotation", {"items"});
  v.needs("volume", {"volume_price"});
  v.needs("volume_price", {"volume"});
}

}  // namespace costwright
