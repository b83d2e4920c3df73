#include "gui/jobs/run_state.h"

#include <algorithm>
#include <cmath>

namespace costwright::gui {
namespace {

constexpr double kLeastShare = 0.03, kLeastElapsedS = 0.5;  // before: nothing can be told of time

QString time_text(double seconds) {
  const auto whole = static_cast<qint64>(std::ceil(seconds));
  return whole < 100 ? RunState::tr("%1 s").arg(whole)
                     : RunState::tr("%1 min").arg((whole + 59) / 60);
}

}  // namespace

QString progress_text(double share, double elapsed_s) {
  QString done = RunState::tr("%1 %").arg(static_cast<int>(100 * share));
  if (share < kLeastShare || share >= 1 || elapsed_s < kLeastElapsedS) {
    return done;
  }
  return RunState::tr("%1, %2 left").arg(done, time_text(elapsed_s * (1 - share) / share));
}

RunState::RunState(RunController& controller, QObject* parent)
    : QObject(parent), controller_(controller) {
  connect(&controller_, &RunController::running_changed, this, &RunState::begin_or_end);
  connect(&controller_, &RunController::progressed, this, &RunState::show_progress);
  connect(&controller_, &RunController::answered, this, &RunState::take_answer);
  connect(&controller_, &RunController::failed, this, [this](const QString& why) {
    set(Kind::kFailed, 0, tr("failed: %1").arg(why.trimmed()));
  });
}

void RunState::forget() {
  set(Kind::kNone, 0, {});
}

void RunState::set(Kind kind, double share, const QString& text) {
  kind_ = kind;
  share_ = share;
  text_ = text;
  Q_EMIT changed();
}

// An end that is not an answer or a failure, which tell so themselves, was asked for.
void RunState::begin_or_end(bool running) {
  if (running) {
    clock_.start();
    set(Kind::kRunning, 0, progress_text(0, 0));
  } else {
    set(Kind::kCancelled, 0, tr("cancelled"));
  }
}

void RunState::show_progress(double share) {
  if (kind_ != Kind::kRunning) {
    return;
  }
  const double shown = std::clamp(share, 0.0, 1.0);
  const QString progress = progress_text(shown, static_cast<double>(clock_.elapsed()) / 1000);
  set(Kind::kRunning, shown,
      controller_.is_first_look() ? tr("refining: %1").arg(progress) : progress);
}

void RunState::take_answer() {
  const study::Evaluation& run = *controller_.results();
  const bool is_remembered = run.simulated == 0 && run.from_cache > 0;
  set(Kind::kDone, 1,
      is_remembered
          ? tr("done, from the cache")
          : tr("done in %1").arg(time_text(static_cast<double>(clock_.elapsed()) / 1000)));
}

}  // namespace costwright::gui
