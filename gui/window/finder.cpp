#include "gui/window/finder.h"

#include <algorithm>

#include <QKeyEvent>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace costwright::gui {
namespace {

constexpr std::size_t kMostFound = 40;
enum Fit { kNone = 0, kInDoc = 1, kInName = 4, kBeginsWord = 8, kBeginsName = 12 };

int fit_of_word(const Findable& findable, const QString& word) {
  const qsizetype at = findable.name.indexOf(word, 0, Qt::CaseInsensitive);
  if (at == 0) {
    return kBeginsName;
  }
  if (at > 0) {
    return findable.name[at - 1].isLetterOrNumber() ? kInName : kBeginsWord;
  }
  return findable.about.contains(word, Qt::CaseInsensitive) ? kInDoc : kNone;
}

}  // namespace

int fit_of(const Findable& findable, const QString& typed) {
  static const QRegularExpression space("\\s+");
  int fit = 1;  // nothing typed fits everything
  for (const QString& word : typed.split(space, Qt::SkipEmptyParts)) {
    const int of_word = fit_of_word(findable, word);
    if (of_word == kNone) {
      return kNone;
    }
    fit += of_word;
  }
  return fit;
}

Finder::Finder(std::vector<Findable> findables, QWidget* parent)
    : QDialog(parent, Qt::Popup), findables_(std::move(findables)) {
  setWindowTitle(tr("Find"));
  line_ = new QLineEdit;
  line_->setPlaceholderText(tr("A page, field or command"));
  line_->setAccessibleName(tr("A page, field or command"));
  line_->setClearButtonEnabled(true);
  line_->installEventFilter(this);
  found_ = new QListWidget;
  found_->setAccessibleName(tr("Found"));
  found_->setFocusPolicy(Qt::NoFocus);  // the line keeps the keys
  found_->setUniformItemSizes(true);
  found_->setTextElideMode(Qt::ElideRight);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 6, 6, 6);
  layout->addWidget(line_);
  layout->addWidget(found_);
  resize(560, 380);
  connect(line_, &QLineEdit::textChanged, this, &Finder::search);
  connect(line_, &QLineEdit::returnPressed, this, &Finder::go);
  connect(found_, &QListWidget::itemClicked, this, &Finder::go);
  search();
}

void Finder::search() {
  std::vector<std::pair<int, int>> order;  // best first, then as they came
  for (int i = 0; i < static_cast<int>(findables_.size()); ++i) {
    if (const int fit = fit_of(findables_[static_cast<std::size_t>(i)], line_->text())) {
      order.emplace_back(-fit, i);
    }
  }
  std::sort(order.begin(), order.end());
  order.resize(std::min(order.size(), kMostFound));
  found_->clear();
  for (const auto& [fit, index] : order) {
    const Findable& findable = findables_[static_cast<std::size_t>(index)];
    const QString about = findable.about.isEmpty() ? QString() : "  -  " + findable.about;
    auto* item = new QListWidgetItem(findable.name + about + "  (" + findable.kind + ')');
    item->setData(Qt::UserRole, index);
    found_->addItem(item);
  }
  found_->setCurrentRow(0);
}

bool Finder::eventFilter(QObject* watched, QEvent* event) {
  if (watched == line_ && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
    if (step != 0) {
      found_->setCurrentRow(std::clamp(found_->currentRow() + step, 0, found_->count() - 1));
      return true;
    }
  }
  return QDialog::eventFilter(watched, event);
}

void Finder::go() {
  const QListWidgetItem* chosen = found_->currentItem();
  if (chosen == nullptr) {
    return;
  }
  const auto go = findables_[chosen->data(Qt::UserRole).toUInt()].go;
  accept();
  go();
}

}  // namespace costwright::gui
