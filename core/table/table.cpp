#include "core/table/table.h"

#include <algorithm>
#include <cmath>

#include "core/diagnostics.h"
#include "core/table/csv.h"

namespace costwright {
namespace {

bool is_text(const Cell& cell) {
  return std::holds_alternative<std::string>(cell);
}

// A column of text cells is set left, everything else right.
std::vector<bool> left_aligned(const Table& table) {
  std::vector<bool> left(table.columns.size(), false);
  for (const auto& row : table.rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      left[c] = left[c] || is_text(row[c]);
    }
  }
  return left;
}

std::string padded(const std::string& text, std::size_t width, bool left) {
  const std::string space(width - std::min(width, text_width(text)), ' ');
  return left ? text + space : space + text;
}

std::string machine_number(double value) {
  constexpr double kExact = 0x1p53;  // counts below are exact in a double
  if (std::abs(value) >= 1e10 && std::abs(value) < kExact && value == std::trunc(value)) {
    return fmt::format("{:.0f}", value);
  }
  return fmt::format("{:.10g}", value == 0 ? 0.0 : value);
}

std::string machine_amount(Minor minor) {
  const Minor a = minor < 0 ? -minor : minor;
  return fmt::format("{}{}.{:02}", minor < 0 ? "-" : "", a / 100, a % 100);
}

struct CellText {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const std::string& text) const { return one_line(text); }
  std::string operator()(std::int64_t value) const {
    return grouped(static_cast<double>(value), 0);
  }
  std::string operator()(Amount amount) const { return grouped(to_major(amount.minor), 2); }
  std::string operator()(Figure f) const { return grouped(f.value, f.decimals); }
  std::string operator()(Percent p) const { return grouped(100 * p.value, 1) + " %"; }
  std::string operator()(Ordinal o) const { return std::to_string(o.number); }
};

struct CellMachine {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(Amount amount) const { return machine_amount(amount.minor); }
  std::string operator()(Figure f) const { return machine_number(f.value); }
  std::string operator()(Percent p) const { return machine_number(p.value); }
  std::string operator()(Ordinal o) const { return std::to_string(o.number); }
};

// The first `most` characters, "..." included when something is missing.
std::string cut(const std::string& text, std::size_t most) {
  if (text_width(text) <= most) {
    return text;
  }
  std::size_t end = 0;
  for (std::size_t left = most - 3; left > 0; --left) {
    do {
      ++end;
    } while ((static_cast<unsigned char>(text[end]) & 0xc0) == 0x80);
  }
  return text.substr(0, end) + "...";
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.size(), text.find('\n', begin));
    widest = std::max(widest, text_width(std::string_view(text).substr(begin, end - begin)));
    begin = end + 1;
  }
  return widest;
}

std::string to_paragraphs(const Table& table, std::size_t width) {
  std::size_t label_width = 0;
  for (const auto& column : table.columns) {
    label_width = std::max(label_width, text_width(column.label));
  }
  std::string out = table.title.empty() ? "" : table.title + "\n";
  const std::size_t room = std::max<std::size_t>(12, width - std::min(width, label_width + 6));
  for (const auto& row : table.rows) {
    out += "\n  " + cell_text(row[0]) + "\n";
    for (std::size_t c = 1; c < row.size(); ++c) {
      if (const std::string text = cell_text(row[c]); !text.empty()) {
        out += "    " + padded(table.columns[c].label, label_width, true) + "  " + cut(text, room) +
               "\n";
      }
    }
  }
  return out;
}

}  // namespace

std::size_t text_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::string grouped(double value, int decimals) {
  if (!std::isfinite(value)) {
    return std::isnan(value) ? "" : value > 0 ? "inf" : "-inf";
  }
  std::string digits = fmt::format("{:.{}f}", std::abs(value), decimals);
  const std::size_t point = std::min(digits.size(), digits.find('.'));
  for (std::size_t i = point; i > 3; i -= 3) {
    digits.insert(i - 3, ",");
  }
  const bool zero = digits.find_first_not_of("0.,") == std::string::npos;
  return value < 0 && !zero ? "-" + digits : digits;
}

Cell figure(std::optional<double> value, int decimals) {
  return value && std::isfinite(*value) ? Cell(Figure{*value, decimals}) : Cell();
}

std::optional<double> number_of(const Cell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
    return static_cast<double>(*whole);
  }
  if (const auto* amount = std::get_if<Amount>(&cell)) {
    return to_major(amount->minor);
  }
  if (const auto* number = std::get_if<Figure>(&cell)) {
    return number->value;
  }
  if (const auto* ordinal = std::get_if<Ordinal>(&cell)) {
    return static_cast<double>(ordinal->number);
  }
  const auto* share = std::get_if<Percent>(&cell);
  return share != nullptr ? std::optional(share->value) : std::nullopt;
}

Cell percent(std::optional<double> value) {
  return value && std::isfinite(*value) ? Cell(Percent{*value}) : Cell();
}

std::string cell_text(const Cell& cell) {
  return std::visit(CellText{}, cell);
}

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : one_line(text)) {
    out += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
  }
  return out;
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t hidden = unprintable_length(text.substr(i, 3));
    const char c = text[i];
    if (hidden > 1) {
      out += escaped(text.substr(i, hidden));
    } else if (hidden == 1) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c == '"' || c == '\\' ? "\\" : "";
      out += c;
    }
    i += std::max<std::size_t>(hidden, 1);
  }
  return out + "\"";
}

std::string cell_json(const Cell& cell) {
  if (std::holds_alternative<std::monostate>(cell)) {
    return "null";
  }
  const std::string text = std::visit(CellMachine{}, cell);
  if (is_text(cell)) {
    return json_string(text);
  }
  return std::isfinite(number_of(cell).value_or(0)) ? text : "null";  // JSON has no infinity
}

std::string to_csv(const Table& table, CsvDialect dialect) {
  std::vector<std::string> cells;
  for (const auto& column : table.columns) {
    cells.push_back(csv_text(column.name, dialect));
  }
  std::string out = csv_row(cells, dialect);
  for (const auto& row : table.rows) {
    cells.clear();
    for (const auto& cell : row) {
      std::string text = std::visit(CellMachine{}, cell);
      if (dialect == CsvDialect::kDe && !is_text(cell)) {
        std::replace(text.begin(), text.end(), '.', ',');
      }
      cells.push_back(is_text(cell) ? csv_text(one_line(text), dialect) : text);
    }
    out += csv_row(cells, dialect);
  }
  return out;
}

std::string to_json(const Table& table) {
  std::string out = "[";
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    out += r == 0 ? "\n    {" : ",\n    {";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      out += (c == 0 ? "" : ", ") + json_string(table.columns[c].name) + ": " +
             cell_json(table.rows[r][c]);
    }
    out += "}";
  }
  return out + (table.rows.empty() ? "]" : "\n  ]");
}

std::string to_text(const Table& table, std::size_t most_rows) {
  const std::size_t shown = std::min(most_rows, table.rows.size());
  const auto left = left_aligned(table);
  std::vector<std::size_t> widths;
  for (const auto& column : table.columns) {
    widths.push_back(text_width(column.label));
  }
  std::vector<std::vector<std::string>> texts;
  for (std::size_t r = 0; r < shown; ++r) {
    auto& line = texts.emplace_back();
    require(table.rows[r].size() == table.columns.size(),
            "row {} of table '{}' has {} cells for {} columns", r, table.title,
            table.rows[r].size(), table.columns.size());
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      line.push_back(cell_text(table.rows[r][c]));
      widths[c] = std::max(widths[c], text_width(line.back()));
    }
  }
  const auto line_of = [&](auto text_of) {
    std::string line = " ";
    for (std::size_t c = 0; c < widths.size(); ++c) {
      line += " " + padded(text_of(c), widths[c], left[c]) + " ";
    }
    return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  };
  std::string out = table.title.empty() ? "" : table.title + "\n";
  out += line_of([&](std::size_t c) {
    return table.columns[c].label;
  });
  for (const auto& line : texts) {
    out += line_of([&](std::size_t c) {
      return line[c];
    });
  }
  if (shown < table.rows.size()) {
    out += fmt::format("  ... and {} more rows\n", table.rows.size() - shown);
  }
  return out;
}

std::string to_text_within(const Table& table, std::size_t width) {
  constexpr std::size_t kNarrowest = 12;
  Table untitled = table;
  untitled.title.clear();
  const std::size_t widest = widest_line(to_text(untitled));
  if (widest <= width || table.columns.empty()) {
    return to_text(table);
  }
  const std::size_t last = table.columns.size() - 1;
  std::size_t last_width = text_width(table.columns[last].label);
  for (const auto& row : table.rows) {
    last_width = std::max(last_width, text_width(cell_text(row[last])));
  }
  const std::size_t too_much = widest - width;
  if (last_width < too_much + kNarrowest) {
    return to_paragraphs(table, width);
  }
  Table narrower = table;
  for (auto& row : narrower.rows) {
    row[last] = cut(cell_text(row[last]), last_width - too_much);
  }
  return to_text(narrower);
}

std::size_t column_of(const Table& table, std::string_view name) {
  const auto found =
      std::find_if(table.columns.begin(), table.columns.end(), [&](const Column& column) {
        return column.name == name;
      });
  require(found != table.columns.end(), "table {} has no column {}", table.name, name);
  return static_cast<std::size_t>(found - table.columns.begin());
}

}  // namespace costwright
