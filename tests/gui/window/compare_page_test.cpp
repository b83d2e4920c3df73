// What the page Compare and its charts show of a baseline and of variants.
#include "gui/pages/compare_page.h"

#include <QtCharts/QValueAxis>

#include "gui/pages/compared_cells.h"
#include "gui/pages/sources_page.h"
#include "tests/gui/window/window_fixture.h"

namespace costwright::testing {
using namespace gui;
namespace {

class Compared : public Window {
 protected:
  // worked-budget, pinned, then at twice its price of electricity.
  ComparePage& doubled_electricity() {
    open(copy_of("worked-budget"));
    run();
    window_.baseline().pin();
    QSignalSpy results(&window_.controller(), &RunController::results_changed);
    EXPECT_TRUE(window_.document().set_field("sites.ashburn.electricity", "0.179 USD/kWh"));
    EXPECT_TRUE(results.wait(kPatienceMs));
    auto* compare = show<ComparePage>();
    compare->parts().setCurrentIndex(1);
    return *compare;
  }
  static QModelIndex figure(ComparePage& compare, const char* label, const char* column) {
    const Table& table = compare.tables()[0]->table_model().table();
    const auto at = static_cast<int>(column_of(table, column));
    for (int row = 0; row < static_cast<int>(table.rows.size()); ++row) {
      const QModelIndex index = compare.tables()[0]->model()->index(row, 0);
      if (index.data() == label) {
        return index.siblingAtColumn(at);
      }
    }
    return {};
  }
};

// 20,658.16 of electricity is in validation.md, by hand.
TEST_F(Compared, TheBridgeHangsBetweenTheTotals) {
  ComparePage& compare = doubled_electricity();
  QSignalSpy bridged(&window_.baseline(), &Baseline::bridged);
  compare.bridge_button().click();
  ASSERT_TRUE(bridged.wait(kPatienceMs));
  const auto& steps = compare.bridge_chart().steps();
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_TRUE(steps.front().is_total && steps.back().is_total);
  EXPECT_EQ(steps[1].name, "Electricity: ashburn");
  EXPECT_NEAR(steps[1].from, steps.front().to, 0.001);
  EXPECT_NEAR(steps[1].to, steps.back().to, 0.001) << "to the cent";
  EXPECT_NEAR(steps[1].to - steps[1].from, 20'658.16, 0.18);
  QTest::qWait(50);
  ChartCanvas& chart = compare.bridge_chart();
  const QString said = chart.value_text(chart.chart()->plotArea().center());
  EXPECT_TRUE(said.startsWith("Electricity: ashburn: +20,658.")) << said.toStdString();
  Q_EMIT chart.bar_clicked("Electricity: ashburn", {});
  EXPECT_EQ(compare.details().currentWidget(), compare.tables()[2]);
  EXPECT_EQ(compare.tables()[2]->model()->rowCount(), 1) << "one item of the ledger changes";
}

// What stands above the bars of one bridge adds up as it is read: 2,187,119.25 and 20,658.16 (both
// of validation.md, by hand) at one resolution.
TEST_F(Compared, LabelsOfABridgeAddUp) {
  ComparePage& compare = doubled_electricity();
  QSignalSpy bridged(&window_.baseline(), &Baseline::bridged);
  compare.bridge_button().click();
  ASSERT_TRUE(bridged.wait(kPatienceMs));
  const ChartCanvas& chart = compare.bridge_chart();
  EXPECT_EQ(chart.step_label(0), "2,187,120");
  EXPECT_EQ(chart.step_label(1), "+20,660");
  EXPECT_EQ(chart.step_label(2), "2,207,780");
}

TEST(Steps, OfNoChangeStandOnZeroAndAreEqual) {
  ChartCanvas chart;
  chart.set_theme(theme(false));
  chart.resize(600, 300);
  chart.show_steps({{"baseline", 0, 225'252.22, true},
                    {"discount rate", 225'252.22, 225'252.22},
                    {"now", 0, 225'252.22, true}},
                   "USD");
  const auto* y = qobject_cast<QValueAxis*>(chart.chart()->axes(Qt::Vertical).front());
  ASSERT_NE(y, nullptr);
  EXPECT_EQ(y->min(), 0);
  EXPECT_GE(y->max(), 225.3) << "in k USD";
  EXPECT_EQ(chart.step_label(0), chart.step_label(2));
  EXPECT_EQ(chart.step_label(1), "0");
}

TEST_F(Compared, TheDifferenceIsInSightBesideTheLevers) {
  window_.resize(1280, 800);
  ComparePage& compare = doubled_electricity();
  QTest::qWait(5);
  ASSERT_TRUE(window_.levers_dock().isVisible());
  TableView& table = *compare.tables()[0];
  for (const char* name : {"baseline", "value", "difference"}) {
    const auto column = static_cast<int>(column_of(table.table_model().table(), name));
    EXPECT_LE(table.columnViewportPosition(column) + table.columnWidth(column),
              table.viewport()->width())
        << name;
  }
}

TEST_F(Compared, PicturesSayWhatTheyAreOf) {
  ComparePage& compare = doubled_electricity();
  QSignalSpy bridged(&window_.baseline(), &Baseline::bridged);
  compare.bridge_button().click();
  ASSERT_TRUE(bridged.wait(kPatienceMs));
  const QString path = folder_.filePath("bridge.svg");
  ASSERT_TRUE(compare.has_chart());
  ASSERT_TRUE(compare.save_chart(path));
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  const QString picture = QString::fromUtf8(file.readAll());
  EXPECT_TRUE(picture.contains("Worked budget"));
  EXPECT_TRUE(picture.contains("TCO, from the baseline to now"));
  EXPECT_TRUE(picture.contains(QDate::currentDate().toString(Qt::ISODate)));
  compare.details().setCurrentWidget(&compare.cash());
  ASSERT_TRUE(compare.save_chart(path));
  QFile cash(path);
  ASSERT_TRUE(cash.open(QIODevice::ReadOnly));
  EXPECT_TRUE(cash.readAll().contains("cash paid so far"));
}

TEST_F(Compared, AFigureOpensItsLines) {
  ComparePage& compare = doubled_electricity();
  const QModelIndex tco = figure(compare, "TCO", "value");
  ASSERT_TRUE(tco.isValid());
  Q_EMIT compare.tables()[0]->clicked(tco);
  EXPECT_EQ(compare.tables()[2]->model()->rowCount(),
            static_cast<int>(window_.controller().results()->ledger.lines.size()));
  Q_EMIT compare.tables()[0]->clicked(figure(compare, "TCO", "difference"));
  const Table& both = compare.tables()[2]->table_model().table();
  double difference = 0;
  for (const auto& row : both.rows) {
    difference += number_of(row[column_of(both, "cash_difference")]).value_or(0);
  }
  EXPECT_NEAR(difference, 20'658.16, 0.18);
}

TEST_F(Compared, TheCheaperFigureIsTheBetterOne) {
  ComparePage& compare = doubled_electricity();
  const auto* tint = qobject_cast<BestAndWorst*>(compare.tables()[0]->itemDelegate());
  ASSERT_NE(tint, nullptr);
  EXPECT_EQ(tint->rank(figure(compare, "TCO", "baseline")), BestAndWorst::Rank::kBest);
  EXPECT_EQ(tint->rank(figure(compare, "TCO", "value")), BestAndWorst::Rank::kWorst);
  EXPECT_EQ(tint->rank(figure(compare, "TCO", "difference")), BestAndWorst::Rank::kNone);
}

// Lenovo Press LP2225: owned machines are cheaper than rented ones after 8,556 h, that is in
// December of the first year (8,016 to 8,760 h).
TEST_F(Compared, CashMarksTheMonthOfTheCrossing) {
  open(copy_of("own-rent-buy"));
  run();
  auto* compare = show<ComparePage>();
  VariantsView& variants = compare->variants();
  const auto found = variants.choices().findItems("on-demand", Qt::MatchExactly);
  ASSERT_EQ(found.size(), 1);
  found[0]->setCheckState(Qt::Checked);
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        return !variants.cash().lines().empty();
      },
      kPatienceMs));
  const auto& lines = variants.cash().lines();
  ASSERT_EQ(lines.size(), 3u) << "two payers and their crossing";
  const ChartLine& marks = lines[2];
  EXPECT_TRUE(marks.is_marks);
  ASSERT_EQ(marks.points.size(), 1);
  EXPECT_EQ(marks.points[0].x(), 11) << "2027-12";
  EXPECT_EQ(marks.points[0].y(), lines[1].points[11].y()) << "on the line of the one that crosses";
}

TEST_F(Compared, EveryTableWithFiguresHasADifference) {
  doubled_electricity();
  auto* sources = show<SourcesPage>();
  sources->figure().setCurrentText("Cash by category: energy");
  for (TableView* view : sources->tables()) {
    const Table& table = view->table_model().table();
    const std::size_t cash = column_of(table, "cash_difference");
    double sum = 0;
    for (const auto& row : table.rows) {
      sum += number_of(row[cash]).value_or(0);
    }
    EXPECT_NEAR(sum, 20'658.16, 0.18) << table.name << ": validation.md, by hand";
  }
  auto* tables = show<TablesPage>();
  auto* tabs = tables->findChild<QTabWidget*>();
  for (const char* name : {"summary", "monthly", "ledger", "utilisation"}) {
    for (int tab = 0; tab < tabs->count(); ++tab) {
      tabs->setCurrentIndex(tab);
      const Table& table = tables->tables()[static_cast<std::size_t>(tab)]->table_model().table();
      if (table.name == name) {
        EXPECT_TRUE(table.columns.back().name.ends_with("_difference")) << name;
      }
    }
  }
  window_.baseline().unpin();
  for (TableView* view : tables->tables()) {
    const auto& columns = view->table_model().table().columns;
    EXPECT_FALSE(view->isVisible() && columns.back().name.ends_with("_difference"));
  }
}

}  // namespace
}  // namespace costwright::testing
