#pragma once
// A line above the pages when the scenario's file was changed or removed outside: reload it, keep
// what is here, or compare the two. Nothing is lost by a key too many.
#include <QLabel>
#include <QPushButton>
#include <QWidget>

#include "gui/models/document.h"

namespace costwright::gui {

class DiskNotice : public QWidget {
  Q_OBJECT
 public:
  explicit DiskNotice(Document& document, QWidget* parent = nullptr);

  QString text() const { return text_->text(); }
  QPushButton& reload_button() { return *reload_; }
  QPushButton& keep_button() { return *keep_; }
  QPushButton& compare_button() { return *compare_; }

 private:
  void show_state();
  void reload();
  void compare();

  Document& document_;
  QLabel* text_ = nullptr;
  QPushButton *reload_ = nullptr, *keep_ = nullptr, *compare_ = nullptr;
};

// Before a file is saved over: asks where it was changed outside or is not meant to be written.
bool may_overwrite(QWidget& window, const Document& document);

}  // namespace costwright::gui
