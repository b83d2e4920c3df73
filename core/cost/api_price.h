#pragma once
// What served tokens would cost at an API's list price: cost = price_in x input tokens + price_out
// x output tokens. Prices are the catalogue's (cloud_services, kind llm_api), USD per million
// tokens. Not modelled: cached-input and batch discounts, committed volumes, price changes over the
// horizon.
//
// Worked number: 877,632 M input tokens at 0.59 and 160,162 M output tokens at 0.79 USD per million
// cost 644,331 USD. How accurate? As accurate as the list price; what a customer pays is often
// less.
#include <optional>

#include "core/catalog/catalog.h"

namespace costwright::cost {

struct ApiPrice {
  Fact input, output;  // USD per million tokens
};

// Nullopt when the service has no price for one of the two.
std::optional<ApiPrice> api_price(const Row& service);

// USD; token counts are plain counts, not millions.
double api_list_cost(const ApiPrice& price, double input_tokens, double output_tokens);

}  // namespace costwright::cost
