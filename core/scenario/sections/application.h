#pragma once
// `application`: what runs around the models.
#include <optional>
#include <string>

#include "core/ledger/labels.h"
#include "core/scenario/sections/escalation.h"
#include "core/scenario/sections/schedule.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

struct ApplicationService {
  std::optional<std::string> instance;
  int count = 1;
  std::optional<Duration> hours;
  std::optional<Schedule> schedule;
  std::optional<Dated<RequestPrice>> request_price;
  std::optional<std::string> api;
  std::optional<TokensPerMonth> api_input_tokens, api_output_tokens;
  GrowthRate growth;
  std::optional<Ratio> cached_input;
  bool api_batch = false;
  std::optional<std::string> workload;
  Escalation escalation;
  std::string team = kUnassignedTeam;
  bool operator==(const ApplicationService&) const = default;
};
template <class V, MaybeConst<ApplicationService> S>
void describe(V& v, S& s) {
  v.about("ApplicationService",
          "What the application around the model costs: instances, a price per request, "
          "tokens of an API.");
  v.field(s.instance,
          {.name = "instance", .doc = "rented instance", .refers = "catalogue: cloud_instances"});
  v.field(s.count, {.name = "count", .doc = "number of instances", .min = 1, .max = 1e6});
  v.field(s.hours, {.name = "hours",
                    .doc = "that they run in each month, at most the month's",
                    .unit = "h",
                    .max = 744,
                    .absent = "all"});
  v.field(s.schedule, {.name = "schedule", .doc = "when they run"});
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
  v.field(s.growth, {.name = "growth",
                     .doc = "growth of api_input_tokens and api_output_tokens, which are those of "
                            "the first month, compounded monthly",
                     .max = 300});
  v.field(s.cached_input,
          {.name = "cached_input",
           .doc = "share of api_input_tokens that the API bills at its price for cached input",
           .absent = "the simulated prefix hits of `workload`, else none"});
  v.field(s.api_batch, {.name = "api_batch",
                        .doc = "the API's batch prices; the output has the discount of the input"});
  v.field(s.workload, {.name = "workload",
                       .doc = "whose requests are charged",
                       .refers = "workloads",
                       .absent = "all workloads"});
  describe_escalation(v, s, {"request_price"});
  describe_team(v, s);
  v.at_least_one({"instance", "request_price", "api"});
  v.needs("count", {"instance"});
  v.needs("hours", {"instance"});
  v.needs("schedule", {"instance"});
  v.needs("api", {"api_input_tokens", "api_output_tokens"});
  v.needs("api_input_tokens", {"api"});
  v.needs("api_output_tokens", {"api"});
  v.needs("growth", {"api"});
  v.needs("cached_input", {"api_input_tokens"});
  v.needs("api_batch", {"api"});
  v.needs("workload", {"request_price", "api"});
}

}  // namespace costwright
