#pragma once
// Text that a program left behind when it was killed, offered in a line above the pages until it is
// settled.
#include <optional>

#include <QWidget>

#include "gui/models/recovery.h"
#include "gui/widgets/elided_label.h"

namespace costwright::gui {

class RecoveryNotice : public QWidget {
  Q_OBJECT
 public:
  explicit RecoveryNotice(Recovery& recovery, QWidget* parent = nullptr);  // hidden without any

  bool is_offering() const { return found_.has_value(); }
  void accept();
  void settle();  // it was restored and kept, or is not wanted: the next, if there is one

 Q_SIGNALS:
  void accepted(const costwright::gui::RecoveredText& found);

 private:
  void offer();

  Recovery& recovery_;
  std::optional<RecoveredText> found_;
  ElidedLabel* words_ = nullptr;
};

}  // namespace costwright::gui
