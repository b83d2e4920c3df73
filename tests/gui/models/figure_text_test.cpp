#include "gui/models/figure_text.h"

#include <gtest/gtest.h>

namespace costwright::testing {
using namespace gui;
namespace {

const QLocale kEnglish(QLocale::English, QLocale::UnitedStates);
const QLocale kGerman(QLocale::German, QLocale::Germany);

QString brief(double value, const QString& unit, const QLocale& locale = kEnglish) {
  return brief_text(value, unit.section('/', 0, 0), scale_of(value, unit), locale);
}

TEST(FigureText, HasFourSignificantDigits) {
  EXPECT_EQ(brief(2'948'373.32, "USD"), "2.948 M USD");
  EXPECT_EQ(brief(-3'804'229.86, "USD"), "-3.804 M USD");
  EXPECT_EQ(brief(406'607.0, "kWh"), "406,600 kWh");
  EXPECT_EQ(brief(22.6774, "s"), "22.68 s");
  EXPECT_EQ(brief(0.66571, "s"), "0.6657 s");
  EXPECT_EQ(brief(110.29, "%"), "110.3 %");
  EXPECT_EQ(brief(9.99996, "s"), "10.00 s") << "rounding brings a digit";
  EXPECT_EQ(brief(0, "USD"), "0 USD");
  EXPECT_EQ(brief(4.2e9, "USD"), "4.200 bn USD");
}

TEST(FigureText, TinyUnitCostsArePerAThousandOrAMillion) {
  EXPECT_EQ(brief(0.003883, "USD/request"), "3.883 USD per 1,000 requests");
  EXPECT_EQ(brief(0.000001075, "USD/request"), "1.075 USD per 1 M requests");
  EXPECT_EQ(brief(0.25, "USD/request"), "0.2500 USD");
  EXPECT_EQ(brief(0.0028, "USD/1M tokens"), "0.002800 USD") << "which is per a million already";
}

TEST(FigureText, ARangeIsOnTheScaleOfItsFigure) {
  const auto range = [](double low, double high, double value, const QString& unit) {
    return brief_range(low, high, unit, scale_of(value, unit), kEnglish);
  };
  EXPECT_EQ(range(2'947'062.79, 2'950'013.51, 2'948'373.32, "USD"), "2.947–2.950 M USD (90 %)");
  EXPECT_EQ(range(2'948'370.0, 2'948'375.0, 2'948'373.32, "USD"), "±2.5 USD (90 %)");
  EXPECT_EQ(range(216'736.0, 216'745.0, 216'740.31, "USD"), "±4.5 USD (90 %)")
      << "216,736-216,745 would leave out 216,700, which the card shows";
  EXPECT_EQ(range(2'948'100.0, 2'948'300.0, 2'948'200, "USD"), "±100 USD (90 %)");
  EXPECT_EQ(brief_range(0.003883, 0.0038832, "USD", scale_of(0.0038831, "USD/request"), kEnglish),
            "±0.00010 USD per 1,000 requests (90 %)");
}

TEST(FigureText, FollowsTheLocale) {
  EXPECT_EQ(brief(2'948'373.32, "USD", kGerman), "2,948 M USD");
  EXPECT_EQ(brief(406'607.0, "kWh", kGerman), "406.600 kWh");
  EXPECT_EQ(decimal_text(1'234.5, 2, kGerman), "1.234,50");
}

}  // namespace
}  // namespace costwright::testing
