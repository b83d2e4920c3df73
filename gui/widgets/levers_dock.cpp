#include "gui/widgets/levers_dock.h"

#include <algorithm>

#include <QAction>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QScrollArea>
#include <QSignalBlocker>

namespace costwright::gui {
namespace {

constexpr int kWidth = 240;
constexpr int kPageSteps = 10;
constexpr int kMostFound = 40;

QString kind_text(LeverKind kind) {
  switch (kind) {
    case LeverKind::kPrice:
      return LeverRow::tr("price");
    case LeverKind::kPhysics:
      return LeverRow::tr("physics");
    case LeverKind::kUnknown:
      break;
  }
  return QStringLiteral("…");
}

QString kind_help(LeverKind kind) {
  switch (kind) {
    case LeverKind::kPrice:
      return LeverRow::tr("Moves the figures while you drag");
    case LeverKind::kPhysics:
      return LeverRow::tr("Is simulated when you pause, at quick effort first");
    case LeverKind::kUnknown:
      break;
  }
  return LeverRow::tr("Asked for when the text holds no mistake");
}

QPushButton* small_button(const QString& sign, const QString& name) {
  auto* button = new QPushButton(sign);
  button->setFlat(true);
  button->setAccessibleName(name);
  button->setToolTip(name);
  button->setFixedSize(24, 24);
  return button;
}

}  // namespace

LeverRow::LeverRow(Levers& levers, const QString& path, QWidget* parent)
    : QWidget(parent), levers_(levers), path_(path), theme_(theme(false)) {
  const QString label = field_label(path);
  name_ = new QLabel(label);
  name_->setWordWrap(true);
  kind_ = new QLabel;
  reset_ = small_button(QStringLiteral("↺"), tr("Reset %1").arg(label));
  auto* unpin = small_button(QStringLiteral("×"), tr("Unpin %1").arg(label));
  value_ = new QLineEdit;
  value_->setAccessibleName(tr("Value of %1").arg(label));
  slider_ = new QSlider(Qt::Horizontal);
  slider_->setAccessibleName(label);
  slider_->setPageStep(kPageSteps);
  problem_ = new QLabel;
  problem_->setWordWrap(true);
  problem_->hide();
  auto* head = new QHBoxLayout;
  head->addWidget(name_, 1);
  head->addWidget(unpin);
  auto* middle = new QHBoxLayout;
  middle->addWidget(value_, 1);
  middle->addWidget(kind_);
  middle->addWidget(reset_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 4, 0, 8);
  layout->setSpacing(2);
  layout->addLayout(head);
  layout->addLayout(middle);
  layout->addWidget(slider_);
  layout->addWidget(problem_);
  connect(slider_, &QSlider::valueChanged, this, [this](int position) {
    levers_.move(path_, position);
  });
  connect(value_, &QLineEdit::editingFinished, this, &LeverRow::enter);
  connect(reset_, &QPushButton::clicked, this, [this] {
    levers_.reset(path_);
  });
  connect(
      unpin, &QPushButton::clicked, this,
      [this] {
        levers_.unpin(path_);
      },
      Qt::QueuedConnection);  // the row ends with it
  refresh();
}

void LeverRow::enter() {
  const Lever* lever = levers_.find(path_);
  if (lever != nullptr && value_->text() != lever->value) {
    const QString why = levers_.enter(path_, value_->text());
    why.isEmpty() ? refresh() : show_problem(why);
  }
}

void LeverRow::show_problem(const QString& why) {
  problem_->setText(why);
  problem_->setVisible(!why.isEmpty());
  const QString colour = theme_.error.name();
  problem_->setStyleSheet("color: " + colour);
  value_->setStyleSheet(why.isEmpty() ? QString() : "border: 1px solid " + colour);
}

void LeverRow::refresh() {
  const Lever* lever = levers_.find(path_);
  if (lever == nullptr) {
    return;
  }
  const QSignalBlocker quiet(slider_);
  slider_->setRange(0, static_cast<int>(lever->way.texts.size()) - 1);
  slider_->setValue(lever->position);
  value_->setText(lever->value);
  value_->setCursorPosition(0);
  name_->setToolTip(path_ + '\n' + QString::fromStdString(lever->field.field.doc));
  kind_->setText(kind_text(lever->kind));
  kind_->setToolTip(kind_help(lever->kind));
  reset_->setEnabled(lever->is_moved());
  show_problem({});
}

void LeverRow::set_theme(const Theme& theme) {
  theme_ = theme;
  kind_->setStyleSheet("color: " + theme.faint.name());
}

LeversDock::LeversDock(WhatIf& what_if, QWidget* parent)
    : QDockWidget(tr("What if"), parent), what_if_(what_if), theme_(gui::theme(false)) {
  setObjectName("levers");
  setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable);
  setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
  box_ = new QWidget;
  rows_layout_ = new QVBoxLayout(box_);
  rows_layout_->setContentsMargins(8, 0, 8, 0);
  rows_layout_->addStretch();
  auto* scroll = new QScrollArea;
  scroll->setWidget(box_);
  scroll->setAccessibleName(tr("Levers"));
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* content = new QWidget;
  content->setMinimumWidth(kWidth);
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(0, 4, 0, 8);
  layout->addWidget(make_search());
  layout->addWidget(scroll, 1);
  layout->addWidget(make_buttons());
  setWidget(content);
  Levers& levers = what_if_.levers();
  connect(&levers, &Levers::pinned_changed, this, &LeversDock::rebuild);
  connect(&levers, &Levers::moved, this, &LeversDock::refresh);
  connect(&levers, &Levers::kind_changed, this, &LeversDock::refresh);
  connect(&what_if_, &WhatIf::problem_changed, this, &LeversDock::show_state);
  connect(toggleViewAction(), &QAction::triggered, this, [this](bool is_wanted) {
    is_asked_for_ = is_wanted;
  });
  rebuild();
}

void LeversDock::stand_beside(bool is_result, bool has_room) {
  setVisible(is_result && is_asked_for_.value_or(has_room));
}

void LeversDock::ask_for() {
  is_asked_for_ = true;
  show();
}

bool LeversDock::is_dragging() const {
  return std::any_of(rows_.begin(), rows_.end(), [](const auto& row) {
    return row.second->slider().isSliderDown();
  });
}

void LeversDock::closeEvent(QCloseEvent* event) {
  is_asked_for_ = false;
  QDockWidget::closeEvent(event);
}

QWidget* LeversDock::make_search() {
  search_ = new QLineEdit;
  search_->setPlaceholderText(tr("Add a field…"));
  search_->setAccessibleName(tr("Add a field to the levers"));
  search_->setClearButtonEnabled(true);
  found_ = new QListWidget;
  found_->setAccessibleName(tr("Fields found"));
  found_->setMaximumHeight(180);
  found_->setSpacing(1);
  found_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  found_->hide();
  auto* both = new QWidget;
  auto* layout = new QVBoxLayout(both);
  layout->setContentsMargins(8, 0, 8, 0);
  layout->setSpacing(0);
  layout->addWidget(search_);
  layout->addWidget(found_);
  connect(search_, &QLineEdit::textChanged, this, &LeversDock::show_found);
  connect(search_, &QLineEdit::returnPressed, this, [this] {
    pin(found_->item(0));
  });
  connect(found_, &QListWidget::itemActivated, this, &LeversDock::pin);
  connect(found_, &QListWidget::itemClicked, this, &LeversDock::pin);
  return both;
}

QWidget* LeversDock::make_buttons() {
  apply_ = new QPushButton(tr("&Apply to text"));
  apply_->setToolTip(tr("Write the moved values into the scenario: one undo takes them back"));
  keep_ = new QPushButton(tr("&Keep as variant…"));
  keep_->setToolTip(tr("Add them to the scenario as a variant; its own values stay"));
  reset_ = new QPushButton(tr("R&eset"));
  reset_->setToolTip(tr("Every lever back to the scenario's value"));
  problem_ = new QLabel;
  problem_->setWordWrap(true);
  problem_->hide();
  auto* box = new QWidget;
  auto* layout = new QVBoxLayout(box);
  layout->setContentsMargins(8, 0, 8, 0);
  layout->addWidget(problem_);
  for (QPushButton* button : {apply_, keep_, reset_}) {
    layout->addWidget(button);
  }
  connect(apply_, &QPushButton::clicked, &what_if_, &WhatIf::apply);
  connect(keep_, &QPushButton::clicked, this, &LeversDock::ask_for_variant);
  connect(reset_, &QPushButton::clicked, &what_if_.levers(), &Levers::reset_all);
  return box;
}

LeverRow* LeversDock::row(const QString& path) const {
  const auto found = rows_.find(path);
  return found == rows_.end() ? nullptr : found->second;
}

// Rows stay with their levers, so that a slider that is being dragged is not taken away.
void LeversDock::rebuild() {
  std::map<QString, LeverRow*> before = std::exchange(rows_, {});
  int place = 0;
  for (const Lever& lever : what_if_.levers().all()) {
    const QString& path = lever.field.path;
    const auto known = before.find(path);
    LeverRow* row = known != before.end() ? known->second : new LeverRow(what_if_.levers(), path);
    if (known == before.end()) {
      row->set_theme(theme_);
      connect(&row->slider(), &QSlider::sliderReleased, this, &LeversDock::let_go);
    }
    rows_[path] = row;
    rows_layout_->insertWidget(place++, row);
    before.erase(path);
  }
  for (const auto& [path, row] : before) {
    row->hide();
    row->deleteLater();
  }
  refresh({});
  show_found();
}

void LeversDock::refresh(const QString& path) {
  for (const auto& [own, row] : rows_) {
    if (path.isEmpty() || own == path) {
      row->refresh();
    }
  }
  show_state();
}

void LeversDock::show_state() {
  const bool can_move = what_if_.can_move();
  const bool is_moved = !what_if_.levers().changes().empty();
  for (QPushButton* button : {apply_, keep_, reset_}) {
    button->setEnabled(can_move && is_moved);
  }
  box_->setEnabled(can_move);
  const QString words =
      can_move ? what_if_.problem()
               : tr("Levers move the scenario as written: choose it above, in place of a variant");
  problem_->setText(words);
  problem_->setVisible(!words.isEmpty());
  problem_->setStyleSheet("color: " + (can_move ? theme_.error : theme_.faint).name());
  const bool is_full = what_if_.levers().all().size() >= Levers::kMost;
  search_->setEnabled(can_move && !is_full);
  search_->setPlaceholderText(is_full ? tr("%1 levers are pinned: unpin one").arg(Levers::kMost)
                                      : tr("Add a field…"));
}

void LeversDock::show_found() {
  found_->clear();
  const QString words = search_->text().trimmed();
  for (const NumberField& field : what_if_.levers().offered(words)) {
    if (words.isEmpty() || found_->count() >= kMostFound) {
      break;
    }
    auto* item = new QListWidgetItem(field_label(field.path) + "  " + field.value, found_);
    item->setData(Qt::UserRole, field.path);
    item->setToolTip(field.path + '\n' + QString::fromStdString(field.field.doc));
  }
  found_->setVisible(found_->count() > 0);
}

void LeversDock::pin(const QListWidgetItem* item) {
  if (item != nullptr && what_if_.levers().pin(item->data(Qt::UserRole).toString())) {
    search_->clear();
  }
}

void LeversDock::ask_for_variant() {
  bool is_given = false;
  const QString name = QInputDialog::getText(this, tr("Keep as variant"), tr("Name of the variant"),
                                             QLineEdit::Normal, {}, &is_given);
  if (is_given && !name.trimmed().isEmpty()) {
    what_if_.keep_as_variant(name.trimmed());
  }
}

void LeversDock::set_theme(const Theme& theme) {
  theme_ = theme;
  for (const auto& [path, row] : rows_) {
    row->set_theme(theme);
  }
  show_state();
}

}  // namespace costwright::gui
