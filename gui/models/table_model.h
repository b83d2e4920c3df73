#pragma once
// A report's table for views: cells as text for people (numbers by the locale), sorted by their
// typed value (blank last), copied with headers, exported as the CSV that the command line writes.
#include <optional>
#include <vector>

#include <QAbstractTableModel>
#include <QLocale>

#include "core/table/table.h"

namespace costwright::gui {

class TableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  static constexpr int kValueRole = Qt::UserRole;  // double of a number; invalid when blank

  explicit TableModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  // Keeps the sorting and, where the columns and the number of rows stay, selection and scrolling.
  void set_table(Table table);
  const Table& table() const { return table_; }  // in its own order
  std::size_t source_row(int row) const { return shown_[static_cast<std::size_t>(row)]; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;  // -1: its own order

  QString csv() const;  // rows as shown
  // The cells' rectangle as text with tabs under its column names; of none, everything; one cell
  // alone without its column's name. Numbers as a spreadsheet of this locale reads them: no groups,
  // its decimal point, all digits, shares as fractions.
  QString copied(const QModelIndexList& cells, const QLocale& locale = {}) const;
  // No number of this column is shown wider than one of these, digits being as wide as an 8.
  QStringList widest_numbers(int column) const;

 private:
  void take_cells(Table table);
  template <class Change>
  void reorder(const Change& change);
  const Cell& cell(int row, int column) const;
  void order_rows();
  bool is_number_column(int column) const;

  Table table_;
  std::vector<std::size_t> shown_;  // shown row -> row of table_
  int sort_column_ = -1;
  Qt::SortOrder sort_order_ = Qt::AscendingOrder;
};

// Title, columns and cells.
bool same_table(const Table& a, const Table& b);

}  // namespace costwright::gui
