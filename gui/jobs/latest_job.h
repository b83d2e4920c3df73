#pragma once
// A job on a worker thread whose answers are taken in the owner's thread. Only the newest counts: a
// new one stops the one that runs, and the answers of an older one are dropped.
#include <functional>
#include <memory>
#include <utility>

#include <QMetaObject>
#include <QObject>

#include "gui/jobs/latest_worker.h"
#include "study/study.h"

namespace costwright::gui {

template <class Result>
class LatestJob {
 public:
  // A member of `owner`, behind all that its jobs use: it ends first.
  explicit LatestJob(QObject* owner) : owner_(owner) {}

  // Of the worker: hands one answer over, the last one or one to begin with.
  using Tell = std::function<void(Result)>;

  // `work` may throw study::Cancelled once it is asked to stop.
  void submit(std::function<void(const std::stop_token&, const Tell&)> work,
              std::function<void(Result)> take) {
    const quint64 id = ++newest_;
    worker_.submit(
        [this, id, work = std::move(work), take = std::move(take)](const std::stop_token& stop) {
          try {
            work(stop, [&](Result result) {
              answer(id, std::make_shared<Result>(std::move(result)), take);
            });
          } catch (const study::Cancelled&) {
            return;  // whoever stopped it knows
          }
        });
  }
  // The answer of what was submitted is not wanted any more, but it may go on.
  void forget() { ++newest_; }
  void cancel() {
    forget();
    worker_.stop();
  }

 private:
  // Hands a result over in the owner's thread if it is still the newest there.
  void answer(quint64 id,
              const std::shared_ptr<Result>& result,
              const std::function<void(Result)>& take) {
    const auto if_newest = [this, id, result, take] {
      if (id == newest_) {
        take(std::move(*result));
      }
    };
    QMetaObject::invokeMethod(owner_, if_newest, Qt::QueuedConnection);
  }

  QObject* owner_;
  quint64 newest_ = 0;
  LatestWorker worker_;
};

}  // namespace costwright::gui
