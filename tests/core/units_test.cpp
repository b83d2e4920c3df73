#include <gtest/gtest.h>

#include "core/units/parse.h"

namespace costwright::testing {
namespace {

Measure measure(std::string_view text) {
  const auto parsed = parse_measure(text, "USD");
  if (const auto* fault = std::get_if<std::string>(&parsed)) {
    ADD_FAILURE() << text << ": " << *fault;
    return {};
  }
  return std::get<Measure>(parsed);
}

std::string fault(std::string_view text) {
  const auto parsed = parse_measure(text, "USD");
  const auto* message = std::get_if<std::string>(&parsed);
  return message != nullptr ? *message : "accepted";
}

struct Case {
  std::string_view text;
  double value;  // base units, by hand
  Dim dim;
};

TEST(Units, ReadsEveryFamilyInBaseUnits) {
  const std::vector<Case> cases = {
      {"5 ps", 5e-12, Duration::kDim},
      {"250 ms", 0.25, Duration::kDim},
      {"2 h", 7200, Duration::kDim},
      {"1 week", 604800, Duration::kDim},
      {"3 years", 36, {.month = 1}},
      {"36 months", 36, {.month = 1}},
      {"700 W", 700, Power::kDim},
      {"10.2kW", 10200, Power::kDim},
      {"1 kWh", 3.6e6, Energy::kDim},
      {"1 GB", 1e9, DataSize::kDim},
      {"1 GiB", 1073741824, DataSize::kDim},
      {"989 TFLOP/s", 989e12, FlopRate::kDim},
      {"372 gCO2/kWh", 372 / 3.6e6, CarbonIntensity::kDim},
      {"1.8 L/kWh", 1.8 / 3.6e6, {.energy = -1, .volume = 1}},
      {"1M tokens", 1e6, Tokens::kDim},
      {"3 Gtok", 3e9, Tokens::kDim},
      {"2 B tokens/month", 2e9, TokensPerMonth::kDim},
      {"12 B", 12, DataSize::kDim},
      {"12 B per request", 12, DataPerRequest::kDim},
      {"12 M requests/month", 12e6, RequestsPerMonth::kDim},
      {"12 M requests per month", 12e6, RequestsPerMonth::kDim},
      {"0.036 USD/label", 0.036, ItemPrice::kDim},
      {"8 GPU h", 28800, DeviceTime::kDim},
      {"8 GPU-hours", 28800, DeviceTime::kDim},
      {"36 USD/GPU/h", 0.01, DeviceTimePrice::kDim},
      {"36 USD/GPU-h", 0.01, DeviceTimePrice::kDim},
      {"0.11 USD/kWh", 0.11 / 3.6e6, EnergyPrice::kDim},
      {"150 USD/kW/month", 0.15, PowerPrice::kDim},
      {"0.023 USD/GB/month", 0.023e-9, StoragePrice::kDim},
      {"3 USD/1M tokens", 3e-6, {.money = 1, .token = -1}},
      {"3 USD/M tokens", 3e-6, {.money = 1, .token = -1}},
      {"0.4 USD / 1000 requests", 0.4e-3, RequestPrice::kDim},
      {"1.2 M USD", 1.2e6, Money::kDim},
      {"190_000 USD/year", 190000.0 / 12, MoneyPerMonth::kDim},
      {"1.5 FTE", 1.5, People::kDim},
      {"4 %/month", 0.04, {.month = -1}},
      {"9 %/year", 0.0075, {.month = -1}},
      {"15 %", 0.15, {}},
      {"-2.5e-3", -0.0025, {}},
  };
  for (const auto& c : cases) {
    const auto m = measure(c.text);
    EXPECT_DOUBLE_EQ(m.value, c.value) << c.text;
    EXPECT_TRUE(m.dim == c.dim) << c.text;
  }
}

TEST(Units, PercentIsTheNearestDoubleToItsDecimal) {
  for (int i = 0; i <= 100; ++i) {
    EXPECT_EQ(measure(fmt::format("{} %", i)).value, i / 100.0);
  }
}

TEST(Units, AMonthNeverConvertsToHours) {
  EXPECT_FALSE(measure("1 USD/month").dim == measure("1 USD/h").dim);
  EXPECT_FALSE(measure("1 month").dim == measure("30 days").dim);
}

TEST(Units, RefusalsSayWhatToWrite) {
  EXPECT_EQ(fault("1 kwH"), "unknown unit 'kwH'; did you mean 'kWh'?");
  EXPECT_EQ(fault("80 Gib"), "unknown unit 'Gib'; did you mean 'GiB'?");
  EXPECT_EQ(fault("10 GPU/fortnight"), "unknown unit 'fortnight'");
  EXPECT_EQ(fault("8 b"),
            "unknown unit 'b'; bits are not accepted; write bytes, such as 'B' or 'GB'");
  EXPECT_EQ(fault("3 TFLOPS"), "unknown unit 'TFLOPS'; write 'TFLOP/s' for a rate");
  EXPECT_EQ(fault("3 EUR"),
            "'EUR' is not the scenario's currency USD; one currency is computed, so convert the "
            "figure first");
  EXPECT_EQ(fault("1,000 W"),
            "'1,000' has a comma; write 1_000 or 1000 for a thousand and 0.5 for a half");
  EXPECT_EQ(fault("1 000 W"),
            "'000' after the number is not a unit; write 1_000 or 1000 for a thousand");
  EXPECT_EQ(fault("USD 100"), "'USD 100' must start with a number, such as '700 W'");
  EXPECT_EQ(fault("12 M"), "'M' is a multiplier and needs a unit after it, such as 'M requests'");
  EXPECT_EQ(fault("5 USD/"), "'USD/': a unit is missing after '/'");
  EXPECT_EQ(fault("5 /h"), "'/h': a unit is missing before '/'");
  EXPECT_EQ(fault("5 USD/GPU h"),
            "'USD/GPU h': two units after '/' are ambiguous; write 'USD/GPU/h' or 'USD/GPU-h'");
}

TEST(Units, OnlyTheScenariosCurrencyIsKnown) {
  EXPECT_TRUE(std::holds_alternative<Measure>(parse_measure("3 EUR/h", "EUR")));
  EXPECT_TRUE(std::holds_alternative<std::string>(parse_measure("3 USD/h", "EUR")));
}

TEST(Units, HostileTextIsRefusedInOneLine) {
  const std::vector<std::string> hostile = {"",
                                            " ",
                                            "0x10",
                                            "0x10 W",
                                            "010",
                                            "nan",
                                            "inf",
                                            "-",
                                            "+",
                                            "1e",
                                            "1e999",
                                            "1e-999",
                                            "1__0",
                                            "_1",
                                            "1_",
                                            ".5",
                                            "5.",
                                            "1.2.3",
                                            "--1",
                                            "1 W W W W W W W W",
                                            "1 s/s/s/s/s/s/s/s/s",
                                            "1 //",
                                            "1 per",
                                            "1 - W",
                                            "1 W-",
                                            "1e308 PB",
                                            "1 USD/0 h",
                                            "1 k",
                                            "1 M M W",
                                            "1\nW",
                                            "1 W\n",
                                            "1 \xff\xfe",
                                            "1 W#",
                                            "1 1 W",
                                            "1 USD/1",
                                            "1e5e5",
                                            "1 %%",
                                            "NaN W",
                                            "1 kg CO2",
                                            "١ W",
                                            std::string("1 W\0", 4),
                                            std::string(100000, '9'),
                                            "1 " + std::string(100000, '/')};
  for (const auto& text : hostile) {
    const auto message = fault(text);
    EXPECT_NE(message, "accepted") << text.substr(0, 40);
    EXPECT_EQ(message.find('\n'), std::string::npos);
    EXPECT_LT(message.size(), 300U);
  }
}

// What follows the text in memory is no part of it.
TEST(ParseNumber, AnUnderscoreAtTheEndStandsBetweenNothing) {
  const auto parsed = parse_number(std::string_view("1_5").substr(0, 2));
  ASSERT_TRUE(std::holds_alternative<std::string>(parsed));
  EXPECT_NE(std::get<std::string>(parsed).find("an underscore must stand between two digits"),
            std::string::npos);
}

TEST(Units, NumbersAreStrictDecimals) {
  EXPECT_EQ(std::get<double>(parse_number("1_000_000")), 1e6);
  EXPECT_EQ(std::get<double>(parse_number("-4")), -4);
  EXPECT_EQ(std::get<double>(parse_number(" 2.5e-3 ")), 2.5e-3);
  EXPECT_EQ(std::get<double>(parse_number("0")), 0);
  for (const auto* text : {"0x1", "1 2", "1,5", "nan", "Infinity", "1e", "e5", "", "007", "1f"}) {
    EXPECT_TRUE(std::holds_alternative<std::string>(parse_number(text))) << text;
  }
}

TEST(Units, FormattingRoundTrips) {
  for (const std::string text : {"0.11 USD/kWh", "700 W", "12 M requests/month", "4 %/month",
                                 "80 GiB", "0.0895 USD/kWh", "36 USD/GPU/h", "1e-05 USD/request",
                                 "190000 USD/year", "-3 USD", "372 gCO2/kWh", "8 GPU h"}) {
    const auto unit = text.substr(text.find(' ') + 1);
    EXPECT_EQ(format_measure(measure(text).value, unit), text);
  }
  EXPECT_EQ(format_measure(1234567.0, "W"), "1234570 W");
  EXPECT_EQ(format_measure(-0.0, "W"), "0 W");
  EXPECT_EQ(format_measure(0.5, ""), "0.5");
  EXPECT_EQ(format_measure(0.15, "%"), "15 %");
  EXPECT_THROW(format_measure(1, "furlong"), std::logic_error);
}

}  // namespace
}  // namespace costwright::testing
