#pragma once
// A label that takes the room it is given: what does not fit ends in "…" and is whole in the
// tooltip.
#include <QLabel>

namespace costwright::gui {

class ElidedLabel : public QLabel {
  Q_OBJECT
 public:
  explicit ElidedLabel(QWidget* parent = nullptr);

  void set_whole_text(const QString& text);
  const QString& whole_text() const { return whole_; }
  QSize minimumSizeHint() const override;
  QSize sizeHint() const override;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void elide();
  QString whole_;
};

}  // namespace costwright::gui
