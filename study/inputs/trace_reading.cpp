#include "study/inputs/trace_reading.h"

#include <stdexcept>

#include "core/policies.h"
#include "sim/trace/numbers.h"

namespace costwright::study {

sim::Ps ps_of(TimestampUnit unit) {
  switch (unit) {
    case TimestampUnit::kSeconds:
      return sim::kPsPerSecond;
    case TimestampUnit::kMilliseconds:
      return sim::kPsPerSecond / 1000;
    case TimestampUnit::kMicroseconds:
      return sim::kPsPerSecond / 1'000'000;
    case TimestampUnit::kNanoseconds:
      return sim::kPsPerSecond / 1'000'000'000;
    case TimestampUnit::kSheetDays:
      return sim::kPsPerDay;
  }
  throw std::logic_error("unknown TimestampUnit");
}

sim::TraceColumns columns_of(const TraceColumnNames& names) {
  const auto text = [](const std::optional<std::string>& name) {
    return name.value_or("");
  };
  return {text(names.arrival),      text(names.input_tokens), text(names.output_tokens),
          text(names.klass),        text(names.session),      text(names.prefix),
          text(names.prefix_tokens)};
}

sim::TraceWindow window_of(const TraceExcerpt& excerpt) {
  constexpr double kPsInSecond = 1e12;
  return {static_cast<std::int64_t>(excerpt.from.base()),
          excerpt.length ? static_cast<sim::Ps>(excerpt.length->base() * kPsInSecond) : 0};
}

std::string key_of(const sim::TraceOptions& options) {
  const sim::TraceColumns& c = options.columns;
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}",
                     to_string(options.format), options.bad_row_tolerance, options.block_tokens,
                     options.timestamp_unit, c.arrival, c.input_tokens, c.output_tokens, c.klass,
                     c.session, c.prefix, c.prefix_tokens, options.prompt_above,
                     options.prompt_up_to, options.window.from_s, options.window.length);
}

}  // namespace costwright::study
