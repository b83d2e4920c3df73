#pragma once
// From the edited text to results: checks it while one types, runs it on a worker, evaluates again
// in the same call where nothing needs to be simulated. An answer that is older than the newest
// request is dropped. What takes long to simulate is shown at quick effort first, and replaced by
// the answer at the scenario's own effort (study::evaluate_after_look). Signals come in the thread
// that owns the controller.
#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include "gui/jobs/latest_job.h"
#include "study/study.h"

namespace costwright::gui {

struct RunSettings {
  std::string data_folder, cache_folder;  // of the catalogue; of what is remembered, "" = nothing
  int threads = 0;
  int check_after_ms = 250;  // of no typing
};

// What an evaluation rests on, beside its scenario; for any thread.
struct Tools {
  std::shared_ptr<const study::Inputs> inputs;
  std::shared_ptr<const study::UsageCache> remembered;
  int threads{};
  std::string cache_folder = {};  // "" = nothing is remembered in files
};

class RunController : public QObject {
  Q_OBJECT
 public:
  enum class Fit { kNone, kCurrent, kStale };  // of the results to the text

  explicit RunController(RunSettings settings, QObject* parent = nullptr);

  const study::Evaluation* results() const { return results_.get(); }
  study::ScenarioSource results_source() const;  // what they are the results of
  Tools tools();
  study::ScenarioSource source() const;  // the text as it is
  Fit fit() const { return fit_; }
  bool is_running() const { return is_running_; }
  // The results are those at quick effort of a scenario that asks for more: until the run ends, or
  // because it was cancelled.
  bool is_first_look() const { return is_first_look_; }

  // Of the newest text that could be checked; empty before that.
  const std::vector<CataloguePrice>& catalogue_prices() const { return catalogue_prices_; }

  void set_text(const QString& path, const QString& text);  // checked when typing pauses
  void set_variant(const QString& variant);                 // of the text; "": as written
  const QString& variant() const { return variant_; }
  // Of the newest text that could be checked.
  const std::vector<std::string>& variants() const { return variants_; }
  void set_reruns(bool automatically) { reruns_ = automatically; }
  void run();     // the text as it is; a run that is under way is given up
  void cancel();  // at once; results stay as they were
  void forget();  // of another document: no results

  // Which kind of change a field is, answered by `classified`: the scenario is planned with it.
  void classify(const QString& field, const QString& value);
  // Evaluates the finished run with another value of a field that was classified as money. False
  // when it was not, when there are no results, or when the value is faulty. The text stays.
  bool reprice_field(const QString& field, const QString& value);

 Q_SIGNALS:
  void checked(const std::vector<costwright::Diagnostic>& diagnostics);
  void classified(const QString& field, bool is_money);
  void running_changed(bool running);
  void progressed(double share);
  void results_changed();
  void answered();  // after `results_changed`: of a run that has ended
  void fit_changed();
  void failed(const QString& why);  // beside `checked`: of a run

 private:
  using Answer = std::optional<study::Evaluation>;
  struct Told {  // an answer and what was said on the way
    Answer answer;
    Diagnostics diagnostics;
    bool is_first_look = false;
  };

  void check();
  void take_check(Told told);
  void take_run(Told told);
  void end_run();
  void give_up();
  void set_fit(Fit fit);
  bool are_results_of_text() const;
  bool evaluate_again(LoadedScenario loaded);     // at the effort of the results
  std::shared_ptr<const study::Inputs> inputs();  // read again when a file has changed

  RunSettings settings_;
  std::shared_ptr<const study::Inputs> inputs_;
  std::shared_ptr<const study::UsageCache> remembered_;
  QString path_, text_, variant_, run_text_, run_variant_, money_field_;
  // Whose simulations the results rest on, and whose prices but the slider's.
  QString results_text_, results_variant_;
  std::vector<std::string> variants_;
  std::vector<CataloguePrice> catalogue_prices_;
  std::unique_ptr<study::Evaluation> results_;
  Fit fit_ = Fit::kNone;
  bool is_first_look_ = false;
  std::optional<Override> slid_;  // evaluated with a value that is not in the text
  bool reruns_ = true;
  bool is_running_ = false;
  std::atomic<double> share_ = 0;
  QTimer pause_, poll_;
  LatestJob<Told> check_job_, run_job_;  // last: they end first
  LatestJob<bool> class_job_;
};

}  // namespace costwright::gui
