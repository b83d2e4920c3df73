// How free the window stays while it simulates. A program of its own, run alone.
#include <algorithm>
#include <cstdio>
#include <ctime>

#include "gui/pages/tradeoff_page.h"
#include "tests/gui/synthetic_trade_off.h"
#include "tests/gui/window/window_fixture.h"
#include "tests/study/searched_scenario.h"

namespace costwright::testing {
using namespace gui;
namespace {

// A timer of 5 ms on the window's thread: the longest it waits is the longest the window hangs,
// from the start of a run to the page with its results. The machine may be busy with other
// programs, so the best of up to ten runs counts.
TEST_F(Window, NeverHangsWhileItSimulates) {
  open(SOURCE_DIR "/scenarios/vision-edge/scenario.yaml");
  for (int page = 1; page <= window_.page_count(); ++page) {
    window_.show_page(page);
    qint64 best_ms = 1'000'000;
    for (int attempt = 0; attempt < 10 && best_ms >= 50; ++attempt) {
      QSignalSpy results(&window_.controller(), &RunController::answered);
      QElapsedTimer since;
      qint64 longest_ms = 0;
      QTimer heart;
      QObject::connect(&heart, &QTimer::timeout, [&] {
        longest_ms = std::max(longest_ms, since.restart());
      });
      since.start();
      heart.start(5);
      window_.controller().run();
      while (results.isEmpty() && results.wait(kPatienceMs)) {
      }
      QTest::qWait(100);  // what the results have to paint
      best_ms = std::min(best_ms, longest_ms);
    }
    const char* name = result_pages()[static_cast<std::size_t>(page - 1)].file;
    RecordProperty(std::string("longest_ms_") + name, static_cast<int>(best_ms));
    EXPECT_LT(best_ms, 50) << name;
    std::printf("longest hang while a run ends on the page %s: %lld ms\n", name,
                static_cast<long long>(best_ms));
  }
}

TEST_F(Window, NeverHangsWhileItSearches) {
  const QString path = folder_.filePath("scenario.yaml");
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(kSearched);
  file.close();
  open(path);
  auto* page = window_.findChild<TradeoffPage*>();
  for (int i = 0; i < window_.page_count(); ++i) {
    if (&window_.page(i) == page) {
      window_.show_page(i + 1);
    }
  }
  page->wish().setText("minimize tco, minimize e2e_p95");
  qint64 best_ms = 1'000'000;
  for (int attempt = 0; attempt < 10 && best_ms >= 50; ++attempt) {
    QSignalSpy running(&page->job(), &SearchJob::running_changed);
    QElapsedTimer since;
    qint64 longest_ms = 0;
    QTimer heart;
    QObject::connect(&heart, &QTimer::timeout, [&] {
      longest_ms = std::max(longest_ms, since.restart());
    });
    since.start();
    heart.start(5);
    page->search_button().click();
    while (page->job().is_running() && running.wait(kPatienceMs)) {
    }
    QTest::qWait(100);  // what the last points have to paint
    best_ms = std::min(best_ms, longest_ms);
  }
  ASSERT_NE(page->record(), nullptr) << page->state().toStdString();
  EXPECT_LT(best_ms, 50);
  std::printf("longest hang while a search runs: %lld ms\n", static_cast<long long>(best_ms));
}

double cpu_ms() {  // of the window's thread: other programs do not count
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// As a search tells them: four times a second, each time all that there are.
TEST_F(Window, NeverHangsWhileFiftyThousandPointsAreLive) {
  open(copy_of("worked-budget"));
  window_.resize(1280, 900);
  auto* page = show<TradeoffPage>();
  constexpr int kTellEveryMs = 250, kTold = 8;
  std::vector<SharedTradeOff> told;
  for (int i = 0; i < kTold; ++i) {
    told.push_back(std::make_shared<const study::TradeOff>(
        synthetic_trade_off(50'000 - static_cast<std::size_t>(kTold - 1 - i))));
  }
  double best_ms = 1e6;
  for (int attempt = 0; attempt < 10 && best_ms >= 50; ++attempt) {
    double since_ms = cpu_ms();
    double longest_ms = 0;
    QTimer heart, teller;
    std::size_t next = 0;
    QObject::connect(&heart, &QTimer::timeout, [&] {
      longest_ms = std::max(longest_ms, cpu_ms() - since_ms);
      since_ms = cpu_ms();
    });
    QObject::connect(&teller, &QTimer::timeout, [&] {
      page->show_record(told[next++ % told.size()]);
    });
    heart.start(5);
    teller.start(kTellEveryMs);
    QTest::qWait(kTellEveryMs * kTold);
    best_ms = std::min(best_ms, longest_ms);
  }
  EXPECT_GT(page->record()->size(), 49'000U);
  EXPECT_LT(best_ms, 50);
  std::printf("longest hang with 50,000 live points: %.0f ms\n", best_ms);
}

}  // namespace
}  // namespace costwright::testing
