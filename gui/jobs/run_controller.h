#pragma once
// From the edited text to results: checks it while one types, runs it on a worker, evaluates again
// in the same call where nothing needs to be simulated. An answer that is older than the newest
// request is dropped. What takes long to simulate is shown at quick effort first, and replaced by
// the answer at the scenario's own effort (study::evaluate_after_look). Signals come in the thread
// that owns the controller.
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include "gui/jobs/latest_job.h"
#include "gui/models/levers.h"
#include "study/inputs/catalog_input.h"
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
  std::shared_ptr<const study::Memory> remembered;
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

  // With the files of the results' scenario. Never null.
  std::shared_ptr<const study::CatalogInput> catalog();
  // Of the newest text that could be checked; empty before that.
  const std::vector<CataloguePrice>& catalogue_prices() const { return catalogue_prices_; }

  void set_text(const QString& path, const QString& text);  // checked when typing pauses
  // Values in place of the text's, until there are none: checks, runs and results are then those of
  // the text with them. True when the results follow in this call: what is known to be priced
  // alone, see classify. Else as with a changed text, after a pause.
  bool set_levers(std::vector<Override> levers);
  void set_variant(const QString& variant);  // of the text; "": as written
  const QString& variant() const { return now_.variant; }
  // Of the newest text that could be checked.
  const std::vector<std::string>& variants() const { return variants_; }
  void set_reruns(bool automatically) { reruns_ = automatically; }
  void run();     // the text as it is; a run that is under way is given up
  void cancel();  // at once; results stay as they were
  void forget();  // of another document: no results

  // Which kind of change these values are, answered by `classified` for each field: the scenario is
  // planned with them, of several of one field with the first that it can have. Asked again when
  // another text has become valid; unknown while it is not.
  void classify(std::vector<Override> values);
  // What is wrong with the text and the levers of now: "" = nothing; nullopt: not checked yet.
  const std::optional<QString>& lever_problem() const { return lever_problem_; }

 Q_SIGNALS:
  void checked(const std::vector<costwright::Diagnostic>& diagnostics);
  void levers_checked(const QString& problem);  // "": they hold
  void classified(const QString& field, costwright::gui::LeverKind kind);
  void running_changed(bool running);
  void progressed(double share);
  void results_changed();
  void answered();  // after `results_changed`: of a run that has ended
  void fit_changed();
  void failed(const QString& why);  // beside `checked`: of a run

 private:
  using Answer = std::optional<study::Evaluation>;
  using Kinds = std::map<std::string, LeverKind>;
  struct Basis {  // what is evaluated
    QString text, variant;
    std::vector<Override> levers;
  };
  struct Told {  // an answer and what was said on the way
    Answer answer;
    Diagnostics diagnostics;
    bool is_first_look = false;
    std::optional<Diagnostics> of_text = {};  // alone, where it has levers and there is no answer
  };

  void check();
  void take_check(Told told);
  void take_run(Told told);
  void ask_kinds();
  void tell_check(const Told& told);
  static bool is_same_text(const Basis& a, const Basis& b);
  bool is_wanted(const Basis& basis) const;
  study::ScenarioSource source_of(const Basis& basis) const;
  void wait_for_pause(int milliseconds);
  bool is_classified() const;
  bool are_priced_alone() const;
  void take_catalogue_prices(std::vector<CataloguePrice> prices);
  void drop_unwanted_run();
  void end_run();
  void give_up();
  void set_fit(Fit fit);
  bool evaluate_again(LoadedScenario loaded);     // at the effort of the results
  std::shared_ptr<const study::Inputs> inputs();  // read again when a file has changed

  RunSettings settings_;
  std::shared_ptr<const study::Inputs> inputs_;
  std::shared_ptr<const study::Memory> remembered_;
  QString path_;
  Basis now_, run_, results_are_of_;
  QString classified_text_, classified_variant_;
  std::vector<Override> asked_;
  std::vector<std::string> variants_;
  std::set<std::string> money_fields_;
  std::optional<QString> lever_problem_;
  std::vector<CataloguePrice> catalogue_prices_;
  std::unique_ptr<study::Evaluation> results_;
  Fit fit_ = Fit::kNone;
  bool is_first_look_ = false;
  bool reruns_ = true;
  bool is_running_ = false;
  std::atomic<double> share_ = 0;
  QTimer pause_, poll_;
  LatestJob<Told> check_job_, run_job_;  // last: they end first
  LatestJob<Kinds> class_job_;
};

}  // namespace costwright::gui
