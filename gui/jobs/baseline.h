#pragma once
// A result that is kept, to compare those that follow with it: differences and bridge are those of
// study/compare, between the columns "baseline" and "now". It stays when another document is
// opened.
#include <optional>

#include "gui/jobs/run_controller.h"
#include "study/compare/bridge.h"
#include "study/compare/compare.h"

namespace costwright::gui {

class Baseline : public QObject {
  Q_OBJECT
 public:
  explicit Baseline(RunController& controller, QObject* parent = nullptr);

  // The controller's results as they are; nothing without results, or with a first look, whose
  // figures are less precise than those that would be compared with it.
  void pin();
  void unpin();
  // As it was in an earlier session: evaluated in the background, then pinned, unless something
  // else is meanwhile. One that can no longer be evaluated is forgotten.
  void pin_again(const study::ScenarioSource& source);
  int pins() const { return pins_; }  // how often it was pinned or unpinned
  bool is_pinned() const { return pinned_.has_value(); }
  const study::Evaluation* evaluation() const { return pinned_ ? &pinned_->evaluation : nullptr; }
  const study::ScenarioSource* source() const { return pinned_ ? &pinned_->source : nullptr; }
  QString name() const;  // of the pinned scenario and variant; "": none

  // Of the controller's results to the baseline, made when it is first asked for; null without
  // both.
  const study::Comparison* comparison();
  // Of both, by month (study/compare/variants.h); null without both.
  const Table* cash();

  // From the baseline to the results, in the background: `bridged` or `bridge_failed` follows. A
  // change of either forgets it.
  void make_bridge(const study::MetricName& metric, bool shapley);
  void forget_bridge() { bridge_job_.cancel(); }

 Q_SIGNALS:
  void pinned_changed();
  void bridged(const costwright::study::Bridge& bridge);
  void bridge_failed(const QString& why);

 private:
  struct Pinned {
    study::ScenarioSource source;
    study::Evaluation evaluation;
  };
  struct Told {
    std::optional<study::Bridge> bridge;
    Diagnostics diagnostics;
  };
  void forget_comparison();
  void take_bridge(const Told& told);
  std::vector<study::Alternative> both() const;

  RunController& controller_;
  std::optional<Pinned> pinned_;
  int pins_ = 0;
  std::optional<study::Comparison> comparison_;
  std::optional<Table> cash_;
  LatestJob<std::optional<study::Evaluation>> again_job_;  // these last: they end first
  LatestJob<Told> bridge_job_;
};

}  // namespace costwright::gui
