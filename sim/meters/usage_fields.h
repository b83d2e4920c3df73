#pragma once
// The members of what a simulation returns, bound by name: a struct that gets a new one does not
// compile here until it is listed, and neither the file format nor the sums can forget it.
#include <concepts>
#include <tuple>
#include <type_traits>

#include "sim/meters/usage.h"

namespace costwright::sim {

template <class T, class Struct>
concept UsagePart = std::same_as<std::remove_const_t<T>, Struct>;

auto numbers(UsagePart<UsageBucket> auto& bucket) {
  auto& [busy_ps, on_ps, kv_token_ps, iterations, decode_tokens, prefill_tokens, kv_read_tokens,
         prefill_pairs, preemptions, arrived, completed, dropped, timed_out, cached_tokens, lost,
         from_cache, passed_on] = bucket;
  return std::tie(busy_ps, kv_token_ps, iterations, decode_tokens, prefill_tokens, kv_read_tokens,
                  prefill_pairs, preemptions, arrived, completed, dropped, timed_out, on_ps,
                  cached_tokens, lost, from_cache, passed_on);
}

// Without the latencies.
auto numbers(UsagePart<ClassDay> auto& day) {
  auto& [arrived, completed, dropped, timed_out, in_flight, input_tokens, output_tokens,
         offered_input_tokens, offered_output_tokens, slo_met, slo_input_tokens, slo_output_tokens,
         from_cache, passed_on, passed_on_tokens, answered, prompt_tokens, read_tokens,
         written_tokens, answer_tokens, latency] = day;
  return std::tie(arrived, completed, dropped, timed_out, in_flight, input_tokens, output_tokens,
                  offered_input_tokens, offered_output_tokens, slo_met, slo_input_tokens,
                  slo_output_tokens, from_cache, passed_on, passed_on_tokens, answered,
                  prompt_tokens, read_tokens, written_tokens, answer_tokens);
}

auto numbers(UsagePart<SamplePart> auto& part) {
  auto& [completed, slo_met, spaced, ttft_ps, tpot_ps, e2e_ps] = part;
  return std::tie(completed, slo_met, spaced, ttft_ps, tpot_ps, e2e_ps);
}

auto histograms(UsagePart<LatencyDay> auto& latency) {
  auto& [ttft, tpot, itl, e2e] = latency;
  return std::tie(ttft, tpot, itl, e2e);
}

template <class Tuple, class Function>
void for_each(Tuple members, Function function) {
  std::apply(
      [&](auto&... member) {
        (function(member), ...);
      },
      members);
}

}  // namespace costwright::sim
