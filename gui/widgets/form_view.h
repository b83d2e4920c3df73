#pragma once
// The form: sections and fields, choices as lists, defaults in italics, help as tooltips.
#include <QTreeView>

#include "gui/models/form_model.h"

namespace costwright::gui {

class FormView : public QTreeView {
  Q_OBJECT
 public:
  explicit FormView(FormModel& model, QWidget* parent = nullptr);

 Q_SIGNALS:
  void chosen(const QString& field);  // the one that is current now
};

}  // namespace costwright::gui
