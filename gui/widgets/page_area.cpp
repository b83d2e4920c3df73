#include "gui/widgets/page_area.h"

#include <QEvent>
#include <QScrollBar>
#include <QTimer>

namespace costwright::gui {
namespace {

constexpr QSize kLeast{240, 160};

}  // namespace

PageArea::PageArea(QWidget* page, QWidget* parent) : QScrollArea(parent) {
  setFrameShape(QFrame::NoFrame);
  setWidget(page);
  page->setAutoFillBackground(false);  // which setWidget has set
  page->installEventFilter(this);
}

QSize PageArea::minimumSizeHint() const {
  return kLeast;
}

// Not widgetResizable: that gives a page with words that wrap the height it would like to have.
void PageArea::fit() {
  const QSize least = widget()->minimumSizeHint();
  QSize room = maximumViewportSize();
  const bool is_too_high = least.height() > room.height();
  const bool is_too_wide = least.width() > room.width();
  room -= QSize(is_too_high ? verticalScrollBar()->sizeHint().width() : 0,
                is_too_wide ? horizontalScrollBar()->sizeHint().height() : 0);
  widget()->resize(room.expandedTo(least));
}

void PageArea::resizeEvent(QResizeEvent* event) {
  fit();
  QScrollArea::resizeEvent(event);
}

bool PageArea::eventFilter(QObject* watched, QEvent* event) {
  if (watched == widget() && event->type() == QEvent::LayoutRequest) {
    QTimer::singleShot(0, this, &PageArea::fit);  // once the layout knows it
  }
  return QScrollArea::eventFilter(watched, event);
}

}  // namespace costwright::gui
