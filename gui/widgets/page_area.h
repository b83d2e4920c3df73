#pragma once
// A page that is as large as it is given room for, and scrolls where that is less than it needs.
#include <QScrollArea>

namespace costwright::gui {

class PageArea : public QScrollArea {
  Q_OBJECT
 public:
  explicit PageArea(QWidget* page, QWidget* parent = nullptr);

  QSize minimumSizeHint() const override;

 protected:
  void resizeEvent(QResizeEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fit();
};

}  // namespace costwright::gui
