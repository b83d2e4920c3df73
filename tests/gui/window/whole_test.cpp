// The window as a whole: by keyboard alone from an example to an exported report, names for those
// who cannot see it, and how it was left.
#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QSlider>
#include <QSplitter>

#include "gui/pages/compare_page.h"
#include "gui/pages/overview_page.h"
#include "gui/pages/sources_page.h"
#include "gui/window/window_memory.h"
#include "tests/gui/window/window_fixture.h"

namespace costwright::testing {
using namespace gui;
namespace {

class Whole : public Window {};

// Runs while a dialog is open, as soon as it is there: on a busy machine that takes its time.
void when_modal(const std::function<void(QWidget&)>& act) {
  QTimer::singleShot(50, [act] {
    if (QWidget* dialog = QApplication::activeModalWidget()) {
      act(*dialog);
    } else {
      when_modal(act);
    }
  });
}

// With Tab alone.
void tab_to(const QWidget& wanted) {
  constexpr int kMostStops = 100;
  QStringList stops;
  for (int i = 0; i < kMostStops && !wanted.hasFocus(); ++i) {
    QWidget* focused = QApplication::focusWidget();
    stops << (focused != nullptr ? focused->metaObject()->className() : "window");
    QTest::keyClick(focused != nullptr ? focused : wanted.window(), Qt::Key_Tab);
  }
  ASSERT_TRUE(wanted.hasFocus()) << wanted.metaObject()->className() << " is not among "
                                 << stops.join(", ").toStdString();
}

double figure_of(const TableView& view, const QString& name, int column) {
  for (int row = 0; row < view.model()->rowCount(); ++row) {
    if (view.model()->index(row, 0).data().toString() == name) {
      return view.model()->index(row, column).data(TableModel::kValueRole).toDouble();
    }
  }
  ADD_FAILURE() << "no " << name.toStdString();
  return 0;
}

// A lever by its slider's arrow keys, kept as a variant, and that one beside the text as written.
void slide_and_keep(MainWindow& window) {
  const QString price = "sites.ashburn.electricity";
  LeverRow* row = window.levers_dock().row(price);
  ASSERT_NE(row, nullptr);
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        return row->kind() == "price";
      },
      kPatienceMs));
  window.side_list().setFocus();
  tab_to(row->slider());
  QTest::keyClick(&row->slider(), Qt::Key_Right);
  const double moved = row->value().text().section(' ', 0, 0).toDouble();
  ASSERT_GT(moved, 0.179) << row->value().text().toStdString();
  QPushButton* keep = nullptr;
  for (auto* button : window.levers_dock().findChildren<QPushButton*>()) {
    keep = button->text().startsWith("&Keep") ? button : keep;
  }
  ASSERT_NE(keep, nullptr);
  tab_to(*keep);
  when_modal([](QWidget& dialog) {
    auto* line = dialog.findChild<QLineEdit*>();
    ASSERT_NE(line, nullptr);
    line->selectAll();
    QTest::keyClicks(line, "dear");
    QTest::keyClick(line, Qt::Key_Return);
  });
  QSignalSpy results(&window.controller(), &RunController::results_changed);
  QTest::keyClick(keep, Qt::Key_Space);
  ASSERT_TRUE(window.editor().text().contains("  dear:")) << window.editor().text().toStdString();
  ASSERT_TRUE(results.wait(kPatienceMs));
  QApplication::setActiveWindow(&window);  // as a desktop does when a dialog ends
  // The lever stays moved: what stands side by side is as written all the same.
  QTest::keyClick(&window, Qt::Key_6, Qt::AltModifier);
  auto* compare = window.findChild<ComparePage*>();
  QTabBar* parts = compare->parts().tabBar();
  tab_to(*parts);
  QTest::keyClick(parts, Qt::Key_Left);
  QListWidget& choices = compare->variants().choices();
  ASSERT_TRUE(choices.isVisible());
  tab_to(choices);
  QTest::keyClick(&choices, Qt::Key_End);
  for (int i = 0; i < choices.count() && choices.currentItem()->text() != "dear"; ++i) {
    QTest::keyClick(&choices, Qt::Key_Up);
  }
  QTest::keyClick(&choices, Qt::Key_Space);
  TableView& figures = compare->variants().figures();
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        return figures.model()->columnCount() == 6;
      },
      kPatienceMs))
      << compare->variants().state().toStdString();
  // 20,658.16 at 0.0895 USD/kWh, by hand in validation.md; 36 lines are rounded in both.
  EXPECT_NEAR(figure_of(figures, "TCO", 5) - figure_of(figures, "TCO", 4),
              20'658.16 * (moved - 0.179) / 0.0895, 0.36);
}

TEST_F(Whole, CanBeUsedByKeyboardFromAnExampleToTheReport) {
  WindowSettings wanted = settings(recovery_.path());
  wanted.examples_folder = SOURCE_DIR "/scenarios";
  MainWindow window(wanted);
  window.set_theme(theme(false));
  window.resize(1280, 800);
  window.show();
  QApplication::setActiveWindow(&window);
  // Open: the start page's list.
  QListWidget& examples = window.start_page().examples();
  examples.setFocus();
  for (int row = 0; row < examples.count(); ++row) {
    QTest::keyClick(&examples, row == 0 ? Qt::Key_Home : Qt::Key_Down);
    if (examples.currentItem()->text().startsWith("Worked budget")) {
      break;
    }
  }
  QTest::keyClick(&examples, Qt::Key_Return);
  ASSERT_TRUE(window.editor().text().contains("Worked budget"));
  const QString shipped = window.editor().text();
  // Run: F5; the first result turns to the overview.
  QSignalSpy answered(&window.controller(), &RunController::answered);
  QTest::keyClick(&window, Qt::Key_F5);
  ASSERT_TRUE(answered.wait(kPatienceMs));
  EXPECT_EQ(window.shown_page(), 1);
  // Pin: Ctrl+B.
  QTest::keyClick(&window, Qt::Key_B, Qt::ControlModifier);
  EXPECT_TRUE(window.baseline().is_pinned());
  // Change: to the text, where the price stands.
  QTest::keyClick(&window, Qt::Key_1, Qt::AltModifier);
  YamlEditor& editor = window.editor();
  editor.setFocus();
  const QString before = shipped.section("0.0895", 0, 0);
  const auto lines = static_cast<int>(before.count('\n'));
  editor.setCursorPosition(lines, static_cast<int>(before.section('\n', -1).size()));
  QSignalSpy changed(&window.controller(), &RunController::results_changed);
  for (int i = 0; i < 6; ++i) {
    QTest::keyClick(&editor, Qt::Key_Delete);
  }
  QTest::keyClicks(&editor, "0.179");
  ASSERT_TRUE(changed.wait(kPatienceMs)) << editor.text().toStdString();
  // Compare: the overview's first card says by how much.
  QTest::keyClick(&window, Qt::Key_2, Qt::AltModifier);
  const auto cards = qobject_cast<OverviewPage*>(&window.page(0))->headlines_shown();
  EXPECT_TRUE(cards[0].difference.startsWith("+20,658.")) << cards[0].difference.toStdString();
  EXPECT_TRUE(cards[0].brief_difference.startsWith("+20,660 USD"))
      << cards[0].brief_difference.toStdString();
  slide_and_keep(window);
  // Export: found by Ctrl+K.
  const QString report = folder_.filePath("answer");
  when_modal([&](QWidget& dialog) {
    auto* line = dialog.findChild<QLineEdit*>("fileNameEdit");
    ASSERT_NE(line, nullptr);
    line->setCompleter(nullptr);  // whose list of a crowded folder would take the Return
    line->selectAll();
    QTest::keyClicks(line, report);
    QTest::keyClick(line, Qt::Key_Return);
  });
  Finder& finder = window.find();
  QTest::keyClicks(&finder.line(), "report json");
  QTest::keyClick(&finder.line(), Qt::Key_Return);
  QFile written(report + ".json");
  ASSERT_TRUE(written.open(QIODevice::ReadOnly)) << "with the ending added";
  EXPECT_TRUE(written.readAll().contains("\"Worked budget"));
  QApplication::setActiveWindow(&window);
  // Quit: Ctrl+Q asks about what was typed.
  when_modal([](QWidget& question) {
    auto* discard = qobject_cast<QMessageBox*>(&question)->button(QMessageBox::Discard);
    ASSERT_NE(discard, nullptr);
    for (int i = 0; i < 4 && !discard->hasFocus(); ++i) {
      QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    ASSERT_TRUE(discard->hasFocus());
    QTest::keyClick(discard, Qt::Key_Space);
  });
  QTest::keyClick(&window, Qt::Key_Q, Qt::ControlModifier);
  EXPECT_FALSE(window.isVisible());
  QFile file(SOURCE_DIR "/scenarios/worked-budget/scenario.yaml");
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  EXPECT_EQ(QString::fromUtf8(file.readAll()), shipped) << "nothing shipped is changed";
}

bool is_named(const QWidget& widget) {
  const auto* button = qobject_cast<const QAbstractButton*>(&widget);
  return !widget.accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty());
}

TEST_F(Whole, EveryControlHasAName) {
  open(copy_of("worked-budget"));
  run();
  window_.baseline().pin();
  for (const QWidget* widget : window_.findChildren<QWidget*>()) {
    const bool is_control =
        qobject_cast<const QAbstractButton*>(widget) != nullptr ||
        qobject_cast<const QComboBox*>(widget) != nullptr ||
        qobject_cast<const QSlider*>(widget) != nullptr ||
        qobject_cast<const QLineEdit*>(widget) != nullptr ||
        (qobject_cast<const QAbstractItemView*>(widget) != nullptr &&
         !widget->inherits("QHeaderView") && !widget->inherits("QComboBoxListView"));
    const QString name = widget->objectName();
    if (is_control && !name.startsWith("qt_") && !widget->inherits("QTableCornerButton") &&
        qobject_cast<const QComboBox*>(widget->parentWidget()) == nullptr &&
        !widget->inherits("QLineEditIconButton") && !widget->inherits("QToolBarExtension")) {
      EXPECT_TRUE(is_named(*widget))
          << widget->metaObject()->className() << " of "
          << (widget->parentWidget() ? widget->parentWidget()->metaObject()->className() : "");
    }
  }
}

// Also what is no control but is reached by Tab: charts, editors, areas that scroll.
TEST_F(Whole, WhateverTabReachesHasAName) {
  open(copy_of("worked-budget"));
  run();
  window_.baseline().pin();
  int tried = 0;
  for (int page = 0; page <= window_.page_count(); ++page) {
    window_.show_page(page);
    QTest::qWait(1);
    for (const QWidget* widget : window_.findChildren<QWidget*>()) {
      if (widget->isVisible() && (widget->focusPolicy() & Qt::TabFocus) != 0 &&
          widget->focusProxy() == nullptr &&
          widget->parentWidget()->focusPolicy() != Qt::StrongFocus) {
        ++tried;
        EXPECT_TRUE(is_named(*widget)) << widget->metaObject()->className() << " on page " << page;
      }
    }
  }
  EXPECT_GT(tried, 60);
}

TEST_F(Whole, IsAsItWasLeft) {
  const auto splitter_of = [](MainWindow& window) -> QSplitter& {  // of the page Cost
    return *window.page(1).findChild<QSplitter*>();
  };
  QList<int> sizes;
  {
    MainWindow left(settings(recovery_.path()));
    left.set_theme(theme(true));
    left.show();
    left.resize(1111, 666);
    ASSERT_TRUE(left.open(copy_of("worked-budget")));
    left.show_page(2);
    QTest::qWait(5);
    splitter_of(left).setSizes({500, 540});
    QTest::qWait(5);
    sizes = splitter_of(left).sizes();
    remember(left);
  }
  MainWindow next(settings(recovery_.path()));
  next.set_theme(theme(false));
  ASSERT_TRUE(next.open(folder_.filePath("scenario.yaml")));
  restore(next);
  next.show();
  QTest::qWait(5);
  EXPECT_EQ(next.shown_page(), 2);
  EXPECT_EQ(splitter_of(next).sizes(), sizes);
  EXPECT_EQ(next.size(), QSize(1111, 666));
  EXPECT_TRUE(next.is_dark());
  apply_theme(*qApp, theme(false));
}

TEST_F(Whole, VariantsStandSideBySideInFourClicks) {
  open(copy_of("own-rent-buy"));        // 1: the example
  auto* compare = show<ComparePage>();  // 2: the page
  run();                                // 3: Run
  VariantsView& variants = compare->variants();
  QListWidget& choices = variants.choices();
  ASSERT_GE(choices.count(), 3);
  EXPECT_EQ(choices.item(0)->text(), "base");
  choices.item(2)->setCheckState(Qt::Checked);  // 4: a variant
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        return variants.figures().model()->rowCount() > 0;
      },
      kPatienceMs))
      << variants.state().toStdString();
  const Table& table = variants.figures().table_model().table();
  EXPECT_EQ(table.columns.back().name, "api");
  std::size_t row = 0;
  while (cell_text(table.rows[row][0]) != "TCO") {
    ++row;
  }
  EXPECT_GT(row, 0u) << "what differs comes first";
  window_.resize(1280, 800);
  QTest::qWait(5);
  TableView& figures = variants.figures();
  EXPECT_LE(figures.columnViewportPosition(5) + figures.columnWidth(5), figures.viewport()->width())
      << "two of them are seen without scrolling";
  const QString path = window_.document().path();
  const QString said = command_line(path, {"--variant", "api"});
  EXPECT_TRUE(said.contains(QString::fromStdString(cell_text(table.rows[row].back()))));
  Q_EMIT variants.figures().clicked(variants.figures().model()->index(static_cast<int>(row), 5));
  EXPECT_GT(variants.lines().model()->rowCount(), 0);
}

TEST_F(Whole, AFigureLeadsToItsLineInTheText) {
  open(copy_of("worked-budget"));
  run();
  auto* sources = show<SourcesPage>();
  sources->figure().setCurrentText("Cash by category: energy");
  EXPECT_TRUE(sources->formula().contains("sum of ledger lines"));
  ASSERT_EQ(sources->tables()[0]->model()->rowCount(), 1);
  EXPECT_EQ(sources->tables()[1]->model()->rowCount(), 36);
  sources->tables()[0]->setCurrentIndex(sources->tables()[0]->model()->index(0, 0));
  ASSERT_TRUE(sources->show_button().isEnabled());
  sources->show_button().click();
  EXPECT_EQ(window_.shown_page(), 0);
  int line = 0, column = 0;
  window_.editor().getCursorPosition(&line, &column);
  EXPECT_TRUE(window_.editor().text(line).contains("electricity: 0.0895")) << line;
}

}  // namespace
}  // namespace costwright::testing
