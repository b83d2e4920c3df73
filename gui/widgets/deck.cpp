#include "gui/widgets/deck.h"

#include <QVBoxLayout>

namespace costwright::gui {

Deck::Deck(QWidget* parent) : QWidget(parent) {
  tabs_ = new QTabBar;
  tabs_->setDocumentMode(true);
  tabs_->setDrawBase(false);
  tabs_->setExpanding(false);
  tabs_->setAccessibleName(tr("Which chart is seen"));
  tabs_->hide();
  parts_ = new QSplitter(Qt::Vertical);
  parts_->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(tabs_);
  layout->addWidget(parts_, 1);
  connect(tabs_, &QTabBar::currentChanged, this, &Deck::arrange);
}

void Deck::add(QWidget* part, const QString& name, int least_height) {
  needed_ += least_height + (parts_->count() > 0 ? parts_->handleWidth() : 0);
  least_.push_back(least_height);
  parts_->addWidget(part);
  tabs_->addTab(name);
  arrange();
}

void Deck::turn_to(int part) {
  tabs_->setCurrentIndex(part);
}

QSize Deck::minimumSizeHint() const {
  const int bar = parts_->count() > 1 ? tabs_->sizeHint().height() : 0;
  return kLeastChart + QSize(0, bar);
}

void Deck::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
}

void Deck::arrange() {
  const int count = parts_->count();
  is_stacked_ = height() >= needed_;
  tabs_->setVisible(count > 1 && !is_stacked_);
  for (int part = 0; part < count; ++part) {
    parts_->widget(part)->setVisible(is_stacked_ || part == tabs_->currentIndex());
  }
  if (is_stacked_) {
    give_room();
  }
}

// Whatever a part was pushed down to: what is left over is shared in proportion.
void Deck::give_room() {
  const QList<int> heights = parts_->sizes();
  for (int part = 0; part < heights.size(); ++part) {
    if (heights[part] < least_[part]) {
      parts_->setSizes(least_);
      return;
    }
  }
}

}  // namespace costwright::gui
