#include "gui/window/start_page.h"

#include <QApplication>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTextLayout>
#include <QVBoxLayout>

#include "core/scenario/loaded.h"
#include "study/study.h"

namespace costwright::gui {
namespace {

enum Role { kPathRole = Qt::UserRole, kAboutRole };
constexpr int kMargin = 8, kLinesOfText = 2;

// A bold name and, below it, what it is about.
class TitledDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const override {
    return {100, (1 + kLinesOfText) * option.fontMetrics.height() + 2 * kMargin};
  }

  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    QStyleOptionViewItem plain(option);
    plain.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &plain, painter, plain.widget);
    const bool is_chosen = option.state.testFlag(QStyle::State_Selected);
    const QRect area = option.rect.adjusted(kMargin, kMargin, -kMargin, -kMargin);
    const int line = option.fontMetrics.height();
    painter->save();
    QFont bold = option.font;
    bold.setBold(true);
    painter->setFont(bold);
    painter->setPen(option.palette.color(is_chosen ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(
        QRect(area.left(), area.top(), area.width(), line), Qt::AlignVCenter,
        QFontMetrics(bold).elidedText(index.data().toString(), Qt::ElideRight, area.width()));
    painter->setFont(option.font);
    if (!is_chosen) {
      painter->setPen(option.palette.color(QPalette::PlaceholderText));
    }
    const QStringList lines =
        lines_within(index.data(kAboutRole).toString(), option.font, area.width(), kLinesOfText);
    painter->drawText(area.adjusted(0, line, 0, 0), Qt::TextDontClip, lines.join('\n'));
    painter->restore();
  }
};

void add_item(QListWidget& list, const QString& name, const QString& about, const QString& path) {
  auto* item = new QListWidgetItem(name);
  item->setData(kAboutRole, about);
  item->setData(kPathRole, path);
  item->setToolTip(about + '\n' + path);
  item->setData(Qt::AccessibleTextRole, name + ": " + about);
  list.addItem(item);
}

void add_example(QListWidget& list, const QString& path) {
  Diagnostics unheard;  // one with a mistake is shown by its file's name
  const auto loaded = study::read_scenario({path.toStdString()}, unheard);
  const QFileInfo file(path);
  const QString file_name = file.dir().dirName() + '/' + file.fileName();
  if (!loaded) {
    add_item(list, file_name, {}, path);
    return;
  }
  add_item(list, QString::fromStdString(loaded->scenario.name),
           QString::fromStdString(loaded->scenario.description).simplified(), path);
}

QListWidget* titled_list(const QString& name) {
  auto* list = new QListWidget;
  list->setAccessibleName(name);
  list->setItemDelegate(new TitledDelegate(list));
  list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  return list;
}

QLabel* heading(const QString& text, double size) {
  auto* label = new QLabel(text);
  QFont font = label->font();
  font.setBold(true);
  font.setPointSizeF(font.pointSizeF() * size);
  label->setFont(font);
  return label;
}

}  // namespace

QStringList lines_within(const QString& text, const QFont& font, int width, int most) {
  QTextLayout layout(text, font);
  QStringList lines;
  layout.beginLayout();
  for (QTextLine line = layout.createLine(); line.isValid() && lines.size() < most;
       line = layout.createLine()) {
    line.setLineWidth(width);
    const QString rest = text.mid(line.textStart());
    lines << (lines.size() + 1 == most ? QFontMetrics(font).elidedText(rest, Qt::ElideRight, width)
                                       : rest.left(line.textLength()).trimmed());
  }
  layout.endLayout();
  return lines;
}

QStringList example_files(const QString& folder) {
  QStringList found;
  if (folder.isEmpty()) {
    return found;
  }
  for (const QString& name : QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
    const QDir inner(folder + '/' + name);
    for (const QString& file : inner.entryList({"*.yaml"}, QDir::Files)) {
      found << inner.filePath(file);
    }
  }
  return found;
}

StartPage::StartPage(const QString& examples_folder, QWidget* parent) : QWidget(parent) {
  examples_ = titled_list(tr("Examples"));
  for (const QString& path : example_files(examples_folder)) {
    add_example(*examples_, path);
  }
  recent_ = titled_list(tr("Recent files"));
  auto* open = new QPushButton(tr("Open a file… (Ctrl+O)"));
  auto* empty = new QPushButton(tr("New, empty (Ctrl+N)"));
  auto* left = new QVBoxLayout;
  left->addWidget(heading(tr("Examples: they open as copies"), 1.1));
  left->addWidget(examples_, 1);
  auto* right = new QVBoxLayout;
  right->addWidget(heading(tr("Recent files"), 1.1));
  right->addWidget(recent_, 1);
  none_yet_ = new QLabel(tr("None yet"));
  right->addWidget(none_yet_, 1, Qt::AlignTop);
  right->addWidget(open);
  right->addWidget(empty);
  auto* columns = new QHBoxLayout;
  columns->addLayout(left, 3);
  columns->addSpacing(12);
  columns->addLayout(right, 2);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 12, 16, 16);
  layout->addWidget(heading(tr("What does an AI system cost, why, and what to change?"), 1.5));
  layout->addSpacing(8);
  layout->addLayout(columns, 1);
  connect(examples_, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
    Q_EMIT example_chosen(item->data(kPathRole).toString());
  });
  connect(recent_, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
    Q_EMIT recent_chosen(item->data(kPathRole).toString());
  });
  // One click opens, as with any list of documents; Return is itemActivated.
  connect(examples_, &QListWidget::itemClicked, examples_, &QListWidget::itemActivated);
  connect(recent_, &QListWidget::itemClicked, recent_, &QListWidget::itemActivated);
  connect(open, &QPushButton::clicked, this, &StartPage::open_wanted);
  connect(empty, &QPushButton::clicked, this, &StartPage::new_wanted);
}

void StartPage::set_recent(const QStringList& paths) {
  recent_->clear();
  recent_->setVisible(!paths.isEmpty());
  none_yet_->setVisible(paths.isEmpty());
  for (const QString& path : paths) {
    const QFileInfo file(path);
    add_item(*recent_, file.dir().dirName() + '/' + file.fileName(), path, path);
  }
}

}  // namespace costwright::gui
