#pragma once
// The pages of results under a heading that says how they fit the text. Until there are results it
// shows how far the run is; results that are not of the text are dimmed.
#include <vector>

#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>

#include "gui/jobs/run_state.h"
#include "gui/pages/page.h"
#include "gui/widgets/elided_label.h"

namespace costwright::gui {

class ResultPane : public QWidget {
  Q_OBJECT
 public:
  ResultPane(RunController& controller,
             Baseline& baseline,
             Alternatives& alternatives,
             const RunState& state,
             QWidget* parent = nullptr);

  void show_page(int index);  // of result_pages()
  void take_results();        // other results, or other colours: pages are shown anew when seen
  void show_fit();
  void set_dragging(bool dragging) { is_dragging_ = dragging; }  // of a slider
  void set_theme(const Theme& theme);

  Page& page(int index) { return *pages_[static_cast<std::size_t>(index)]; }
  int page_count() const { return static_cast<int>(pages_.size()); }
  QString fit_mark() const { return fit_mark_->whole_text(); }  // "": the results are of the text
  // A page would have this text in place of the document's; with a path as another document.
  Q_SIGNAL void text_wanted(const QString& path, const QString& text);
  bool is_dimmed() const { return veil_->isVisibleTo(this); }

 private:
  QWidget* make_waiting();
  void show_waiting();
  void refresh();
  bool is_stale() const;
  QString caveat() const;

  RunController& controller_;
  Baseline& baseline_;
  Alternatives& alternatives_;
  const RunState& state_;
  Theme theme_;
  int index_ = 0;
  bool is_dragging_ = false;
  std::vector<Page*> pages_;
  std::vector<bool> outdated_;
  QStackedWidget* stack_ = nullptr;  // the pages, and what is shown before there are results
  QWidget *waiting_ = nullptr, *veil_ = nullptr;
  QLabel *title_ = nullptr, *wait_words_ = nullptr;
  ElidedLabel* fit_mark_ = nullptr;
  QProgressBar* wait_progress_ = nullptr;
  QPushButton *wait_run_ = nullptr, *wait_cancel_ = nullptr;
};

}  // namespace costwright::gui
