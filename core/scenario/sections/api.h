#pragma once
// The terms of a hosted model behind an API, as a deployment of `serving`: what its tokens cost,
// how fast it answers and how much it takes. Latencies are stated, not simulated: how providers
// queue and batch is not known.
#include <optional>

#include "core/names.h"
#include "core/scenario/sections/escalation.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

struct LatencyPercentiles {
  Duration p50, p95;
  bool operator==(const LatencyPercentiles&) const = default;
};
template <class V, MaybeConst<LatencyPercentiles> S>
void describe(V& v, S& s) {
  v.about("LatencyPercentiles",
          "A latency as measured or published: lognormal through both percentiles, drawn for every "
          "request by itself.");
  v.field(s.p50, {.name = "p50",
                  .doc = "half of the requests are faster",
                  .unit = "s",
                  .min = 1e-6,
                  .max = 3600,
                  .required = true});
  v.field(s.p95, {.name = "p95",
                  .doc = "95 of 100 are faster",
                  .unit = "s",
                  .min = 1e-6,
                  .max = 3600,
                  .required = true});
}

enum class OverLimit { kWait, kRefuse };
template <>
struct EnumNames<OverLimit> {
  static constexpr auto names = std::to_array<std::string_view>({"wait", "refuse"});
};
template <>
struct EnumDocs<OverLimit> {
  static constexpr auto docs = std::to_array<std::string_view>(
      {"the client sends it when the allowance has it, first come first served",
       "it is dropped, or goes to the workload's overflow_to"});
};

// Providers' caches keep a prefix for five minutes from its last use and take none below 1,024
// tokens.
struct ApiTerms {
  std::optional<LatencyPercentiles> ttft, tpot;
  std::optional<RequestRate> requests_per_minute;
  std::optional<TokenRate> tokens_per_minute;
  OverLimit over_limit = OverLimit::kWait;
  std::optional<Ratio> cached_input, written_input;
  Duration cache_lifetime{300};
  Tokens cache_minimum{1024};
  bool batch = false;
  std::optional<Dated<TokenPrice>> input_price, cached_input_price, cache_write_price, output_price;
  Ratio discount;
  Escalation escalation;
  bool operator==(const ApiTerms&) const = default;
};
// How fast it answers, and how much it takes.
template <class V, MaybeConst<ApiTerms> S>
void describe_service(V& v, S& s) {
  v.field(s.ttft, {.name = "ttft",
                   .doc = "time to first token, where requests are simulated",
                   .absent = "the catalogue's (api_latency), as measured with short prompts"});
  v.field(s.tpot, {.name = "tpot",
                   .doc = "time per output token after the first; as ttft",
                   .absent = "the catalogue's"});
  v.field(s.requests_per_minute, {.name = "requests_per_minute",
                                  .doc = "limit on the requests; the allowance fills steadily, up "
                                         "to a minute's worth",
                                  .unit = "requests/min",
                                  .min = 0.001,
                                  .max = 1e9,
                                  .absent = "no limit"});
  v.field(s.tokens_per_minute, {.name = "tokens_per_minute",
                                .doc = "limit on prompt and answer tokens together, cached ones "
                                       "included; the same way",
                                .unit = "tokens/min",
                                .min = 1000,
                                .max = 1e12,
                                .absent = "no limit"});
  v.field(s.over_limit, {.name = "over_limit", .doc = "what becomes of a request above a limit"});
}

// How much of the input its cache has.
template <class V, MaybeConst<ApiTerms> S>
void describe_cache(V& v, S& s) {
  v.field(s.cached_input, {.name = "cached_input",
                           .doc = "share of the input tokens that are read from the API's cache",
                           .absent = "as simulated: what prompts share with earlier ones"});
  v.field(s.written_input, {.name = "written_input",
                            .doc = "share of the input tokens that are written into it",
                            .absent = "none where cached_input is stated, else as simulated"});
  v.field(s.cache_lifetime, {.name = "cache_lifetime",
                             .doc = "how long it keeps a prefix after its last use",
                             .unit = "s",
                             .max = 604'800});
  v.field(s.cache_minimum, {.name = "cache_minimum",
                            .doc = "shortest prefix that it keeps",
                            .unit = "tokens",
                            .max = 1e7});
}

// What the tokens cost.
template <class V, MaybeConst<ApiTerms> S>
void describe_prices(V& v, S& s) {
  v.field(s.batch,
          {.name = "batch",
           .doc = "the catalogue's batch prices (answers within a day); the output has the "
                  "discount of the input, nothing is cached"});
  v.field(s.input_price, {.name = "input_price",
                          .doc = "of input tokens that are neither read from a cache nor written "
                                 "into one",
                          .unit = "USD/Mtok",
                          .max = 1e6,
                          .absent = "from the catalogue"});
  v.field(s.cached_input_price, {.name = "cached_input_price",
                                 .doc = "of input tokens read from the cache",
                                 .unit = "USD/Mtok",
                                 .max = 1e6,
                                 .absent = "from the catalogue; as input where it has none"});
  v.field(s.cache_write_price, {.name = "cache_write_price",
                                .doc = "of input tokens written into the cache",
                                .unit = "USD/Mtok",
                                .max = 1e6,
                                .absent = "as input"});
  v.field(s.output_price, {.name = "output_price",
                           .doc = "of output tokens",
                           .unit = "USD/Mtok",
                           .max = 1e6,
                           .absent = "from the catalogue"});
  v.field(s.discount, {.name = "discount", .doc = "off all of these prices"});
  describe_escalation(v, s,
                      {"input_price", "cached_input_price", "cache_write_price", "output_price"});
}

template <class V, MaybeConst<ApiTerms> S>
void describe(V& v, S& s) {
  v.about("ApiTerms", "What is agreed with the provider of an API, and how it answers.");
  describe_service(v, s);
  describe_cache(v, s);
  describe_prices(v, s);
  v.needs("ttft", {"tpot"});
  v.needs("tpot", {"ttft"});
  v.needs("over_limit", {"requests_per_minute", "tokens_per_minute"});
  v.needs("written_input", {"cached_input"});
}

}  // namespace costwright
