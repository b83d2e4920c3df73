// A pinned result against those that follow: the figures of study/compare, and sums by hand.
#include "gui/jobs/baseline.h"

#include <algorithm>

#include <QSignalSpy>
#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "gui/models/headlines.h"
#include "study/compare/tables.h"
#include "study/outcome/metrics.h"

namespace costwright::testing {
using namespace gui;
namespace {

constexpr int kPatienceMs = 60'000;

// 3 seats x 10 USD x 12 months = 360.00 USD.
const QString kBudget = R"(
name: budget
start: 2027-01
horizon: 12 months
finance: {discount_rate: 12 %/year}
software:
  tool: {per: seat, units: 3, price: 10 USD}
)";

// 5 x 12 x 12 = 720.00 USD.
QString more() {
  return QString(kBudget).replace("units: 3, price: 10 USD", "units: 5, price: 12 USD");
}

class Pinned : public ::testing::Test {
 protected:
  static RunSettings settings() {
    RunSettings settings;
    settings.data_folder = SOURCE_DIR "/data";
    settings.check_after_ms = 1;
    return settings;
  }

  void run(const QString& text) {
    controller_.set_text("budget.yaml", text);
    QSignalSpy answered(&controller_, &RunController::answered);
    controller_.run();
    ASSERT_TRUE(answered.wait(kPatienceMs));
  }

  static study::Alternative alternative(const char* name, const QString& text) {
    Diagnostics diagnostics;
    auto loaded = study::read_scenario({"budget.yaml", text.toStdString()}, diagnostics);
    return {name,
            *evaluate(study::Inputs(SOURCE_DIR "/data"), std::move(*loaded), {}, diagnostics)};
  }

  Headline tco_card() {
    auto cards = headlines(*controller_.results(), metric_rows(*controller_.results()));
    add_differences(cards, *baseline_.comparison());
    return cards.front();
  }

  RunController controller_{settings()};
  Baseline baseline_{controller_};
};

TEST_F(Pinned, DifferencesAreThoseOfTheCommandLine) {
  run(kBudget);
  EXPECT_EQ(baseline_.comparison(), nullptr) << "nothing is pinned";
  baseline_.pin();
  run(more());
  const auto wanted =
      study::compare({alternative("baseline", kBudget), alternative("now", more())});
  EXPECT_EQ(study::comparison_json(*baseline_.comparison(), {}),
            study::comparison_json(wanted, {}));
  EXPECT_EQ(tco_card().metric, "tco");
  EXPECT_EQ(tco_card().difference, "+360.00 USD, +100.0 %");
}

TEST_F(Pinned, AgainstItselfEveryDifferenceIsZero) {
  run(more());
  baseline_.pin();
  for (const study::ComparedRow& row : baseline_.comparison()->rows) {
    EXPECT_EQ(number_of(row.differences[1].value).value_or(0), 0) << row.metric->name;
  }
  EXPECT_EQ(tco_card().difference, "0.00 USD");
}

// In the file's order: two more seats at 10 USD are 240.00 a year, 2 USD more for five 120.00.
TEST_F(Pinned, TheBridgeSumsToTheDifference) {
  run(kBudget);
  baseline_.pin();
  run(more());
  QSignalSpy bridged(&baseline_, &Baseline::bridged);
  baseline_.make_bridge({&study::metric("tco"), {}}, false);
  ASSERT_TRUE(bridged.wait(kPatienceMs));
  const auto bridge = bridged[0][0].value<study::Bridge>();
  ASSERT_EQ(bridge.bars.size(), 2u);
  EXPECT_EQ(name_of(bridge.bars[0].input), "software.tool.units");
  EXPECT_EQ(cell_json(bridge.bars[0].change), "240.00");
  EXPECT_EQ(cell_json(bridge.bars[1].change), "120.00");
  EXPECT_EQ(cell_json(bridge.end), "720.00");
}

TEST_F(Pinned, AResultUnderTheSliderIsBridgedWithTheSlidersValue) {
  run(kBudget);
  baseline_.pin();
  QSignalSpy classified(&controller_, &RunController::classified);
  controller_.classify({{"software.tool.price", "11 USD"}});
  ASSERT_TRUE(classified.wait(kPatienceMs));
  ASSERT_TRUE(controller_.set_levers({{"software.tool.price", "15 USD"}}));
  EXPECT_EQ(tco_card().difference, "+180.00 USD, +50.0 %");
  QSignalSpy bridged(&baseline_, &Baseline::bridged);
  baseline_.make_bridge({&study::metric("tco"), {}}, false);
  ASSERT_TRUE(bridged.wait(kPatienceMs));
  const auto bridge = bridged[0][0].value<study::Bridge>();
  ASSERT_EQ(bridge.bars.size(), 1u);
  EXPECT_EQ(cell_json(bridge.bars[0].change), "180.00");
}

TEST_F(Pinned, ItStaysWhenAnotherDocumentOpensUntilItIsUnpinned) {
  run(kBudget);
  baseline_.pin();
  controller_.forget();
  EXPECT_TRUE(baseline_.is_pinned());
  EXPECT_EQ(baseline_.comparison(), nullptr) << "there is nothing to compare with it";
  run(more());
  EXPECT_NE(baseline_.comparison(), nullptr);
  baseline_.unpin();
  EXPECT_EQ(baseline_.comparison(), nullptr);
}

}  // namespace
}  // namespace costwright::testing
