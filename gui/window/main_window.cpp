#include "gui/window/main_window.h"

#include <algorithm>

#include <QCloseEvent>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>
#include <QSplitter>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

#include "gui/window/disk_notice.h"
#include "gui/window/undo_actions.h"

namespace costwright::gui {
namespace {

constexpr int kAutosaveMs = 400;
constexpr int kMostRecent = 8;

const QString kRecentKey = QStringLiteral("recent");

QString yaml_filter() {
  return MainWindow::tr("Scenarios (*.yaml *.yml)");
}

QString problem_text(const Diagnostic& diagnostic) {
  const Place& place = diagnostic.place;
  const bool is_error = diagnostic.severity == Severity::kError;
  QString text = place.line > 0 ? MainWindow::tr("Line %1").arg(place.line)
                                : QString::fromStdString(place.file);
  text += is_error ? ": " : MainWindow::tr(", warning: ");
  text += QString::fromStdString(diagnostic.message);
  return diagnostic.hint.empty() ? text : text + "; " + QString::fromStdString(diagnostic.hint);
}

}  // namespace

MainWindow::MainWindow(WindowSettings settings, QWidget* parent)
    : QMainWindow(parent),
      settings_(std::move(settings)),
      recovery_(settings_.recovery_folder),
      controller_(settings_.run),
      theme_(gui::theme(false)) {
  setAcceptDrops(true);
  tabs_ = new QTabWidget;
  tabs_->setDocumentMode(true);
  levers_dock_ = new LeversDock(what_if_);
  addDockWidget(Qt::RightDockWidgetArea, levers_dock_);
  make_scenario_page();
  make_result_pages();
  make_notice();
  auto* centre = new QWidget;
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(notice_);
  layout->addWidget(new DiskNotice(document_));
  layout->addWidget(tabs_, 1);
  setCentralWidget(centre);
  make_status_bar();
  make_menus();
  make_tool_bar();
  connect_models();
  resize(1280, 800);
  show_state();
  offer_recovery();
}

MainWindow::~MainWindow() {
  // The members end before the widgets, whose last signals have nobody to go to.
  tabs_->disconnect(this);
  editor_->disconnect(this);
  controller_.disconnect(this);
  baseline_.disconnect(this);
}

void MainWindow::make_scenario_page() {
  editor_ = new YamlEditor;
  editor_->setAcceptDrops(false);  // a dropped file opens, it is not pasted
  form_panel_ = new FormPanel(form_, document_);
  auto* find_bar = new FindBar(*editor_);
  auto* text = new QWidget;
  auto* column = new QVBoxLayout(text);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(editor_, 1);
  column->addWidget(find_bar);
  link_ = new ScenarioLink(*editor_, *find_bar, *form_panel_, form_, controller_);
  problems_ = new QListWidget;
  problems_->setAccessibleName(tr("Problems"));
  problems_->setFrameShape(QFrame::NoFrame);
  problems_->setWordWrap(true);
  problems_->hide();
  auto* beside = new QSplitter(Qt::Horizontal);
  beside->addWidget(text);
  beside->addWidget(form_panel_);
  beside->setStretchFactor(0, 3);
  beside->setStretchFactor(1, 2);
  auto* above = new QSplitter(Qt::Vertical);
  above->addWidget(beside);
  above->addWidget(problems_);
  above->setStretchFactor(0, 5);
  above->setStretchFactor(1, 1);
  tabs_->addTab(above, tr("Scenario"));
}

void MainWindow::make_result_pages() {
  for (const PageInfo& info : result_pages()) {
    auto* stack = new QStackedWidget;
    auto* nothing = new QLabel(tr("No results yet: press F5 to run the scenario."));
    nothing->setAlignment(Qt::AlignCenter);
    stack->addWidget(nothing);
    pages_.push_back(info.make());
    stack->addWidget(pages_.back());
    stacks_.push_back(stack);
    tabs_->addTab(stack, info.name);
  }
  outdated_.assign(pages_.size(), false);
  fit_mark_ = new QLabel;
  fit_mark_->setContentsMargins(0, 0, 12, 8);
  tabs_->setCornerWidget(fit_mark_);
  connect(tabs_, &QTabWidget::currentChanged, this, &MainWindow::refresh_page);
}

void MainWindow::make_notice() {
  notice_ = new QWidget;
  notice_->setAutoFillBackground(true);
  auto* layout = new QHBoxLayout(notice_);
  notice_text_ = new QLabel;
  auto* restore = new QPushButton(tr("Restore"));
  auto* discard = new QPushButton(tr("Discard"));
  layout->addWidget(notice_text_, 1);
  layout->addWidget(restore);
  layout->addWidget(discard);
  notice_->hide();
  connect(restore, &QPushButton::clicked, this, &MainWindow::accept_recovery);
  connect(discard, &QPushButton::clicked, this, [this] {
    recovery_.settle();
    offer_recovery();
  });
}

void MainWindow::make_status_bar() {
  state_ = new QLabel;
  progress_ = new QProgressBar;
  progress_->setRange(0, 1000);
  progress_->setMaximumWidth(220);
  progress_->setTextVisible(true);
  cancel_ = new QPushButton(tr("Cancel"));
  statusBar()->addWidget(state_, 1);
  statusBar()->addPermanentWidget(progress_);
  statusBar()->addPermanentWidget(cancel_);
  progress_->hide();
  cancel_->hide();
  connect(cancel_, &QPushButton::clicked, &controller_, &RunController::cancel);
}

void MainWindow::make_file_menu() {
  QMenu* file = menuBar()->addMenu(tr("&File"));
  file->addAction(tr("&Open…"), QKeySequence::Open, this, [this] {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open scenario"),
                                                      settings_.examples_folder, yaml_filter());
    if (!path.isEmpty() && may_discard()) {
      open(path);
    }
  });
  recent_ = file->addMenu(tr("Open &recent"));
  QMenu* examples = file->addMenu(tr("&Examples"));
  const QDir folder(settings_.examples_folder);
  for (const QString& name : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
    const QString path = folder.filePath(name + "/scenario.yaml");
    examples->addAction(name, this, [this, path] {
      if (may_discard()) {
        open(path);
      }
    });
  }
  examples->setEnabled(!settings_.examples_folder.isEmpty());
  file->addSeparator();
  file->addAction(tr("&Save"), QKeySequence::Save, this, &MainWindow::save);
  file->addAction(tr("Save &as…"), QKeySequence::SaveAs, this, &MainWindow::save_as);
  file->addSeparator();
  file->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);
  fill_recent();
}

void MainWindow::make_run_menu() {
  QMenu* run = menuBar()->addMenu(tr("&Run"));
  run_action_ =
      run->addAction(tr("&Run"), QKeySequence(Qt::Key_F5), &controller_, &RunController::run);
  cancel_action_ = run->addAction(tr("&Cancel"), QKeySequence(Qt::Key_Escape), &controller_,
                                  &RunController::cancel);
  QAction* reruns = run->addAction(tr("Run again when the physics change"));
  reruns->setCheckable(true);
  reruns->setChecked(true);
  connect(reruns, &QAction::toggled, &controller_, &RunController::set_reruns);
  run->addSeparator();
  pin_action_ = run->addAction(tr("&Pin as baseline"), QKeySequence(Qt::CTRL | Qt::Key_B),
                               &baseline_, &Baseline::pin);
  pin_action_->setToolTip(tr("Compare the results that follow with these"));
  unpin_action_ = run->addAction(tr("&Unpin the baseline"), &baseline_, &Baseline::unpin);
}

void MainWindow::make_tool_bar() {
  QToolBar* bar = addToolBar(tr("Run"));
  bar->setObjectName("run");
  bar->setMovable(false);
  bar->addActions({run_action_, cancel_action_, pin_action_, unpin_action_});
}

void MainWindow::make_menus() {
  make_file_menu();
  QMenu* edit = menuBar()->addMenu(tr("&Edit"));
  QAction* undo = edit->addAction(tr("&Undo"));
  new UndoActions(*undo, *edit->addAction(tr("&Redo")), *editor_, document_);
  edit->addSeparator();
  for (QAction* action : link_->actions()) {
    edit->addAction(action);
  }
  make_run_menu();
  QMenu* view = menuBar()->addMenu(tr("&View"));
  for (int i = 0; i < tabs_->count(); ++i) {
    view->addAction(tabs_->tabText(i),
                    QKeyCombination(Qt::ALT, static_cast<Qt::Key>(Qt::Key_1 + i)), this, [this, i] {
                      show_page(i);
                    });
  }
  view->addSeparator();
  view->addAction(levers_dock_->toggleViewAction());
  dark_action_ = view->addAction(tr("&Dark"));
  dark_action_->setCheckable(true);
  connect(dark_action_, &QAction::toggled, this, [this](bool dark) {
    apply_theme(*qApp, gui::theme(dark));
    set_theme(gui::theme(dark));
  });
  QMenu* help = menuBar()->addMenu(tr("&Help"));
  help->addAction(tr("&About"), this, [this] {
    QMessageBox::about(this, tr("About Costwright"),
                       tr("Costwright %1: what an AI system costs, why, and what to change.\n"
                          "Qt %2. Licence: Apache-2.0.")
                           .arg(qApp->applicationVersion(), qVersion()));
  });
}

void MainWindow::connect_models() {
  connect(editor_, &YamlEditor::edited, this, [this] {
    document_.set_text(editor_->text());
  });
  connect(&form_view(), &FormView::lever_wanted, &what_if_.levers(), &Levers::pin);
  connect(&document_, &Document::text_changed, this, &MainWindow::take_text);
  connect(&document_, &Document::state_changed, this, &MainWindow::show_state);
  connect(&document_, &Document::diagnostics_changed, this, &MainWindow::take_diagnostics);
  connect(&controller_, &RunController::checked, &document_, &Document::set_diagnostics);
  connect(&controller_, &RunController::checked, this, [this] {
    form_.set_catalogue_prices(controller_.catalogue_prices());
    what_if_.refresh();
  });
  connect(&controller_, &RunController::results_changed, this, &MainWindow::take_results);
  connect(&controller_, &RunController::fit_changed, this, &MainWindow::show_state);
  connect(&baseline_, &Baseline::pinned_changed, this, &MainWindow::take_results);
  connect(&controller_, &RunController::progressed, this, [this](double share) {
    progress_->setValue(static_cast<int>(1000 * share));
  });
  connect(&controller_, &RunController::failed, this, [this] {
    show_page(0);
  });
  connect(&controller_, &RunController::running_changed, this, [this](bool running) {
    progress_->setValue(0);
    progress_->setVisible(running);
    cancel_->setVisible(running);
    cancel_action_->setEnabled(running);
    show_state();
  });
  connect(problems_, &QListWidget::itemClicked, this, [this](const QListWidgetItem* item) {
    editor_->go_to(item->data(Qt::UserRole).toInt(), item->data(Qt::UserRole + 1).toInt());
  });
  cancel_action_->setEnabled(false);
  autosave_.setSingleShot(true);
  connect(&autosave_, &QTimer::timeout, this, [this] {
    if (!document_.is_modified()) {
      recovery_.forget();
    } else if (!recovery_.keep(document_.path(), document_.text())) {
      say(tr("The text cannot be kept for recovery: save it soon."));
    }
  });
}

bool MainWindow::open(const QString& path) {
  Diagnostics diagnostics;
  if (!document_.load(path, diagnostics)) {
    say(QString::fromStdString(diagnostics.text()).trimmed());
    return false;
  }
  controller_.forget();
  take_results();
  QSettings settings;
  QStringList recent = settings.value(kRecentKey).toStringList();
  recent.removeAll(document_.path());
  recent.prepend(document_.path());
  settings.setValue(kRecentKey, recent.mid(0, kMostRecent));
  fill_recent();
  return true;
}

void MainWindow::fill_recent() {
  recent_->clear();
  for (const QString& path : QSettings().value(kRecentKey).toStringList()) {
    recent_->addAction(path, this, [this, path] {
      if (may_discard()) {
        open(path);
      }
    });
  }
  recent_->setEnabled(!recent_->isEmpty());
}

void MainWindow::take_text() {
  editor_->change_to(document_.text());
  controller_.set_text(document_.path(), document_.text());  // before what stands beside it
  if (form_.set_text(document_.text())) {
    what_if_.refresh();
  }
  if (!autosave_.isActive()) {  // also while one types without a pause
    autosave_.start(kAutosaveMs);
  }
}

void MainWindow::take_diagnostics() {
  editor_->show_diagnostics(document_.diagnostics(), document_.path());
  form_.set_diagnostics(document_.diagnostics(), document_.path());
  problems_->clear();
  for (const Diagnostic& diagnostic : document_.diagnostics()) {
    const Place& place = diagnostic.place;
    auto* item = new QListWidgetItem(problem_text(diagnostic));
    item->setForeground(diagnostic.severity == Severity::kError ? theme_.error : theme_.warning);
    item->setData(Qt::UserRole, place.line);
    item->setData(Qt::UserRole + 1, place.column);
    problems_->addItem(item);
  }
  const int rows = std::min(problems_->count(), 6);
  problems_->setMaximumHeight(rows * (problems_->fontMetrics().height() + 8) + 8);
  problems_->setVisible(rows > 0);
  show_state();
}

void MainWindow::take_results() {
  const bool has_results = controller_.results() != nullptr;
  outdated_.assign(pages_.size(), has_results);
  form_.set_catalogue_prices(controller_.catalogue_prices());
  for (QStackedWidget* stack : stacks_) {
    stack->setCurrentIndex(has_results ? 1 : 0);
  }
  refresh_page();
  what_if_.refresh();
  show_state();
}

void MainWindow::refresh_page() {
  const int index = tabs_->currentIndex() - 1;
  levers_dock_->stand_beside(index >= 0 && controller_.results() != nullptr);
  if (index >= 0 && outdated_[static_cast<std::size_t>(index)] && controller_.results()) {
    outdated_[static_cast<std::size_t>(index)] = false;
    pages_[static_cast<std::size_t>(index)]->show_results(
        {*controller_.results(), caveat(), baseline_});
  }
}

QString MainWindow::caveat() const {
  return !controller_.is_first_look() ? QString()
         : controller_.is_running()   ? tr("refining")
                                      : tr("quick effort");
}

void MainWindow::show_page(int index) {
  tabs_->setCurrentIndex(index);
}

void MainWindow::set_theme(const Theme& theme) {
  theme_ = theme;
  const QSignalBlocker quiet(dark_action_);
  dark_action_->setChecked(theme.is_dark);
  editor_->set_theme(theme);
  levers_dock_->set_theme(theme);
  form_panel_->set_theme(theme);
  for (Page* page : pages_) {
    page->set_theme(theme);
  }
  take_diagnostics();
  outdated_.assign(pages_.size(), controller_.results() != nullptr);
  refresh_page();
}

void MainWindow::show_state() {
  setWindowTitle(document_.name() + "[*] - Costwright");
  setWindowModified(document_.is_modified());
  int errors = 0;
  for (const Diagnostic& diagnostic : document_.diagnostics()) {
    errors += diagnostic.severity == Severity::kError ? 1 : 0;
  }
  const QString mistakes = errors == 1 ? tr("1 error") : tr("%1 errors").arg(errors);
  const bool is_new = document_.path().isEmpty() && document_.text().isEmpty();
  const bool has_levers = !what_if_.levers().changes().empty();
  say(is_new ? tr("Open a scenario (Ctrl+O), drop one here, or choose one of File > Examples")
      : controller_.is_running() && controller_.is_first_look()
          ? tr("Refining: the figures are those at quick effort")
      : controller_.is_running() ? tr("Simulating…")
      : errors > 0               ? mistakes
      : controller_.fit() == RunController::Fit::kCurrent && has_levers
          ? tr("The results are those of the text with the levers where they are")
      : controller_.fit() == RunController::Fit::kCurrent ? tr("The results are those of the text")
                                                          : tr("Ready"));
  show_fit();
  show_baseline();
}

void MainWindow::show_baseline() {
  pin_action_->setEnabled(controller_.results() != nullptr && !controller_.is_first_look());
  unpin_action_->setEnabled(baseline_.is_pinned());
}

// Beside the tabs, so that no page of figures is seen without it.
void MainWindow::show_fit() {
  const bool is_stale = controller_.fit() == RunController::Fit::kStale;
  const bool is_busy = controller_.is_running() && controller_.results() != nullptr;
  const bool is_quick = controller_.is_first_look() && !is_stale;
  const QColor colour = is_busy ? theme_.accent : theme_.warning;
  fit_mark_->setStyleSheet(QString("color: %1; font-weight: bold;").arg(colour.name()));
  fit_mark_->setText(is_quick && is_busy ? tr("⟳ refining; these figures are at quick effort")
                     : is_quick ? tr("▲ these figures are at quick effort (F5 refines them)")
                     : is_busy  ? tr("⟳ simulating; these results are of the text before")
                     : is_stale ? tr("▲ these results are of an earlier text (F5 runs it)")
                                : QString());
}

void MainWindow::say(const QString& text) {
  state_->setText(text);
  state_->setToolTip(text);
}

void MainWindow::offer_recovery() {
  recovered_ = recovery_.take_left_behind();
  if (recovered_) {
    const QString name = recovered_->path.isEmpty() ? tr("an unsaved scenario") : recovered_->path;
    notice_text_->setText(tr("Costwright ended without saving %1. Its text was kept.").arg(name));
  }
  notice_->setVisible(recovered_.has_value());
}

void MainWindow::accept_recovery() {
  if (!recovered_ || !may_discard()) {
    return;
  }
  controller_.forget();
  document_.restore(recovered_->path, recovered_->text);
  take_results();
  if (recovery_.keep(document_.path(), document_.text())) {  // ours now, should we be killed too
    recovery_.settle();
    offer_recovery();
  }
}

bool MainWindow::may_discard() {
  if (!document_.is_modified()) {
    return true;
  }
  const auto answer = QMessageBox::question(
      this, tr("Unsaved changes"), tr("Save the changes to %1?").arg(document_.name()),
      QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
  return answer == QMessageBox::Discard || (answer == QMessageBox::Save && save());
}

bool MainWindow::save() {
  if (document_.path().isEmpty()) {
    return save_as();
  }
  return may_overwrite(*this, document_) && write_to(document_.path());
}

bool MainWindow::save_as() {
  const QString path =
      QFileDialog::getSaveFileName(this, tr("Save scenario"), document_.path(), yaml_filter());
  return !path.isEmpty() && write_to(path);
}

bool MainWindow::write_to(const QString& path) {
  Diagnostics diagnostics;
  if (!document_.save(path, diagnostics)) {
    QMessageBox::warning(this, tr("Not saved"), QString::fromStdString(diagnostics.text()));
    return false;
  }
  recovery_.forget();
  controller_.set_text(document_.path(), document_.text());
  return true;
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (may_discard()) {
    controller_.cancel();
    autosave_.stop();
    recovery_.forget();
    event->accept();
  } else {
    event->ignore();
  }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) {
    event->acceptProposedAction();
  }
}

void MainWindow::dropEvent(QDropEvent* event) {
  const auto urls = event->mimeData()->urls();
  if (!urls.isEmpty() && urls.front().isLocalFile() && may_discard()) {
    open(urls.front().toLocalFile());
  }
}

}  // namespace costwright::gui
