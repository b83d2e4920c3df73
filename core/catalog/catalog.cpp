#include "core/catalog/catalog.h"

#include <algorithm>

#include "core/catalog/csv.h"
#include "core/hash.h"
#include "core/units/parse.h"

namespace costwright {
namespace {

std::size_t column_index(const TableSpec& table, std::string_view column) {
  const auto& columns = table.columns;
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == column; });
  require(found != columns.end(), "table {} has no column '{}'", table.name, column);
  return static_cast<std::size_t>(found - columns.begin());
}

std::optional<FactStatus> status_from(std::string_view text) {
  for (const auto status : {FactStatus::kRead, FactStatus::kEstimate, FactStatus::kUnverified, FactStatus::kUser}) {
    if (to_string(status) == text) {
      return status;
    }
  }
  return std::nullopt;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
  while (!text.empty() && text.back() == ' ') {
    text.remove_suffix(1);
  }
  return text;
}

// Does `name`, as `unverified_fields` writes it, cover `column`? "link" covers link_bw_gbytes_per_s_one_way;
// "bf16" also covers the FP16 peak, which comes from the same sheet.
bool covers(std::string_view name, std::string_view column) {
  const bool is_prefix = column.substr(0, name.size()) == name &&
                         (column.size() == name.size() || column[name.size()] == '_');
  const bool other_memory = name == "mem" && column.substr(0, 6) == "mem_bw";
  return (is_prefix && !other_memory) || (name == "bf16" && column == "fp16_tflops_dense");
}

// "fp32;tdp_w;idle_w (estimate)", "all", "all but mem_gib;idle_w (estimate)".
FactStatus listed_status(std::string_view list, std::string_view column, FactStatus otherwise) {
  FactStatus status = otherwise;
  while (!list.empty()) {
    const auto end = std::min(list.find(';'), list.size());
    auto name = trim(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    const auto mark = name.find(" (estimate)");
    const bool estimated = mark != std::string_view::npos;
    name = estimated ? name.substr(0, mark) : name;
    constexpr std::string_view kAllBut = "all but ";
    const bool all_but = name.substr(0, kAllBut.size()) == kAllBut;
    if (name == "all" || (all_but ? !covers(name.substr(kAllBut.size()), column) : covers(name, column))) {
      status = estimated ? FactStatus::kEstimate : FactStatus::kUnverified;
    }
  }
  return status;
}

// "b/c" and "c" of "a/b/c".
std::vector<std::string_view> endings(std::string_view key) {
  std::vector<std::string_view> result;
  for (std::size_t slash = key.find('/'); slash != std::string_view::npos; slash = key.find('/', slash + 1)) {
    result.push_back(key.substr(slash + 1));
  }
  return result;
}

}  // namespace

std::string_view to_string(FactStatus status) {
  switch (status) {
    case FactStatus::kRead:
      return "read";
    case FactStatus::kEstimate:
      return "estimate";
    case FactStatus::kUnverified:
      return "unverified";
    case FactStatus::kUser:
      return "user";
  }
  throw std::logic_error("unknown FactStatus");
}

const std::string& Row::text(std::string_view column) const { return cells_[column_index(*table_, column)]; }

std::optional<double> Row::number(std::string_view column) const {
  const std::size_t i = column_index(*table_, column);
  require(table_->columns[i].kind == ColumnKind::kNumber, "column '{}' of {} holds text", column, table_->name);
  if (cells_[i].empty()) {
    return std::nullopt;
  }
  return std::get<double>(parse_number(cells_[i]));
}

std::optional<Fact> Row::fact(std::string_view column) const {
  const auto value = number(column);
  if (!value) {
    return std::nullopt;
  }
  const std::size_t i = column_index(*table_, column);
  const auto& spec = table_->columns[i];
  Fact fact{std::string(table_->name), key_, std::string(column), *value, status_of(i), "", "", place_};
  if (const int origin = origin_of(i); origin >= 0) {
    const auto& o = origins_[static_cast<std::size_t>(origin)];
    fact.source = o.source;
    fact.as_of = o.as_of;
    fact.place = o.place;
    return fact;
  }
  fact.source = text(text(spec.source_column).empty() ? "source" : spec.source_column);
  fact.as_of = text(text(spec.as_of_column).empty() ? "as_of" : spec.as_of_column);
  return fact;
}

FactStatus Row::status() const { return status_of(column_index(*table_, "status")); }

FactStatus Row::status_of(std::size_t column) const {
  const auto& spec = table_->columns[column];
  const std::size_t at = column_index(*table_, spec.status_column);
  const int origin = origin_of(column);
  const bool same_origin = origin_of(at) == origin;
  const std::string& own = cells_[at];
  const auto general = origin >= 0 ? origins_[static_cast<std::size_t>(origin)].status
                                   : status_from(text("status")).value_or(FactStatus::kUnverified);
  if (spec.status_column == "unverified_fields") {
    return same_origin ? listed_status(own, spec.name, general) : general;
  }
  if (origin >= 0) {
    return same_origin ? status_from(own).value_or(general) : general;
  }
  return status_from(own).value_or(FactStatus::kUnverified);
}

const Row* Catalog::find(std::string_view table,
                         std::string_view key,
                         const Place& place,
                         Diagnostics& diagnostics) const {
  const TableSpec* spec = find_table(table);
  require(spec != nullptr, "there is no catalogue table '{}'", table);
  const auto found = tables_.find(table);
  static const Table kNoRows;
  const Table& rows = found == tables_.end() ? kNoRows : found->second;
  if (const auto exact = rows.by_key.find(key); exact != rows.by_key.end()) {
    return &rows.rows[exact->second];
  }
  const auto shorthand = rows.by_ending.find(key);
  if (shorthand != rows.by_ending.end() && shorthand->second.size() == 1) {
    return &rows.rows[shorthand->second[0]];
  }
  unknown_key(*spec, rows, key, place, diagnostics);
  return nullptr;
}

void Catalog::unknown_key(const TableSpec& spec,
                          const Table& table,
                          std::string_view key,
                          const Place& place,
                          Diagnostics& diagnostics) {
  constexpr std::size_t kMost = 8;
  if (const auto several = table.by_ending.find(key); several != table.by_ending.end()) {
    std::string list;
    for (std::size_t i = 0; i < std::min(kMost, several->second.size()); ++i) {
      list += fmt::format("{}'{}'", i > 0 ? ", " : "", table.rows[several->second[i]].key());
    }
    const std::size_t more = several->second.size() - std::min(kMost, several->second.size());
    diagnostics.error(place, fmt::format("'{}' fits {} rows of {}", key, several->second.size(), spec.name),
                      fmt::format("write one of {}{}", list, more > 0 ? fmt::format(" and {} more", more) : ""));
    return;
  }
  std::vector<std::string> known;
  for (const auto& [name, row] : table.by_key) {
    known.push_back(name);
  }
  for (const auto& [name, rows] : table.by_ending) {
    known.push_back(name);
  }
  std::string hint = did_you_mean(key, known);
  if (hint.empty()) {
    hint = fmt::format("`costwright catalog {}` lists what is known", spec.name);
  }
  diagnostics.error(place, fmt::format("unknown {} '{}'", spec.noun, key), hint);
}

const std::vector<Row>& Catalog::rows(std::string_view table) const {
  require(find_table(table) != nullptr, "there is no catalogue table '{}'", table);
  static const std::vector<Row> kNone;
  const auto found = tables_.find(table);
  return found == tables_.end() ? kNone : found->second.rows;
}

std::uint64_t Catalog::digest() const {
  Hasher hasher;
  for (const auto& [name, table] : tables_) {
    hasher.add(std::string_view(name)).add(table.rows.size());
    for (const auto& row : table.rows) {
      for (const auto& cell : row.cells_) {
        hasher.add(std::string_view(cell));
      }
    }
  }
  return hasher.value();
}

void FactLog::use(const Fact& fact) {
  using namespace std::string_literals;
  used_.emplace(fact.table + "\0"s + fact.key + "\0"s + fact.column, fact);
}

std::vector<Fact> FactLog::all() const {
  std::vector<Fact> facts;
  for (const auto& [key, fact] : used_) {
    facts.push_back(fact);
  }
  return facts;
}

// Turns CSV records into rows. One header tells which cell is which column; every fault has its line.
class CatalogReader {
 public:
  CatalogReader(Catalog& catalog, Diagnostics& diagnostics) : catalog_(catalog), diagnostics_(diagnostics) {}

  void read_table(const TableSpec& spec, const std::string& path) {
    file_ = path;
    const auto records = open();
    std::vector<int> order;
    if (records.empty() || !read_header(spec, records[0], 0, order) || !has_columns(spec, order)) {
      return;
    }
    auto& table = catalog_.tables_[std::string(spec.name)];
    table.rows.reserve(records.size());
    for (std::size_t i = 1; i < records.size(); ++i) {
      if (auto row = read_row(spec, order, records[i]); row && proves(*row)) {
        append(table, std::move(*row));
      }
    }
  }

  // The first record names the columns for all tables of the file, so a column must be known to one of them.
  void read_user(const std::string& path) {
    file_ = path;
    const auto records = open();
    if (records.empty()) {
      return;
    }
    if (records[0].cells[0] != "table") {
      fail(records[0].line, "the first column must be 'table'", "it names the catalogue table of each row");
      return;
    }
    if (!known_columns(records[0])) {
      return;
    }
    for (std::size_t i = 1; i < records.size(); ++i) {
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
  bool read_header(const TableSpec& spec, const CsvRecord& header, std::size_t first, std::vector<int>& order) {
    const int before = diagnostics_.error_count();
    order.assign(spec.columns.size(), -1);
    for (std::size_t i = first; i < header.cells.size(); ++i) {
      const auto& name = header.cells[i];
      const auto same = [&](const ColumnSpec& column) { return column.name == name; };
      const auto found = std::find_if(spec.columns.begin(), spec.columns.end(), same);
      if (found == spec.columns.end()) {
        fail(header.line, fmt::format("table {} has no column '{}'", spec.name, name), did_you_mean(name, names(spec)));
      } else if (int& at = order[static_cast<std::size_t>(found - spec.columns.begin())]; at >= 0) {
        fail(header.line, fmt::format("column '{}' is there twice", name), "");
      } else {
        at = static_cast<int>(i);
      }
    }
    return diagnostics_.error_count() == before;
  }

  bool has_columns(const TableSpec& spec, const std::vector<int>& order) {
    bool complete = true;
    for (const std::string_view name : {"key", "source", "as_of", "status"}) {
      if (order[column_index(spec, name)] < 0) {
        fail(1, fmt::format("column '{}' is missing", name), "every row tells its key, source, date and status");
        complete = false;
      }
    }
    return complete;
  }

  std::optional<Row> read_row(const TableSpec& spec, const std::vector<int>& order, const CsvRecord& record) {
    const int before = diagnostics_.error_count();
    Row row;
    row.table_ = &spec;
    row.place_ = {file_, record.line, 0};
    row.cells_.reserve(order.size());
    const auto given = static_cast<std::size_t>(std::count_if(order.begin(), order.end(), [](int i) { return i >= 0; }));
    if (record.cells.size() != given && !user_) {
      fail(record.line, fmt::format("{} cells where the header has {}", record.cells.size(), given),
           "quote a cell that contains a comma");
      return std::nullopt;
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
      row.cells_.push_back(order[i] < 0 ? std::string() : record.cells[static_cast<std::size_t>(order[i])]);
      check_number(spec.columns[i], row.cells_.back(), record.line);
    }
    row.key_ = row.cells_[0];
    if (row.key_.empty()) {
      fail(record.line, "the key is missing", "");
    }
    return diagnostics_.error_count() == before ? std::optional(std::move(row)) : std::nullopt;
  }

  void check_number(const ColumnSpec& column, const std::string& cell, int line) {
    if (column.kind != ColumnKind::kNumber || cell.empty()) {
      return;
    }
    const auto value = parse_number(cell);
    if (const auto* fault = std::get_if<std::string>(&value)) {
      fail(line, fmt::format("{}: {}", column.name, *fault), fmt::format("expected {}", column.doc));
    } else if (std::get<double>(value) < 0) {
      fail(line, fmt::format("{}: {} must not be negative", column.name, cell), fmt::format("expected {}", column.doc));
    }
  }

  bool proves(const Row& row) {
    const int before = diagnostics_.error_count();
    for (const std::string_view name : {"source", "as_of"}) {
      if (row.text(name).empty()) {
        fail(row.place_.line, fmt::format("'{}' has no {}", row.key_, name), "a figure without its origin is not loaded");
      }
    }
    const auto& status = row.text("status");
    const auto parsed = status_from(status);
    const bool user_may = user_ && status.empty();
    if (!user_may && (!parsed || (*parsed == FactStatus::kUser && !user_))) {
      fail(row.place_.line, fmt::format("'{}' has status '{}'", row.key_, status), "use read, estimate or unverified");
    }
    return diagnostics_.error_count() == before;
  }

  void append(Catalog::Table& table, Row row) {
    const std::size_t index = table.rows.size();
    if (const auto [same, fresh] = table.by_key.emplace(row.key_, index); !fresh) {
      fail(row.place_.line, fmt::format("the key '{}' is already in line {}", row.key_, table.rows[same->second].place_.line),
           "keys are unique within a table");
      return;
    }
    for (const auto ending : endings(row.key_)) {
      auto at = table.by_ending.find(ending);
      at = at == table.by_ending.end() ? table.by_ending.emplace(std::string(ending), std::vector<std::size_t>{}).first : at;
      at->second.push_back(index);
    }
    if (const auto group = row.table_->group_column; !group.empty() && !row.text(group).empty()) {
      table.by_key.emplace(row.text(group), index);
    }
    table.rows.push_back(std::move(row));
  }

  bool known_columns(const CsvRecord& header) {
    const int before = diagnostics_.error_count();
    std::vector<std::string> known;
    for (const auto& spec : catalog_tables()) {
      const auto more = names(spec);
      known.insert(known.end(), more.begin(), more.end());
    }
    for (std::size_t i = 1; i < header.cells.size(); ++i) {
      const auto& name = header.cells[i];
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        fail(header.line, fmt::format("no catalogue table has a column '{}'", name), did_you_mean(name, known));
      } else if (std::count(header.cells.begin(), header.cells.end(), name) > 1) {
        fail(header.line, fmt::format("column '{}' is there twice", name), "");
      }
    }
    return diagnostics_.error_count() == before;
  }

  void read_user_row(const CsvRecord& header, const CsvRecord& record) {
    if (record.cells.size() != header.cells.size()) {
      fail(record.line, fmt::format("{} cells where the header has {}", record.cells.size(), header.cells.size()),
           "quote a cell that contains a comma");
      return;
    }
    const TableSpec* spec = find_table(record.cells[0]);
    if (spec == nullptr) {
      std::vector<std::string> tables;
      for (const auto& table : catalog_tables()) {
        tables.emplace_back(table.name);
      }
      fail(record.line, fmt::format("there is no catalogue table '{}'", record.cells[0]), did_you_mean(record.cells[0], tables));
      return;
    }
    // Columns of other tables may stand in the same file: they must be blank in this row.
    CsvRecord used{header.line, {}};
    std::vector<int> order(spec->columns.size(), -1);
    for (std::size_t i = 1; i < header.cells.size(); ++i) {
      const auto known = names(*spec);
      const auto at = std::find(known.begin(), known.end(), header.cells[i]);
      if (at != known.end()) {
        order[static_cast<std::size_t>(at - known.begin())] = static_cast<int>(i);
      } else if (!record.cells[i].empty()) {
        fail(record.line, fmt::format("table {} has no column '{}'", spec->name, header.cells[i]), did_you_mean(header.cells[i], known));
        return;
      }
    }
    user_ = true;
    if (auto row = read_row(*spec, order, record); row && proves(*row)) {
      merge(catalog_.tables_[std::string(spec->name)], std::move(*row));
    }
    user_ = false;
  }

  // Cells of the user's row get its origin; blank cells keep what the catalogue says.
  void merge(Catalog::Table& table, Row row) {
    const Row::Origin origin{status_from(row.text("status")).value_or(FactStatus::kUser), row.text("source"),
                             row.text("as_of"), row.place_};
    const auto known = table.by_key.find(row.key_);
    const bool fresh = known == table.by_key.end() || table.rows[known->second].key_ != row.key_;
    Row& target = fresh ? row : table.rows[known->second];
    target.origins_.push_back(origin);
    target.origin_.resize(target.cells_.size(), fresh ? static_cast<int>(target.origins_.size()) - 1 : -1);
    for (std::size_t i = 1; !fresh && i < row.cells_.size(); ++i) {
      const auto& name = row.table_->columns[i].name;
      const bool own_proof = name == "status" || name == "source" || name == "as_of" || name == "notes";
      if (!row.cells_[i].empty() && !own_proof) {
        target.cells_[i] = row.cells_[i];
        target.origin_[i] = static_cast<int>(target.origins_.size()) - 1;
      }
    }
    if (fresh) {
      append(table, std::move(row));
    }
  }

  static std::vector<std::string> names(const TableSpec& spec) {
    std::vector<std::string> result;
    for (const auto& column : spec.columns) {
      result.emplace_back(column.name);
    }
    return result;
  }

  void fail(int line, std::string message, std::string hint) {
    diagnostics_.error({file_, line, 0}, std::move(message), std::move(hint));
  }

  Catalog& catalog_;
  Diagnostics& diagnostics_;
  std::string file_;
  bool user_ = false;
};

Catalog Catalog::load(const std::string& folder, Diagnostics& diagnostics) {
  Catalog catalog;
  CatalogReader reader(catalog, diagnostics);
  for (const auto& spec : catalog_tables()) {
    reader.read_table(spec, fmt::format("{}/{}.csv", folder, spec.name));
  }
  return catalog;
}

void Catalog::add(const std::string& csv_path, Diagnostics& diagnostics) {
  CatalogReader(*this, diagnostics).read_user(csv_path);
}

}  // namespace costwright
