#include "study/outcome/error_range.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace costwright::study {
namespace {

std::size_t column_of(const Table& table, std::string_view name) {
  const auto is_it = [&](const Column& column) {
    return column.name == name;
  };
  const auto found = std::find_if(table.columns.begin(), table.columns.end(), is_it);
  require(found != table.columns.end(), "table {} has no column {}", table.name, name);
  return static_cast<std::size_t>(found - table.columns.begin());
}

using RowKey = std::tuple<std::string, std::string, std::string>;  // section, metric, key
RowKey key_of(const std::vector<Cell>& row) {
  return {cell_text(row[0]), cell_text(row[1]), cell_text(row[2])};
}

std::map<RowKey, Cell> values_of(const Table& summary) {
  std::map<RowKey, Cell> values;
  const std::size_t value = column_of(summary, "value");
  for (const auto& row : summary.rows) {
    values.emplace(key_of(row), row[value]);
  }
  return values;
}

double power_of_ten(int exponent) {
  double power = 1;
  for (; exponent > 0; --exponent) {
    power *= 10;
  }
  for (; exponent < 0; ++exponent) {
    power /= 10;
  }
  return power;
}

int three_digits(double value) {
  int decimals = 2;
  double rest = std::abs(value);
  for (; rest >= 10; rest /= 10) {
    --decimals;
  }
  for (; rest > 0 && rest < 1 && decimals < 12; rest *= 10) {
    ++decimals;
  }
  return decimals;
}

// Those whose last one is not coarser than the spread.
int digits_of(double spread) {
  int decimals = -12;
  while (decimals < 12 && power_of_ten(-decimals) > spread) {
    ++decimals;
  }
  return decimals;
}

// Rounded up or down. Decimals below 0: to tens, hundreds, ...
std::string rounded(double value, int decimals, bool up) {
  constexpr double kHair = 1e-6;  // of the last digit: 12.3 is 12.3, whatever its last bit
  const double scale = power_of_ten(decimals);
  const double digits = up ? std::ceil(value * scale - kHair) : std::floor(value * scale + kHair);
  return grouped(digits / scale, std::max(0, decimals));
}

int decimals_shown(const Cell& cell) {
  if (const auto* number = std::get_if<Figure>(&cell)) {
    return number->decimals;
  }
  return std::holds_alternative<Percent>(cell) ? 1 : std::holds_alternative<Amount>(cell) ? 2 : 0;
}

}  // namespace

void add_ranges(Table& summary, const std::vector<Table>& ends) {
  const std::size_t value = column_of(summary, "value");
  std::vector<std::map<RowKey, Cell>> values;
  for (const Table& end : ends) {
    values.push_back(values_of(end));
  }
  for (auto& row : summary.rows) {
    Cell low = row[value];
    Cell high = row[value];
    for (const auto& at_end : values) {
      const auto found = at_end.find(key_of(row));
      const auto other = found != at_end.end() ? number_of(found->second) : std::nullopt;
      const auto least = number_of(low);
      const auto most = number_of(high);
      if (!other || !least || !most) {
        low = high = Cell();
        break;
      }
      low = *other < *least ? found->second : low;
      high = *other > *most ? found->second : high;
    }
    if (cell_json(low) != cell_json(high)) {
      row[column_of(summary, "low")] = low;
      row[column_of(summary, "high")] = high;
    }
  }
}

std::string range_text(const Cell& low, const Cell& high) {
  const auto least = number_of(low);
  const auto most = number_of(high);
  if (!least || !most || cell_text(low) == cell_text(high)) {
    return "";
  }
  const bool millions = std::max(std::abs(*least), std::abs(*most)) >= 1e6;
  const double scale = std::holds_alternative<Percent>(low) ? 100 : millions ? 1e-6 : 1;
  const int most_decimals = decimals_shown(low) + (millions ? 6 : 0);
  const int spread = digits_of(scale * (*most - *least));
  const auto text = [&](double value, bool up) {
    const int decimals = std::min(most_decimals, std::max(spread, three_digits(value)));
    return rounded(value, decimals, up);
  };
  return fmt::format("({}{}{}{}, 90%)", text(scale * *least, false), *least < 0 ? " to " : "-",
                     text(scale * *most, true), millions ? " M" : "");
}

std::string range_text(const Table& summary, std::string_view metric, std::string_view key) {
  for (const auto& row : summary.rows) {
    if (cell_text(row[1]) == metric && cell_text(row[2]) == key) {
      return range_text(row[column_of(summary, "low")], row[column_of(summary, "high")]);
    }
  }
  return "";
}

}  // namespace costwright::study
