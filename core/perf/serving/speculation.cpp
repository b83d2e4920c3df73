#include "core/perf/serving/speculation.h"

namespace costwright::perf {
namespace {

constexpr int kMostDraftTokens = 16;

}  // namespace

double expected_tokens(const Speculation& speculation) {
  double tokens = 0, accepted = 1;  // the sum, which a = 1 does not divide by 0
  for (int i = 0; i <= speculation.draft_tokens; ++i) {
    tokens += accepted;
    accepted *= speculation.acceptance;
  }
  return tokens;
}

LlmReplica mtp_draft(const LlmReplica& target) {
  LlmReplica draft = target;
  ModelShape& m = draft.model;
  const double matrices = 2.0 * m.vocab * m.hidden;
  const double projection = 2.0 * m.hidden * m.hidden;
  const auto of_one_layer = [&](double parameters) {
    return (parameters - matrices) / target.model.layers + projection + matrices;
  };
  m.key += " MTP head";
  m.parameters = of_one_layer(target.model.parameters);
  m.active_parameters = of_one_layer(target.model.active_parameters);
  m.layers = 1;
  m.attention_layers = m.windowed_layers = 0;
  draft.pipeline_parallel = 1;
  return draft;
}

LlmDecodeTimes speculative_decode(const LlmIterationTimes& target,
                                  const LlmIterationTimes& draft,
                                  const Speculation& speculation,
                                  int max_batch) {
  const int drafts = speculation.draft_tokens;
  const int width = drafts + 1;
  const auto verified = static_cast<std::size_t>(max_batch) * static_cast<std::size_t>(width);
  require(target.step_s.size() > verified, "target reaches {} tokens, must reach {}",
          target.step_s.size(), verified);
  require(draft.step_s.size() > static_cast<std::size_t>(max_batch),
          "draft reaches {} tokens, must reach {}", draft.step_s.size(), max_batch);
  const double tokens = expected_tokens(speculation);
  const auto per_token = [&](double verify, double draft_step) {
    return (verify + drafts * draft_step) / tokens;
  };
  LlmDecodeTimes times;
  for (int n = 0; n <= max_batch; ++n) {
    times.step_s.push_back(
        per_token(target.step_s[static_cast<std::size_t>(n) * static_cast<std::size_t>(width)],
                  draft.step_s[static_cast<std::size_t>(n)]));
  }
  times.per_sequence_s =
      per_token(target.per_sequence_s + drafts * target.head_per_sequence_s, draft.per_sequence_s);
  times.kv_read_per_sequence_s =
      per_token(width * target.kv_read_per_sequence_s, draft.kv_read_per_sequence_s);
  times.kv_read_per_token_s =
      per_token(width * target.kv_read_per_token_s, draft.kv_read_per_token_s);
  times.kv_flop_per_sequence_s =
      per_token(width * target.kv_flop_per_sequence_s, draft.kv_flop_per_sequence_s);
  times.kv_flop_per_token_s =
      per_token(width * target.kv_flop_per_token_s, draft.kv_flop_per_token_s);
  return times;
}

LlmIterationTimes both_models(const LlmIterationTimes& target,
                              const LlmIterationTimes& draft,
                              int token_budget) {
  const auto most = static_cast<std::size_t>(token_budget);
  require(target.step_s.size() > most && draft.step_s.size() > most,
          "target reaches {} tokens, draft {}, must reach {}", target.step_s.size(),
          draft.step_s.size(), most);
  LlmIterationTimes times = target;
  times.step_s.resize(most + 1);
  for (std::size_t n = 0; n <= most; ++n) {
    times.step_s[n] += draft.step_s[n];
  }
  times.prefill_step_s += draft.prefill_step_s;
  times.per_sequence_s += draft.per_sequence_s;
  times.head_per_sequence_s += draft.head_per_sequence_s;
  times.kv_read_per_sequence_s += draft.kv_read_per_sequence_s;
  times.kv_read_per_token_s += draft.kv_read_per_token_s;
  times.kv_flop_per_sequence_s += draft.kv_flop_per_sequence_s;
  times.kv_flop_per_token_s += draft.kv_flop_per_token_s;
  times.per_prefill_pair_s += draft.per_prefill_pair_s;
  return times;
}

LlmEnergy speculative_energy(const LlmEnergy& target,
                             const LlmEnergy& draft,
                             const Speculation& speculation) {
  const int drafts = speculation.draft_tokens;
  const int width = drafts + 1;
  const double tokens = expected_tokens(speculation);
  LlmEnergy energy = target;
  energy.per_iteration_j = (target.per_iteration_j + drafts * draft.per_iteration_j) / tokens;
  energy.per_token_j = (width * target.per_token_j + drafts * draft.per_token_j) / tokens;
  energy.per_kv_token_j = (width * target.per_kv_token_j + drafts * draft.per_kv_token_j) / tokens;
  energy.per_prefill_pair_j += draft.per_prefill_pair_j;
  energy.prefill_token_more_j = target.per_token_j + draft.per_token_j - energy.per_token_j;
  return energy;
}

bool check_speculation(const LlmReplica& target,
                       const LlmReplica& draft,
                       const Speculation& speculation,
                       Diagnostics& diagnostics,
                       const Place& place) {
  const int before = diagnostics.error_count();
  if (speculation.draft_tokens < 1 || speculation.draft_tokens > kMostDraftTokens) {
    diagnostics.error(place,
                      fmt::format("draft_tokens {} lies outside 1 to {}", speculation.draft_tokens,
                                  kMostDraftTokens),
                      "engines use 2 to 8");
  }
  if (speculation.acceptance < 0 || speculation.acceptance > 1) {
    diagnostics.error(place, fmt::format("acceptance {} is no share", speculation.acceptance),
                      "use 0 to 1");
  }
  if (target.pipeline_parallel > 1) {
    diagnostics.error(place, "speculative decoding across pipeline stages is not modelled",
                      "use tensor_parallel instead of pipeline_parallel");
  }
  check_llm_replica(draft, diagnostics, place);
  return diagnostics.error_count() == before;
}

}  // namespace costwright::perf
