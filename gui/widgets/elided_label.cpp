#include "gui/widgets/elided_label.h"

#include <QResizeEvent>

namespace costwright::gui {

ElidedLabel::ElidedLabel(QWidget* parent) : QLabel(parent) {
  setTextFormat(Qt::PlainText);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
}

void ElidedLabel::set_whole_text(const QString& text) {
  if (whole_ == text) {
    return;
  }
  whole_ = text;
  setToolTip(text);
  setAccessibleDescription(text);
  updateGeometry();
  elide();
}

QSize ElidedLabel::minimumSizeHint() const {
  const int few = fontMetrics().horizontalAdvance(whole_.left(6) + QChar(0x2026));
  return {std::min(few, sizeHint().width()), QLabel::minimumSizeHint().height()};
}

QSize ElidedLabel::sizeHint() const {
  const QMargins margins = contentsMargins();
  const int width = fontMetrics().horizontalAdvance(whole_.section('\n', 0, 0)) + 2;
  return {width + margins.left() + margins.right(), QLabel::sizeHint().height()};
}

void ElidedLabel::resizeEvent(QResizeEvent* event) {
  QLabel::resizeEvent(event);
  elide();
}

void ElidedLabel::elide() {
  const QString line = whole_.section('\n', 0, 0);
  setText(fontMetrics().elidedText(line, Qt::ElideRight, contentsRect().width()));
}

}  // namespace costwright::gui
