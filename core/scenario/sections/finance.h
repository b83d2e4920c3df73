#pragma once
// `finance`: how cash flows become one figure.
#include "core/names.h"
#include "core/scenario/sections/section.h"

namespace costwright {

enum class TerminalValue { kNetBookValue, kZero };
template <>
struct EnumNames<TerminalValue> {
  static constexpr auto names = std::to_array<std::string_view>({"net_book_value", "zero"});
};

struct Finance {
  AnnualRate discount_rate{0.08};
  TerminalValue terminal_value = TerminalValue::kNetBookValue;
  double output_input_price_ratio = 4;
  bool operator==(const Finance&) const = default;
};
template <class V, MaybeConst<Finance> S>
void describe(V& v, S& s) {
  v.about("Finance", "How cash flows become one figure.");
  v.field(s.discount_rate, {.name = "discount_rate", .doc = "effective discount rate for NPV"});
  v.field(s.terminal_value,
          {.name = "terminal_value",
           .doc = "worth at the horizon's end of what is still on the books: owned servers, "
                  "perpetual licences, prepaid terms"});
  v.field(s.output_input_price_ratio,
          {.name = "output_input_price_ratio",
           .doc = "r that splits unit costs between output and input tokens",
           .min = 0.01,
           .max = 1000});
}

}  // namespace costwright
