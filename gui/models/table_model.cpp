#include "gui/models/table_model.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace costwright::gui {
namespace {

// Numbers before text before blank; 0 when equal.
int compare(const Cell& a, const Cell& b) {
  const auto x = number_of(a);
  const auto y = number_of(b);
  if (x && y) {
    return *x < *y ? -1 : *x > *y ? 1 : 0;
  }
  if (x || y) {
    return x ? -1 : 1;
  }
  const std::string p = cell_text(a);
  const std::string q = cell_text(b);
  return p < q ? -1 : p > q ? 1 : 0;
}

int alignment(bool is_number) {
  return static_cast<int>(is_number ? Qt::AlignRight : Qt::AlignLeft) |
         static_cast<int>(Qt::AlignVCenter);
}

bool is_blank(const Cell& cell) {
  return cell_text(cell).empty();
}

bool is_same(const Cell& a, const Cell& b) {
  const auto* text = std::get_if<std::string>(&a);
  return a.index() == b.index() && number_of(a) == number_of(b) &&
         (text == nullptr || *text == std::get<std::string>(b));
}

bool same_shape(const Table& a, const Table& b) {
  const auto same_column = [](const Column& x, const Column& y) {
    return x.name == y.name && x.label == y.label;
  };
  return a.rows.size() == b.rows.size() &&
         std::equal(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end(),
                    same_column);
}

// As CSV has it, but for the decimal point.
QString spreadsheet_text(const Cell& cell, const QLocale& locale) {
  return number_of(cell)
             ? QString::fromStdString(cell_json(cell)).replace('.', locale.decimalPoint())
             : QString::fromStdString(cell_text(cell));
}

// A number that is written for English readers.
QString localized(const QString& number, const QLocale& locale) {
  QString text;
  for (const QChar letter : number) {
    text += letter == ','   ? locale.groupSeparator()
            : letter == '.' ? locale.decimalPoint()
                            : QString(letter);
  }
  return text;
}

QString shown_text(const Cell& cell) {
  const QString text = QString::fromStdString(cell_text(cell));
  return number_of(cell) ? localized(text, QLocale()) : text;
}

// What makes two numbers of a column differ in how they are shown but for their digits.
int shape_of(const Cell& cell) {
  const auto* figure = std::get_if<Figure>(&cell);
  const int sign = number_of(cell).value_or(0) < 0 ? 1 : 0;
  return 2 * (16 * static_cast<int>(cell.index()) + (figure != nullptr ? figure->decimals : 0)) +
         sign;
}

}  // namespace

bool same_table(const Table& a, const Table& b) {
  return a.title == b.title && same_shape(a, b) &&
         std::equal(a.rows.begin(), a.rows.end(), b.rows.begin(), [](const auto& x, const auto& y) {
           return std::equal(x.begin(), x.end(), y.begin(), y.end(), is_same);
         });
}

void TableModel::set_table(Table table) {
  if (same_shape(table, table_)) {
    take_cells(std::move(table));
    return;
  }
  beginResetModel();
  table_ = std::move(table);
  if (sort_column_ >= static_cast<int>(table_.columns.size())) {
    sort_column_ = -1;
  }
  order_rows();
  endResetModel();
}

// Says which cells have changed, so that a view paints those alone.
void TableModel::take_cells(Table table) {
  if (sort_column_ >= 0) {
    reorder([&] {
      table_ = std::move(table);
    });
    return;
  }
  std::swap(table_, table);
  for (int column = 0; column < columnCount(); ++column) {
    int first = rowCount();
    int last = -1;
    for (int row = 0; row < rowCount(); ++row) {
      const auto r = shown_[static_cast<std::size_t>(row)];
      const auto c = static_cast<std::size_t>(column);
      if (!is_same(table.rows[r][c], table_.rows[r][c])) {
        first = std::min(first, row);
        last = row;
      }
    }
    if (last >= 0) {
      Q_EMIT dataChanged(index(first, column), index(last, column));
    }
  }
}

int TableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(table_.rows.size());
}

int TableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(table_.columns.size());
}

const Cell& TableModel::cell(int row, int column) const {
  return table_.rows[shown_[static_cast<std::size_t>(row)]][static_cast<std::size_t>(column)];
}

QVariant TableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const Cell& shown = cell(index.row(), index.column());
  const auto number = number_of(shown);
  switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
      return shown_text(shown);
    case Qt::TextAlignmentRole:
      return alignment(number.has_value());
    case kValueRole:
      return number ? QVariant(*number) : QVariant();
    default:
      return {};
  }
}

QStringList TableModel::widest_numbers(int column) const {
  std::map<int, const Cell*> largest;  // by shape
  for (const auto& row : table_.rows) {
    const Cell& cell = row[static_cast<std::size_t>(column)];
    const auto number = number_of(cell);
    if (!number) {
      continue;
    }
    const Cell*& known = largest[shape_of(cell)];
    if (known == nullptr || std::abs(*number) > std::abs(number_of(*known).value_or(0))) {
      known = &cell;
    }
  }
  QStringList texts;
  for (const auto& [shape, cell] : largest) {
    QString text = shown_text(*cell);
    for (QChar& letter : text) {
      letter = letter.isDigit() ? QChar('8') : letter;
    }
    texts << text;
  }
  return texts;
}

bool TableModel::is_number_column(int column) const {
  return std::any_of(table_.rows.begin(), table_.rows.end(), [&](const auto& row) {
    return number_of(row[static_cast<std::size_t>(column)]).has_value();
  });
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
    return {};
  }
  const Column& column = table_.columns[static_cast<std::size_t>(section)];
  switch (role) {
    case Qt::DisplayRole:
      return QString::fromStdString(column.label).replace('_', ' ');
    case Qt::ToolTipRole:
      return QString::fromStdString(column.name);
    case Qt::TextAlignmentRole:
      return alignment(is_number_column(section));
    default:
      return {};
  }
}

void TableModel::order_rows() {
  shown_.resize(table_.rows.size());
  std::iota(shown_.begin(), shown_.end(), std::size_t{0});
  if (sort_column_ < 0) {
    return;
  }
  const auto column = static_cast<std::size_t>(sort_column_);
  const bool down = sort_order_ == Qt::DescendingOrder;
  std::stable_sort(shown_.begin(), shown_.end(), [&](std::size_t a, std::size_t b) {
    const Cell& x = table_.rows[a][column];
    const Cell& y = table_.rows[b][column];
    if (is_blank(x) || is_blank(y)) {
      return !is_blank(x) && is_blank(y);
    }
    return down ? compare(x, y) > 0 : compare(x, y) < 0;
  });
}

void TableModel::sort(int column, Qt::SortOrder order) {
  if (column < columnCount()) {
    reorder([&] {
      sort_column_ = column;
      sort_order_ = order;
    });
  }
}

// What is selected stays with its row of the table.
template <class Change>
void TableModel::reorder(const Change& change) {
  Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
  const auto before = shown_;
  change();
  order_rows();
  std::vector<int> now(shown_.size());
  for (std::size_t i = 0; i < shown_.size(); ++i) {
    now[shown_[i]] = static_cast<int>(i);
  }
  for (const QModelIndex& index : persistentIndexList()) {
    const std::size_t row = before[static_cast<std::size_t>(index.row())];
    changePersistentIndex(index, this->index(now[row], index.column()));
  }
  Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

QString TableModel::csv() const {
  Table sorted = table_;
  for (std::size_t i = 0; i < shown_.size(); ++i) {
    sorted.rows[i] = table_.rows[shown_[i]];
  }
  return QString::fromStdString(to_csv(sorted));
}

QString TableModel::copied(const QModelIndexList& cells, const QLocale& locale) const {
  std::set<int> rows, columns;
  std::set<std::pair<int, int>> chosen;
  for (const QModelIndex& index : cells) {
    rows.insert(index.row());
    columns.insert(index.column());
    chosen.emplace(index.row(), index.column());
  }
  if (cells.size() == 1) {
    return spreadsheet_text(cell(cells[0].row(), cells[0].column()), locale);
  }
  for (int row = 0; cells.isEmpty() && row < rowCount(); ++row) {
    rows.insert(row);
  }
  for (int column = 0; cells.isEmpty() && column < columnCount(); ++column) {
    columns.insert(column);
  }
  QStringList lines;
  QStringList header;
  for (const int column : columns) {
    header << QString::fromStdString(table_.columns[static_cast<std::size_t>(column)].name);
  }
  lines << header.join('\t');
  for (const int row : rows) {
    QStringList line;
    for (const int column : columns) {
      const bool wanted = cells.isEmpty() || chosen.contains({row, column});
      line << (wanted ? spreadsheet_text(cell(row, column), locale) : QString());
    }
    lines << line.join('\t');
  }
  return lines.join('\n') + '\n';
}

}  // namespace costwright::gui
