#include "core/cost/api_price.h"

#include "core/diagnostics.h"

namespace costwright::cost {

std::optional<ApiPrice> api_price(const Row& service) {
  auto input = service.fact("price_in_usd_per_mtok");
  auto output = service.fact("price_out_usd_per_mtok");
  return input && output ? std::optional(ApiPrice{std::move(*input), std::move(*output),
                                                  service.fact("price_cached_in_usd_per_mtok"),
                                                  service.fact("price_batch_in_usd_per_mtok")})
                         : std::nullopt;
}

std::optional<double> batch_discount(const ApiPrice& price) {
  return price.batch_input && price.input.value > 0
             ? std::optional(price.batch_input->value / price.input.value)
             : std::nullopt;
}

std::optional<ApiFault> api_fault(const Row& service,
                                  std::optional<double> cached_input,
                                  bool batch) {
  const char* other = "choose another: `costwright catalog cloud_services --filter llm_api`";
  if (batch && cached_input) {
    return ApiFault{"cached_input", "cached_input has no effect: batch prices know no cached input",
                    "remove it or api_batch"};
  }
  const auto price = api_price(service);
  if (batch && (!price || !batch_discount(*price))) {
    return ApiFault{"api_batch", fmt::format("'{}' has no batch price", service.key()), other};
  }
  if (cached_input.value_or(0) > 0 && !service.fact("price_cached_in_usd_per_mtok")) {
    return ApiFault{"cached_input",
                    fmt::format("'{}' has no price for cached input", service.key()), other};
  }
  return std::nullopt;
}

double api_list_cost(const ApiPrice& price, const ApiTokens& tokens) {
  constexpr double kMillion = 1e6;
  const double full =
      (price.input.value * tokens.input + price.output.value * tokens.output) / kMillion;
  if (tokens.batch) {
    const auto discount = batch_discount(price);
    require(discount.has_value(), "'{}' has no batch price", price.input.key);
    return full * *discount;
  }
  const double saved = price.cached ? price.input.value - price.cached->value : 0;
  return full - saved * tokens.cached_share * tokens.input / kMillion;
}

}  // namespace costwright::cost
