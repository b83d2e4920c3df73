#pragma once
// Scenarios whose strategies are searched within two seconds, for the tests of searches and of the
// window that shows them.

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

// Nothing is simulated: 12 months of seats, (3, 2 or 5) x (10 or 20 USD), and of support for 50 USD
// a month. With 3 seats at 10 USD 360, with 2 at 20 USD 480; support 600.
inline constexpr const char* kSeats = R"(name: seats
start: 2027-01
horizon: 12 months
software:
  tool: {per: seat, units: 3, price: 10 USD}   # a comment
  support: {per: seat, units: 1, price: 50 USD}
strategies:
  seats: {vary: software.tool.units, choices: [3, 2, 5]}
  price: {vary: software.tool.price, choices: [10 USD, 20 USD]}
  support:
    choices:
      none: {set: {software.support: null}}
)";

}  // namespace costwright::testing
