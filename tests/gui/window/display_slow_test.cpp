// The page Trade-off in a real window on a display (xvfb-run): a search is run, narrowed and
// brushed with the mouse, one of its choices is made a variant and run; a search is cancelled; the
// program is killed in the middle of one and goes on in the next.
#include <QGuiApplication>
#include <gmock/gmock.h>

#include "tests/gui/window/tradeoff_fixture.h"

namespace costwright::testing {
namespace {

class OnADisplay : public TradeoffWindow {
 protected:
  OnADisplay() {
    EXPECT_EQ(QGuiApplication::platformName(), "xcb") << "this test is of a real window";
    EXPECT_TRUE(QTest::qWaitForWindowExposed(&window_));
  }
};

TEST_F(OnADisplay, ASearchedChoiceIsNarrowedBrushedAndRunToItsFigures) {
  search();
  TradeOffChart& chart = page_->chart();
  const std::size_t kept = page_->narrowed().kept;
  const auto cheapest = page_->narrowed().front.front();
  const QPoint handle = chart.limit_handle(Qt::Horizontal);
  const int middle = (chart.position_of(cheapest)->x() + handle.x()) / 2;
  press(*chart.viewport(), handle + QPoint(0, -4), {middle, handle.y() + 30});
  EXPECT_LT(page_->narrowed().kept, kept);
  ASSERT_GT(page_->narrowed().kept, 0U);
  QTest::qWait(50);
  const QPoint at = *chart.position_of(cheapest);
  press(*chart.viewport(), at - QPoint(12, 12), at + QPoint(12, 12), Qt::ShiftModifier);
  ASSERT_THAT(page_->brushed(), ::testing::Contains(cheapest));
  QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, at);
  ASSERT_EQ(page_->selected(), cheapest);
  const study::Tried wanted = page_->record()->reported.at(cheapest);
  QTest::mouseClick(&page_->variant_button(), Qt::LeftButton);
  window_.what_if().set_variant("choice-1");
  QSignalSpy results(&window_.controller(), &RunController::answered);
  window_.controller().run();  // without a window manager no window is active, and keys reach none
  ASSERT_TRUE(results.wait(kPatienceMs));
  EXPECT_EQ(window_.controller().variant(), "choice-1");
  EXPECT_EQ(study::tried(*window_.controller().results()), wanted);
}

TEST_F(OnADisplay, ACancelledSearchKeepsWhatItHas) {
  QSignalSpy told(&page_->job(), &SearchJob::told);
  QTest::mouseClick(&page_->search_button(), Qt::LeftButton);
  ASSERT_TRUE(told.wait(kPatienceMs));
  QTest::mouseClick(&page_->cancel_button(), Qt::LeftButton);
  EXPECT_FALSE(page_->job().is_running());
  ASSERT_NE(page_->record(), nullptr);
  const std::size_t before = page_->record()->size();
  search();
  EXPECT_GE(page_->record()->size(), before);
  EXPECT_FALSE(page_->narrowed().front.empty());
}

// The choices on the front, as they are called.
std::vector<std::string> front_of(const TradeoffPage& page) {
  std::vector<std::string> labels;
  for (const std::size_t point : page.record()->front) {
    labels.push_back(label_of(*page.record(), point));
  }
  return labels;
}

std::size_t journal_rows(const QString& journal) {
  Diagnostics unheard;
  const auto rows = study::read_journal(journal.toStdString(), unheard);
  return rows ? rows->tried.size() : 0;
}

TEST_F(OnADisplay, AKilledSearchGoesOnInTheNextWindow) {
  QDir(cache()).removeRecursively();  // so that it takes its time
  QProcess killed;
  auto environment = QProcessEnvironment::systemEnvironment();
  environment.insert("COSTWRIGHT_TEST_SEARCH", folder_.path());
  environment.insert("COSTWRIGHT_TEST_CACHE", cache());
  killed.setProcessEnvironment(environment);
  killed.start(QCoreApplication::applicationFilePath(),
               {"--gtest_filter=KilledSearch.*", "--gtest_also_run_disabled_tests"});
  const QDir searches(cache() + "/searches");
  QString journal;
  for (int waited = 0; waited < 6000 && (journal.isEmpty() || journal_rows(journal) == 0);
       ++waited) {
    QTest::qWait(5);
    const QStringList found = searches.entryList({"*.sqlite"});
    journal = found.isEmpty() ? QString() : searches.filePath(found.front());
  }
  killed.kill();  // SIGKILL
  ASSERT_TRUE(killed.waitForFinished(kPatienceMs));
  const std::size_t known = journal_rows(journal);
  ASSERT_GT(known, 0U);
  search();
  EXPECT_EQ(page_->job().journal(), journal) << "the same search";
  EXPECT_GE(journal_rows(journal), known);
  const auto resumed = front_of(*page_);
  QDir(cache()).removeRecursively();
  search();
  EXPECT_EQ(front_of(*page_), resumed) << "as without a kill";
}

// Not a test: the program that is killed above.
TEST(KilledSearch, DISABLED_SearchesUntilItIsKilled) {
  const QString folder = qEnvironmentVariable("COSTWRIGHT_TEST_SEARCH");
  ASSERT_FALSE(folder.isEmpty());
  WindowSettings settings;
  settings.run.data_folder = SOURCE_DIR "/data";
  settings.run.cache_folder = qEnvironmentVariable("COSTWRIGHT_TEST_CACHE").toStdString();
  settings.recovery_folder = folder + "/recovery";
  MainWindow window(settings);
  ASSERT_TRUE(window.open(folder + "/scenario.yaml"));
  window.show();
  auto* page = window.findChild<TradeoffPage*>();
  page->wish().setText(kWish);
  page->search_button().click();
  QTest::qWait(60'000);
}

}  // namespace
}  // namespace costwright::testing
