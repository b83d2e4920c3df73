#pragma once
// A page of results. A new one is a widget and one line in the table of pages.cpp.
#include <functional>
#include <vector>

#include <QWidget>

#include "gui/jobs/alternatives.h"
#include "gui/jobs/baseline.h"
#include "gui/widgets/theme.h"

namespace costwright::gui {

class TableView;

// What a page shows; it outlives the call only until the next one.
struct Shown {
  const study::Evaluation& run;
  QString caveat;  // of every figure: "refining"; "": none
  Baseline& baseline;
  Alternatives& alternatives;
  bool is_dragging = false;  // a slider is held: axes stay
};

class Page : public QWidget {
  Q_OBJECT
 public:
  using QWidget::QWidget;
  // Once, before anything is shown.
  virtual void meet(RunController& /*controller*/) {}
  virtual bool needs_results() const { return true; }
  virtual void show_results(const Shown& shown) = 0;  // called while the page is seen
  virtual void set_theme(const Theme& /*theme*/) {}
  virtual std::vector<TableView*> tables() { return {}; }
  virtual bool has_chart() const { return false; }
  virtual void export_chart() {}  // asks where to; only where there is one

 Q_SIGNALS:
  // In place of the document's text; with a path as another document, which is not saved yet.
  void text_wanted(const QString& path, const QString& text);
  void line_wanted(int line);                     // of the scenario's text, from 1
  void levers_wanted(const QStringList& fields);  // none: there is no field behind what was chosen
};

struct PageInfo {
  const char* name;  // in the side list, English
  const char* file;  // of its screenshot, and of its icon
  std::function<Page*()> make;
  bool begins_group = false;  // a line above it
};

const std::vector<PageInfo>& result_pages();
QString page_name(const PageInfo& info);  // in the language of the window

}  // namespace costwright::gui
