#pragma once
// The field table, what else costs: see core/scenario/fields.h.
#include "core/scenario/fields_common.h"

namespace costwright {

template <class V>
void describe(V& v, TrainingRun& s) {
  v.about("TrainingRun", "A training or fine-tuning run on rented devices.");
  v.field(s.gpu_hours, {.name = "gpu_hours", .doc = "device time", .unit = "GPU h", .max = 1e12});
  v.field(s.tokens, {.name = "tokens",
                     .doc = "training tokens: 6 x parameters x tokens FLOPs",
                     .unit = "tokens",
                     .max = 1e16});
  v.field(s.model, {.name = "model", .doc = "what is trained", .refers = "models"});
  v.field(s.mfu, {.name = "mfu", .doc = "model FLOPs utilisation, PaLM convention", .min = 0.1});
  v.field(s.instance, {.name = "instance",
                       .doc = "rented instance, priced per GPU",
                       .refers = "catalogue: cloud_instances"});
  v.field(s.price, {.name = "price",
                    .doc = "per device and hour",
                    .unit = "USD/GPU/h",
                    .max = 1e5,
                    .absent = "the instance's on-demand price / GPUs"});
  v.field(s.month, {.name = "month", .doc = "when it runs", .absent = "the scenario's start"});
  v.field(s.repeat,
          {.name = "repeat", .doc = "again every so many months", .min = 1, .absent = "once"});
  describe_escalation(v, s);
  describe_team(v, s);
  v.exactly_one({"gpu_hours", "tokens"});
  v.needs("gpu_hours", {"price", "instance"});
  v.needs("tokens", {"model"});
  v.needs("tokens", {"instance"});
  v.needs("model", {"tokens"});
  v.needs("mfu", {"tokens"});
}

template <class V>
void describe(V& v, DataActivity& s) {
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
  describe_escalation(v, s);
  describe_team(v, s);
  v.at_least_one({"items", "volume", "one_off"});
  v.needs("items", {"item_price", "annotation"});
  v.needs("item_price", {"items"});
  v.needs("annotation", {"items"});
  v.needs("volume", {"volume_price"});
  v.needs("volume_price", {"volume"});
}

template <class V>
void describe(V& v, ApplicationService& s) {
  v.about("ApplicationService",
          "What the application around the model costs: instances, a price per request, "
          "tokens of an API.");
  v.field(s.instance,
          {.name = "instance", .doc = "rented instance", .refers = "catalogue: cloud_instances"});
  v.field(s.count, {.name = "count", .doc = "number of instances", .min = 1, .max = 1e6});
  v.field(
      s.request_price,
      {.name = "request_price", .doc = "per request served", .unit = "USD/request", .max = 1e6});
  v.field(s.api, {.name = "api", .doc = "LLM API", .refers = "catalogue: cloud_services"});
  v.field(s.api_input_tokens, {.name = "api_input_tokens",
                               .doc = "input tokens sent",
                               .unit = "tokens/month",
                               .max = 1e18});
  v.field(s.api_output_tokens, {.name = "api_output_tokens",
                                .doc = "output tokens received",
                                .unit = "tokens/month",
                                .max = 1e18});
  v.field(s.workload, {.name = "workload",
                       .doc = "whose requests are charged",
                       .refers = "workloads",
                       .absent = "all workloads"});
  describe_escalation(v, s);
  describe_team(v, s);
  v.at_least_one({"instance", "request_price", "api"});
  v.needs("count", {"instance"});
  v.needs("api", {"api_input_tokens", "api_output_tokens"});
  v.needs("api_input_tokens", {"api"});
  v.needs("api_output_tokens", {"api"});
  v.needs("workload", {"request_price"});
}

template <class V>
void describe(V& v, StaffRole& s) {
  v.about("StaffRole", "People.");
  v.field(s.role, {.name = "role",
                   .doc = "job whose salary and overhead are used",
                   .refers = "catalogue: staffing"});
  v.field(s.fte, {.name = "fte", .doc = "full-time equivalents", .unit = "FTE", .max = 1e6});
  v.field(s.salary, {.name = "salary",
                     .doc = "per FTE",
                     .unit = "USD/year",
                     .max = 1e8,
                     .absent = "the role's median"});
  v.field(s.overhead, {.name = "overhead",
                       .doc = "multiplier on the salary",
                       .min = 1,
                       .max = 10,
                       .absent = "the role's, else 1"});
  v.field(s.escalation, {.name = "escalation", .doc = "raise each January after the start"});
  v.field(s.component, {.name = "component", .doc = "part of the system"});
  v.field(s.allocation, {.name = "allocation", .doc = "how the cost is shared between workloads"});
  describe_period(v, s);
  describe_team(v, s);
  v.at_least_one({"role", "salary"});
}

template <class V>
void describe(V& v, SoftwareItem& s) {
  v.about("SoftwareItem", "Licences and subscriptions.");
  v.field(s.product, {.name = "product", .doc = "product", .refers = "catalogue: software"});
  v.field(s.per, {.name = "per", .doc = "what is licensed"});
  v.field(s.units, {.name = "units",
                    .doc = "how many of those",
                    .max = 1e9,
                    .absent = "counted from `fleet` for gpu and node; 1 for fixed"});
  v.field(s.fleet,
          {.name = "fleet", .doc = "whose devices or nodes are licensed", .refers = "fleet"});
  v.field(s.price, {.name = "price",
                    .doc = "per unit and term",
                    .unit = "USD",
                    .max = 1e9,
                    .absent = "the product's"});
  v.field(s.term, {.name = "term", .doc = "what one payment covers"});
  describe_escalation(v, s);
  v.field(s.component, {.name = "component", .doc = "part of the system"});
  v.field(s.allocation, {.name = "allocation", .doc = "how the cost is shared between workloads"});
  describe_period(v, s);
  describe_team(v, s);
  v.at_least_one({"product", "price"});
}

template <class V>
void describe(V& v, StorageItem& s) {
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
  describe_escalation(v, s);
  v.field(s.component, {.name = "component", .doc = "part of the system"});
  describe_team(v, s);
  v.at_least_one({"service", "price"});
  v.at_least_one({"stored", "added"});
  v.needs("retention", {"added"});
}

template <class V>
void describe(V& v, EgressItem& s) {
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
  describe_escalation(v, s);
  v.field(s.component, {.name = "component", .doc = "part of the system"});
  describe_team(v, s);
  v.at_least_one({"service", "price"});
  v.exactly_one({"volume", "per_request"});
  v.needs("workload", {"per_request"});
}

}  // namespace costwright
