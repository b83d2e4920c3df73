#include "gui/jobs/what_if.h"

#include <utility>

namespace costwright::gui {

WhatIf::WhatIf(Document& document, FormModel& form, RunController& controller, QObject* parent)
    : QObject(parent), document_(document), form_(form), controller_(controller) {
  connect(&levers_, &Levers::moved, this, [this] {
    is_waiting_ = false;
    set_problem({});
    controller_.set_levers(levers_.changes());
  });
  connect(&levers_, &Levers::pinned_changed, this, [this] {
    controller_.classify(levers_.neighbours());
  });
  connect(&controller_, &RunController::classified, &levers_, &Levers::set_kind);
  connect(&controller_, &RunController::levers_checked, this, &WhatIf::take_check);
  connect(&document_, &Document::replaced, this, [this] {
    levers_.forget();
    refresh();
  });
}

void WhatIf::apply() {
  if (levers_.changes().empty()) {
    return;
  }
  is_waiting_ = true;
  if (const auto& known = controller_.lever_problem()) {
    take_check(*known);
  }
}

void WhatIf::take_check(const QString& problem) {
  const bool has_changes = !levers_.changes().empty();
  set_problem(has_changes ? problem : QString());
  if (std::exchange(is_waiting_, false) && problem.isEmpty() && has_changes) {
    write();
  }
}

void WhatIf::write() {
  if (document_.set_fields(levers_.changes())) {
    Q_EMIT applied();
  } else {
    set_problem(document_.refusal());
  }
}

bool WhatIf::keep_as_variant(const QString& name) {
  const bool is_kept = document_.add_variant(name, levers_.changes());
  set_problem(is_kept ? QString() : document_.refusal());
  return is_kept;
}

void WhatIf::set_problem(const QString& problem) {
  if (std::exchange(problem_, problem) != problem) {
    Q_EMIT problem_changed();
  }
}

}  // namespace costwright::gui
