#pragma once
// From the edited text to results: checks it while one types, runs it on a worker, prices again in
// the same call where only money changed. An answer that is older than the newest request is
// dropped. Signals come in the thread that owns the controller.
#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include "gui/jobs/latest_worker.h"
#include "study/outcome/outcome.h"
#include "study/run.h"

namespace costwright::gui {

struct FinishedRun {
  study::RunResult result;
  study::Outcome outcome;
};

struct RunSettings {
  std::string data_folder, cache_folder;  // as RunOptions
  int threads = 0;
  int check_after_ms = 250;  // of no typing
};

class RunController : public QObject {
  Q_OBJECT
 public:
  enum class Fit { kNone, kCurrent, kStale };  // of the results to the text

  explicit RunController(RunSettings settings, QObject* parent = nullptr);

  const FinishedRun* results() const { return results_.get(); }
  Fit fit() const { return fit_; }
  bool is_running() const { return running_ != 0; }

  // Of the newest text that could be checked; empty before that.
  const std::vector<CataloguePrice>& catalogue_prices() const { return catalogue_prices_; }

  void set_text(const QString& path, const QString& text);  // checked when typing pauses
  void set_reruns(bool automatically) { reruns_ = automatically; }
  void run();     // the text as it is; a run that is under way is given up
  void cancel();  // at once; results stay as they were
  void forget();  // of another document: no results

  // Which kind of change a field is, answered by `classified`: the scenario is planned with it.
  void classify(const QString& field, const QString& value);
  // Prices the finished run with another value of a field that was classified as money. False when
  // it was not, when there are no results, or when the value is faulty. The text stays.
  bool reprice_field(const QString& field, const QString& value);

 Q_SIGNALS:
  void checked(const std::vector<costwright::Diagnostic>& diagnostics);
  void classified(const QString& field, bool is_money);
  void running_changed(bool running);
  void progressed(double share);
  void results_changed();
  void fit_changed();
  void failed(const QString& why);  // beside `checked`: of a run

 private:
  void check();
  void take_check(std::optional<study::RunResult> found,
                  const std::vector<Diagnostic>& diagnostics);
  void take_run(std::shared_ptr<FinishedRun> finished, const Diagnostics& diagnostics);
  void end_run();
  void set_fit(Fit fit);
  void price_again(LoadedScenario loaded, Diagnostics& diagnostics);
  study::RunOptions options() const;

  RunSettings settings_;
  QString path_, text_, run_text_, money_field_;
  QString
      results_text_;  // whose simulations the results rest on, and whose prices but the slider's
  std::vector<CataloguePrice> catalogue_prices_;
  std::unique_ptr<FinishedRun> results_;
  Fit fit_ = Fit::kNone;
  bool is_slid_ = false;  // priced with a value that is not in the text
  bool reruns_ = true;
  quint64 newest_check_ = 0, newest_run_ = 0, newest_class_ = 0, running_ = 0;
  std::atomic<double> share_ = 0;
  QTimer pause_, poll_;
  LatestWorker check_worker_, class_worker_, run_worker_;  // last: they end first
};

}  // namespace costwright::gui
