#pragma once
// The scenario's text: highlighting, folding, diagnostics as squiggles with marks in the margin,
// names that complete what is typed (Ctrl+Space), and what a word means under the mouse.
#include <functional>
#include <vector>

#include <Qsci/qsciscintilla.h>

#include "core/diagnostics.h"
#include "gui/widgets/theme.h"

namespace costwright::gui {

class YamlEditor : public QsciScintilla {
  Q_OBJECT
 public:
  explicit YamlEditor(QWidget* parent = nullptr);

  // What may stand at a place (line and column from 1, in bytes), and how long the word before it
  // is that is meant.
  struct Offer {
    QStringList names;
    int typed = 0;
  };
  using Complete = std::function<Offer(int line, int column)>;
  using Explain = std::function<QString(int line, int column)>;
  void set_complete(Complete complete) { complete_ = std::move(complete); }
  void set_explain(Explain explain) { explain_ = std::move(explain); }
  void show_offer();                             // the list, where there is one
  QString explained(int line, int index) const;  // a diagnostic there, else what the word means

  void set_theme(const Theme& theme);
  // Only what differs is replaced, as one step of undo; cursor and scrolling stay.
  void change_to(const QString& text);
  void show_diagnostics(const std::vector<Diagnostic>& diagnostics, const QString& path);
  void go_to(int line, int column);       // from 1
  void show_place(int line, int column);  // the same, but the focus stays where it is
  void forget_undo();                     // of another document
  bool go_to_next_problem();          // after the cursor, then from the top; false: there is none
  int marked_lines() const;           // with a diagnostic
  QString squiggled(int line) const;  // what is underlined there; line from 1

 Q_SIGNALS:
  void place_changed(int line, int column);  // of the cursor, from 1, in bytes
  void edited();  // once for each change, unlike textChanged, which comes for its parts
  void undo_changed();

 protected:
  // Who comes with Tab goes on with Tab; who has typed or clicked indents with it.
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  bool viewportEvent(QEvent* event) override;

 private:
  enum Indicator { kErrorSquiggle = 8, kWarningSquiggle };
  enum Marker { kErrorMark = 1, kWarningMark };

  int byte_column(int line, int index) const;

  Complete complete_;
  Explain explain_;
  std::vector<Diagnostic> diagnostics_;
  bool is_changing_ = false;
  bool is_passing_ = false;  // by Tab
};

}  // namespace costwright::gui
