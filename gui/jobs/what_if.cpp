#include "gui/jobs/what_if.h"

#include <utility>

namespace costwright::gui {

WhatIf::WhatIf(Document& document, FormModel& form, RunController& controller, QObject* parent)
    : QObject(parent), document_(document), form_(form), controller_(controller) {
  connect(&levers_, &Levers::moved, this, [this] {
    write_ = nullptr;
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

void WhatIf::set_variant(const QString& variant) {
  controller_.set_variant(variant);
  levers_.reset_all();
  Q_EMIT problem_changed();
}

void WhatIf::apply() {
  write_when_checked([this] {
    return document_.set_fields(levers_.changes());
  });
}

void WhatIf::keep_as_variant(const QString& name) {
  write_when_checked([this, name] {
    return document_.add_variant(name, levers_.changes());
  });
}

void WhatIf::write_when_checked(const std::function<bool()>& write) {
  if (levers_.changes().empty()) {
    return;
  }
  write_ = write;
  if (const std::optional<QString> known = controller_.lever_problem()) {
    take_check(*known);
  }
}

void WhatIf::take_check(const QString& problem) {
  const bool has_changes = !levers_.changes().empty();
  set_problem(has_changes ? problem : QString());
  const auto write = std::exchange(write_, nullptr);
  if (write && has_changes && problem.isEmpty() && !write()) {
    set_problem(document_.refusal());
  }
}

void WhatIf::set_problem(const QString& problem) {
  if (std::exchange(problem_, problem) != problem) {
    Q_EMIT problem_changed();
  }
}

}  // namespace costwright::gui
