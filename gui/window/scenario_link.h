#pragma once
// What text and form know of each other: a field and its line show each other, names complete what
// is typed, a word is explained under the mouse; and the commands that belong to both.
#include <vector>

#include <QAction>

#include "gui/jobs/run_controller.h"
#include "gui/widgets/find_bar.h"
#include "gui/widgets/form_panel.h"

namespace costwright::gui {

class ScenarioLink : public QObject {
  Q_OBJECT
 public:
  ScenarioLink(YamlEditor& editor,
               FindBar& find_bar,
               FormPanel& form_panel,
               FormModel& form,
               RunController& controller);

  // Find, replace, next problem, from text to form and back: for a menu.
  const std::vector<QAction*>& actions() const { return actions_; }

 private:
  void add_action(const QString& name, const QKeySequence& key, const std::function<void()>& act);
  YamlEditor::Offer offer(int line, int column);
  QString explain(int line, int column) const;
  QStringList names_of(const QString& field);
  void show_line_of(const QString& field);
  void change_sides();

  YamlEditor& editor_;
  FindBar& find_bar_;
  FormPanel& form_panel_;
  FormModel& form_;
  RunController& controller_;
  std::vector<QAction*> actions_;
  std::pair<int, int> shown_;  // the place of a field that was chosen: it stays so
};

}  // namespace costwright::gui
