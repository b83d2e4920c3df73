#pragma once
// Wires levers, document and results: what a lever is moved to is evaluated beside the text, and is
// written into it, or kept as a variant of it, only when asked.
#include "gui/jobs/run_controller.h"
#include "gui/models/document.h"
#include "gui/models/form_model.h"

namespace costwright::gui {

class WhatIf : public QObject {
  Q_OBJECT
 public:
  WhatIf(Document& document, FormModel& form, RunController& controller, QObject* parent = nullptr);

  Levers& levers() { return levers_; }
  // Levers begin where the scenario as written is: of a variant they would show wrong values.
  void set_variant(const QString& variant);
  bool can_move() const { return controller_.variant().isEmpty(); }
  void refresh() { levers_.set_fields(form_.numbers()); }  // the form shows other values

  // One change of the text, once all of it is checked; what the checker refuses is not written.
  void apply();
  void keep_as_variant(const QString& name);
  const QString& problem() const { return problem_; }  // "": none

 Q_SIGNALS:
  void problem_changed();

 private:
  void take_check(const QString& problem);
  void write_when_checked(const std::function<bool()>& write);
  void set_problem(const QString& problem);

  Document& document_;
  FormModel& form_;
  RunController& controller_;
  Levers levers_;
  QString problem_;
  std::function<bool()> write_;  // waits for the check; null: nothing does
};

}  // namespace costwright::gui
