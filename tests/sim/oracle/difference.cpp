#include "tests/sim/oracle/difference.h"

#include <algorithm>

#include <fmt/format.h>

namespace costwright::testing {
using namespace sim;
namespace {

std::string text_of(Int128 value) {
  constexpr std::int64_t kBillion = 1'000'000'000;
  if (value < 0) {
    return "-" + text_of(-value);
  }
  if (value < kBillion) {
    return std::to_string(static_cast<std::int64_t>(value));
  }
  return text_of(value / kBillion) +
         fmt::format("{:09}", static_cast<std::int64_t>(value % kBillion));
}

// Collects the first difference; later ones are ignored.
class Comparison {
 public:
  void field(const std::string& name, Int128 expected, Int128 actual) {
    if (text_.empty() && expected != actual) {
      text_ = fmt::format("{}: expected {}, actual {}", name, text_of(expected), text_of(actual));
    }
  }
  void histogram(const std::string& name,
                 const LatencyHistogram& expected,
                 const LatencyHistogram& actual) {
    for (int b = std::min(expected.first_bucket(), actual.first_bucket());
         b < std::max(expected.end_bucket(), actual.end_bucket()); ++b) {
      field(fmt::format("{} samples from {} ps on", name, LatencyHistogram::lower_edge_ps(b)),
            expected.count_in(b), actual.count_in(b));
    }
    field(name + " total", expected.count(), actual.count());
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void compare(Comparison& c, const std::string& at, const UsageBucket& e, const UsageBucket& a) {
  c.field(at + "arrived", e.arrived, a.arrived);
  c.field(at + "dropped", e.dropped, a.dropped);
  c.field(at + "timed_out", e.timed_out, a.timed_out);
  c.field(at + "completed", e.completed, a.completed);
  c.field(at + "from_cache", e.from_cache, a.from_cache);
  c.field(at + "passed_on", e.passed_on, a.passed_on);
  c.field(at + "lost", e.lost, a.lost);
  c.field(at + "preemptions", e.preemptions, a.preemptions);
  c.field(at + "cached_tokens", e.cached_tokens, a.cached_tokens);
  c.field(at + "iterations", e.iterations, a.iterations);
  c.field(at + "decode_tokens", e.decode_tokens, a.decode_tokens);
  c.field(at + "prefill_tokens", e.prefill_tokens, a.prefill_tokens);
  c.field(at + "kv_read_tokens", e.kv_read_tokens, a.kv_read_tokens);
  c.field(at + "prefill_pairs", e.prefill_pairs, a.prefill_pairs);
  c.field(at + "busy_ps", e.busy_ps, a.busy_ps);
  c.field(at + "kv_token_ps", e.kv_token_ps, a.kv_token_ps);
  c.field(at + "on_ps", e.on_ps, a.on_ps);
}

void compare(Comparison& c, const std::string& at, const ClassDay& e, const ClassDay& a) {
  c.field(at + "arrived", e.arrived, a.arrived);
  c.field(at + "completed", e.completed, a.completed);
  c.field(at + "dropped", e.dropped, a.dropped);
  c.field(at + "timed_out", e.timed_out, a.timed_out);
  c.field(at + "in_flight", e.in_flight, a.in_flight);
  c.field(at + "input_tokens", e.input_tokens, a.input_tokens);
  c.field(at + "output_tokens", e.output_tokens, a.output_tokens);
  c.field(at + "offered_input_tokens", e.offered_input_tokens, a.offered_input_tokens);
  c.field(at + "offered_output_tokens", e.offered_output_tokens, a.offered_output_tokens);
  c.field(at + "slo_met", e.slo_met, a.slo_met);
  c.field(at + "slo_input_tokens", e.slo_input_tokens, a.slo_input_tokens);
  c.field(at + "slo_output_tokens", e.slo_output_tokens, a.slo_output_tokens);
  c.field(at + "from_cache", e.from_cache, a.from_cache);
  c.field(at + "passed_on", e.passed_on, a.passed_on);
  c.field(at + "passed_on_tokens", e.passed_on_tokens, a.passed_on_tokens);
  c.histogram(at + "ttft", e.latency.ttft, a.latency.ttft);
  c.histogram(at + "tpot", e.latency.tpot, a.latency.tpot);
  c.histogram(at + "itl", e.latency.itl, a.latency.itl);
  c.histogram(at + "e2e", e.latency.e2e, a.latency.e2e);
}

}  // namespace

std::string first_difference(const PoolUsage& expected, const PoolUsage& actual) {
  if (expected == actual) {
    return {};
  }
  Comparison c;
  c.field("buckets", std::ssize(expected.buckets), std::ssize(actual.buckets));
  for (std::size_t i = 0; i < std::min(expected.buckets.size(), actual.buckets.size()); ++i) {
    compare(c, fmt::format("bucket {}: ", i), expected.buckets[i], actual.buckets[i]);
  }
  c.field("kinds", std::ssize(expected.kinds), std::ssize(actual.kinds));
  for (std::size_t k = 0; k < std::min(expected.kinds.size(), actual.kinds.size()); ++k) {
    for (std::size_t i = 0; i < expected.kinds[k].size(); ++i) {
      compare(c, fmt::format("kind {}, bucket {}: ", k, i), expected.kinds[k][i],
              actual.kinds[k].at(i));
    }
  }
  c.field("classes", std::ssize(expected.classes), std::ssize(actual.classes));
  for (std::size_t k = 0; k < std::min(expected.classes.size(), actual.classes.size()); ++k) {
    const auto& e = expected.classes[k].days;
    const auto& a = actual.classes[k].days;
    c.field(fmt::format("class {}: days", k), std::ssize(e), std::ssize(a));
    for (std::size_t d = 0; d < std::min(e.size(), a.size()); ++d) {
      compare(c, fmt::format("class {} day {}: ", k, d), e[d], a[d]);
    }
  }
  c.field("backlog_end", expected.backlog_end, actual.backlog_end);
  c.field("max_queue", expected.max_queue, actual.max_queue);
  return c.text().empty() ? "PoolUsage has a field that this comparison does not know" : c.text();
}

std::string first_difference(const std::vector<RequestRecord>& expected,
                             const std::vector<RequestRecord>& actual) {
  if (expected == actual) {
    return {};
  }
  Comparison c;
  for (std::size_t i = 0; i < std::min(expected.size(), actual.size()); ++i) {
    const auto& e = expected[i];
    const auto& a = actual[i];
    const auto at = fmt::format("record {} (id {}): ", i, e.id);
    c.field(at + "id", e.id, a.id);
    c.field(at + "fate", static_cast<int>(e.fate), static_cast<int>(a.fate));
    c.field(at + "replica", e.replica, a.replica);
    c.field(at + "preemptions", e.preemptions, a.preemptions);
    c.field(at + "first_token", e.first_token, a.first_token);
    c.field(at + "finish", e.finish, a.finish);
  }
  c.field("records", std::ssize(expected), std::ssize(actual));
  return c.text();
}

}  // namespace costwright::testing
