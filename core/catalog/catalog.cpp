#include "core/catalog/catalog.h"

#include <algorithm>

#include "core/catalog/spelling.h"
#include "core/hash.h"
#include "core/units/parse.h"

namespace costwright {
namespace {

std::size_t column_index(const TableSpec& table, std::string_view column) {
  const auto& columns = table.columns;
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const auto& c) {
    return c.name == column;
  });
  require(found != columns.end(), "table {} has no column '{}'", table.name, column);
  return static_cast<std::size_t>(found - columns.begin());
}

// Does `name`, as `unverified_fields` writes it, cover `column`? "link" covers
// link_bw_gbytes_per_s_one_way; "bf16" also covers the FP16 peak, which comes from the same sheet.
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
    if (name == "all" ||
        (all_but ? !covers(name.substr(kAllBut.size()), column) : covers(name, column))) {
      status = estimated ? FactStatus::kEstimate : FactStatus::kUnverified;
    }
  }
  return status;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return out;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// How `key` contains `part`, both in lower case: as its first parts ("a/b" in "a/b/c"), as whole
// words at its start or elsewhere ("h100" in "hgx-h100-8"), or anywhere.
enum class Fit { kParts, kStart, kWords, kAnywhere, kNone };
Fit fit_of(std::string_view key, std::string_view part) {
  Fit best = Fit::kNone;
  for (auto at = key.find(part); at != std::string_view::npos && best > Fit::kWords;
       at = key.find(part, at + 1)) {
    const char next = at + part.size() < key.size() ? key[at + part.size()] : '/';
    const bool whole = (at == 0 || !is_word(key[at - 1])) && !is_word(next);
    best = !whole ? Fit::kAnywhere : at > 0 ? Fit::kWords : next == '/' ? Fit::kParts : Fit::kStart;
  }
  return best;
}

// "write one of 'a', 'b' and 3 more; `costwright catalog T --filter K` lists them".
std::string choose_from(const std::vector<std::string_view>& keys,
                        std::string_view table,
                        std::string_view filter) {
  constexpr std::size_t kMost = 4;
  const std::size_t shown = std::min(kMost, keys.size());
  std::string list = fmt::format("'{}'", fmt::join(keys.begin(), keys.begin() + shown, "', '"));
  if (keys.size() == 1) {
    return fmt::format("did you mean {}?", list);
  }
  return keys.size() == shown
             ? fmt::format("write one of {}", list)
             : fmt::format(
                   "write one of {} and {} more; `costwright catalog {} --filter '{}'` "
                   "lists them",
                   list, keys.size() - shown, table, filter);
}

// The keys that contain `part`, the best fit first; those that have it inside a word only when
// `inside_words`.
std::vector<std::string_view> keys_with(
    const std::map<std::string, std::size_t, std::less<>>& by_key,
    std::string_view part,
    bool inside_words) {
  constexpr std::size_t kLeast = 3;  // letters that tell something when they stand inside a word
  const Fit worst = inside_words && part.size() >= kLeast ? Fit::kAnywhere : Fit::kWords;
  std::vector<std::pair<Fit, std::string_view>> found;
  const std::string wanted = lower(part);
  for (const auto& [key, row] : by_key) {
    if (const Fit fit = fit_of(lower(key), wanted); fit <= worst) {
      found.emplace_back(fit, key);
    }
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string_view> keys;
  for (const auto& [fit, key] : found) {
    keys.push_back(key);
  }
  return keys;
}

}  // namespace

const std::string& Row::text(std::string_view column) const {
  return cells_[column_index(*table_, column)];
}

std::optional<double> Row::number(std::string_view column) const {
  const std::size_t i = column_index(*table_, column);
  require(table_->columns[i].kind == ColumnKind::kNumber, "column '{}' of {} holds text", column,
          table_->name);
  if (cells_[i].empty()) {
    return std::nullopt;
  }
  return std::get<double>(parse_number(cells_[i]));
}

const Place& Row::place(std::string_view column) const {
  const int origin = origin_of(column_index(*table_, column));
  return origin < 0 ? place_ : origins_[static_cast<std::size_t>(origin)].place;
}

std::optional<Fact> Row::fact(std::string_view column) const {
  const auto value = number(column);
  if (!value) {
    return std::nullopt;
  }
  const std::size_t i = column_index(*table_, column);
  const auto& spec = table_->columns[i];
  Fact fact{
      std::string(table_->name), key_, std::string(column), *value, status_of(i), "", "", place_};
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

FactStatus Row::status() const {
  return status_of(column_index(*table_, "status"));
}

FactStatus Row::status_of(std::size_t column) const {
  const auto& spec = table_->columns[column];
  const std::size_t at = column_index(*table_, spec.status_column);
  const int origin = origin_of(column);
  const bool same_origin = origin_of(at) == origin;
  const std::string& own = cells_[at];
  const auto general = origin >= 0 ? origins_[static_cast<std::size_t>(origin)].status
                                   : fact_status(text("status")).value_or(FactStatus::kUnverified);
  if (spec.status_column == "unverified_fields") {
    return same_origin ? listed_status(own, spec.name, general) : general;
  }
  if (origin >= 0) {
    return same_origin ? fact_status(own).value_or(general) : general;
  }
  return fact_status(own).value_or(FactStatus::kUnverified);
}

const Catalog::Table& Catalog::table_named(std::string_view name) const {
  require(find_table(name) != nullptr, "there is no catalogue table '{}'", name);
  static const Table no_rows;
  const auto found = tables_.find(name);
  return found == tables_.end() ? no_rows : found->second;
}

const Row* Catalog::known_row(std::string_view name, std::string_view key) const {
  const Table& table = table_named(name);
  if (const auto exact = table.by_key.find(key); exact != table.by_key.end()) {
    return &table.rows[exact->second];
  }
  const auto shorthand = table.by_ending.find(key);
  const bool is_one = shorthand != table.by_ending.end() && shorthand->second.size() == 1;
  return is_one ? &table.rows[shorthand->second[0]] : named(name, key);
}

const Row* Catalog::named(std::string_view name, std::string_view published) const {
  const Table& table = table_named(name);
  if (!has_spellings(name)) {
    return nullptr;
  }
  for (const std::string& spelling : spellings(name, published)) {
    const auto found = table.by_spelling.find(spelling);
    if (found != table.by_spelling.end() && found->second != kAmbiguous) {
      return &table.rows[found->second];
    }
  }
  return nullptr;
}

// What is listed outweighs what is only spelt alike, but no key.
void Catalog::index_spellings(Diagnostics& diagnostics) {
  for (auto& [name, table] : tables_) {
    table.by_spelling.clear();
    for (std::size_t i = 0; has_spellings(name) && i < table.rows.size(); ++i) {
      table.by_spelling.emplace(plain_name(table.rows[i].key()), i);
    }
  }
  index_aliases(diagnostics);
  for (auto& [name, table] : tables_) {
    std::map<std::string, std::size_t, std::less<>> loose;
    for (std::size_t i = 0; has_spellings(name) && i < table.rows.size(); ++i) {
      for (std::string& spelling : spellings(name, table.rows[i].key())) {
        const auto [at, fresh] = loose.emplace(std::move(spelling), i);
        at->second = fresh ? i : kAmbiguous;
      }
    }
    table.by_spelling.merge(loose);
  }
}

void Catalog::index_aliases(Diagnostics& diagnostics) {
  for (const Row& alias : rows("aliases")) {
    const auto table = tables_.find(alias.text("of_table"));
    if (!has_spellings(alias.text("of_table"))) {
      diagnostics.error(alias.place("of_table"),
                        fmt::format("an alias of the table '{}'", alias.text("of_table")),
                        "use accelerators or models");
    }
    if (!has_spellings(alias.text("of_table")) || table == tables_.end()) {
      continue;
    }
    const auto row = table->second.by_key.find(alias.text("of"));
    if (row == table->second.by_key.end()) {
      unknown_key(*find_table(table->first), table->second, alias.text("of"), alias.place("of"),
                  diagnostics);
      continue;
    }
    for (const std::string& spelling : full_spellings(table->first, alias.key())) {
      table->second.by_spelling.emplace(spelling, row->second);
    }
  }
}

const Row* Catalog::find(std::string_view table,
                         std::string_view key,
                         const Place& place,
                         Diagnostics& diagnostics) const {
  const Row* found = known_row(table, key);
  if (found == nullptr) {
    unknown_key(*find_table(table), table_named(table), key, place, diagnostics);
  }
  return found;
}

const Row& Catalog::row(std::string_view table, std::string_view key) const {
  const Row* found = known_row(table, key);
  require(found != nullptr, "'{}' is no row of {}", key, table);
  return *found;
}

void Catalog::unknown_key(const TableSpec& spec,
                          const Table& table,
                          std::string_view key,
                          const Place& place,
                          Diagnostics& diagnostics) {
  if (const auto several = table.by_ending.find(key); several != table.by_ending.end()) {
    std::vector<std::string_view> keys;
    for (const std::size_t row : several->second) {
      keys.push_back(table.rows[row].key());
    }
    diagnostics.error(place, fmt::format("'{}' fits {} rows of {}", key, keys.size(), spec.name),
                      choose_from(keys, spec.name, key));
    return;
  }
  diagnostics.error(place, fmt::format("unknown {} '{}'", spec.noun, key),
                    nearest_keys(spec, table, key));
}

// A part of a key, written in full, says more than a likeness of letters; an accidental one less.
std::string Catalog::nearest_keys(const TableSpec& spec, const Table& table, std::string_view key) {
  constexpr std::size_t kLongestShown = 80;
  const bool is_text = !key.empty() && key.size() <= kLongestShown;
  if (const auto keys = keys_with(table.by_key, key, false); is_text && !keys.empty()) {
    return choose_from(keys, spec.name, key);
  }
  std::vector<std::string> known;
  for (const auto& [name, row] : table.by_key) {
    known.push_back(name);
  }
  for (const auto& [name, rows] : table.by_ending) {
    known.push_back(name);
  }
  if (auto hint = did_you_mean(key, known); !hint.empty()) {
    return hint;
  }
  const auto keys = keys_with(table.by_key, key, true);
  return is_text && !keys.empty()
             ? choose_from(keys, spec.name, key)
             : fmt::format("`costwright catalog {}` lists what is known", spec.name);
}

const std::vector<Row>& Catalog::rows(std::string_view table) const {
  require(find_table(table) != nullptr, "there is no catalogue table '{}'", table);
  static const std::vector<Row> none;
  const auto found = tables_.find(table);
  return found == tables_.end() ? none : found->second.rows;
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

}  // namespace costwright
