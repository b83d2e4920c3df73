#include "gui/widgets/yaml_editor.h"

#include <algorithm>

#include <QFocusEvent>
#include <QFontDatabase>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>
#include <Qsci/qscilexeryaml.h>

namespace costwright::gui {

namespace {

constexpr char kListSeparator = '\n';  // names hold spaces

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
  SendScintilla(SCI_AUTOCSETSEPARATOR, static_cast<unsigned long>(kListSeparator));
  set_theme(gui::theme(false));
  connect(this, &QsciScintilla::cursorPositionChanged, this, [this](int line, int index) {
    Q_EMIT place_changed(line + 1, byte_column(line, index));
  });
  connect(this, &QsciScintillaBase::SCN_CHARADDED, this, [this](int letter) {
    if (QChar(letter).isLetterOrNumber() || letter == '_') {
      show_offer();
    }
  });
  connect(this, &QsciScintilla::textChanged, this, [this] {
    if (!is_changing_) {
      Q_EMIT edited();
    }
    Q_EMIT undo_changed();
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
  diagnostics_.clear();
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.place.line > 0 && QString::fromStdString(diagnostic.place.file) == path) {
      diagnostics_.push_back(diagnostic);
    }
  }
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

void YamlEditor::forget_undo() {
  SendScintilla(SCI_EMPTYUNDOBUFFER);
  Q_EMIT undo_changed();
}

void YamlEditor::keyPressEvent(QKeyEvent* event) {
  const bool is_forward = event->key() == Qt::Key_Tab;
  if (is_passing_ && (is_forward || event->key() == Qt::Key_Backtab)) {
    // The editor's own stays where it is.
    QAbstractScrollArea::focusNextPrevChild(is_forward);  // NOLINT(bugprone-parent-virtual-call)
    return;
  }
  if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
    show_offer();
    return;
  }
  is_passing_ = is_passing_ && event->text().isEmpty();  // Shift alone is no typing
  QsciScintilla::keyPressEvent(event);
}

void YamlEditor::mousePressEvent(QMouseEvent* event) {
  is_passing_ = false;
  QsciScintilla::mousePressEvent(event);
}

void YamlEditor::focusInEvent(QFocusEvent* event) {
  is_passing_ = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
  QsciScintilla::focusInEvent(event);
}

int YamlEditor::byte_column(int line, int index) const {
  return static_cast<int>(text(line).left(index).toUtf8().size()) + 1;
}

void YamlEditor::show_offer() {
  int line = 0;
  int index = 0;
  getCursorPosition(&line, &index);
  const Offer offer = complete_ ? complete_(line + 1, byte_column(line, index)) : Offer{};
  const bool is_written = offer.names.size() == 1 && offer.names[0].size() == offer.typed;
  if (offer.names.isEmpty() || is_written) {
    cancelList();
    return;
  }
  QStringList names = offer.names;
  names.sort();
  const QByteArray list = names.join(kListSeparator).toUtf8();
  SendScintilla(SCI_AUTOCSHOW, static_cast<unsigned long>(offer.typed), list.constData());
}

QString YamlEditor::explained(int line, int index) const {
  QString words;
  const auto at = static_cast<unsigned long>(positionFromLineIndex(line, index));
  bool is_marked = false;
  for (const long indicator : {kErrorSquiggle, kWarningSquiggle}) {
    is_marked =
        is_marked || SendScintilla(SCI_INDICATORVALUEAT, static_cast<unsigned long>(indicator),
                                   static_cast<long>(at)) != 0;
  }
  for (const Diagnostic& diagnostic : diagnostics_) {
    if (is_marked && diagnostic.place.line == line + 1) {
      words += QString::fromStdString(diagnostic.message) + '\n';
      words += diagnostic.hint.empty() ? "" : QString::fromStdString(diagnostic.hint) + '\n';
    }
  }
  const QString meaning = explain_ ? explain_(line + 1, byte_column(line, index)) : QString();
  return words.isEmpty() || meaning.isEmpty() ? words.trimmed() + meaning : words + '\n' + meaning;
}

bool YamlEditor::viewportEvent(QEvent* event) {
  if (event->type() != QEvent::ToolTip) {
    return QsciScintilla::viewportEvent(event);
  }
  const auto* help = static_cast<QHelpEvent*>(event);
  const long at = SendScintilla(SCI_POSITIONFROMPOINTCLOSE,
                                static_cast<unsigned long>(help->pos().x()), help->pos().y());
  int line = 0;
  int index = 0;
  lineIndexFromPosition(static_cast<int>(at), &line, &index);
  QToolTip::showText(help->globalPos(), at < 0 ? QString() : explained(line, index), viewport());
  return true;
}

bool YamlEditor::go_to_next_problem() {
  int line = 0;
  int index = 0;
  getCursorPosition(&line, &index);
  const std::pair here{line + 1, byte_column(line, index)};
  std::pair<int, int> first{0, 0};
  std::pair<int, int> next{0, 0};
  for (const Diagnostic& diagnostic : diagnostics_) {
    const std::pair place{diagnostic.place.line, std::max(1, diagnostic.place.column)};
    first = first.first == 0 || place < first ? place : first;
    next = place > here && (next.first == 0 || place < next) ? place : next;
  }
  const auto& wanted = next.first > 0 ? next : first;
  if (wanted.first > 0) {
    go_to(wanted.first, wanted.second);
  }
  return wanted.first > 0;
}

void YamlEditor::go_to(int line, int column) {
  show_place(line, column);
  setFocus();
}

void YamlEditor::show_place(int line, int column) {
  const int at = std::max(0, line - 1);
  ensureLineVisible(at);
  setCursorPosition(at, index_of(text(at), column));
  ensureCursorVisible();
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
