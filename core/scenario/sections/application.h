#pragma once
// `application`: what runs around the models.
#include <optional>
#include <string>

#include "core/ledger/labels.h"
#include "core/scenario/sections/escalation.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

struct ApplicationService {
  std::optional<std::string> instance;
  int count = 1;
  std::optional<RequestPrice> request_price;
  std::optional<std::string> api;
  std::optional<TokensPerMonth> api_input_tokens, api_output_tokens;
  std::optional<std::string> workload;
  Escalation escalation;
  std::string team = kUnassignedTeam;
};
template <class V, MaybeConst<ApplicationService> S>
void describe(V& v, S& s) {
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

}  // namespace costwright
