#include "gui/window/result_pane.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "gui/widgets/page_area.h"

namespace costwright::gui {
namespace {

constexpr int kWaitingWidth = 360;
constexpr int kVeilAlpha = 110;  // of 255: the figures below stay readable

// Lies over its parent and lets through what the mouse does.
class Veil : public QWidget {
 public:
  explicit Veil(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    parent->installEventFilter(this);
  }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (watched == parent() && event->type() == QEvent::Resize) {
      setGeometry(parentWidget()->rect());
    }
    return QWidget::eventFilter(watched, event);
  }
  void paintEvent(QPaintEvent* /*event*/) override {
    QColor colour = palette().color(QPalette::Window);
    colour.setAlpha(kVeilAlpha);
    QPainter(this).fillRect(rect(), colour);
  }
};

}  // namespace

ResultPane::ResultPane(RunController& controller,
                       Baseline& baseline,
                       Alternatives& alternatives,
                       const RunState& state,
                       QWidget* parent)
    : QWidget(parent),
      controller_(controller),
      baseline_(baseline),
      alternatives_(alternatives),
      state_(state),
      theme_(gui::theme(false)) {
  title_ = new QLabel;
  QFont font = title_->font();
  font.setBold(true);
  font.setPointSizeF(font.pointSizeF() * 1.2);
  title_->setFont(font);
  fit_mark_ = new ElidedLabel;
  fit_mark_->setAccessibleName(tr("How the results fit the text"));
  fit_mark_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  auto* heading = new QHBoxLayout;
  heading->setContentsMargins(10, 6, 10, 0);
  heading->addWidget(title_);
  heading->addWidget(fit_mark_, 1);
  stack_ = new QStackedWidget;
  for (const PageInfo& info : result_pages()) {
    pages_.push_back(info.make());
    pages_.back()->meet(controller_);
    connect(pages_.back(), &Page::text_wanted, this, &ResultPane::text_wanted);
    auto* area = new PageArea(pages_.back());
    area->setAccessibleName(page_name(info));
    stack_->addWidget(area);
  }
  outdated_.assign(pages_.size(), false);
  waiting_ = make_waiting();
  stack_->addWidget(waiting_);
  veil_ = new Veil(stack_);
  veil_->hide();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(heading);
  layout->addWidget(stack_, 1);
  connect(&state_, &RunState::changed, this, &ResultPane::show_waiting);
  show_page(0);
}

QWidget* ResultPane::make_waiting() {
  wait_words_ = new QLabel;
  wait_words_->setAlignment(Qt::AlignCenter);
  wait_words_->setWordWrap(true);
  wait_progress_ = new QProgressBar;
  wait_progress_->setRange(0, 1000);
  wait_progress_->setTextVisible(false);
  wait_progress_->setAccessibleName(tr("Progress of the run"));
  wait_run_ = new QPushButton(tr("Run (F5)"));
  wait_cancel_ = new QPushButton(tr("Cancel (Escape)"));
  auto* middle = new QWidget;
  middle->setFixedWidth(kWaitingWidth);
  auto* column = new QVBoxLayout(middle);
  for (QWidget* part :
       std::initializer_list<QWidget*>{wait_words_, wait_progress_, wait_run_, wait_cancel_}) {
    column->addWidget(part);
  }
  auto* area = new QWidget;
  auto* layout = new QVBoxLayout(area);
  layout->addStretch();
  layout->addWidget(middle, 0, Qt::AlignHCenter);
  layout->addStretch();
  connect(wait_run_, &QPushButton::clicked, &controller_, &RunController::run);
  connect(wait_cancel_, &QPushButton::clicked, &controller_, &RunController::cancel);
  return area;
}

void ResultPane::show_waiting() {
  const bool is_running = state_.kind() == RunState::Kind::kRunning;
  wait_words_->setText(is_running ? tr("Simulating: %1").arg(state_.text())
                       : state_.text().isEmpty()
                           ? tr("No results yet")
                           : tr("No results: the run was %1").arg(state_.text()));
  wait_progress_->setVisible(is_running);
  wait_progress_->setValue(static_cast<int>(1000 * state_.share()));
  wait_run_->setVisible(!is_running);
  wait_cancel_->setVisible(is_running);
}

void ResultPane::show_page(int index) {
  index_ = index;
  title_->setText(page_name(result_pages()[static_cast<std::size_t>(index)]));
  refresh();
}

void ResultPane::take_results() {
  outdated_.assign(pages_.size(), controller_.results() != nullptr);
  refresh();
}

void ResultPane::refresh() {
  const auto index = static_cast<std::size_t>(index_);
  const bool has_results = controller_.results() != nullptr;
  if (!has_results && pages_[index]->needs_results()) {
    show_waiting();
    stack_->setCurrentWidget(waiting_);
    show_fit();
    return;
  }
  // A page that nobody sees is shown when somebody does.
  if (has_results && outdated_[index] && isVisibleTo(window())) {
    outdated_[index] = false;
    pages_[index]->show_results(
        {*controller_.results(), caveat(), baseline_, alternatives_, is_dragging_});
  }
  stack_->setCurrentIndex(index_);
  show_fit();
}

QString ResultPane::caveat() const {
  return !controller_.is_first_look() ? QString()
         : controller_.is_running()   ? tr("refining")
                                      : tr("quick effort");
}

bool ResultPane::is_stale() const {
  return controller_.fit() == RunController::Fit::kStale;
}

// Beside the heading, so that no page of figures is seen without it.
void ResultPane::show_fit() {
  const bool is_busy = controller_.is_running() && controller_.results() != nullptr;
  const bool is_quick = controller_.is_first_look() && !is_stale();
  const QColor colour = is_busy ? theme_.accent : theme_.warning;
  set_style_sheet(*fit_mark_, QString("color: %1; font-weight: bold;").arg(colour.name()));
  fit_mark_->set_whole_text(is_quick && is_busy
                                ? tr("⟳ refining; these figures are at quick effort")
                            : is_quick ? tr("▲ these figures are at quick effort (F5 refines them)")
                            : is_busy ? tr("⟳ simulating; these results are of the text before")
                            : is_stale() ? tr("▲ these results are of an earlier text (F5 runs it)")
                                         : QString());
  const bool shows_results = pages_[static_cast<std::size_t>(index_)]->needs_results();
  veil_->setVisible(is_stale() && controller_.results() != nullptr && shows_results);
  veil_->raise();
}

void ResultPane::set_theme(const Theme& theme) {
  theme_ = theme;
  for (Page* page : pages_) {
    page->set_theme(theme);
  }
  take_results();
}

}  // namespace costwright::gui
