#pragma once
// Find and replace beneath the text. Hidden until Ctrl+F or Ctrl+H; Escape hides it.
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QWidget>

#include "gui/widgets/yaml_editor.h"

namespace costwright::gui {

class FindBar : public QWidget {
  Q_OBJECT
 public:
  explicit FindBar(YamlEditor& editor, QWidget* parent = nullptr);

  void open(bool with_replace);  // with what is selected in the text
  QLineEdit& words() { return *words_; }
  QLineEdit& other() { return *other_; }
  QString found() const { return found_->text(); }
  bool find(bool forward = true);  // from the cursor on, then from the other end
  void replace();                  // what is found, then finds the next
  int replace_all();               // one undo takes all of it back

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void show_count();

  YamlEditor& editor_;
  QLineEdit *words_ = nullptr, *other_ = nullptr;
  QCheckBox* by_case_ = nullptr;
  QLabel* found_ = nullptr;
  QWidget* replacing_ = nullptr;
};

}  // namespace costwright::gui
