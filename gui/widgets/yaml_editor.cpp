#include "gui/widgets/yaml_editor.h"

#include <algorithm>

#include <QFontDatabase>
#include <Qsci/qscilexeryaml.h>

namespace costwright::gui {

namespace {

// A diagnostic's column counts bytes from 1, the editor characters from 0.
int index_of(const QString& line, int column) {
  return static_cast<int>(QString::fromUtf8(line.toUtf8().left(std::max(0, column - 1))).size());
}

}  // namespace

YamlEditor::YamlEditor(QWidget* parent) : QsciScintilla(parent) {
  setUtf8(true);
  setEolMode(EolUnix);
  setIndentationsUseTabs(false);
  setIndentationWidth(2);
  setTabWidth(2);
  setAutoIndent(true);
  setFrameShape(QFrame::NoFrame);
  setAccessibleName(tr("Scenario text"));
  auto* lexer = new QsciLexerYAML(this);
  lexer->setDefaultFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  setLexer(lexer);
  setMarginType(0, NumberMargin);
  setMarginWidth(0, "0000");
  setScrollWidth(1);
  setScrollWidthTracking(true);
  setMarginType(1, SymbolMargin);
  setMarginWidth(1, 16);
  setMarginMarkerMask(1, (1 << kErrorMark) | (1 << kWarningMark));
  setFolding(PlainFoldStyle, 2);
  markerDefine(Circle, kErrorMark);
  markerDefine(Circle, kWarningMark);
  indicatorDefine(SquiggleIndicator, kErrorSquiggle);
  indicatorDefine(SquiggleIndicator, kWarningSquiggle);
  set_theme(gui::theme(false));
  connect(this, &QsciScintilla::textChanged, this, [this] {
    if (!is_changing_) {
      Q_EMIT edited();
    }
  });
}

void YamlEditor::set_theme(const Theme& theme) {
  QsciLexer* yaml = lexer();
  const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
  for (int style = 0; style <= QsciLexerYAML::Operator; ++style) {
    yaml->setFont(fixed, style);
    yaml->setPaper(theme.base, style);
    yaml->setColor(theme.text, style);
  }
  yaml->setDefaultPaper(theme.base);
  yaml->setDefaultColor(theme.text);
  yaml->setColor(theme.faint, QsciLexerYAML::Comment);
  yaml->setColor(theme.accent, QsciLexerYAML::Identifier);
  yaml->setColor(theme.is_dark ? QColor("#7ee0b8") : QColor("#00694a"), QsciLexerYAML::Number);
  yaml->setColor(theme.is_dark ? QColor("#e3b341") : QColor("#8a5a00"), QsciLexerYAML::Reference);
  yaml->setColor(theme.error, QsciLexerYAML::SyntaxErrorMarker);
  setPaper(theme.base);
  setColor(theme.text);
  setCaretForegroundColor(theme.text);
  setCaretLineVisible(true);
  setCaretLineBackgroundColor(theme.window);
  setSelectionBackgroundColor(theme.accent);
  setSelectionForegroundColor(Qt::white);
  setMarginsBackgroundColor(theme.window);
  setMarginsForegroundColor(theme.faint);
  setFoldMarginColors(theme.window, theme.window);
  constexpr int kFirstFoldMark = SC_MARKNUM_FOLDEREND;
  constexpr int kLastFoldMark = SC_MARKNUM_FOLDEROPEN;
  for (int mark = kFirstFoldMark; mark <= kLastFoldMark; ++mark) {
    setMarkerBackgroundColor(theme.faint, mark);
    setMarkerForegroundColor(theme.faint, mark);
  }
  setMarkerBackgroundColor(theme.error, kErrorMark);
  setMarkerForegroundColor(theme.error, kErrorMark);
  setMarkerBackgroundColor(theme.warning, kWarningMark);
  setMarkerForegroundColor(theme.warning, kWarningMark);
  setIndicatorForegroundColor(theme.error, kErrorSquiggle);
  setIndicatorForegroundColor(theme.warning, kWarningSquiggle);
}

void YamlEditor::change_to(const QString& text) {
  const QByteArray now = this->text().toUtf8();
  const QByteArray wanted = text.toUtf8();
  if (now == wanted) {
    return;
  }
  const auto is_inside = [](const QByteArray& bytes, qsizetype at) {  // of a character
    return at < bytes.size() && (static_cast<unsigned char>(bytes[at]) & 0xc0) == 0x80;
  };
  const qsizetype shorter = std::min(now.size(), wanted.size());
  qsizetype first = 0;
  while (first < shorter && now[first] == wanted[first]) {
    ++first;
  }
  while (first > 0 && (is_inside(now, first) || is_inside(wanted, first))) {
    --first;
  }
  qsizetype last = 0;
  while (last < shorter - first && now[now.size() - 1 - last] == wanted[wanted.size() - 1 - last]) {
    ++last;
  }
  while (last > 0 && is_inside(now, now.size() - last)) {
    --last;
  }
  const QByteArray middle = wanted.mid(first, wanted.size() - first - last);
  is_changing_ = true;
  beginUndoAction();
  SendScintilla(SCI_SETTARGETSTART, static_cast<unsigned long>(first));
  SendScintilla(SCI_SETTARGETEND, static_cast<unsigned long>(now.size() - last));
  SendScintilla(SCI_REPLACETARGET, static_cast<uintptr_t>(middle.size()), middle.constData());
  endUndoAction();
  is_changing_ = false;
  Q_EMIT edited();
}

void YamlEditor::show_diagnostics(const std::vector<Diagnostic>& diagnostics, const QString& path) {
  markerDeleteAll(kErrorMark);
  markerDeleteAll(kWarningMark);
  const int end_line = lines() - 1;
  for (const int indicator : {kErrorSquiggle, kWarningSquiggle}) {
    clearIndicatorRange(0, 0, end_line, static_cast<int>(text(end_line).size()), indicator);
  }
  for (const Diagnostic& diagnostic : diagnostics) {
    const int line = diagnostic.place.line - 1;
    if (line < 0 || line > end_line || QString::fromStdString(diagnostic.place.file) != path) {
      continue;
    }
    const bool is_error = diagnostic.severity == Severity::kError;
    const QString shown = text(line);
    const int length = static_cast<int>(
        shown.trimmed().isEmpty() ? shown.size() : shown.lastIndexOf(shown.trimmed().back()) + 1);
    const int first =
        std::clamp(index_of(shown, diagnostic.place.column), 0, std::max(0, length - 1));
    markerAdd(line, is_error ? kErrorMark : kWarningMark);
    fillIndicatorRange(line, first, line, length, is_error ? kErrorSquiggle : kWarningSquiggle);
  }
}

void YamlEditor::go_to(int line, int column) {
  setCursorPosition(std::max(0, line - 1), index_of(text(std::max(0, line - 1)), column));
  ensureLineVisible(std::max(0, line - 1));
  ensureCursorVisible();
  setFocus();
}

QString YamlEditor::squiggled(int line) const {
  QString found;
  const QString shown = text(line - 1);
  for (int i = 0; i < shown.size(); ++i) {
    const auto at = static_cast<unsigned long>(positionFromLineIndex(line - 1, i));
    for (const long indicator : {kErrorSquiggle, kWarningSquiggle}) {
      if (SendScintilla(SCI_INDICATORVALUEAT, static_cast<unsigned long>(indicator),
                        static_cast<long>(at)) != 0) {
        found += shown[i];
      }
    }
  }
  return found;
}

int YamlEditor::marked_lines() const {
  int count = 0;
  for (int line = 0; line < lines(); ++line) {
    count += markersAtLine(line) & ((1 << kErrorMark) | (1 << kWarningMark)) ? 1 : 0;
  }
  return count;
}

}  // namespace costwright::gui
