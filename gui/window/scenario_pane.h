#pragma once
// The scenario as text and form, what finds something in both, and the problems found in it.
#include <QListWidget>
#include <QSplitter>
#include <QWidget>

#include "gui/widgets/form_panel.h"
#include "gui/widgets/yaml_editor.h"
#include "gui/window/scenario_link.h"

namespace costwright::gui {

class ScenarioPane : public QWidget {
  Q_OBJECT
 public:
  ScenarioPane(FormModel& form,
               Document& document,
               RunController& controller,
               QWidget* parent = nullptr);

  YamlEditor& editor() { return *editor_; }
  FormPanel& form_panel() { return *form_panel_; }
  const std::vector<QAction*>& actions() const { return link_->actions(); }  // for a menu
  QListWidget& problems() { return *problems_; }
  std::vector<QSplitter*> splitters() { return {beside_, above_}; }
  void set_theme(const Theme& theme);
  void show_diagnostics(const std::vector<Diagnostic>& diagnostics, const QString& path);

 private:
  QWidget* make_text(FindBar* find_bar);

  FormModel& form_;
  YamlEditor* editor_ = nullptr;
  FormPanel* form_panel_ = nullptr;
  ScenarioLink* link_ = nullptr;
  QListWidget* problems_ = nullptr;
  QSplitter *beside_ = nullptr, *above_ = nullptr;
  Theme theme_;
};

}  // namespace costwright::gui
