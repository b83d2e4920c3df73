#include "gui/window/side_list.h"

#include <utility>

#include <QPainter>
#include <QStyledItemDelegate>

#include "gui/widgets/icons.h"

namespace costwright::gui {
namespace {

constexpr int kWide = 150, kNarrow = 48, kIcon = 20, kMargin = 14, kGap = 9;

// Icon, name and badge of a row, and a line above a group.
class SidePainter : public QStyledItemDelegate {
 public:
  explicit SidePainter(SideList& list) : QStyledItemDelegate(&list), list_(list) {}

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const bool begins_group = list_.entry(index.row()).begins_group;
    return {0, option.fontMetrics.height() + 18 + (begins_group ? kGap : 0)};
  }

  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    const int row = index.row();
    const Theme& theme = list_.theme();
    QRect area = option.rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (list_.entry(row).begins_group) {
      const int y = area.top() + kGap / 2;
      painter->setPen(theme.grid);
      painter->drawLine(area.left() + 10, y, area.right() - 10, y);
      area.setTop(area.top() + kGap);
    }
    const bool is_chosen = (option.state & QStyle::State_Selected) != 0;
    if (is_chosen || (option.state & QStyle::State_MouseOver) != 0) {
      painter->fillRect(area, is_chosen ? theme.base : theme.grid);
    }
    if (is_chosen) {
      painter->fillRect(QRect(area.left(), area.top(), 3, area.height()), theme.accent);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
      painter->setPen(theme.accent);
      painter->drawRect(area.adjusted(4, 2, -3, -3));
    }
    const QRect icon(area.left() + kMargin, area.center().y() - kIcon / 2, kIcon, kIcon);
    index.data(Qt::DecorationRole)
        .value<QIcon>()
        .paint(painter, icon, Qt::AlignCenter, is_chosen ? QIcon::Selected : QIcon::Normal);
    if (!list_.is_narrow()) {
      draw_name(*painter, area, option, list_.entry(row).name, is_chosen);
    }
    draw_badge(*painter, area, option, list_.badge(row));
    painter->restore();
  }

 private:
  void draw_name(QPainter& painter,
                 const QRect& area,
                 const QStyleOptionViewItem& option,
                 const QString& name,
                 bool is_chosen) const {
    QFont font = option.font;
    font.setBold(is_chosen);
    painter.setFont(font);
    painter.setPen(list_.theme().text);
    painter.drawText(area.adjusted(kMargin + kIcon + 10, 0, 0, 0), Qt::AlignVCenter, name);
  }

  void draw_badge(QPainter& painter,
                  const QRect& area,
                  const QStyleOptionViewItem& option,
                  const Badge& badge) const {
    if (badge.kind == Badge::Kind::kNone) {
      return;
    }
    const Theme& theme = list_.theme();
    const QColor colour = badge.kind == Badge::Kind::kError   ? theme.error
                          : badge.kind == Badge::Kind::kStale ? theme.warning
                                                              : theme.accent;
    QFont font = option.font;
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * 0.85);
    painter.setFont(font);
    const int height = 16;
    const int width = std::max(height, QFontMetrics(font).horizontalAdvance(badge.text) + 9);
    const int y = list_.is_narrow() ? area.top() + 1 : area.center().y() - height / 2;
    const QRect pill(area.right() - width - (list_.is_narrow() ? 1 : 8), y, width, height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(pill, height / 2.0, height / 2.0);
    painter.setPen(theme.base);
    painter.drawText(pill, Qt::AlignCenter, badge.text);
  }

  SideList& list_;
};

}  // namespace

SideList::SideList(const std::vector<SideEntry>& entries, QWidget* parent)
    : QListWidget(parent), entries_(entries), badges_(entries.size()), theme_(gui::theme(false)) {
  setAccessibleName(tr("Pages"));
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setMouseTracking(true);
  setItemDelegate(new SidePainter(*this));
  for (const SideEntry& entry : entries_) {
    addItem(entry.name);
  }
  for (int page = 0; page < count(); ++page) {
    describe(page);
  }
  set_narrow(false);
}

void SideList::describe(int page) {
  const auto index = static_cast<std::size_t>(page);
  const QString& name = entries_[index].name;
  const QString& why = badges_[index].why;
  item(page)->setToolTip(tr("%1 (Alt+%2)").arg(name).arg(page + 1) +
                         (why.isEmpty() ? QString() : '\n' + why));
  item(page)->setData(Qt::AccessibleTextRole, why.isEmpty() ? name : name + ", " + why);
}

void SideList::set_badge(int page, const Badge& badge) {
  Badge& shown = badges_[static_cast<std::size_t>(page)];
  if (shown != badge) {
    shown = badge;
    describe(page);
    viewport()->update();
  }
}

void SideList::set_narrow(bool narrow) {
  is_narrow_ = narrow;
  setMinimumWidth(kNarrow);  // so that the window can become small enough to be narrow
  setMaximumWidth(narrow ? kNarrow : kWide);
  viewport()->update();
}

void SideList::set_theme(const Theme& theme) {
  theme_ = theme;
  for (int page = 0; page < count(); ++page) {
    item(page)->setIcon(line_icon(entries_[static_cast<std::size_t>(page)].icon, theme));
  }
  QPalette palette = this->palette();
  palette.setColor(QPalette::Base, theme.window);
  setPalette(palette);
}

QSize SideList::sizeHint() const {
  return {is_narrow_ ? kNarrow : kWide, 300};
}

QSize SideList::minimumSizeHint() const {
  return {kNarrow, 100};
}

}  // namespace costwright::gui
