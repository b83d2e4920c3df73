#pragma once
// Undo and redo of the text from wherever the focus is: with their keys, grey when there is nothing
// to take back, and never behind another document. A line that is being typed in takes its own
// letters back first.
#include <QAction>

#include "gui/models/document.h"
#include "gui/widgets/yaml_editor.h"

namespace costwright::gui {

class UndoActions : public QObject {
  Q_OBJECT
 public:
  UndoActions(QAction& undo, QAction& redo, YamlEditor& editor, Document& document);

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  void show_state();

  QAction &undo_, &redo_;
  YamlEditor& editor_;
};

}  // namespace costwright::gui
