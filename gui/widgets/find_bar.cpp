#include "gui/widgets/find_bar.h"

#include <QHBoxLayout>
#include <QKeyEvent>

namespace costwright::gui {

FindBar::FindBar(YamlEditor& editor, QWidget* parent) : QWidget(parent), editor_(editor) {
  words_ = new QLineEdit;
  words_->setPlaceholderText(tr("Find"));
  words_->setAccessibleName(tr("Find in the text"));
  other_ = new QLineEdit;
  other_->setPlaceholderText(tr("Replace by"));
  other_->setAccessibleName(tr("Replace by"));
  by_case_ = new QCheckBox(tr("Aa"));
  by_case_->setToolTip(tr("Tell upper case from lower case"));
  by_case_->setAccessibleName(by_case_->toolTip());
  found_ = new QLabel;
  auto* next = new QPushButton(tr("Next"));
  auto* one = new QPushButton(tr("Replace"));
  auto* all = new QPushButton(tr("Replace all"));
  replacing_ = new QWidget;
  auto* replacing = new QHBoxLayout(replacing_);
  replacing->setContentsMargins(0, 0, 0, 0);
  replacing->addWidget(other_, 1);
  replacing->addWidget(one);
  replacing->addWidget(all);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(4, 2, 4, 2);
  layout->addWidget(words_, 1);
  layout->addWidget(by_case_);
  layout->addWidget(found_);
  layout->addWidget(next);
  layout->addWidget(replacing_, 1);
  connect(words_, &QLineEdit::textChanged, this, &FindBar::show_count);
  connect(&editor_, &YamlEditor::edited, this, [this] {
    if (isVisible()) {
      show_count();
    }
  });
  connect(by_case_, &QCheckBox::toggled, this, &FindBar::show_count);
  connect(words_, &QLineEdit::returnPressed, this, [this] {
    find();
  });
  connect(next, &QPushButton::clicked, this, [this] {
    find();
  });
  connect(one, &QPushButton::clicked, this, &FindBar::replace);
  connect(all, &QPushButton::clicked, this, &FindBar::replace_all);
  hide();
}

void FindBar::open(bool with_replace) {
  replacing_->setVisible(with_replace);
  const QString selected = editor_.selectedText();
  if (!selected.isEmpty() && !selected.contains('\n')) {
    words_->setText(selected);
  }
  show();
  words_->selectAll();
  words_->setFocus();
  show_count();
}

void FindBar::show_count() {
  const auto how = by_case_->isChecked() ? Qt::CaseSensitive : Qt::CaseInsensitive;
  const qsizetype count = words_->text().isEmpty() ? 0 : editor_.text().count(words_->text(), how);
  found_->setText(words_->text().isEmpty() ? QString() : tr("%1 found").arg(count));
}

bool FindBar::find(bool forward) {
  return !words_->text().isEmpty() &&
         editor_.findFirst(words_->text(), false, by_case_->isChecked(), false, true, forward);
}

void FindBar::replace() {
  const auto how = by_case_->isChecked() ? Qt::CaseSensitive : Qt::CaseInsensitive;
  if (editor_.hasSelectedText() && editor_.selectedText().compare(words_->text(), how) == 0) {
    editor_.replaceSelectedText(other_->text());
  }
  find();
  show_count();
}

int FindBar::replace_all() {
  const auto how = by_case_->isChecked() ? Qt::CaseSensitive : Qt::CaseInsensitive;
  QString text = editor_.text();
  const int count =
      words_->text().isEmpty() ? 0 : static_cast<int>(text.count(words_->text(), how));
  if (count > 0) {
    editor_.change_to(text.replace(words_->text(), other_->text(), how));
  }
  found_->setText(tr("%1 replaced").arg(count));
  return count;
}

void FindBar::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    hide();
    editor_.setFocus();
    return;
  }
  QWidget::keyPressEvent(event);
}

}  // namespace costwright::gui
