#pragma once
// A scenario whose strategies are searched within two seconds.

namespace costwright::testing {

// Three million requests a month on one to four small servers.
inline constexpr const char* kSearched = R"(name: chat
start: 2027-01
horizon: 2 months
simulation: {warm_up: 10 min}
sites: {dc: {electricity: 0.1 USD/kWh, pue: 1.3}}
fleet: {gpus: {owned: {server: l4-4, site: dc, count: 2}}}
models: {small: {model: Llama-3.2-1B}}
serving: {chat: {model: small, fleet: gpus}}
workloads:
  chat:
    served_by: chat
    arrivals: {synthetic: {input_tokens: {fixed: 400 tokens}, output_tokens: {fixed: 100 tokens}}}
    demand: {requests: 3 M requests/month}
    slo: {ttft: 2 s, target: 95 %}
strategies:
  servers: {vary: fleet.gpus.owned.count, choices: [2, 1, 3, 4]}   # the first is as written
  clock: {vary: serving.chat.clock, choices: [100 %, 80 %, 60 %]}
  tariff: {vary: sites.dc.electricity, choices: [0.1 USD/kWh, 0.2 USD/kWh]}
)";

}  // namespace costwright::testing
