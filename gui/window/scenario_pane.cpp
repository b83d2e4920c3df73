#include "gui/window/scenario_pane.h"

#include <algorithm>

#include <QVBoxLayout>

namespace costwright::gui {
namespace {

constexpr int kMostProblemRows = 6;

QString problem_text(const Diagnostic& diagnostic) {
  const Place& place = diagnostic.place;
  const bool is_error = diagnostic.severity == Severity::kError;
  QString text = place.line > 0 ? ScenarioPane::tr("Line %1").arg(place.line)
                                : QString::fromStdString(place.file);
  text += is_error ? ": " : ScenarioPane::tr(", warning: ");
  text += QString::fromStdString(diagnostic.message);
  return diagnostic.hint.empty() ? text : text + "; " + QString::fromStdString(diagnostic.hint);
}

}  // namespace

ScenarioPane::ScenarioPane(FormModel& form,
                           Document& document,
                           RunController& controller,
                           QWidget* parent)
    : QWidget(parent), form_(form), theme_(gui::theme(false)) {
  editor_ = new YamlEditor;
  editor_->setAcceptDrops(false);  // a dropped file opens, it is not pasted
  form_panel_ = new FormPanel(form, document);
  auto* find_bar = new FindBar(*editor_);
  link_ = new ScenarioLink(*editor_, *find_bar, *form_panel_, form, controller);
  problems_ = new QListWidget;
  problems_->setAccessibleName(tr("Problems"));
  problems_->setFrameShape(QFrame::NoFrame);
  problems_->setWordWrap(true);
  problems_->hide();
  beside_ = new QSplitter(Qt::Horizontal);
  beside_->setObjectName("text and form");
  beside_->addWidget(make_text(find_bar));
  beside_->addWidget(form_panel_);
  beside_->setStretchFactor(0, 3);
  beside_->setStretchFactor(1, 2);
  above_ = new QSplitter(Qt::Vertical);
  above_->setObjectName("scenario and problems");
  above_->addWidget(beside_);
  above_->addWidget(problems_);
  above_->setStretchFactor(0, 5);
  above_->setStretchFactor(1, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(above_);
  connect(problems_, &QListWidget::itemClicked, this, [this](const QListWidgetItem* item) {
    editor_->go_to(item->data(Qt::UserRole).toInt(), item->data(Qt::UserRole + 1).toInt());
  });
}

QWidget* ScenarioPane::make_text(FindBar* find_bar) {
  auto* text = new QWidget;
  auto* column = new QVBoxLayout(text);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(editor_, 1);
  column->addWidget(find_bar);
  return text;
}

void ScenarioPane::set_theme(const Theme& theme) {
  theme_ = theme;
  editor_->set_theme(theme);
  form_panel_->set_theme(theme);
}

void ScenarioPane::show_diagnostics(const std::vector<Diagnostic>& diagnostics,
                                    const QString& path) {
  editor_->show_diagnostics(diagnostics, path);
  form_.set_diagnostics(diagnostics, path);
  problems_->clear();
  for (const Diagnostic& diagnostic : diagnostics) {
    const Place& place = diagnostic.place;
    auto* item = new QListWidgetItem(problem_text(diagnostic));
    item->setForeground(diagnostic.severity == Severity::kError ? theme_.error : theme_.warning);
    item->setData(Qt::UserRole, place.line);
    item->setData(Qt::UserRole + 1, place.column);
    problems_->addItem(item);
  }
  const int rows = std::min(problems_->count(), kMostProblemRows);
  problems_->setMaximumHeight(rows * (problems_->fontMetrics().height() + 8) + 8);
  problems_->setVisible(rows > 0);
}

}  // namespace costwright::gui
