#pragma once
// A window on a copy of a shipped scenario, driven without a screen.
#include <QAction>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>
#include <gtest/gtest.h>

#include "core/scenario/scenario.h"
#include "gui/charts/trade_off_chart.h"
#include "gui/pages/tables_page.h"
#include "gui/widgets/chart_canvas.h"
#include "gui/widgets/deck.h"
#include "gui/widgets/heat_map.h"
#include "gui/widgets/table_view.h"
#include "gui/window/main_window.h"
#include "study/inputs/scenario_edit.h"

namespace costwright::testing {
using namespace gui;

inline constexpr int kPatienceMs = 600'000;

// Every number has room; says how many there are.
inline int expect_numbers_fit(TableView& view) {
  int numbers = 0;
  const TableModel& model = view.table_model();
  for (int column = 0; column < model.columnCount(); ++column) {
    for (int row = 0; row < model.rowCount(); ++row) {
      const QModelIndex index = model.index(row, column);
      if (!index.data(TableModel::kValueRole).isValid()) {
        continue;
      }
      ++numbers;
      if (view.sizeHintForIndex(index).width() > view.columnWidth(column)) {
        ADD_FAILURE() << model.table().name << ": " << index.data().toString().toStdString();
        return numbers;
      }
    }
  }
  return numbers;
}

// Of all tables of a page, also those behind tabs.
inline int expect_numbers_fit(Page& page) {
  int numbers = 0;
  auto* tabs = page.findChild<QTabWidget*>();
  for (int tab = 0; tab < (tabs != nullptr ? tabs->count() : 1); ++tab) {
    if (tabs != nullptr) {
      tabs->setCurrentIndex(tab);
    }
    for (TableView* view : page.tables()) {
      numbers += expect_numbers_fit(*view);
    }
  }
  return numbers;
}

inline void expect_seen_charts_have_room(const Page& page) {
  for (const QWidget* widget : page.findChildren<QWidget*>()) {
    const bool is_chart = qobject_cast<const ChartCanvas*>(widget) != nullptr ||
                          qobject_cast<const HeatMap*>(widget) != nullptr ||
                          qobject_cast<const TradeOffChart*>(widget) != nullptr;
    if (is_chart && widget->isVisible()) {
      EXPECT_GE(widget->width(), kLeastChart.width()) << page.metaObject()->className();
      EXPECT_GE(widget->height(), kLeastChart.height()) << page.metaObject()->className();
    }
  }
}

// Charts are no smaller, wherever one turns on a page.
inline void expect_charts_have_room(const Page& page) {
  for (Deck* deck : page.findChildren<Deck*>()) {
    for (int part = 0; part < deck->tabs().count(); ++part) {
      deck->turn_to(part);
      QTest::qWait(1);
      expect_seen_charts_have_room(page);
    }
  }
  for (QTabWidget* tabs : page.findChildren<QTabWidget*>()) {
    for (int tab = 0; tab < tabs->count(); ++tab) {
      tabs->setCurrentIndex(tab);
      QTest::qWait(1);
      expect_seen_charts_have_room(page);
    }
  }
}

class Window : public ::testing::Test {
 protected:
  Window() { window_.set_theme(theme(false)); }

  // The page of this kind that comes first, shown; null: there is none.
  template <class Kind>
  Kind* show() {
    for (int page = 0; page < window_.page_count(); ++page) {
      if (auto* found = qobject_cast<Kind*>(&window_.page(page))) {
        window_.show_page(page + 1);
        QTest::qWait(1);
        return found;
      }
    }
    return nullptr;
  }

  static WindowSettings settings(const QString& recovery) {
    WindowSettings settings;
    settings.run.data_folder = SOURCE_DIR "/data";
    settings.run.check_after_ms = 5;
    settings.recovery_folder = recovery;
    return settings;
  }

  // The files of scenarios/<name> in a folder of this test, so that nothing shipped is written.
  QString copy_of(const QString& name) {
    const QDir shipped(QString(SOURCE_DIR "/scenarios/") + name);
    for (const QString& file : shipped.entryList(QDir::Files)) {
      QFile::copy(shipped.filePath(file), folder_.filePath(file));
    }
    return folder_.filePath("scenario.yaml");
  }

  void open(const QString& path) {
    ASSERT_TRUE(window_.open(path));
    window_.show();
  }

  // Half a year of vision-edge with a part of its images and notes: seconds become a fraction of
  // one.
  void open_vision(const QString& images, const QString& notes) {
    open(copy_of("vision-edge"));
    std::string text = window_.document().text().toStdString();
    for (const auto& [field, value] :
         {std::pair{"horizon", QString("6 months")},
          {"workloads.images on CPU.demand.requests", images + " requests/month"},
          {"workloads.notes on CPU.demand.requests", notes + " requests/month"}}) {
      text = study::with_shared_field(text, field, value.toStdString()).value();
    }
    window_.document().set_text(QString::fromStdString(text));
  }

  void run() {
    QSignalSpy results(&window_.controller(), &RunController::answered);
    window_.controller().run();
    ASSERT_TRUE(results.wait(kPatienceMs));
  }

  // 960 x 540 hold every page without scrolling, however wide its words are, and charts in full.
  void expect_fits_a_small_screen() {
    const QSize small(960, 540);
    EXPECT_LE(window_.minimumSizeHint().width(), small.width());
    EXPECT_LE(window_.minimumSizeHint().height(), small.height());
    window_.resize(small);
    for (int page = 0; page <= window_.page_count(); ++page) {
      window_.show_page(page);
      QTest::qWait(1);
      EXPECT_EQ(window_.size(), small) << "page " << page;
      if (page > 0) {
        const QSize room = window_.page(page - 1).parentWidget()->size();
        const QSize least = window_.page(page - 1).minimumSizeHint();
        EXPECT_LE(least.width(), room.width()) << "page " << page;
        EXPECT_LE(least.height(), room.height()) << "page " << page;
        expect_charts_have_room(window_.page(page - 1));
      }
    }
    expect_room_for_levers(small);
  }

  // Asked for, they stand beside a page, which scrolls then.
  void expect_room_for_levers(const QSize& small) {
    window_.show_page(1);
    EXPECT_FALSE(window_.levers_dock().isVisible());
    window_.levers_dock().toggleViewAction()->trigger();
    QTest::qWait(1);
    EXPECT_EQ(window_.size(), small);
    EXPECT_TRUE(window_.levers_dock().isVisible());
    EXPECT_TRUE(window_.rect().contains(window_.levers_dock().geometry()));
    window_.levers_dock().toggleViewAction()->trigger();
  }

  // Of a menu, by its words.
  QAction* action(const QString& words) {
    for (QAction* found : window_.findChildren<QAction*>()) {
      if (found->text().remove('&') == words) {
        return found;
      }
    }
    return nullptr;
  }

  // What the pages show, put together as `costwright run --json` prints it.
  QString shown_json() {
    QString tables;
    Page& page = *show<TablesPage>();
    auto* tabs = page.findChild<QTabWidget*>();
    const auto views = page.tables();
    for (std::size_t i = 0; i < views.size(); ++i) {
      tabs->setCurrentIndex(static_cast<int>(i));
      const Table& table = views[i]->table_model().table();
      tables += QString::fromStdString(",\n  " + json_string(table.name) + ": " + to_json(table));
    }
    const std::string name = window_.controller().results()->scenario().name;
    return QString::fromStdString("{\n  \"scenario\": " + json_string(name)) + tables + "\n}\n";
  }

  // With a cache of this test: its first call simulates by itself.
  QString command_line(const QString& path, const QStringList& options) {
    QProcess program;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("COSTWRIGHT_CACHE", folder_.filePath("cache"));
    program.setProcessEnvironment(environment);
    program.start(BINARY_DIR "/bin/costwright", QStringList{"run", path} + options);
    EXPECT_TRUE(program.waitForFinished(kPatienceMs));
    return QString::fromUtf8(program.readAllStandardOutput());
  }
  QString command_line_json(const QString& path) { return command_line(path, {"--json"}); }

  QTemporaryDir folder_, recovery_;
  MainWindow window_{settings(recovery_.path())};
};

}  // namespace costwright::testing
