#pragma once
// A window with a small search on its page Trade-off.
#include "gui/pages/tradeoff_page.h"
#include "tests/gui/window/window_fixture.h"
#include "tests/study/searched_scenario.h"

namespace costwright::testing {

inline constexpr char kWish[] = "minimize tco, minimize e2e_p95";

class TradeoffWindow : public ::testing::Test {
 protected:
  TradeoffWindow() {
    path_ = folder_.filePath("scenario.yaml");
    QFile file(path_);
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(kSearched);
    file.close();
    EXPECT_TRUE(window_.open(path_));
    for (int i = 0; i < window_.page_count(); ++i) {
      if (auto* found = qobject_cast<TradeoffPage*>(&window_.page(i))) {
        page_ = found;
        window_.show_page(i + 1);
      }
    }
    window_.resize(1280, 900);
    window_.show();
    page_->wish().setText(kWish);
  }

  // Most tests search the same scenario: what they simulate is theirs together, what they tried is
  // not.
  ~TradeoffWindow() override { QDir(cache() + "/searches").removeRecursively(); }

  static QString cache() {
    static const QTemporaryDir folder;
    return folder.filePath("cache");
  }

  WindowSettings settings() const {
    WindowSettings settings;
    settings.run.data_folder = SOURCE_DIR "/data";
    settings.run.cache_folder = cache().toStdString();
    settings.run.check_after_ms = 5;
    settings.recovery_folder = recovery_.path();
    return settings;
  }

  void wait_for_end() {
    if (page_->job().is_running()) {
      QSignalSpy ended(&page_->job(), &SearchJob::running_changed);
      ASSERT_TRUE(ended.wait(kPatienceMs));
    }
    QTest::qWait(20);  // what the chart lays out later
  }
  void search() {
    page_->search_button().click();
    wait_for_end();
    ASSERT_NE(page_->record(), nullptr) << page_->state().toStdString();
  }

  void press(QWidget& on, const QPoint& from, const QPoint& to, Qt::KeyboardModifiers held = {}) {
    QTest::mousePress(&on, Qt::LeftButton, held, from);
    QMouseEvent move(QEvent::MouseMove, to, on.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, held);
    QApplication::sendEvent(&on, &move);
    QTest::mouseRelease(&on, Qt::LeftButton, held, to);
  }

  double tco(std::size_t point) const {
    return figure_at(*page_->record(), point, {&study::metric("tco"), {}})->value;
  }

  // What a run of the window's text, or of one of its variants, comes to.
  study::Tried run_of(const study::ScenarioSource& source) {
    const study::Inputs inputs(SOURCE_DIR "/data");
    const study::Memory cache("");
    Diagnostics told;
    auto loaded = read_scenario(source, told);
    EXPECT_TRUE(loaded) << told.text();
    const auto run = evaluate(inputs, std::move(*loaded), {.remembered = &cache}, told);
    EXPECT_TRUE(run) << told.text();
    return study::tried(*run);
  }

  QTemporaryDir folder_, recovery_;
  MainWindow window_{settings()};
  TradeoffPage* page_ = nullptr;
  QString path_;
};

}  // namespace costwright::testing
