#pragma once
// Text that a program left behind when it was killed, offered in a line above the pages.
#include <optional>

#include <QLabel>
#include <QWidget>

#include "gui/models/recovery.h"

namespace costwright::gui {

class RecoveryNotice : public QWidget {
  Q_OBJECT
 public:
  explicit RecoveryNotice(Recovery& recovery, QWidget* parent = nullptr);  // hidden without any

  bool is_offering() const { return found_.has_value(); }
  void accept();

 Q_SIGNALS:
  void accepted(const costwright::gui::RecoveredText& found);

 private:
  void discard();

  Recovery& recovery_;
  std::optional<RecoveredText> found_;
};

}  // namespace costwright::gui
