#pragma once
// The catalogue: facts with sources, read from data/*.csv; a user's own CSV adds rows or overrides them.
// A row has a unique key within its table; every row carries `source`, `as_of` and `status`, and a row
// without them is refused. Which status holds for a column is decided by the table's sub-status columns
// (price_status, spot_status, unverified_fields, ...; the table's spec says so), not by `status` alone.
#include "core/diagnostics.h"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace costwright {

enum class FactStatus { kRead, kEstimate, kUnverified, kUser };  // kUser: from the user's own CSV
std::string_view to_string(FactStatus status);

// One figure with its origin: what provenance.csv lists.
struct Fact {
  std::string table, key, column;
  double value{};
  FactStatus status{};
  std::string source, as_of;
  Place place;  // CSV file and line
};

enum class ColumnKind { kText, kNumber };

struct ColumnSpec {
  std::string_view name;
  ColumnKind kind = ColumnKind::kText;
  std::string_view doc;            // with unit for numbers
  std::string_view status_column;  // "" = `status`
};

struct TableSpec {
  std::string_view name;  // also the file's name: data/<name>.csv
  std::string_view doc;
  std::vector<ColumnSpec> columns;       // all that are accepted; the first is `key`
  std::vector<std::string_view> shown;   // columns that `costwright catalog` prints
};
// accelerators, servers, cloud_instances, cloud_services, electricity, staffing, software, models.
std::span<const TableSpec> catalog_tables();
const TableSpec* find_table(std::string_view name);

class Row {
 public:
  const std::string& key() const { return key_; }
  const Place& place() const { return place_; }
  // Empty string / nullopt where the cell is blank. Asking for a column the spec lacks is a logic_error.
  const std::string& text(std::string_view column) const;
  std::optional<double> number(std::string_view column) const;
  // The number with its origin, status by the sub-status rules.
  std::optional<Fact> fact(std::string_view column) const;
  FactStatus status() const;

 private:
  friend class Catalog;
  friend class CatalogReader;
  const TableSpec* table_{};
  std::string key_;
  Place place_;
  bool user_ = false;
  std::vector<std::string> cells_;  // in the spec's column order
};

class Catalog {
 public:
  // Reads every table of `folder` (data/). Problems go to `diagnostics`.
  static Catalog load(const std::string& folder, Diagnostics& diagnostics);
  // Adds or overrides rows. The file has a first column `table`, then any columns of that table
  // (key, source, as_of required; status defaults to user). An existing key is overridden field by field:
  // blank cells keep the catalogue's figure.
  void add(const std::string& csv_path, Diagnostics& diagnostics);

  // Null, with an error at `place` that names the nearest keys, when unknown. A shorthand that is a unique
  // prefix-free ending of one key ("p5.48xlarge" for "AWS/us-east-1/p5.48xlarge") is accepted; one that fits several
  // rows is an error that lists them.
  const Row* find(std::string_view table, std::string_view key, const Place& place, Diagnostics& diagnostics) const;
  const std::vector<Row>& rows(std::string_view table) const;

  std::uint64_t digest() const;  // of all cells, for the report

 private:
  friend class CatalogReader;
  std::map<std::string, std::vector<Row>, std::less<>> tables_;
};

// The facts that a run used, each once, in order of table, key, column.
class FactLog {
 public:
  void use(const Fact& fact);
  std::vector<Fact> all() const;

 private:
  std::map<std::string, Fact> used_;
};

}  // namespace costwright
