// Levers in the window: pinned from a cost line, and there again when the scenario is opened anew.
#include <QSettings>

#include "gui/pages/chart_page.h"
#include "gui/pages/sources_page.h"
#include "gui/window/window_memory.h"
#include "tests/gui/window/window_fixture.h"

namespace costwright::testing {
using namespace gui;
namespace {

class LeversInTheWindow : public Window {
 protected:
  static QAction* lever_action(const QWidget& widget) {
    for (QAction* action : widget.actions()) {
      if (action->text().remove('&') == "Lever on its price") {
        return action;
      }
    }
    return nullptr;
  }
  QStringList pinned() { return window_.what_if().levers().paths(); }
};

TEST_F(LeversInTheWindow, ABarsPriceBecomesALever) {
  open(copy_of("worked-budget"));
  window_.resize(1280, 800);
  run();
  Levers& levers = window_.what_if().levers();
  levers.unpin("sites.ashburn.electricity");
  ASSERT_FALSE(pinned().contains("sites.ashburn.electricity"));
  auto* cost = show<ChartPage>();
  Q_EMIT cost->canvases()[0]->lever_wanted("2027-03", "energy");
  EXPECT_TRUE(pinned().contains("sites.ashburn.electricity"));
  EXPECT_TRUE(window_.levers_dock().isVisible());
  EXPECT_NE(window_.levers_dock().row("sites.ashburn.electricity"), nullptr);
}

// At the bar's lowest part, with the right button: no other way leads to it for the mouse.
TEST_F(LeversInTheWindow, TheMenuOfABarKnowsWhereItWasAskedFor) {
  open(copy_of("worked-budget"));
  window_.resize(1280, 800);
  run();
  auto* cost = show<ChartPage>();
  cost->choices()[2]->setCurrentText("calendar year");
  QTest::qWait(50);
  ChartCanvas& chart = *cost->canvases()[0];
  const QRectF plot = chart.chart()->plotArea();
  QSignalSpy wanted(&chart, &ChartCanvas::lever_wanted);
  QTest::mousePress(chart.viewport(), Qt::RightButton, {},
                    QPointF(plot.center().x(), plot.bottom() - 4).toPoint());
  lever_action(chart)->trigger();
  ASSERT_EQ(wanted.size(), 1);
  EXPECT_EQ(wanted[0][0].toString(), "2028");
  EXPECT_EQ(wanted[0][1].toString(), "hardware");
}

TEST_F(LeversInTheWindow, ALedgerLinesPriceBecomesALever) {
  open(copy_of("worked-budget"));
  run();
  window_.what_if().levers().unpin("sites.ashburn.electricity");
  auto* sources = show<SourcesPage>();
  sources->figure().setCurrentText("Cash by category: energy");
  for (TableView* table : sources->tables()) {
    window_.what_if().levers().unpin("sites.ashburn.electricity");
    table->setCurrentIndex(table->model()->index(0, 0));
    lever_action(*table)->trigger();
    EXPECT_TRUE(pinned().contains("sites.ashburn.electricity"));
  }
}

class LeversKept : public LeversInTheWindow {
 protected:
  LeversKept() { QSettings().remove("scenarios"); }
  ~LeversKept() override { QSettings().remove("scenarios"); }

  std::unique_ptr<MainWindow> session(const QString& path) {
    WindowSettings remembering = settings(recovery_.path());
    remembering.remembers = true;
    auto window = std::make_unique<MainWindow>(remembering);
    EXPECT_TRUE(window->open(path));
    return window;
  }
  static void run_in(MainWindow& window) {
    QSignalSpy results(&window.controller(), &RunController::answered);
    window.controller().run();
    ASSERT_TRUE(results.wait(kPatienceMs));
  }
};

TEST_F(LeversKept, StandBesideTheirScenarioInTheNextSession) {
  const QString path = copy_of("worked-budget");
  const QStringList chosen{"finance.discount_rate", "sites.ashburn.pue"};
  {
    auto first = session(path);
    Levers& levers = first->what_if().levers();
    for (const QString& automatic : levers.paths()) {
      levers.unpin(automatic);
    }
    for (const QString& field : chosen) {
      ASSERT_TRUE(levers.pin(field)) << field.toStdString();
    }
  }
  auto next = session(path);
  EXPECT_EQ(next->what_if().levers().paths(), chosen);
  EXPECT_NE(next->levers_dock().row("sites.ashburn.pue"), nullptr);
  QFile::copy(path, folder_.filePath("other.yaml"));
  ASSERT_TRUE(next->open(folder_.filePath("other.yaml")));
  EXPECT_NE(next->what_if().levers().paths(), chosen) << "they are of the other file";
  ASSERT_TRUE(next->open(path));
  EXPECT_EQ(next->what_if().levers().paths(), chosen);
}

// 20,658.16 is the electricity by hand, of the price that was pinned; at twice the price as much
// again.
TEST_F(LeversKept, TheBaselineIsPinnedAgainWithTheFirstResults) {
  const QString path = copy_of("worked-budget");
  {
    auto first = session(path);
    run_in(*first);
    first->baseline().pin();
    ASSERT_TRUE(first->document().set_field("sites.ashburn.electricity", "0.179 USD/kWh"));
    Diagnostics diagnostics;
    ASSERT_TRUE(first->document().save(path, diagnostics));
  }
  auto next = session(path);
  EXPECT_FALSE(next->baseline().is_pinned()) << "opening runs nothing";
  QSignalSpy pinned(&next->baseline(), &Baseline::pinned_changed);
  run_in(*next);
  ASSERT_TRUE(next->baseline().is_pinned() || pinned.wait(kPatienceMs));
  const study::Comparison* comparison = next->baseline().comparison();
  ASSERT_NE(comparison, nullptr);
  for (const study::ComparedRow& row : comparison->rows) {
    if (row.metric->name == "cash_by_category" && row.key == "energy") {
      EXPECT_EQ(cell_text(row.columns[0].value), "20,658.16");
      EXPECT_NEAR(number_of(row.differences[1].value).value(), 20'658.16, 0.18);
    }
  }
  next->baseline().unpin();
  next.reset();
  auto third = session(path);
  QSignalSpy again(&third->baseline(), &Baseline::pinned_changed);
  run_in(*third);
  EXPECT_FALSE(again.wait(500)) << "what was unpinned stays so";
}

TEST_F(LeversKept, TheOrderOfATableComesBack) {
  const QString path = copy_of("worked-budget");
  {
    auto first = session(path);
    run_in(*first);
    first->show();
    first->show_page(2);
    TableView& values = *first->page(1).tables()[0];
    values.sortByColumn(1, Qt::DescendingOrder);
    remember(*first);
  }
  auto next = session(path);
  restore(*next);
  run_in(*next);
  next->show();
  next->show_page(2);
  const TableModel& model = next->page(1).tables()[0]->table_model();
  ASSERT_GT(model.rowCount(), 2);
  for (int row = 1; row < model.rowCount(); ++row) {
    EXPECT_GE(model.index(row - 1, 1).data(TableModel::kValueRole).toDouble(),
              model.index(row, 1).data(TableModel::kValueRole).toDouble());
  }
}

}  // namespace
}  // namespace costwright::testing
