#pragma once
// The window: the scenario as text and form, the pages of results, and what wires them to the
// models.
#include <QLabel>
#include <QListWidget>
#include <QMainWindow>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>

#include "gui/models/document.h"
#include "gui/models/recovery.h"
#include "gui/pages/page.h"
#include "gui/widgets/form_panel.h"
#include "gui/widgets/levers_dock.h"
#include "gui/widgets/yaml_editor.h"
#include "gui/window/scenario_link.h"

namespace costwright::gui {

struct WindowSettings {
  RunSettings run;
  QString recovery_folder;
  QString examples_folder;  // scenarios/ as shipped; "" when there are none
};

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  explicit MainWindow(WindowSettings settings, QWidget* parent = nullptr);
  ~MainWindow() override;

  bool open(const QString& path);  // false: the status bar and the list of problems say why
  void set_theme(const Theme& theme);
  void show_page(int index);  // 0: the scenario, then result_pages()

  Document& document() { return document_; }
  RunController& controller() { return controller_; }
  Baseline& baseline() { return baseline_; }
  YamlEditor& editor() { return *editor_; }
  FormModel& form() { return form_; }
  FormView& form_view() { return form_panel_->view(); }
  FormPanel& form_panel() { return *form_panel_; }
  WhatIf& what_if() { return what_if_; }
  LeversDock& levers_dock() { return *levers_dock_; }
  QProgressBar& progress() { return *progress_; }
  QPushButton& cancel_button() { return *cancel_; }
  QMenu& recent_menu() { return *recent_; }
  QListWidget& problems() { return *problems_; }
  Page& page(int index) { return *pages_[static_cast<std::size_t>(index)]; }
  int page_count() const { return static_cast<int>(pages_.size()); }
  QString fit_mark() const { return fit_mark_->text(); }  // "": the results are of the text
  bool is_offering_recovery() const { return notice_->isVisibleTo(this); }
  void accept_recovery();

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void make_scenario_page();
  void make_result_pages();
  void make_menus();
  void make_file_menu();
  void make_run_menu();
  void make_tool_bar();
  void make_status_bar();
  void make_notice();
  void connect_models();
  void offer_recovery();
  void fill_recent();
  void take_text();
  void take_diagnostics();
  void take_results();
  void refresh_page();
  QString caveat() const;
  void show_state();
  void show_fit();
  void show_baseline();
  void say(const QString& text);
  bool may_discard();
  bool save();
  bool save_as();
  bool write_to(const QString& path);

  WindowSettings settings_;
  Document document_;
  FormModel form_;
  Recovery recovery_;
  RunController controller_;
  Baseline baseline_{controller_};
  WhatIf what_if_{document_, form_, controller_};
  Theme theme_;
  std::optional<RecoveredText> recovered_;
  QTabWidget* tabs_ = nullptr;
  YamlEditor* editor_ = nullptr;
  FormPanel* form_panel_ = nullptr;
  ScenarioLink* link_ = nullptr;
  QListWidget* problems_ = nullptr;
  LeversDock* levers_dock_ = nullptr;
  std::vector<Page*> pages_;
  std::vector<QStackedWidget*> stacks_;  // "nothing yet" or the page
  std::vector<bool> outdated_;
  QMenu* recent_ = nullptr;
  QAction *run_action_ = nullptr, *cancel_action_ = nullptr, *dark_action_ = nullptr;
  QAction *pin_action_ = nullptr, *unpin_action_ = nullptr;
  QLabel *state_ = nullptr, *notice_text_ = nullptr, *fit_mark_ = nullptr;
  QProgressBar* progress_ = nullptr;
  QPushButton* cancel_ = nullptr;
  QWidget* notice_ = nullptr;
  QTimer autosave_;
};

}  // namespace costwright::gui
