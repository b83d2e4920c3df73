#pragma once
// Several scenarios evaluated one after another in the background, to stand side by side. What was
// evaluated stays known, so that one more costs no more than itself.
#include <vector>

#include "gui/jobs/run_controller.h"
#include "study/compare/bridge.h"
#include "study/compare/compare.h"

namespace costwright::gui {

class Alternatives : public QObject {
  Q_OBJECT
 public:
  explicit Alternatives(RunController& controller, QObject* parent = nullptr);

  // The file of the results as written, its variants, and the scenarios beside it in its folder.
  std::vector<study::BridgeEnd> offered() const;
  void evaluate(std::vector<study::BridgeEnd> ends);  // instead of what is under way
  void cancel();
  bool is_running() const { return is_running_; }

  // Of what was evaluated last; empty before.
  const std::vector<study::Alternative>& alternatives() const { return found_; }
  const std::vector<study::BridgeEnd>& ends() const { return ends_; }

 Q_SIGNALS:
  void progressed(int done, int of);
  void finished();
  void failed(const QString& why);

 private:
  struct Told {
    int done = 0;
    std::vector<study::Alternative> all;  // with the last one
    Diagnostics diagnostics;
  };
  void take(Told told);
  // The results, or one of what was evaluated last.
  std::optional<study::Evaluation> known(const study::BridgeEnd& end) const;

  RunController& controller_;
  mutable study::ScenarioSource read_;  // whose variants these are
  mutable std::vector<std::string> variants_;
  std::vector<study::BridgeEnd> wanted_, ends_;
  std::vector<study::Alternative> found_;
  bool is_running_ = false;
  LatestJob<Told> job_;  // last: it ends first
};

}  // namespace costwright::gui
