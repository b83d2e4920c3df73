#pragma once
// Until a window that has its picture taken shows what it is to show.
#include <QApplication>
#include <QElapsedTimer>
#include <QThread>

namespace costwright::gui {

// Until `is_there` or patience ends; whether it is.
template <class Condition>
bool wait_for(const Condition& is_there) {
  constexpr qint64 kPatienceMs = 900'000;  // a search takes minutes
  QElapsedTimer clock;
  clock.start();
  while (!is_there() && clock.elapsed() < kPatienceMs) {
    QApplication::processEvents(QEventLoop::AllEvents, 10);
  }
  return is_there();
}

inline void settle() {
  for (int i = 0; i < 20; ++i) {
    QThread::msleep(5);  // what is laid out by timers
    QApplication::processEvents(QEventLoop::AllEvents, 10);
    QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);  // what a chart has replaced
  }
}

}  // namespace costwright::gui
