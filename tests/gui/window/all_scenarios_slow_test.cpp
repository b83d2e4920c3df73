// The window against the command line over every shipped scenario, and how free it stays meanwhile.
#include "tests/gui/window/window_fixture.h"

namespace costwright::gui {
namespace {

using testing::Window;

class Shipped : public Window, public ::testing::WithParamInterface<const char*> {};

TEST_P(Shipped, EveryFigureIsTheCommandLines) {
  const QString path = QString(SOURCE_DIR "/scenarios/") + GetParam();
  open(path);
  run();
  EXPECT_EQ(shown_json(), command_line_json(path));
}

INSTANTIATE_TEST_SUITE_P(All,
                         Shipped,
                         ::testing::Values("worked-budget/scenario.yaml",
                                           "vision-edge/scenario.yaml",
                                           "code-assistant/scenario.yaml",
                                           "support-chat/scenario.yaml",
                                           "support-chat/rent.yaml"));

// A timer of 5 ms on the window's thread: the longest it waits is the longest the window hangs. The
// machine may be busy with other programs, so the best of three runs counts.
TEST_F(Window, NeverHangsWhileItSimulates) {
  open(SOURCE_DIR "/scenarios/vision-edge/scenario.yaml");
  qint64 best_ms = 1'000'000;
  for (int attempt = 0; attempt < 3 && best_ms >= 50; ++attempt) {
    QSignalSpy results(&window_.controller(), &RunController::results_changed);
    window_.show_page(2);
    QElapsedTimer since;
    qint64 longest_ms = 0;
    QTimer heart;
    QObject::connect(&heart, &QTimer::timeout, [&] {
      longest_ms = std::max(longest_ms, since.restart());
    });
    since.start();
    heart.start(5);
    window_.controller().run();
    while (results.isEmpty() && results.wait(testing::kPatienceMs)) {
    }
    best_ms = std::min(best_ms, longest_ms);
  }
  RecordProperty("longest_ms", static_cast<int>(best_ms));
  EXPECT_LT(best_ms, 50);
}

}  // namespace
}  // namespace costwright::gui
