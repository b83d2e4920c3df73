#pragma once
// `storage`: data at rest.
#include <optional>
#include <string>

#include "core/ledger/kinds.h"
#include "core/ledger/labels.h"
#include "core/scenario/sections/escalation.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

struct StorageItem {
  std::optional<std::string> service;
  std::optional<Dated<StoragePrice>> price;
  DataSize stored;
  DataPerMonth added;
  std::optional<Months> retention;
  Escalation escalation;
  Component component = Component::kDataPipeline;
  std::string team = kUnassignedTeam;
  bool operator==(const StorageItem&) const = default;
};
template <class V, MaybeConst<StorageItem> S>
void describe(V& v, S& s) {
  v.about("StorageItem", "Data at rest; tiers are followed marginally.");
  v.field(s.service,
          {.name = "service", .doc = "storage service", .refers = "catalogue: cloud_services"});
  v.field(s.price, {.name = "price",
                    .doc = "per amount and month",
                    .unit = "USD/GB/month",
                    .max = 1e6,
                    .absent = "the service's tiers"});
  v.field(s.stored, {.name = "stored", .doc = "at the start", .unit = "GB"});
  v.field(s.added, {.name = "added",
                    .doc = "end of month volume = before + added - expired",
                    .unit = "GB/month"});
  v.field(
      s.retention,
      {.name = "retention", .doc = "what was added expires after", .min = 1, .absent = "never"});
  describe_escalation(v, s, {"price"});
  v.field(s.component, {.name = "component", .doc = "part of the system"});
  describe_team(v, s);
  v.at_least_one({"service", "price"});
  v.at_least_one({"stored", "added"});
  v.needs("retention", {"added"});
}

}  // namespace costwright
