#include <algorithm>
#include <set>

#include "core/calendar.h"
#include "core/catalog/catalog.h"
#include "core/files.h"
#include "core/table/csv.h"
#include "core/units/parse.h"

namespace costwright {
namespace {

// Whether what has the form of a date ("2026-08", "2026-08-21") is one; "2026-Q1" and "document"
// are words.
bool is_day_or_words(std::string_view as_of) {
  const auto is_like = [&](std::string_view form) {  // 9: any digit
    return std::equal(as_of.begin(), as_of.end(), form.begin(), form.end(), [](char c, char f) {
      return f == '9' ? c >= '0' && c <= '9' : c == f;
    });
  };
  if (!is_like("9999-99") && !is_like("9999-99-99")) {
    return true;
  }
  const std::string_view day = as_of.size() > 7 ? as_of.substr(8) : "01";
  return parse_year_month(as_of.substr(0, 7)).has_value() && day >= "01" && day <= "31";
}

// "b/c" and "c" of "a/b/c".
std::vector<std::string_view> endings(std::string_view key) {
  std::vector<std::string_view> result;
  for (std::size_t slash = key.find('/'); slash != std::string_view::npos;
       slash = key.find('/', slash + 1)) {
    result.push_back(key.substr(slash + 1));
  }
  return result;
}

std::vector<std::string> names(const TableSpec& spec) {
  std::vector<std::string> result;
  for (const auto& column : spec.columns) {
    result.emplace_back(column.name);
  }
  return result;
}

// Index of a column, or the number of columns when the table has none of that name.
std::size_t index_of(const TableSpec& spec, std::string_view name) {
  const auto same = [&](const ColumnSpec& column) {
    return column.name == name;
  };
  const auto found = std::find_if(spec.columns.begin(), spec.columns.end(), same);
  return static_cast<std::size_t>(found - spec.columns.begin());
}

std::string table_hint(std::string_view name) {
  std::vector<std::string> tables;
  for (const auto& table : catalog_tables()) {
    tables.emplace_back(table.name);
  }
  const std::string near = did_you_mean(name, tables);
  return near.empty() ? fmt::format("tables: {}", fmt::join(tables, ", ")) : near;
}

}  // namespace

// Turns CSV records into rows. One header tells which cell is which column; every fault has its
// line.
class CatalogReader {
 public:
  CatalogReader(Catalog& catalog, Diagnostics& diagnostics)
      : catalog_(catalog), diagnostics_(diagnostics) {}

  void read_table(const TableSpec& spec, const std::string& path) {
    file_ = path;
    const auto records = open();
    std::vector<int> order;
    if (records.empty() || !read_header(spec, records[0], order) || !has_columns(spec, order)) {
      return;
    }
    auto& table = catalog_.tables_[std::string(spec.name)];
    table.rows.reserve(records.size());
    const int before = diagnostics_.error_count();
    for (std::size_t i = 1; i < records.size() && !give_up(before, records[i].line); ++i) {
      if (!same_width(records[0].cells.size(), records[i])) {
        continue;
      }
      if (auto row = read_row(spec, order, records[i]); row && proves(*row)) {
        append(table, std::move(*row));
      }
    }
  }

  // The first record names the columns for all tables of the file, so a column must be known to one
  // of them.
  void read_user(const std::string& path) {
    file_ = path;
    user_ = true;
    const auto records = open();
    if (records.empty()) {
      return;
    }
    if (records[0].cells[0] != "table") {
      const std::string& first = records[0].cells[0];
      const bool is_other = first.starts_with("table;") || first.starts_with("table\t");
      fail(records[0].line, "the first column must be 'table'",
           is_other ? "this file's cells are not separated by commas; save it so, numbers with a "
                      "decimal point"
                    : "it names the catalogue table of each row");
      return;
    }
    if (!known_columns(records)) {
      return;
    }
    const int before = diagnostics_.error_count();
    for (std::size_t i = 1; i < records.size() && !give_up(before, records[i].line); ++i) {
      read_user_row(records[0], records[i]);
    }
  }

 private:
  std::vector<CsvRecord> open() {
    const auto text = read_file(file_, diagnostics_);
    if (!text) {
      return {};
    }
    const int before = diagnostics_.error_count();
    auto records = parse_csv(*text, file_, diagnostics_);
    if (diagnostics_.error_count() > before) {
      return {};
    }
    if (records.empty()) {
      diagnostics_.error({file_, 0, 0}, "is empty", "the first line names the columns");
    }
    return records;
  }

  // order[i] = index in the file's record of the spec's column i, -1 when the file has not got it.
  bool read_header(const TableSpec& spec, const CsvRecord& header, std::vector<int>& order) {
    const int before = diagnostics_.error_count();
    order.assign(spec.columns.size(), -1);
    for (std::size_t i = 0; i < header.cells.size(); ++i) {
      const auto& name = header.cells[i];
      if (i == 0 && name == "table") {
        continue;  // the form of a user's own CSV, which `costwright calibrate` writes
      }
      const std::size_t column = index_of(spec, name);
      if (column == spec.columns.size()) {
        fail(header.line, fmt::format("table {} has no column '{}'", spec.name, name),
             did_you_mean(name, names(spec)));
      } else if (order[column] >= 0) {
        fail(header.line, fmt::format("column '{}' is there twice", name));
      } else {
        order[column] = static_cast<int>(i);
      }
    }
    return diagnostics_.error_count() == before;
  }

  bool has_columns(const TableSpec& spec, const std::vector<int>& order) {
    bool complete = true;
    for (const std::string_view name : {"key", "source", "as_of", "status"}) {
      if (order[index_of(spec, name)] < 0) {
        fail(1, fmt::format("column '{}' is missing", name),
             "every row tells its key, source, date and status");
        complete = false;
      }
    }
    return complete;
  }

  std::optional<Row> read_row(const TableSpec& spec,
                              const std::vector<int>& order,
                              const CsvRecord& record) {
    const int before = diagnostics_.error_count();
    Row row;
    row.table_ = &spec;
    row.place_ = {file_, record.line, 0};
    row.cells_.reserve(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      const auto cell = static_cast<std::size_t>(std::max(order[i], 0));
      row.cells_.push_back(order[i] < 0 ? std::string() : record.cells[cell]);
      if (order[i] >= 0) {
        check_cell(spec.columns[i], row.cells_.back(), record.place_of(cell, file_));
      }
    }
    row.key_ = row.cells_[0];
    if (row.key_.empty()) {
      fail(record.line, "the key is missing");
    }
    return diagnostics_.error_count() == before ? std::optional(std::move(row)) : std::nullopt;
  }

  static std::string fault_of(const ColumnSpec& column, const std::string& cell) {
    if (column.kind == ColumnKind::kNumber) {
      const auto value = parse_number(cell);
      const auto* fault = std::get_if<std::string>(&value);
      return fault != nullptr ? *fault : out_of_range(column.range, std::get<double>(value), cell);
    }
    const auto& words = column.words;
    const bool is_fine =
        words.empty() || std::find(words.begin(), words.end(), cell) != words.end();
    return is_fine ? std::string()
                   : fmt::format("'{}' is none of {}", cell, fmt::join(words, ", "));
  }

  void check_cell(const ColumnSpec& column, const std::string& cell, const Place& place) {
    const std::string why = cell.empty() ? std::string() : fault_of(column, cell);
    if (!why.empty()) {
      diagnostics_.error(place, fmt::format("{}: {}", column.name, why),
                         fmt::format("expected {}", column.doc));
    }
  }

  bool proves(const Row& row) {
    const int before = diagnostics_.error_count();
    for (const std::string_view name : {"source", "as_of"}) {
      if (row.text(name).empty()) {
        fail(row.place_.line, fmt::format("'{}' has no {}", row.key_, name),
             "a figure without its origin is not loaded");
      }
    }
    if (!is_day_or_words(row.text("as_of"))) {
      fail(row.place_.line,
           fmt::format("'{}' has as_of '{}', a day that is in no calendar", row.key_,
                       row.text("as_of")),
           "write YYYY-MM or YYYY-MM-DD, or say it in words");
    }
    const auto& status = row.text("status");
    const auto parsed = fact_status(status);
    const bool user_may = user_ && status.empty();
    if (!user_may && (!parsed || (*parsed == FactStatus::kUser && !user_))) {
      fail(row.place_.line, fmt::format("'{}' has status '{}'", row.key_, status),
           "use read, estimate or unverified");
    }
    check_sub_statuses(row);
    return diagnostics_.error_count() == before;
  }

  // A misspelt sub-status would silently count as unverified.
  void check_sub_statuses(const Row& row) {
    std::set<std::string_view> checked{"status", "unverified_fields"};
    for (const auto& column : row.table_->columns) {
      if (!checked.insert(column.status_column).second) {
        continue;
      }
      const auto& status = row.text(column.status_column);
      const auto parsed = fact_status(status);
      if (!status.empty() && (!parsed || (*parsed == FactStatus::kUser && !user_))) {
        fail(row.place_.line,
             fmt::format("'{}' has {} '{}'", row.key_, column.status_column, status),
             "use read, estimate or unverified");
      }
    }
  }

  // After so many faults the file is something else than a catalogue.
  bool give_up(int before, int line) {
    constexpr int kMostFaults = 100;
    const bool enough = diagnostics_.error_count() - before >= kMostFaults;
    if (enough) {
      fail(line, "too many faults, the rest of the file is not read");
    }
    return enough;
  }

  void append(Catalog::Table& table, Row row) {
    const std::size_t index = table.rows.size();
    if (const auto [same, fresh] = table.by_key.emplace(row.key_, index); !fresh) {
      fail(row.place_.line,
           fmt::format("the key '{}' is already in line {}", row.key_,
                       table.rows[same->second].place_.line),
           "keys are unique within a table");
      return;
    }
    for (const auto ending : endings(row.key_)) {
      auto at = table.by_ending.find(ending);
      at = at == table.by_ending.end()
               ? table.by_ending.emplace(std::string(ending), std::vector<std::size_t>{}).first
               : at;
      at->second.push_back(index);
    }
    if (const auto group = row.table_->group_column; !group.empty() && !row.text(group).empty()) {
      table.by_key.emplace(row.text(group), index);
    }
    table.rows.push_back(std::move(row));
  }

  // The hint of a column that is not there: the nearest names, and where all of them are listed.
  static std::string column_hint(std::string_view name,
                                 const std::vector<std::string>& known,
                                 std::string_view table) {
    const auto near = did_you_mean(name, known);
    return fmt::format("{}{}`costwright catalog {} --columns` lists them", near,
                       near.empty() ? "" : " ", table);
  }

  bool known_columns(const std::vector<CsvRecord>& records) {
    const int before = diagnostics_.error_count();
    const CsvRecord& header = records[0];
    // Most files fill one table; its name in the hint saves the analyst a step.
    const TableSpec* first = records.size() > 1 ? find_table(records[1].cells[0]) : nullptr;
    std::vector<std::string> known;
    for (const auto& spec : catalog_tables()) {
      const auto more = names(spec);
      known.insert(known.end(), more.begin(), more.end());
    }
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    for (std::size_t i = 1; i < header.cells.size(); ++i) {
      const auto& name = header.cells[i];
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        fail(header.line, fmt::format("no catalogue table has a column '{}'", name),
             column_hint(name, first != nullptr ? names(*first) : known,
                         first != nullptr ? first->name : "TABLE"));
      } else if (std::count(header.cells.begin(), header.cells.end(), name) > 1) {
        fail(header.line, fmt::format("column '{}' is there twice", name));
      }
    }
    return diagnostics_.error_count() == before;
  }

  void read_user_row(const CsvRecord& header, const CsvRecord& record) {
    if (!same_width(header.cells.size(), record)) {
      return;
    }
    const TableSpec* spec = find_table(record.cells[0]);
    if (spec == nullptr) {
      fail(record.line, fmt::format("there is no catalogue table '{}'", record.cells[0]),
           table_hint(record.cells[0]));
      return;
    }
    std::vector<int> order;
    if (!user_order(*spec, header, record, order)) {
      return;
    }
    auto row = read_row(*spec, order, record);
    if (!row || !proves(*row)) {
      return;
    }
    const auto [first, fresh] =
        user_lines_.emplace(fmt::format("{}\n{}", spec->name, row->key_), record.line);
    if (!fresh) {
      fail(record.line, fmt::format("the key '{}' is already in line {}", row->key_, first->second),
           "write its figures in one row");
      return;
    }
    merge(catalog_.tables_[std::string(spec->name)], std::move(*row));
  }

  // Columns of other tables may stand in the same file: they must be blank in this row.
  bool user_order(const TableSpec& spec,
                  const CsvRecord& header,
                  const CsvRecord& record,
                  std::vector<int>& order) {
    order.assign(spec.columns.size(), -1);
    for (std::size_t i = 1; i < header.cells.size(); ++i) {
      const std::size_t column = index_of(spec, header.cells[i]);
      if (column < order.size()) {
        order[column] = static_cast<int>(i);
      } else if (!record.cells[i].empty()) {
        fail(record.line, fmt::format("table {} has no column '{}'", spec.name, header.cells[i]),
             column_hint(header.cells[i], names(spec), spec.name));
        return false;
      }
    }
    return true;
  }

  bool same_width(std::size_t width, const CsvRecord& record) {
    if (record.cells.size() != width) {
      fail(record.line, fmt::format("{} cells where the header has {}", record.cells.size(), width),
           "quote a cell that contains a comma");
    }
    return record.cells.size() == width;
  }

  // Cells of the user's row get its origin; blank cells keep what the catalogue says.
  void merge(Catalog::Table& table, Row row) {
    const Row::Origin origin{fact_status(row.text("status")).value_or(FactStatus::kUser),
                             row.text("source"), row.text("as_of"), row.place_};
    const auto known = table.by_key.find(row.key_);
    const bool fresh = known == table.by_key.end() || table.rows[known->second].key_ != row.key_;
    Row& target = fresh ? row : table.rows[known->second];
    target.origins_.push_back(origin);
    target.origin_.resize(target.cells_.size(),
                          fresh ? static_cast<int>(target.origins_.size()) - 1 : -1);
    for (std::size_t i = 1; !fresh && i < row.cells_.size(); ++i) {
      const auto& name = row.table_->columns[i].name;
      const bool own_proof =
          name == "status" || name == "source" || name == "as_of" || name == "notes";
      if (!row.cells_[i].empty() && !own_proof) {
        target.cells_[i] = row.cells_[i];
        target.origin_[i] = static_cast<int>(target.origins_.size()) - 1;
      }
    }
    if (fresh) {
      warn_of_shorthand(table, row);
      append(table, std::move(row));
    }
  }

  // "p5.48xlarge" finds AWS/us-east-1/p5.48xlarge in a scenario; here it adds a row beside it.
  void warn_of_shorthand(const Catalog::Table& table, const Row& row) {
    const auto known = table.by_ending.find(row.key_);
    if (known != table.by_ending.end()) {
      diagnostics_.warning({file_, row.place_.line, 0},
                           fmt::format("'{}' is a new row, beside '{}'", row.key_,
                                       table.rows[known->second.front()].key_),
                           "to change the figures of that row, write its key in full");
    }
  }

  void fail(int line, std::string message, std::string hint = {}) {
    diagnostics_.error({file_, line, 0}, std::move(message), std::move(hint));
  }

  Catalog& catalog_;
  Diagnostics& diagnostics_;
  std::string file_;
  bool user_ = false;                      // reading a user's own file
  std::map<std::string, int> user_lines_;  // table and key -> line of that file
};

Catalog Catalog::load(const std::string& folder, Diagnostics& diagnostics) {
  Catalog catalog;
  CatalogReader reader(catalog, diagnostics);
  for (const auto& spec : catalog_tables()) {
    const std::string file =
        spec.file.empty() ? fmt::format("{}.csv", spec.name) : std::string(spec.file);
    reader.read_table(spec, fmt::format("{}/{}", folder, file));
  }
  catalog.index_spellings(diagnostics);
  return catalog;
}

void Catalog::add(const std::string& csv_path, Diagnostics& diagnostics) {
  CatalogReader(*this, diagnostics).read_user(csv_path);
  index_spellings(diagnostics);
}

}  // namespace costwright
