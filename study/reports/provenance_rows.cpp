#include "study/reports/provenance_rows.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/hash.h"
#include "core/scenario/loaded.h"

namespace costwright::study {
namespace {

// Two of a thousand rows have one id in one of sixteen thousand scenarios.
std::string id_of(const LineOrigin& origin) {
  constexpr int kLetters = 7;
  std::uint64_t hash = Hasher().add(origin.table).add(origin.key).add(origin.column).value();
  std::string id;
  for (int i = 0; i < kLetters; ++i) {
    id += static_cast<char>('a' + hash % 26);
    hash /= 26;
  }
  return id;
}

}  // namespace

std::string ProvenanceRow::name() const {
  return fact ? fmt::format("{} {} {}", origin.table, origin.key, origin.column) : origin.key;
}

ProvenanceRows::ProvenanceRows(const Evaluation& evaluation) {
  for (const Fact& fact : evaluation.facts->all()) {
    add({fact.table, fact.key, fact.column}, fact, "", fact.place);
  }
  const LoadedScenario& loaded = *evaluation.loaded;
  for (const auto& [path, place] : *loaded.places) {
    if (!path.empty()) {  // the file as a whole
      const auto text = loaded.texts->find(path);
      add({"", path, ""}, std::nullopt, text != loaded.texts->end() ? text->second : "", place);
    }
  }
}

void ProvenanceRows::add(const LineOrigin& origin,
                         std::optional<Fact> fact,
                         std::string text,
                         Place place) {
  index_.emplace(origin, rows_.size());
  rows_.push_back({id_of(origin), origin, std::move(fact), std::move(text), std::move(place)});
}

ProvenanceRows::Rows ProvenanceRows::of(const std::vector<LineOrigin>& origins) const {
  Rows rows;
  for (const LineOrigin& origin : origins) {
    const auto found = index_.find(origin);
    if (found == index_.end()) {
      continue;
    }
    const ProvenanceRow* row = &rows_[found->second];
    if (std::find(rows.begin(), rows.end(), row) == rows.end()) {
      rows.push_back(row);
      if (origin.table.empty() && row->text.empty()) {
        add_values(origin.key + ".", rows);
      }
    }
  }
  return rows;
}

void ProvenanceRows::add_values(const std::string& path, Rows& rows) const {
  for (auto below = index_.lower_bound({"", path, ""});
       below != index_.end() && below->first.table.empty() && below->first.key.starts_with(path);
       ++below) {
    if (!rows_[below->second].text.empty()) {
      rows.push_back(&rows_[below->second]);
    }
  }
}

}  // namespace costwright::study
