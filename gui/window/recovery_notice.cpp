#include "gui/window/recovery_notice.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace costwright::gui {

RecoveryNotice::RecoveryNotice(Recovery& recovery, QWidget* parent)
    : QWidget(parent), recovery_(recovery) {
  setAutoFillBackground(true);
  words_ = new ElidedLabel;
  auto* restore = new QPushButton(tr("Restore"));
  auto* discard = new QPushButton(tr("Discard"));
  auto* layout = new QHBoxLayout(this);
  layout->addWidget(words_, 1);
  layout->addWidget(restore);
  layout->addWidget(discard);
  connect(restore, &QPushButton::clicked, this, &RecoveryNotice::accept);
  connect(discard, &QPushButton::clicked, this, &RecoveryNotice::settle);
  offer();
}

void RecoveryNotice::offer() {
  found_ = recovery_.take_left_behind();
  setVisible(found_.has_value());
  if (found_) {
    const QString name = found_->path.isEmpty() ? tr("an unsaved scenario") : found_->path;
    words_->set_whole_text(tr("Costwright ended without saving %1. Its text was kept.").arg(name));
  }
}

void RecoveryNotice::accept() {
  if (const auto found = found_) {  // whoever takes it may settle it
    Q_EMIT accepted(*found);
  }
}

void RecoveryNotice::settle() {
  recovery_.settle();
  offer();
}

}  // namespace costwright::gui
