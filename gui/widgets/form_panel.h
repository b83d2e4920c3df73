#pragma once
// The form with what finds a field in it, and why the last change of one was not made.
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QWidget>

#include "gui/models/document.h"
#include "gui/widgets/form_view.h"
#include "gui/widgets/theme.h"

namespace costwright::gui {

class FormPanel : public QWidget {
  Q_OBJECT
 public:
  FormPanel(FormModel& form, Document& document, QWidget* parent = nullptr);

  FormView& view() { return *view_; }
  QLineEdit& search() { return *search_; }
  QCheckBox& only_written() { return *only_written_; }
  QString refusal() const { return refusal_->text(); }
  void set_theme(const Theme& theme);

 private:
  void show_refusal();

  Document& document_;
  FormView* view_ = nullptr;
  QLineEdit* search_ = nullptr;
  QCheckBox* only_written_ = nullptr;
  QLabel* refusal_ = nullptr;
};

}  // namespace costwright::gui
