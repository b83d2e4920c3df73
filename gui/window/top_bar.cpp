#include "gui/window/top_bar.h"

#include <QSignalBlocker>
#include <QVBoxLayout>

namespace costwright::gui {
namespace {

constexpr int kMostNameWidth = 230;
constexpr int kBarHeight = 4, kBarSpacing = 1;  // of the progress, below the words

QToolButton* chooser(const QString& name) {
  auto* button = new QToolButton;
  button->setAccessibleName(name);
  button->setPopupMode(QToolButton::InstantPopup);
  button->setToolButtonStyle(Qt::ToolButtonTextOnly);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

}  // namespace

TopBar::TopBar(RunController& controller,
               Baseline& baseline,
               const RunState& state,
               QWidget* parent)
    : QToolBar(parent),
      controller_(controller),
      baseline_(baseline),
      state_(state),
      theme_(gui::theme(false)) {
  setObjectName("top");
  setWindowTitle(tr("Run"));
  setMovable(false);
  run_ = new QPushButton(tr("Run"));
  run_->setToolTip(tr("Run the scenario as it is written (F5)"));
  cancel_ = new QPushButton(tr("Cancel"));
  cancel_->setToolTip(tr("Stop the run, keep the results of before (Escape)"));
  const int width = std::max(run_->sizeHint().width(), cancel_->sizeHint().width());
  auto* both = new QWidget;
  auto* one_of_both = new QHBoxLayout(both);
  one_of_both->setContentsMargins(4, 0, 4, 0);
  for (QPushButton* button : {run_, cancel_}) {
    button->setFixedWidth(width);
    one_of_both->addWidget(button);
  }
  scenario_ = chooser(tr("Scenario"));
  variants_ = new QComboBox;
  variants_->setAccessibleName(tr("Variant of the scenario"));
  variants_->setToolTip(tr("Variant of the scenario"));
  variants_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  variants_->setMinimumContentsLength(9);
  export_ = chooser(tr("Export"));
  export_->setText(tr("Export"));
  make_chip();
  addWidget(both);
  addWidget(make_progress());
  addWidget(scenario_);
  variants_action_ = addWidget(variants_);
  addWidget(chip_);
  addWidget(export_);
  connect(run_, &QPushButton::clicked, &controller_, &RunController::run);
  connect(cancel_, &QPushButton::clicked, &controller_, &RunController::cancel);
  connect(variants_, &QComboBox::activated, this, [this](int index) {
    Q_EMIT variant_chosen(variants_->itemData(index).toString());
  });
  connect(&state_, &RunState::changed, this, &TopBar::show_run);
  set_variants({}, {});
  show_run();
}

QWidget* TopBar::make_progress() {
  auto* area = new QWidget;
  area->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  words_ = new ElidedLabel;
  words_->setAccessibleName(tr("State of the run"));
  progress_ = new QProgressBar;
  progress_->setRange(0, 1000);
  progress_->setTextVisible(false);
  progress_->setFixedHeight(kBarHeight);
  progress_->setAccessibleName(tr("Progress of the run"));
  QSizePolicy kept = progress_->sizePolicy();
  kept.setRetainSizeWhenHidden(true);  // the words do not jump when a run begins
  progress_->setSizePolicy(kept);
  auto* layout = new QVBoxLayout(area);
  layout->setContentsMargins(4, 0, 8, 0);
  layout->setSpacing(kBarSpacing);
  layout->addSpacing(kBarHeight + kBarSpacing);  // the words stand in line with their neighbours
  layout->addWidget(words_);
  layout->addWidget(progress_);
  return area;
}

void TopBar::make_chip() {
  chip_ = chooser(tr("Baseline"));
  auto* menu = new QMenu(chip_);
  pin_ = menu->addAction(tr("Pin these results as the baseline"), &baseline_, &Baseline::pin);
  unpin_ = menu->addAction(tr("Unpin"), &baseline_, &Baseline::unpin);
  chip_->setMenu(menu);
  show_baseline();
}

void TopBar::set_theme(const Theme& theme) {
  theme_ = theme;
  show_run();
  show_baseline();
}

void TopBar::set_scenario(const QString& name, QMenu* choices) {
  const QString shown = fontMetrics().elidedText(name, Qt::ElideMiddle, kMostNameWidth);
  scenario_->setText(shown);
  scenario_->setToolTip(name);
  if (scenario_->menu() != choices) {
    scenario_->setMenu(choices);
  }
}

void TopBar::set_variants(const std::vector<std::string>& names, const QString& chosen) {
  const QSignalBlocker quiet(variants_);
  QStringList wanted{tr("as written")};
  for (const std::string& name : names) {
    wanted << QString::fromStdString(name);
  }
  QStringList shown;
  for (int i = 0; i < variants_->count(); ++i) {
    shown << variants_->itemText(i);
  }
  if (shown != wanted) {
    variants_->clear();
    for (const QString& name : wanted) {
      variants_->addItem(name, variants_->count() == 0 ? QString() : name);
    }
  }
  variants_->setCurrentIndex(std::max(0, variants_->findData(chosen)));
  variants_action_->setVisible(!names.empty());
  layout()->activate();  // not at the next turn: it may be looked for at once
}

void TopBar::show_baseline() {
  const bool is_pinned = baseline_.is_pinned();
  const bool may_pin = controller_.results() != nullptr && !controller_.is_first_look();
  const QString of = baseline_.name();
  chip_->setText(!is_pinned
                     ? tr("No baseline")
                     : tr("Baseline: %1").arg(fontMetrics().elidedText(of, Qt::ElideRight, 110)));
  chip_->setToolTip(!is_pinned ? tr("Pin results, and what follows is compared with them (Ctrl+B)")
                               : tr("Everything is compared with the pinned %1").arg(of));
  chip_->setStyleSheet(
      is_pinned ? QString("QToolButton { color: %1; font-weight: bold; }").arg(theme_.accent.name())
                : QString());
  pin_->setEnabled(may_pin);
  unpin_->setEnabled(is_pinned);
}

void TopBar::show_run() {
  const bool is_running = state_.kind() == RunState::Kind::kRunning;
  const bool is_bad =
      state_.kind() == RunState::Kind::kFailed || state_.kind() == RunState::Kind::kCancelled;
  run_->setVisible(!is_running);
  cancel_->setVisible(is_running);
  progress_->setVisible(is_running);
  progress_->setValue(static_cast<int>(1000 * state_.share()));
  words_->set_whole_text(state_.kind() == RunState::Kind::kNone ? tr("not run yet")
                                                                : state_.text());
  const QColor colour = is_bad ? theme_.error : is_running ? theme_.accent : theme_.faint;
  set_style_sheet(*words_, QString("color: %1;").arg(colour.name()));
}

}  // namespace costwright::gui
