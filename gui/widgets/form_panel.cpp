#include "gui/widgets/form_panel.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace costwright::gui {

FormPanel::FormPanel(FormModel& form, Document& document, QWidget* parent)
    : QWidget(parent), document_(document) {
  view_ = new FormView(form);
  search_ = new QLineEdit;
  search_->setPlaceholderText(tr("Find a field"));
  search_->setAccessibleName(tr("Find a field of the form"));
  search_->setClearButtonEnabled(true);
  only_written_ = new QCheckBox(tr("Only what is written"));
  refusal_ = new QLabel;
  refusal_->setWordWrap(true);
  refusal_->setContentsMargins(8, 4, 8, 4);
  auto* above = new QHBoxLayout;
  above->setContentsMargins(4, 2, 4, 2);
  above->addWidget(search_, 1);
  above->addWidget(only_written_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(above);
  layout->addWidget(view_, 1);
  layout->addWidget(refusal_);
  const auto filter = [this] {
    view_->set_filter(search_->text(), only_written_->isChecked());
  };
  connect(search_, &QLineEdit::textChanged, this, filter);
  connect(only_written_, &QCheckBox::toggled, this, filter);
  connect(&form, &FormModel::edited, &document_, &Document::set_field);
  connect(&form, &FormModel::cleared, &document_, &Document::clear_field);
  connect(&document_, &Document::refusal_changed, this, &FormPanel::show_refusal);
  show_refusal();
}

void FormPanel::show_refusal() {
  refusal_->setText(document_.refusal());
  refusal_->setVisible(!document_.refusal().isEmpty());
}

void FormPanel::set_theme(const Theme& theme) {
  refusal_->setStyleSheet("color: " + theme.error.name());
  view_->set_theme(theme);
}

}  // namespace costwright::gui
