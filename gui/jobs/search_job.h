#pragma once
// A search over a scenario's strategies on a worker thread, told while it runs: at most four times
// a second what is evaluated so far, then what it found. One at a time; a new one ends the one
// before. What a search evaluates stays in its journal, so that the same search goes on there after
// a cancel or a kill.
#include <memory>

#include <QObject>
#include <QString>

#include "gui/jobs/run_controller.h"
#include "study/optimize/optimize.h"

namespace costwright::gui {

using SharedTradeOff = std::shared_ptr<const study::TradeOff>;

// What a search asks for, as it is typed.
struct SearchWish {
  QString objectives;  // "minimize tco, maximize accuracy"
  QString limits;      // "ttft_p95 <= 1 s; accuracy >= today"
  bool keeps_slo = true;
};

class SearchJob : public QObject {
  Q_OBJECT
 public:
  // `journal_folder`: "" keeps no journals.
  SearchJob(RunController& controller, QString journal_folder, QObject* parent = nullptr);

  bool is_running() const { return is_running_; }
  // Of the search that is under way or was last started; "": none.
  const QString& journal() const { return journal_; }

  void search(const study::ScenarioSource& source, const SearchWish& wish);
  void open(const QString& journal);  // evaluates nothing
  void cancel();                      // at once; what was told stays
  // What each strategy of a point brings; `explained` follows, or `failed`. A search that ends
  // explains its best point by itself.
  void explain(const SharedTradeOff& record, std::size_t point);

 Q_SIGNALS:
  void running_changed(bool running);
  void told(const costwright::gui::SharedTradeOff& record);  // so far, and in the end
  void explained(const costwright::Table& table);
  void failed(const QString& why);

 private:
  struct Told {
    SharedTradeOff record;
    std::optional<Table> explained;
    Diagnostics diagnostics;
    bool is_last = false;
  };
  void set_running(bool running);
  void take(Told told);

  RunController& controller_;
  QString journal_folder_, journal_;
  bool is_running_ = false;
  LatestJob<Told> job_;  // last: it ends first
};

}  // namespace costwright::gui
