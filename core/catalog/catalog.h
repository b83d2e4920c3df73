#pragma once
// The catalogue: facts with sources, read from data/*.csv; a user's own CSV adds rows or overrides
// them. A row has a unique key within its table; every row carries `source`, `as_of` and `status`,
// and a row without them is refused. Which status holds for a column is decided by the table's
// sub-status columns (price_status, spot_status, unverified_fields, ...; the table's spec says so),
// not by `status` alone: a figure whose own sub-status is blank counts as unverified. Numbers are
// strict decimals within their column's range, never negative.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalog/facts.h"
#include "core/diagnostics.h"
#include "core/table/column_range.h"

namespace costwright {

enum class ColumnKind { kText, kNumber };

struct ColumnSpec {
  std::string_view name;
  ColumnKind kind = ColumnKind::kText;
  std::string_view doc;  // with unit for numbers
  std::string_view status_column =
      "status";  // or `unverified_fields`: a list of the columns that were not read
  std::string_view source_column = "source";  // blank cell there: `source`
  std::string_view as_of_column = "as_of";    // blank cell there: `as_of`
  ColumnRange range;                          // of a number
  std::span<const std::string_view> words{};  // of a text: what it may be; none = anything
};

struct TableSpec {
  std::string_view name;
  std::string_view noun;  // what one row is, for messages: "accelerator"
  std::string_view doc;
  std::vector<ColumnSpec> columns;      // all that are accepted; the first is `key`
  std::vector<std::string_view> shown;  // columns that `costwright catalog` prints
  std::string_view
      group_column;  // a value shared by the tiers of one price finds its first row; "" = none
  std::string_view file = "";  // in data/; "" = <name>.csv
};
// accelerators, servers, cloud_instances, cloud_services, api_latency, electricity, staffing,
// software, models, compression, aliases, engines, calibration.
std::span<const TableSpec> catalog_tables();
const TableSpec* find_table(std::string_view name);

class Row {
 public:
  const std::string& key() const { return key_; }
  const Place& place() const { return place_; }
  // Where what the row says of this column was written: of a row that a CSV on top changes, there.
  const Place& place(std::string_view column) const;
  // Empty string / nullopt where the cell is blank. Asking for a column the spec lacks is a
  // logic_error.
  const std::string& text(std::string_view column) const;
  std::optional<double> number(std::string_view column) const;
  // The number with its origin, status by the sub-status rules.
  std::optional<Fact> fact(std::string_view column) const;
  FactStatus status() const;

 private:
  friend class Catalog;
  friend class CatalogReader;
  struct Origin {  // a user's CSV line; a catalogue row's own cells have none
    FactStatus status{};
    std::string source, as_of;
    Place place;
  };
  FactStatus status_of(std::size_t column) const;
  int origin_of(std::size_t column) const { return origin_.empty() ? -1 : origin_[column]; }

  const TableSpec* table_{};
  std::string key_;
  Place place_;
  std::vector<std::string> cells_;  // in the spec's column order
  std::vector<Origin> origins_;
  std::vector<int> origin_;  // per cell: index into origins_, -1 = catalogue; empty = all catalogue
};

class Catalog {
 public:
  // Reads every table of `folder` (data/). Problems go to `diagnostics`.
  static Catalog load(const std::string& folder, Diagnostics& diagnostics);
  // Adds or overrides rows. The file has a first column `table`, then any columns of that table
  // (key, source, as_of required; status defaults to user). An existing key is overridden field by
  // field: blank cells keep the catalogue's figure. Keys here are written in full.
  void add(const std::string& csv_path, Diagnostics& diagnostics);

  // Null, with an error at `place` that names the nearest keys (those that contain what was
  // written, else those spelt alike), when unknown. A shorthand is accepted when it is the ending
  // after a `/` of one key only ("p5.48xlarge" for "AWS/us-east-1/p5.48xlarge"), or a group's name;
  // one that fits several rows is an error that lists them. Accelerators and models are also found
  // by any spelling of their key or of an alias (core/catalog/spelling.h). Pointers stay valid
  // until the next add().
  const Row* find(std::string_view table,
                  std::string_view key,
                  const Place& place,
                  Diagnostics& diagnostics) const;
  // The row that find() would give, of a key that has been found before.
  const Row& row(std::string_view table, std::string_view key) const;
  const std::vector<Row>& rows(std::string_view table) const;
  // As find() without a shorthand: null where no key or alias is spelt so.
  const Row* named(std::string_view table, std::string_view name) const;

  std::uint64_t digest() const;  // of all cells, for the report

 private:
  friend class CatalogReader;
  struct Table {
    std::vector<Row> rows;
    std::map<std::string, std::size_t, std::less<>> by_key;                  // key or group -> row
    std::map<std::string, std::vector<std::size_t>, std::less<>> by_ending;  // shorthand -> rows
    std::map<std::string, std::size_t, std::less<>> by_spelling;  // kAmbiguous: of several rows
  };
  static constexpr std::size_t kAmbiguous = static_cast<std::size_t>(-1);
  const Table& table_named(std::string_view name) const;
  const Row* known_row(std::string_view table, std::string_view key) const;
  void index_spellings(Diagnostics& diagnostics);
  void index_aliases(Diagnostics& diagnostics);
  static void unknown_key(const TableSpec& spec,
                          const Table& table,
                          std::string_view key,
                          const Place& place,
                          Diagnostics& diagnostics);
  static std::string nearest_keys(const TableSpec& spec, const Table& table, std::string_view key);
  std::map<std::string, Table, std::less<>> tables_;
};

}  // namespace costwright
