#include "gui/window/undo_actions.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>

namespace costwright::gui {

UndoActions::UndoActions(QAction& undo, QAction& redo, YamlEditor& editor, Document& document)
    : QObject(&editor), undo_(undo), redo_(redo), editor_(editor) {
  undo_.setShortcuts(QKeySequence::Undo);
  redo_.setShortcuts(QKeySequence::Redo);
  connect(&undo_, &QAction::triggered, &editor_, &YamlEditor::undo);
  connect(&redo_, &QAction::triggered, &editor_, &YamlEditor::redo);
  connect(&editor_, &YamlEditor::undo_changed, this, &UndoActions::show_state);
  connect(&document, &Document::replaced, &editor_, &YamlEditor::forget_undo);
  qApp->installEventFilter(this);
  show_state();
}

void UndoActions::show_state() {
  undo_.setEnabled(editor_.isUndoAvailable());
  redo_.setEnabled(editor_.isRedoAvailable());
}

// A line claims the keys of undo also where it has nothing to undo; then they are the window's.
bool UndoActions::eventFilter(QObject* object, QEvent* event) {
  if (event->type() != QEvent::ShortcutOverride) {
    return false;
  }
  const auto* line = qobject_cast<QLineEdit*>(object);
  const auto* key = static_cast<QKeyEvent*>(event);
  const bool is_ours =
      line != nullptr && ((key->matches(QKeySequence::Undo) && !line->isUndoAvailable()) ||
                          (key->matches(QKeySequence::Redo) && !line->isRedoAvailable()));
  if (is_ours) {
    event->ignore();
  }
  return is_ours;
}

}  // namespace costwright::gui
