#include "study/reports/provenance_rows.h"

#include <algorithm>

#include <fmt/format.h>

namespace costwright::study {

std::string ProvenanceRow::name() const {
  return fact ? fmt::format("{} {} {}", origin.table, origin.key, origin.column) : origin.key;
}

ProvenanceRows::ProvenanceRows(const Evaluation& evaluation) {
  for (const Fact& fact : evaluation.facts.all()) {
    add({{fact.table, fact.key, fact.column}, fact, "", fact.place});
  }
  const LoadedScenario& loaded = evaluation.loaded;
  for (const auto& [path, place] : loaded.places) {
    if (!path.empty()) {  // the file as a whole
      const auto text = loaded.texts.find(path);
      add({{"", path, ""}, std::nullopt, text != loaded.texts.end() ? text->second : "", place});
    }
  }
}

void ProvenanceRows::add(ProvenanceRow row) {
  rows_.push_back(std::move(row));
  ids_.emplace(rows_.back().origin, static_cast<int>(rows_.size()));
}

std::vector<int> ProvenanceRows::ids(const std::vector<Origin>& origins) const {
  std::vector<int> ids;
  for (const Origin& origin : origins) {
    const auto found = ids_.find(origin);
    if (found == ids_.end() || std::find(ids.begin(), ids.end(), found->second) != ids.end()) {
      continue;
    }
    ids.push_back(found->second);
    if (origin.table.empty() && row(found->second).text.empty()) {
      add_values(origin.key + ".", ids);
    }
  }
  return ids;
}

void ProvenanceRows::add_values(const std::string& path, std::vector<int>& ids) const {
  for (auto below = ids_.lower_bound({"", path, ""});
       below != ids_.end() && below->first.table.empty() && below->first.key.starts_with(path);
       ++below) {
    if (!row(below->second).text.empty()) {
      ids.push_back(below->second);
    }
  }
}

}  // namespace costwright::study
