#pragma once
// What tokens cost at an API's list price. Prices are the catalogue's (cloud_services, kind
// llm_api), USD per million tokens:
//
//   cost  = in x (1 - c) x input + cached x c x input + out x output
//   batch = batch_in x input + out x (batch_in / in) x output
//
// c is the cached share of the input.
// Where an API has no price for cached input, it has none for c either: all is billed in full. The
// catalogue knows the batch price of the input only; those who have one (OpenAI, Google) discount
// input and output alike, and batches have no discount for cached input on top.
// Not modelled: what writing into the API's cache costs, its least length (often 1,024 tokens) and
// life time (minutes), committed volumes, price changes over the horizon.
//
// Worked number: 1 M requests of 8,000 cached, 400 new and 200 output tokens at 1 / 0.10 / 5 USD
// per million cost 800 + 400 + 1,000 = 2,200 USD. How accurate? As accurate as the list price; what
// a customer pays is often less.
#include <optional>
#include <string>

#include "core/catalog/catalog.h"

namespace costwright::cost {

// What items of tokens are called in the ledger; batches have that said behind it.
inline constexpr char kApiInput[] = "API input tokens";
inline constexpr char kApiCachedInput[] = "API input tokens, cached";
inline constexpr char kApiOutput[] = "API output tokens";

struct ApiPrice {
  Fact input, output;  // USD per million tokens
  std::optional<Fact> cached, batch_input;
};

// Nullopt when the service has no price for input or output.
std::optional<ApiPrice> api_price(const Row& service);

// Factor on the price of batched output; nullopt when the API has no batch prices.
std::optional<double> batch_discount(const ApiPrice& price);

// What of the terms that a scenario asks for the API does not sell: the field that is wrong, and
// what to say of it.
struct ApiFault {
  std::string field, message, hint;
};
std::optional<ApiFault> api_fault(const Row& service,
                                  std::optional<double> cached_input,
                                  bool batch);

struct ApiTokens {
  double input{}, output{};  // plain counts, not millions
  double cached_share{};     // of the input
  bool batch = false;        // the API must have batch prices
};
double api_list_cost(const ApiPrice& price, const ApiTokens& tokens);  // USD

}  // namespace costwright::cost
