#include "gui/window/main_window.h"

#include <QCloseEvent>
#include <QDir>
#include <QHBoxLayout>
#include <QMessageBox>
#include <QMimeData>
#include <QSignalBlocker>
#include <QStatusBar>
#include <QVBoxLayout>

#include "gui/widgets/icons.h"
#include "gui/window/disk_notice.h"
#include "gui/window/language.h"
#include "gui/window/undo_actions.h"
#include "gui/window/window_memory.h"

namespace costwright::gui {
namespace {

constexpr int kAutosaveMs = 400;
constexpr int kWideWindow = 1100;        // from here on the side list has names
constexpr int kWindowWithLevers = 1200;  // and charts have room beside levers

std::vector<SideEntry> side_entries() {
  std::vector<SideEntry> entries{{MainWindow::tr("Scenario"), "scenario"}};
  for (const PageInfo& info : result_pages()) {
    entries.push_back({page_name(info), info.file, info.begins_group});
  }
  return entries;
}

QStringList page_names() {
  QStringList names;
  for (const SideEntry& entry : side_entries()) {
    names << entry.name;
  }
  return names;
}

int error_count(const std::vector<Diagnostic>& diagnostics) {
  int errors = 0;
  for (const Diagnostic& diagnostic : diagnostics) {
    errors += diagnostic.severity == Severity::kError ? 1 : 0;
  }
  return errors;
}

}  // namespace

MainWindow::MainWindow(WindowSettings settings, QWidget* parent)
    : QMainWindow(parent),
      settings_(std::move(settings)),
      recovery_(settings_.recovery_folder),
      controller_(settings_.run),
      theme_(gui::theme(false)),
      menu_(*menuBar(), page_names()) {
  setAcceptDrops(true);
  QCoreApplication::instance()->installEventFilter(this);
  setWindowIcon(program_icon());
  files_ = new ScenarioFiles(document_, settings_.examples_folder, *this);
  exports_ = new ReportExport(controller_, *menu_.exports, *this);
  make_centre();
  levers_dock_ = new LeversDock(what_if_);
  addDockWidget(Qt::RightDockWidgetArea, levers_dock_);
  top_ = new TopBar(controller_, baseline_, state_);
  top_->export_button().setMenu(menu_.exports);
  addToolBar(top_);
  words_ = new ElidedLabel;
  statusBar()->addWidget(words_, 1);
  connect_menu();
  connect_files();
  connect_document();
  connect_run();
  if (settings_.remembers) {
    memory_ =
        std::make_unique<ScenarioMemory>(document_, what_if_.levers(), baseline_, controller_);
  }
  fill_examples();
  fill_recent();
  resize(1280, 800);
  turn_to(0);
  show_state();
}

MainWindow::~MainWindow() {
  // The members end before the widgets, whose last signals have nobody to go to.
  side_->disconnect(this);
  scenario_->editor().disconnect(this);
  delete levers_dock_;
  controller_.disconnect(this);
  state_.disconnect();
  baseline_.disconnect();
  alternatives_.disconnect();
}

void MainWindow::make_centre() {
  side_ = new SideList(side_entries());
  notice_ = new RecoveryNotice(recovery_);
  start_ = new StartPage(settings_.examples_folder);
  scenario_ = new ScenarioPane(form_, document_, controller_);
  results_ = new ResultPane(controller_, baseline_, alternatives_, state_);
  centre_ = new QStackedWidget;
  for (QWidget* part : std::initializer_list<QWidget*>{start_, scenario_, results_}) {
    centre_->addWidget(part);
  }
  auto* column = new QVBoxLayout;
  column->setSpacing(0);
  column->addWidget(notice_);
  column->addWidget(new DiskNotice(document_));
  column->addWidget(centre_, 1);
  auto* all = new QWidget;
  auto* row = new QHBoxLayout(all);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  row->addWidget(side_);
  row->addLayout(column, 1);
  setCentralWidget(all);
}

void MainWindow::connect_menu() {
  connect(menu_.make_new, &QAction::triggered, files_, &ScenarioFiles::start_new);
  connect(menu_.open, &QAction::triggered, files_, &ScenarioFiles::choose_any);
  connect(menu_.save, &QAction::triggered, files_, &ScenarioFiles::save);
  connect(menu_.save_as, &QAction::triggered, files_, &ScenarioFiles::save_as);
  connect(menu_.quit, &QAction::triggered, this, &QWidget::close);
  new UndoActions(*menu_.undo, *menu_.redo, editor(), document_);
  menu_.add_to_edit(scenario_->actions());
  menu_.add_dock(levers_dock_->toggleViewAction());
  connect(menu_.find, &QAction::triggered, this, [this] {
    find();
  });
  connect(menu_.run, &QAction::triggered, &controller_, &RunController::run);
  connect(menu_.cancel, &QAction::triggered, &controller_, &RunController::cancel);
  connect(menu_.reruns, &QAction::toggled, &controller_, &RunController::set_reruns);
  connect(menu_.pin, &QAction::triggered, &baseline_, &Baseline::pin);
  connect(menu_.unpin, &QAction::triggered, &baseline_, &Baseline::unpin);
  connect(menu_.about, &QAction::triggered, this, &MainWindow::show_about);
  connect(menu_.dark, &QAction::toggled, this, [this](bool dark) {
    apply_theme(*qApp, gui::theme(dark));
    set_theme(gui::theme(dark));
  });
  connect(menu_.languages, &QActionGroup::triggered, this, [this](const QAction* language) {
    choose_language(language->data().toString());
    say(tr("The window speaks it from its next start on"));
  });
  for (int page = 0; page < static_cast<int>(menu_.pages.size()); ++page) {
    connect(menu_.pages[static_cast<std::size_t>(page)], &QAction::triggered, this, [this, page] {
      show_page(page);
    });
  }
  connect(side_, &QListWidget::currentRowChanged, this, &MainWindow::show_page);
}

void MainWindow::connect_files() {
  connect(files_, &ScenarioFiles::opened, this, &MainWindow::take_document);
  connect(files_, &ScenarioFiles::recent_changed, this, &MainWindow::fill_recent);
  connect(files_, &ScenarioFiles::told, this, &MainWindow::say);
  connect(files_, &ScenarioFiles::saved, this, [this] {
    recovery_.forget();
    controller_.set_text(document_.source_path(), document_.text());
  });
  connect(exports_, &ReportExport::told, this, &MainWindow::say);
  connect(results_, &ResultPane::text_wanted, this, &MainWindow::take_wanted_text);
  connect(start_, &StartPage::example_chosen, files_, &ScenarioFiles::choose_copy);
  connect(start_, &StartPage::recent_chosen, files_, &ScenarioFiles::choose);
  connect(start_, &StartPage::open_wanted, files_, &ScenarioFiles::choose_any);
  connect(start_, &StartPage::new_wanted, files_, &ScenarioFiles::start_new);
  connect(notice_, &RecoveryNotice::accepted, this, &MainWindow::take_recovered);
}

void MainWindow::connect_document() {
  connect(&editor(), &YamlEditor::edited, this, [this] {
    has_moved_ = true;
    document_.set_text(editor().text());
  });
  connect(&document_, &Document::text_changed, this, &MainWindow::take_text);
  connect(&document_, &Document::state_changed, this, &MainWindow::show_state);
  connect(&document_, &Document::diagnostics_changed, this, [this] {
    scenario_->show_diagnostics(document_.diagnostics(), document_.source_path());
    show_state();
  });
  connect(&form_view(), &FormView::lever_wanted, &what_if_.levers(), &Levers::pin);
  connect(levers_dock_, &LeversDock::let_go, this, &MainWindow::take_results);
  autosave_.setSingleShot(true);
  connect(&autosave_, &QTimer::timeout, this, &MainWindow::keep_text);
}

void MainWindow::connect_run() {
  connect(&controller_, &RunController::checked, &document_, &Document::set_diagnostics);
  connect(&controller_, &RunController::checked, this, &MainWindow::take_check);
  connect(&controller_, &RunController::results_changed, this, &MainWindow::take_results);
  connect(&controller_, &RunController::fit_changed, this, &MainWindow::show_state);
  connect(&controller_, &RunController::running_changed, this, &MainWindow::take_running);
  connect(&controller_, &RunController::failed, this, [this] {
    show_page(0);
  });
  connect(&baseline_, &Baseline::pinned_changed, this, &MainWindow::take_results);
  for (int page = 0; page < page_count(); ++page) {
    connect(&results_->page(page), &Page::levers_wanted, this, &MainWindow::take_wanted_levers);
    connect(&results_->page(page), &Page::line_wanted, this, [this](int line) {
      show_page(0);
      editor().go_to(line, 1);
    });
  }
  connect(top_, &TopBar::variant_chosen, &what_if_, &WhatIf::set_variant);
  menu_.cancel->setEnabled(false);
}

bool MainWindow::open(const QString& path) {
  return files_->open(path);
}

bool MainWindow::open_copy(const QString& path) {
  return files_->open_copy(path);
}

void MainWindow::fill_examples() {
  for (const QString& path : example_files(settings_.examples_folder)) {
    const QString name = QDir(settings_.examples_folder).relativeFilePath(path);
    menu_.examples->addAction(name, files_, [this, path] {
      files_->choose_copy(path);
    });
  }
  menu_.examples->setEnabled(!menu_.examples->isEmpty());
}

void MainWindow::fill_recent() {
  const QStringList recent = ScenarioFiles::recent();
  start_->set_recent(recent);
  menu_.recent->clear();
  for (const QString& path : recent) {
    menu_.recent->addAction(path, files_, [this, path] {
      files_->choose(path);
    });
  }
  menu_.recent->setEnabled(!menu_.recent->isEmpty());
}

// Another document than before.
void MainWindow::take_document() {
  starts_empty_ = document_.source_path().isEmpty();
  controller_.forget();
  state_.forget();
  top_->set_variants({}, {});
  take_results();
  turn_to(0);
}

void MainWindow::take_recovered(const RecoveredText& found) {
  if (!files_->may_discard()) {
    return;
  }
  document_.restore(found.path, found.text);
  take_document();
  if (recovery_.keep(document_.path(), document_.text())) {  // ours now, should we be killed too
    notice_->settle();
  }
}

void MainWindow::take_wanted_text(const QString& path, const QString& text) {
  if (path.isEmpty()) {
    document_.set_text(text);
  } else if (files_->may_discard()) {
    document_.restore(path, text);
    take_document();
  }
}

void MainWindow::take_text() {
  editor().change_to(document_.text());
  controller_.set_text(document_.source_path(), document_.text());  // before what stands beside it
  if (form_.set_text(document_.text())) {
    what_if_.refresh();
  }
  if (!autosave_.isActive()) {  // also while one types without a pause
    autosave_.start(kAutosaveMs);
  }
  turn_to(shown_page());  // the start page has no text
}

void MainWindow::take_check() {
  form_.set_catalogue_prices(controller_.catalogue_prices());
  top_->set_variants(controller_.variants(), controller_.variant());
  what_if_.refresh();
}

void MainWindow::take_results() {
  form_.set_catalogue_prices(controller_.catalogue_prices());
  const bool had_results = std::exchange(has_results_, controller_.results() != nullptr);
  results_->set_dragging(levers_dock_->is_dragging());
  results_->take_results();
  top_->set_variants(controller_.variants(), controller_.variant());
  if (!had_results && has_results_ && shown_page() == 0 && !has_moved_) {
    turn_to(1);
  }
  what_if_.refresh();
  place_levers();
  show_state();
}

void MainWindow::take_running(bool running) {
  has_moved_ = has_moved_ && !running;
  menu_.cancel->setEnabled(running);
  show_state();
}

// From a bar or a ledger line.
void MainWindow::take_wanted_levers(const QStringList& fields) {
  if (fields.isEmpty()) {
    say(tr("The scenario states no price of this, and could state none"));
    return;
  }
  Levers& levers = what_if_.levers();
  QStringList told;
  for (const QString& field : fields) {
    const bool is_pinned = levers.find(field) != nullptr || levers.pin(field);
    const bool is_full = levers.all().size() >= Levers::kMost;
    told << (is_pinned ? tr("%1: is a lever").arg(field)
             : is_full ? tr("%1: no lever, there are %2").arg(field).arg(Levers::kMost)
                       : tr("%1: no number that a lever could move").arg(field));
  }
  levers_dock_->ask_for();
  say(told.join("; "));
}

void MainWindow::keep_text() {
  if (!document_.is_modified()) {
    recovery_.forget();
  } else if (!recovery_.keep(document_.path(), document_.text())) {
    say(tr("The text cannot be kept for recovery: save it soon."));
  }
}

void MainWindow::show_page(int index) {
  has_moved_ = true;
  turn_to(index);
}

void MainWindow::turn_to(int index) {
  const QSignalBlocker quiet(side_);
  side_->setCurrentRow(index);
  const bool is_new = document_.source_path().isEmpty() && document_.text().isEmpty();
  if (index > 0) {
    centre_->setCurrentWidget(results_);
    results_->show_page(index - 1);
  } else {
    centre_->setCurrentWidget(is_new && !starts_empty_ ? static_cast<QWidget*>(start_) : scenario_);
  }
  place_levers();
  exports_->set_page(index > 0 ? &results_->page(index - 1) : nullptr);
}

// Beside figures that they move.
void MainWindow::place_levers() {
  const int page = shown_page() - 1;
  levers_dock_->stand_beside(
      page >= 0 && results_->page(page).needs_results() && controller_.results() != nullptr,
      width() >= kWindowWithLevers);
}

void MainWindow::set_theme(const Theme& theme) {
  theme_ = theme;
  const QSignalBlocker quiet(menu_.dark);
  menu_.dark->setChecked(theme.is_dark);
  side_->set_theme(theme);
  top_->set_theme(theme);
  scenario_->set_theme(theme);
  scenario_->show_diagnostics(document_.diagnostics(), document_.source_path());
  results_->set_theme(theme);
  levers_dock_->set_theme(theme);
}

void MainWindow::show_state() {
  setWindowTitle(document_.name() + "[*] - Costwright");
  setWindowModified(document_.is_modified());
  top_->set_scenario(document_.name(), menu_.scenarios);
  top_->show_baseline();
  menu_.pin->setEnabled(has_results_ && !controller_.is_first_look());
  menu_.unpin->setEnabled(baseline_.is_pinned());
  exports_->enable();
  levers_dock_->show_state();
  results_->show_fit();
  show_badges();
  const int errors = error_count(document_.diagnostics());
  const bool is_new = document_.source_path().isEmpty() && document_.text().isEmpty();
  const bool is_moved = !what_if_.levers().changes().empty();
  say(is_new       ? tr("Open a scenario (Ctrl+O), or drop one here")
      : errors > 0 ? (errors == 1 ? tr("1 error") : tr("%1 errors").arg(errors))
      : controller_.fit() == RunController::Fit::kCurrent && is_moved
          ? tr("The results are those of the text with the levers where they are")
      : controller_.fit() == RunController::Fit::kCurrent ? tr("The results are those of the text")
                                                          : tr("Ready"));
}

void MainWindow::show_badges() {
  const int errors = error_count(document_.diagnostics());
  side_->set_badge(0, errors == 0
                          ? Badge()
                          : Badge{Badge::Kind::kError, QString::number(errors),
                                  errors == 1 ? tr("1 error") : tr("%1 errors").arg(errors)});
  const bool is_stale = controller_.fit() == RunController::Fit::kStale;
  const Badge badge = controller_.is_running() ? Badge{Badge::Kind::kRunning, "⟳", tr("running")}
                      : is_stale ? Badge{Badge::Kind::kStale, "▲", tr("of an earlier text")}
                                 : Badge();
  for (int page = 1; page <= page_count(); ++page) {
    side_->set_badge(page, badge);
  }
}

void MainWindow::say(const QString& text) {
  words_->set_whole_text(text);
}

void MainWindow::go_to_field(const QString& path, const Place& place) {
  show_page(0);
  form_view().reveal(path);
  form_view().setFocus();
  if (place.line > 0) {
    editor().go_to(place.line, place.column);
  }
}

std::vector<Findable> MainWindow::findables() {
  std::vector<Findable> found;
  for (QAction* action : menu_.commands()) {
    const bool is_page =
        std::find(menu_.pages.begin(), menu_.pages.end(), action) != menu_.pages.end();
    if (action->isEnabled() && action != menu_.find) {
      found.push_back({is_page ? tr("page") : tr("command"), action->text().remove('&'),
                       action->shortcut().toString(QKeySequence::NativeText), [action] {
                         action->trigger();
                       }});
    }
  }
  const auto fields = study::scenario_form(document_.text().toStdString());
  for (const study::FormField& field : fields.value_or(std::vector<study::FormField>{})) {
    const QString path = QString::fromStdString(field.path);
    found.push_back({tr("field"), path, QString::fromStdString(std::string(field.doc.doc)),
                     [this, path, place = field.place] {
                       go_to_field(path, place);
                     }});
  }
  return found;
}

Finder& MainWindow::find() {
  auto* finder = new Finder(findables(), this);
  finder->setAttribute(Qt::WA_DeleteOnClose);
  const QPoint middle = mapToGlobal(QPoint((width() - finder->width()) / 2, height() / 8));
  finder->move(middle);
  finder->show();
  finder->line().setFocus();
  return *finder;
}

void MainWindow::show_about() {
  QMessageBox::about(this, tr("About Costwright"),
                     tr("Costwright %1: what an AI system costs, why, and what to change.\n\n"
                        "Qt %2. Licence: Apache-2.0.")
                         .arg(qApp->applicationVersion(), qVersion()));
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (files_->may_discard()) {
    if (settings_.remembers) {
      remember(*this);
    }
    controller_.cancel();
    autosave_.stop();
    recovery_.forget();
    event->accept();
  } else {
    event->ignore();
  }
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QMainWindow::resizeEvent(event);
  side_->set_narrow(event->size().width() < kWideWindow);
  place_levers();
}

// A file is dropped on the window wherever the mouse is: a line of text would take its address as
// words, and a chart would swallow it.
bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
  const bool is_drag = event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove ||
                       event->type() == QEvent::Drop;
  const auto* widget = is_drag ? qobject_cast<QWidget*>(watched) : nullptr;
  if (widget == nullptr || widget->window() != this) {
    return QMainWindow::eventFilter(watched, event);
  }
  auto* drag = static_cast<QDropEvent*>(event);  // the others are kinds of it
  const auto urls = drag->mimeData()->urls();
  if (urls.isEmpty() || !urls.front().isLocalFile()) {
    return false;
  }
  drag->acceptProposedAction();
  if (event->type() == QEvent::Drop) {
    files_->choose(urls.front().toLocalFile());
  }
  return true;
}

}  // namespace costwright::gui
