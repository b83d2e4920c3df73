#include "core/cost/api_price.h"

namespace costwright::cost {

std::optional<ApiPrice> api_price(const Row& service) {
  auto input = service.fact("price_in_usd_per_mtok");
  auto output = service.fact("price_out_usd_per_mtok");
  return input && output ? std::optional(ApiPrice{std::move(*input), std::move(*output)})
                         : std::nullopt;
}

double api_list_cost(const ApiPrice& price, double input_tokens, double output_tokens) {
  return (price.input.value * input_tokens + price.output.value * output_tokens) / 1e6;
}

}  // namespace costwright::cost
