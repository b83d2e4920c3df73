#pragma once
// What the run that is under way, or the last one, has come to, in words that stay until the next:
// "42 %, 9 s left", "done in 12 s", "from the cache", "cancelled", "failed: ...".
#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include "gui/jobs/run_controller.h"

namespace costwright::gui {

// "42 %, 9 s left"; without a time before it can be told.
QString progress_text(double share, double elapsed_s);

class RunState : public QObject {
  Q_OBJECT
 public:
  enum class Kind { kNone, kRunning, kDone, kCancelled, kFailed };

  explicit RunState(RunController& controller, QObject* parent = nullptr);

  Kind kind() const { return kind_; }
  double share() const { return share_; }  // of the run that is under way
  const QString& text() const { return text_; }
  void forget();  // of another document

 Q_SIGNALS:
  void changed();

 private:
  void set(Kind kind, double share, const QString& text);
  void begin_or_end(bool running);
  void show_progress(double share);
  void take_answer();

  RunController& controller_;
  QElapsedTimer clock_;
  Kind kind_ = Kind::kNone;
  double share_ = 0;
  QString text_;
};

}  // namespace costwright::gui
