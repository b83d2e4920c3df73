#pragma once
// The window: a side list of pages, a bar that is always in sight, the scenario, the pages of its
// results, and what wires them to the models. Panels (QDockWidget) go to the right of it.
#include <QMainWindow>
#include <QStackedWidget>
#include <QTimer>

#include "gui/models/document.h"
#include "gui/models/recovery.h"
#include "gui/pages/page.h"
#include "gui/widgets/levers_dock.h"
#include "gui/window/finder.h"
#include "gui/window/main_menu.h"
#include "gui/window/recovery_notice.h"
#include "gui/window/report_export.h"
#include "gui/window/result_pane.h"
#include "gui/window/scenario_files.h"
#include "gui/window/scenario_memory.h"
#include "gui/window/scenario_pane.h"
#include "gui/window/side_list.h"
#include "gui/window/start_page.h"
#include "gui/window/top_bar.h"

namespace costwright::gui {

struct WindowSettings {
  RunSettings run;
  QString recovery_folder;
  QString examples_folder;  // scenarios/ as shipped; "" when there are none
  bool remembers = false;   // how the window was left (window_memory.h)
};

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  explicit MainWindow(WindowSettings settings, QWidget* parent = nullptr);
  ~MainWindow() override;

  bool open(const QString& path);       // false: the status bar and the list of problems say why
  bool open_copy(const QString& path);  // without a file of its own: of an example
  void set_theme(const Theme& theme);
  void show_page(int index);  // 0: the scenario, then result_pages()
  int shown_page() const { return side_->currentRow(); }

  Document& document() { return document_; }
  RunController& controller() { return controller_; }
  Baseline& baseline() { return baseline_; }
  YamlEditor& editor() { return scenario_->editor(); }
  FormModel& form() { return form_; }
  FormView& form_view() { return form_panel().view(); }
  FormPanel& form_panel() { return scenario_->form_panel(); }
  WhatIf& what_if() { return what_if_; }
  LeversDock& levers_dock() { return *levers_dock_; }
  SideList& side_list() { return *side_; }
  TopBar& top_bar() { return *top_; }
  ResultPane& results() { return *results_; }
  StartPage& start_page() { return *start_; }
  bool is_dark() const { return theme_.is_dark; }
  QProgressBar& progress() { return top_->progress(); }
  QPushButton& cancel_button() { return top_->cancel_button(); }
  QMenu& recent_menu() { return *menu_.recent; }
  QListWidget& problems() { return scenario_->problems(); }
  Page& page(int index) { return results_->page(index); }
  int page_count() const { return results_->page_count(); }
  QString fit_mark() const { return results_->fit_mark(); }  // "": the results are of the text
  bool is_offering_recovery() const { return notice_->is_offering(); }
  void accept_recovery() { notice_->accept(); }
  Finder& find();  // opened

 protected:
  void closeEvent(QCloseEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void make_centre();
  void connect_menu();
  void connect_files();
  void connect_document();
  void connect_run();
  void fill_examples();
  void fill_recent();
  void take_document();
  void take_text();
  void take_recovered(const RecoveredText& found);
  void take_wanted_text(const QString& path, const QString& text);
  void take_check();
  void take_results();
  void take_running(bool running);
  void take_wanted_levers(const QStringList& fields);
  void turn_to(int index);
  void place_levers();
  void go_to_field(const QString& path, const Place& place);
  std::vector<Findable> findables();
  void keep_text();
  void show_state();
  void show_badges();
  void show_about();
  void say(const QString& text);

  WindowSettings settings_;
  Document document_;
  FormModel form_;
  Recovery recovery_;
  RunController controller_;
  Baseline baseline_{controller_};
  WhatIf what_if_{document_, form_, controller_};
  Alternatives alternatives_{controller_};
  RunState state_{controller_};
  std::unique_ptr<ScenarioMemory> memory_;  // null: nothing is remembered
  Theme theme_;
  MainMenu menu_;
  ScenarioFiles* files_ = nullptr;
  ReportExport* exports_ = nullptr;
  SideList* side_ = nullptr;
  TopBar* top_ = nullptr;
  RecoveryNotice* notice_ = nullptr;
  LeversDock* levers_dock_ = nullptr;
  QStackedWidget* centre_ = nullptr;  // start page, scenario, results
  StartPage* start_ = nullptr;
  ScenarioPane* scenario_ = nullptr;
  ResultPane* results_ = nullptr;
  ElidedLabel* words_ = nullptr;  // of the status bar
  bool has_results_ = false;      // seen by take_results
  bool has_moved_ = false;        // since the run began the user turned a page or typed
  bool starts_empty_ = false;     // an empty scenario is wanted, not the start page
  QTimer autosave_;
};

}  // namespace costwright::gui
