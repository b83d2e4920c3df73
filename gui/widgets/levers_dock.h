#pragma once
// Beside the results: the levers, each with its value, a slider and what kind it is; a search that
// pins more; and what becomes of them: written into the text, kept as a variant, taken back.
#include <map>
#include <optional>

#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSlider>
#include <QVBoxLayout>

#include "gui/jobs/what_if.h"
#include "gui/widgets/theme.h"

namespace costwright::gui {

class LeverRow : public QWidget {
  Q_OBJECT
 public:
  LeverRow(Levers& levers, const QString& path, QWidget* parent = nullptr);

  void refresh();
  void set_theme(const Theme& theme);
  QSlider& slider() { return *slider_; }
  QLineEdit& value() { return *value_; }
  QString kind() const { return kind_->text(); }

 private:
  void enter();
  void show_problem(const QString& why);

  Levers& levers_;
  QString path_;
  Theme theme_;
  QLabel *name_ = nullptr, *kind_ = nullptr, *problem_ = nullptr;
  QLineEdit* value_ = nullptr;
  QSlider* slider_ = nullptr;
  QPushButton* reset_ = nullptr;
};

class LeversDock : public QDockWidget {
  Q_OBJECT
 public:
  explicit LeversDock(WhatIf& what_if, QWidget* parent = nullptr);

  void set_theme(const Theme& theme);
  // Seen beside results where there is room, unless it was closed or asked for.
  void stand_beside(bool is_result, bool has_room);
  void ask_for();     // to be seen beside results from now on
  void show_state();  // of the buttons: the variant that is chosen may be another
  bool is_dragging() const;
  LeverRow* row(const QString& path) const;  // null: not pinned
  QLineEdit& search() { return *search_; }
  QListWidget& found() { return *found_; }
  QPushButton& apply_button() { return *apply_; }
  QPushButton& reset_button() { return *reset_; }
  QString problem() const { return problem_->text(); }

 Q_SIGNALS:
  void let_go();  // of a slider

 protected:
  void closeEvent(QCloseEvent* event) override;

 private:
  QWidget* make_search();
  QWidget* make_buttons();
  void rebuild();
  void refresh(const QString& path);
  void show_found();
  void pin(const QListWidgetItem* item);
  void ask_for_variant();

  WhatIf& what_if_;
  Theme theme_;
  std::optional<bool> is_asked_for_;  // by the user; false: was closed
  QLineEdit* search_ = nullptr;
  QListWidget* found_ = nullptr;
  QWidget* box_ = nullptr;  // of the rows
  QVBoxLayout* rows_layout_ = nullptr;
  std::map<QString, LeverRow*> rows_;
  QLabel* problem_ = nullptr;
  QPushButton *apply_ = nullptr, *keep_ = nullptr, *reset_ = nullptr;
};

}  // namespace costwright::gui
