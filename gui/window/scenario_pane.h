#pragma once
// The scenario as text and form, and the problems found in it.
#include <QListWidget>
#include <QSplitter>
#include <QWidget>

#include "gui/widgets/form_view.h"
#include "gui/widgets/yaml_editor.h"

namespace costwright::gui {

class ScenarioPane : public QWidget {
  Q_OBJECT
 public:
  explicit ScenarioPane(FormModel& form, QWidget* parent = nullptr);

  YamlEditor& editor() { return *editor_; }
  FormView& form_view() { return *form_view_; }
  QListWidget& problems() { return *problems_; }
  std::vector<QSplitter*> splitters() { return {beside_, above_}; }
  void set_theme(const Theme& theme);
  void show_diagnostics(const std::vector<Diagnostic>& diagnostics, const QString& path);

 private:
  YamlEditor* editor_ = nullptr;
  FormView* form_view_ = nullptr;
  QListWidget* problems_ = nullptr;
  QSplitter *beside_ = nullptr, *above_ = nullptr;
  Theme theme_;
};

}  // namespace costwright::gui
