#pragma once
// `egress`: data that leaves a cloud.
#include <optional>
#include <string>

#include "core/ledger/kinds.h"
#include "core/ledger/labels.h"
#include "core/scenario/sections/escalation.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

struct EgressItem {
  std::optional<std::string> service;
  std::optional<Dated<DataPrice>> price;
  std::optional<DataPerMonth> volume;
  std::optional<DataPerRequest> per_request;
  std::optional<std::string> workload;
  Escalation escalation;
  Component component = Component::kApplication;
  std::string team = kUnassignedTeam;
  bool operator==(const EgressItem&) const = default;
};
template <class V, MaybeConst<EgressItem> S>
void describe(V& v, S& s) {
  v.about("EgressItem", "Data that leaves a cloud: a volume, or an amount per request served.");
  v.field(s.service,
          {.name = "service", .doc = "egress tariff", .refers = "catalogue: cloud_services"});
  v.field(s.price, {.name = "price",
                    .doc = "per amount",
                    .unit = "USD/GB",
                    .max = 1e6,
                    .absent = "the service's tiers"});
  v.field(s.volume, {.name = "volume", .doc = "fixed volume", .unit = "GB/month"});
  v.field(s.per_request,
          {.name = "per_request", .doc = "x requests served", .unit = "MB/request", .max = 1e9});
  v.field(s.workload, {.name = "workload",
                       .doc = "whose requests count",
                       .refers = "workloads",
                       .absent = "all workloads"});
  describe_escalation(v, s, {"price"});
  v.field(s.component, {.name = "component", .doc = "part of the system"});
  describe_team(v, s);
  v.at_least_one({"service", "price"});
  v.exactly_one({"volume", "per_request"});
  v.needs("workload", {"per_request"});
}

}  // namespace costwright
