#pragma once
// The scenario's text: highlighting, folding, and diagnostics as squiggles with marks in the
// margin.
#include <vector>

#include <Qsci/qsciscintilla.h>

#include "core/diagnostics.h"
#include "gui/widgets/theme.h"

namespace costwright::gui {

class YamlEditor : public QsciScintilla {
  Q_OBJECT
 public:
  explicit YamlEditor(QWidget* parent = nullptr);

  void set_theme(const Theme& theme);
  // Only what differs is replaced, as one step of undo; cursor and scrolling stay.
  void change_to(const QString& text);
  void show_diagnostics(const std::vector<Diagnostic>& diagnostics, const QString& path);
  void go_to(int line, int column);   // from 1
  int marked_lines() const;           // with a diagnostic
  QString squiggled(int line) const;  // what is underlined there; line from 1

 Q_SIGNALS:
  void edited();  // once for each change, unlike textChanged, which comes for its parts

 private:
  enum Indicator { kErrorSquiggle = 8, kWarningSquiggle };
  enum Marker { kErrorMark = 1, kWarningMark };

  bool is_changing_ = false;
};

}  // namespace costwright::gui
