// The window as one uses it: open, edit, break, mend, run, slide, export, end.
#include <QClipboard>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPointer>
#include <QPushButton>

#include "gui/pages/chart_page.h"
#include "gui/pages/compare_page.h"
#include "gui/pages/overview_page.h"
#include "tests/gui/window/window_fixture.h"

namespace costwright::testing {
using namespace gui;
namespace {

TEST_F(Window, EveryFigureIsTheCommandLines) {
  const QString path = copy_of("worked-budget");
  open(path);
  run();
  const QString wanted = command_line_json(path);
  ASSERT_GT(wanted.size(), 10'000);
  EXPECT_EQ(shown_json(), wanted);
}

TEST_F(Window, EveryPageShowsSomething) {
  open(copy_of("worked-budget"));
  run();
  for (int page = 1; page <= window_.page_count(); ++page) {
    window_.show_page(page);
    QTest::qWait(1);
    for (const auto* view : window_.page(page - 1).tables()) {
      if (view->isVisible()) {
        EXPECT_GT(view->model()->columnCount(), 0) << result_pages()[page - 1].name;
      }
    }
    EXPECT_FALSE(window_.grab().isNull());
  }
}

TEST_F(Window, ABrokenFieldIsMarkedAndAMendedOneIsNot) {
  open(copy_of("worked-budget"));
  QSignalSpy checked(&window_.controller(), &RunController::checked);
  const QString good = window_.document().text();
  window_.editor().change_to(QString(good).replace("pue: 1.35", "pue: 13.5"));
  ASSERT_TRUE(checked.wait(kPatienceMs));
  EXPECT_EQ(window_.editor().marked_lines(), 1);
  ASSERT_EQ(window_.problems().count(), 1);
  EXPECT_TRUE(window_.problems().item(0)->text().contains("out of range"));
  EXPECT_EQ(window_.editor().squiggled(17), "13.5");
  window_.editor().undo();
  EXPECT_EQ(window_.document().text(), good) << "one step of undo";
  ASSERT_TRUE(checked.wait(kPatienceMs));
  EXPECT_EQ(window_.editor().marked_lines(), 0);
}

TEST_F(Window, SquigglesStandBehindLettersOfSeveralBytes) {
  window_.editor().change_to("{name: \"Gr\u00fc\u00dfe\", horizon: 36}\n");
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        return window_.editor().marked_lines() == 1;
      },
      kPatienceMs));
  EXPECT_EQ(window_.editor().squiggled(1), "36}");
}

TEST_F(Window, ChecksOnceWhenTypingPauses) {
  open(copy_of("worked-budget"));
  QSignalSpy checked(&window_.controller(), &RunController::checked);
  ASSERT_TRUE(checked.wait(kPatienceMs));
  for (const QChar letter : QString("nonsense: 1\n")) {
    window_.editor().insert(letter);
    window_.editor().setCursorPosition(0, window_.editor().text(0).size());
  }
  ASSERT_TRUE(checked.wait(kPatienceMs));
  QTest::qWait(100);
  EXPECT_EQ(checked.size(), 2);
}

TEST_F(Window, FormAndTextAreOneDocument) {
  open(copy_of("worked-budget"));
  const auto found = window_.form().match(window_.form().index(0, 0), FormModel::kPathRole,
                                          "sites.ashburn.electricity", 1, Qt::MatchRecursive);
  ASSERT_EQ(found.size(), 1);
  const QModelIndex value = found[0].siblingAtColumn(FormModel::kValue);
  window_.form().setData(value, "0.12 USD/kWh", Qt::EditRole);
  EXPECT_TRUE(window_.editor().text().contains("electricity: 0.12 USD/kWh"));
  EXPECT_EQ(value.data().toString(), "0.12 USD/kWh");
  window_.editor().undo();
  EXPECT_EQ(value.data().toString(), "0.0895 USD/kWh");
  EXPECT_FALSE(window_.document().is_modified());
}

TEST_F(Window, FormOffersAFieldsChoicesAsAList) {
  open(copy_of("support-chat"));
  const QString text = window_.editor().text();
  const auto list_of = [&](const char* path) {
    const auto found = window_.form().match(window_.form().index(0, 0), FormModel::kPathRole, path,
                                            1, Qt::MatchRecursive);
    EXPECT_EQ(found.size(), 1) << path;
    window_.form_view().edit(found[0].siblingAtColumn(FormModel::kValue));
    auto* list = window_.form_view().findChild<QComboBox*>();
    EXPECT_NE(list, nullptr) << path;
    return list;
  };
  QComboBox* unset = list_of("models.llama-70b.kv_cache");
  EXPECT_EQ(unset->currentIndex(), -1) << "what is left out is none of the choices";
  QTest::keyClick(unset, Qt::Key_Return);
  EXPECT_EQ(window_.editor().text(), text) << "looking changes nothing";
  QTest::keyClick(unset, Qt::Key_Escape);
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  QComboBox* router = list_of("serving.chat.router");
  ASSERT_EQ(router->findText("power_of_two"), 2);
  router->setCurrentIndex(2);
  Q_EMIT router->activated(2);
  EXPECT_TRUE(window_.editor().text().contains("router: power_of_two"));
}

// Of the window once the lever's kind is known.
LeverRow* price_lever(MainWindow& window, const QString& path) {
  window.show_page(1);  // beside results
  window.what_if().levers().pin(path);
  const bool is_known = QTest::qWaitFor(
      [&] {
        const Lever* lever = window.what_if().levers().find(path);
        return lever != nullptr && lever->kind == LeverKind::kPrice;
      },
      kPatienceMs);
  EXPECT_TRUE(is_known) << path.toStdString();
  return window.levers_dock().row(path);
}

TEST_F(Window, ALeverMovesTheFiguresAndTheTextOnlyWhenItIsApplied) {
  open(copy_of("worked-budget"));
  run();
  LeverRow* lever = price_lever(window_, "sites.ashburn.electricity");
  ASSERT_NE(lever, nullptr);
  EXPECT_EQ(lever->kind(), "price");
  const Minor before = window_.controller().results()->finance.tco;
  const QString text = window_.document().text();
  lever->slider().setValue(lever->slider().maximum());
  EXPECT_EQ(lever->value().text(), "0.178 USD/kWh");
  const Minor moved = window_.controller().results()->finance.tco;
  EXPECT_GT(moved, before);
  QTest::qWait(100);  // what the check has to say
  EXPECT_EQ(window_.document().text(), text);
  EXPECT_EQ(window_.fit_mark(), "");
  QSignalSpy checked(&window_.controller(), &RunController::checked);
  window_.levers_dock().apply_button().click();
  EXPECT_TRUE(window_.document().text().contains("electricity: 0.178 USD/kWh"));
  ASSERT_TRUE(checked.wait(kPatienceMs));
  EXPECT_EQ(window_.controller().results()->finance.tco, moved);
  window_.editor().undo();
  EXPECT_EQ(window_.document().text(), text) << "one undo";
}

TEST_F(Window, ALeverTakesANumberWithItsUnitAndGoesBack) {
  open(copy_of("worked-budget"));
  run();
  LeverRow* lever = price_lever(window_, "sites.ashburn.electricity");
  ASSERT_NE(lever, nullptr);
  const int start = lever->slider().value();
  const Minor before = window_.controller().results()->finance.tco;
  lever->value().setFocus();
  lever->value().setText("120 USD/MWh");
  QTest::keyClick(&lever->value(), Qt::Key_Return);
  const Minor moved = window_.controller().results()->finance.tco;
  EXPECT_GT(moved, before);
  lever->value().setText("0.12");
  QTest::keyClick(&lever->value(), Qt::Key_Return);
  EXPECT_EQ(lever->value().text(), "0.12 USD/kWh");
  EXPECT_EQ(window_.controller().results()->finance.tco, moved);
  lever->value().setText("12 parsecs");
  QTest::keyClick(&lever->value(), Qt::Key_Return);
  EXPECT_EQ(window_.controller().results()->finance.tco, moved) << "refused";
  window_.levers_dock().reset_button().click();
  EXPECT_EQ(lever->slider().value(), start);
  EXPECT_EQ(lever->value().text(), "0.0895 USD/kWh");
  EXPECT_EQ(window_.controller().results()->finance.tco, before);
}

TEST_F(Window, LeversArePinnedBySearchAndKeepTheirPlaces) {
  open(copy_of("worked-budget"));
  run();
  LeverRow* lever = price_lever(window_, "sites.ashburn.electricity");
  ASSERT_NE(lever, nullptr);
  lever->slider().setValue(3);
  action("Pin as baseline")->trigger();
  window_.levers_dock().search().setText("salary engineer");
  ASSERT_GT(window_.levers_dock().found().count(), 0);
  QTest::keyClick(&window_.levers_dock().search(), Qt::Key_Return);
  EXPECT_NE(window_.levers_dock().row("staff.engineer.salary"), nullptr);
  EXPECT_EQ(window_.levers_dock().row("sites.ashburn.electricity"), lever);
  EXPECT_EQ(lever->slider().value(), 3);
  EXPECT_TRUE(window_.baseline().is_pinned());
}

TEST_F(Window, ResultsOfAnEarlierTextAreMarked) {
  open(copy_of("worked-budget"));
  run();
  EXPECT_EQ(window_.fit_mark(), "");
  window_.editor().change_to("nonsense: 1\n");
  EXPECT_TRUE(QTest::qWaitFor(
      [&] {
        return window_.fit_mark().contains("earlier text");
      },
      kPatienceMs));
  window_.editor().undo();
  EXPECT_TRUE(QTest::qWaitFor(
      [&] {
        return window_.fit_mark().isEmpty();
      },
      kPatienceMs));
}

TEST_F(Window, FiguresAtQuickEffortAreMarkedUntilTheRealOnesReplaceThem) {
  open_vision("3 M", "1 M");
  window_.show_page(1);
  const auto mark = [&] {
    return qobject_cast<OverviewPage*>(&window_.page(0))->headlines_shown().front().mark;
  };
  QSignalSpy results(&window_.controller(), &RunController::results_changed);
  QSignalSpy answered(&window_.controller(), &RunController::answered);
  window_.controller().run();
  ASSERT_TRUE(results.wait(kPatienceMs));
  EXPECT_TRUE(mark().startsWith("refining")) << mark().toStdString();
  EXPECT_TRUE(window_.fit_mark().contains("refining"));
  ASSERT_TRUE(!answered.empty() || answered.wait(kPatienceMs));
  EXPECT_FALSE(mark().contains("refining"));
  EXPECT_EQ(window_.fit_mark(), "");
}

TEST_F(Window, APinnedBaselineShowsOnEveryCardAndOnTheComparePage) {
  open(copy_of("worked-budget"));
  run();
  const auto page_of = [&](auto* kind) {
    for (int page = 1; page <= window_.page_count(); ++page) {
      if (auto* found = qobject_cast<decltype(kind)>(&window_.page(page - 1))) {
        window_.show_page(page);
        return found;
      }
    }
    return kind;
  };
  auto* compare = page_of(static_cast<ComparePage*>(nullptr));
  EXPECT_TRUE(compare->answer().contains("Nothing is pinned"));
  action("Pin as baseline")->trigger();
  EXPECT_TRUE(compare->answer().contains("'baseline' and others alike"));
  QSignalSpy results(&window_.controller(), &RunController::results_changed);
  ASSERT_TRUE(window_.document().set_field("sites.ashburn.electricity", "0.12 USD/kWh"));
  ASSERT_TRUE(results.wait(kPatienceMs));
  EXPECT_TRUE(compare->answer().contains("lowest for 'baseline'"));
  QSignalSpy bridged(&window_.baseline(), &Baseline::bridged);
  compare->bridge_button().click();
  ASSERT_TRUE(bridged.wait(kPatienceMs));
  EXPECT_EQ(compare->bridge_state(), "1 input");
  const Table& bars = compare->tables()[1]->table_model().table();
  ASSERT_EQ(bars.rows.size(), 3u);
  auto* overview = page_of(static_cast<OverviewPage*>(nullptr));
  const Headline tco = overview->headlines_shown().front();
  EXPECT_TRUE(tco.difference.startsWith('+' + QString::fromStdString(cell_text(bars.rows[1][1]))))
      << tco.difference.toStdString();
  for (const Headline& card : overview->headlines_shown()) {
    EXPECT_FALSE(card.difference.isEmpty()) << card.label.toStdString();
  }
  action("Unpin the baseline")->trigger();
  EXPECT_EQ(overview->headlines_shown().front().difference, "");
}

TEST_F(Window, ARunIsSeenAndCanBeCancelled) {
  open(copy_of("vision-edge"));
  window_.controller().run();
  EXPECT_TRUE(window_.progress().isVisible());
  EXPECT_TRUE(window_.cancel_button().isVisible());
  window_.cancel_button().click();
  EXPECT_FALSE(window_.controller().is_running());
  EXPECT_FALSE(window_.progress().isVisible());
}

TEST_F(Window, RemembersWhatWasOpened) {
  const QString path = copy_of("worked-budget");
  open(path);
  MainWindow next(settings(recovery_.path()));
  QStringList offered;
  for (const QAction* action : next.recent_menu().actions()) {
    offered << action->text();
  }
  EXPECT_EQ(offered.value(0), path);
}

// Wherever it is dropped: no line of text takes its address, no chart swallows it.
TEST_F(Window, AFileThatIsDroppedOnAnyWidgetOpens) {
  const QString path = copy_of("worked-budget");
  open(path);
  run();
  const QString other = folder_.filePath("other.yaml");
  QFile::copy(path, other);
  int tried = 0;
  for (int page = 0; page <= window_.page_count(); ++page) {
    window_.show_page(page);
    QTest::qWait(1);
    const auto widgets = window_.findChildren<QWidget*>();
    const QList<QPointer<QWidget>> all(widgets.begin(), widgets.end());  // a page may make new ones
    for (const auto& widget : all) {
      if (widget == nullptr || !widget->isVisible() || !widget->acceptDrops()) {
        continue;  // the next one above it that takes drops is asked
      }
      ++tried;
      const QString wanted = window_.document().path() == path ? other : path;
      QMimeData data;
      data.setUrls({QUrl::fromLocalFile(wanted)});
      QDragEnterEvent enter({9, 9}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
      QApplication::sendEvent(widget, &enter);
      EXPECT_TRUE(enter.isAccepted()) << widget->metaObject()->className();
      QDropEvent drop({9, 9}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
      QApplication::sendEvent(widget, &drop);
      ASSERT_EQ(window_.document().path(), wanted) << widget->metaObject()->className();
      window_.show_page(page);
    }
  }
  EXPECT_GT(tried, 5);
}

TEST_F(Window, ASeedIsNotGroupedAsAQuantityIs) {
  open(copy_of("worked-budget"));
  ASSERT_TRUE(window_.document().set_field("seed", "20270101"));
  run();
  const auto view = show<TablesPage>()->tables()[0];
  const Table& summary = view->table_model().table();
  for (std::size_t row = 0; row < summary.rows.size(); ++row) {
    if (cell_text(summary.rows[row][column_of(summary, "metric")]) == "seed") {
      const auto value = static_cast<int>(column_of(summary, "value"));
      EXPECT_EQ(view->model()->index(static_cast<int>(row), value).data(), "20270101");
      return;
    }
  }
  ADD_FAILURE() << "no seed";
}

TEST_F(Window, AMissingFileLeavesTheDocumentAlone) {
  open(copy_of("worked-budget"));
  const QString text = window_.document().text();
  EXPECT_FALSE(window_.open(folder_.filePath("missing.yaml")));
  EXPECT_EQ(window_.document().text(), text);
}

TEST_F(Window, ChartsAndTablesAreExported) {
  open(copy_of("worked-budget"));
  run();
  window_.show_page(2);
  auto* page = qobject_cast<ChartPage*>(&window_.page(1));
  ASSERT_NE(page, nullptr);
  for (const char* name : {"cost.png", "cost.svg"}) {
    ASSERT_TRUE(page->canvases()[0]->save(folder_.filePath(name)));
    EXPECT_GT(QFileInfo(folder_.filePath(name)).size(), 2000) << name;
  }
  EXPECT_FALSE(page->canvases()[0]->save("/proc/nowhere/cost.png"));
  Diagnostics diagnostics;
  ASSERT_TRUE(page->tables()[0]->save_csv(folder_.filePath("cost.csv"), diagnostics));
  QFile csv(folder_.filePath("cost.csv"));
  ASSERT_TRUE(csv.open(QIODevice::ReadOnly));
  EXPECT_EQ(csv.readAll().toStdString(), to_csv(page->tables()[0]->table_model().table()));
  page->tables()[0]->copy();
  EXPECT_TRUE(QApplication::clipboard()->text().startsWith("month\t"));
}

TEST_F(Window, AChoiceChangesTheChartsTable) {
  open(copy_of("worked-budget"));
  run();
  window_.show_page(2);
  auto* page = qobject_cast<ChartPage*>(&window_.page(1));
  const auto columns = page->tables()[0]->model()->columnCount();
  page->choices()[0]->setCurrentText("team");
  EXPECT_NE(page->tables()[0]->model()->columnCount(), columns);
}

// Presses a button of the question that comes up.
void answer(QMessageBox::StandardButton button) {
  QTimer::singleShot(0, [button] {
    auto* question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
    ASSERT_NE(question, nullptr);
    question->button(button)->click();
  });
}

TEST_F(Window, DoesNotCloseOverUnsavedChangesUnasked) {
  const QString path = copy_of("worked-budget");
  open(path);
  window_.editor().change_to("name: changed\n");
  answer(QMessageBox::Cancel);
  EXPECT_FALSE(window_.close());
  answer(QMessageBox::Save);
  EXPECT_TRUE(window_.close());
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  EXPECT_EQ(file.readAll(), "name: changed\n");
}

TEST_F(Window, OffersTheTextOfAKilledProgram) {
  const QTemporaryDir left_behind;
  {
    QProcess killed;
    killed.setProcessEnvironment([&] {
      auto environment = QProcessEnvironment::systemEnvironment();
      environment.insert("QT_QPA_PLATFORM", "offscreen");
      environment.insert("COSTWRIGHT_TEST_EDIT", left_behind.path());
      return environment;
    }());
    killed.start(QCoreApplication::applicationFilePath(),
                 {"--gtest_filter=KilledWindow.*", "--gtest_also_run_disabled_tests"});
    for (int waited = 0; waited < 600 && QDir(left_behind.path()).entryList({"*.recovery"}).empty();
         ++waited) {
      QTest::qWait(50);
    }
    killed.kill();  // SIGKILL
    ASSERT_TRUE(killed.waitForFinished(kPatienceMs));
  }
  MainWindow restarted(settings(left_behind.path()));
  restarted.show();
  ASSERT_TRUE(restarted.is_offering_recovery());
  restarted.accept_recovery();
  EXPECT_EQ(restarted.editor().text(), "name: typed and not saved\n");
  EXPECT_TRUE(restarted.document().is_modified());
}

// Not a test: the program that is killed above.
TEST(KilledWindow, DISABLED_EditsUntilItIsKilled) {
  const QString folder = qEnvironmentVariable("COSTWRIGHT_TEST_EDIT");
  ASSERT_FALSE(folder.isEmpty());
  WindowSettings settings;
  settings.run.data_folder = SOURCE_DIR "/data";
  settings.recovery_folder = folder;
  MainWindow window(settings);
  window.editor().change_to("name: typed and not saved\n");
  QTest::qWait(60'000);
}

}  // namespace
}  // namespace costwright::testing
