#pragma once
// What was pinned beside a scenario comes back when the file is opened again, also in another
// session: its levers, and the baseline that it was compared with. Kept in the settings by the path
// of the file, for those that were used last.
#include <QObject>

#include "gui/jobs/baseline.h"
#include "gui/models/document.h"

namespace costwright::gui {

class ScenarioMemory : public QObject {
  Q_OBJECT
 public:
  ScenarioMemory(Document& document,
                 Levers& levers,
                 Baseline& baseline,
                 RunController& controller,
                 QObject* parent = nullptr);

 private:
  void recall_levers();
  void recall_baseline();
  void keep_levers();
  void keep_baseline();
  QString key() const;  // "": a text without a file is not remembered

  Document& document_;
  Levers& levers_;
  Baseline& baseline_;
  bool is_baseline_recalled_ = false;
};

}  // namespace costwright::gui
