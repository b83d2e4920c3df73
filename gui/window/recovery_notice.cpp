#include "gui/window/recovery_notice.h"

#include <utility>

#include <QHBoxLayout>
#include <QPushButton>

#include "gui/widgets/elided_label.h"

namespace costwright::gui {

RecoveryNotice::RecoveryNotice(Recovery& recovery, QWidget* parent)
    : QWidget(parent), recovery_(recovery), found_(recovery.take_left_behind()) {
  setAutoFillBackground(true);
  auto* words = new ElidedLabel;
  auto* restore = new QPushButton(tr("Restore"));
  auto* discard = new QPushButton(tr("Discard"));
  auto* layout = new QHBoxLayout(this);
  layout->addWidget(words, 1);
  layout->addWidget(restore);
  layout->addWidget(discard);
  connect(restore, &QPushButton::clicked, this, &RecoveryNotice::accept);
  connect(discard, &QPushButton::clicked, this, &RecoveryNotice::discard);
  setVisible(found_.has_value());
  if (found_) {
    const QString name = found_->path.isEmpty() ? tr("an unsaved scenario") : found_->path;
    words->set_whole_text(tr("Costwright ended without saving %1. Its text was kept.").arg(name));
  }
}

void RecoveryNotice::accept() {
  hide();
  if (const auto found = std::exchange(found_, std::nullopt)) {
    Q_EMIT accepted(*found);
  }
}

void RecoveryNotice::discard() {
  hide();
  found_.reset();
  recovery_.forget();
}

}  // namespace costwright::gui
