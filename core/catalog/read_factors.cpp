#include "core/catalog/read_factors.h"

namespace costwright {

const Row* first_row(const Catalog& catalog,
                     std::string_view table,
                     std::initializer_list<std::string> keys) {
  for (const std::string& key : keys) {
    for (const Row& row : catalog.rows(table)) {
      if (row.key() == key) {
        return &row;
      }
    }
  }
  return nullptr;
}

}  // namespace costwright
