#pragma once
// What a chart calls the columns and rows of its table.
#include <QString>

#include "core/table/table.h"

namespace costwright::gui {

inline QString column_name(const Table& table, std::size_t column) {
  return QString::fromStdString(table.columns[column].label);
}

inline QString row_name(const Table& table, std::size_t row) {
  return QString::fromStdString(cell_text(table.rows[row][0]));
}

}  // namespace costwright::gui
