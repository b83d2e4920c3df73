#include "study/validate/gate.h"

#include <algorithm>
#include <map>

#include "study/published/published.h"

namespace costwright::study {
namespace {

using Group = std::vector<std::string>;

std::map<Group, std::optional<double>> errors_of(const Table& scores) {
  const std::size_t error = column_of(scores, "error_p50");
  std::map<Group, std::optional<double>> found;
  for (const auto& row : scores.rows) {
    found[{std::get<std::string>(row[0]), std::get<std::string>(row[1]),
           std::get<std::string>(row[2])}] = number_of(row[error]);
  }
  return found;
}

bool has_table(const std::map<Group, std::optional<double>>& errors, const std::string& table) {
  return std::ranges::any_of(errors, [&](const auto& each) {
    return each.first.front() == table;
  });
}

}  // namespace

Table risen(const Table& scores, const std::string& committed_csv, Diagnostics& diagnostics) {
  Table table{"risen",
              "Errors that rose by more than a tenth",
              {{"table", "table"},
               {"source", "source"},
               {"metric", "metric"},
               {"committed", "committed"},
               {"now", "now"}},
              {}};
  const auto committed =
      ReferenceTable::load(committed_csv, {"table", "source", "metric", "error_p50"}, diagnostics);
  if (!committed) {
    return table;
  }
  const auto now = errors_of(scores);
  for (std::size_t i = 0; i < committed->size(); ++i) {
    const auto before = committed->number(i, "error_p50");
    if (!before || !has_table(now, committed->text(i, "table"))) {
      continue;  // was not predicted, or is not scored
    }
    const Group group{committed->text(i, "table"), committed->text(i, "source"),
                      committed->text(i, "metric")};
    const auto found = now.find(group);
    const auto error = found == now.end() ? std::nullopt : found->second;
    const double most = std::max(*before * (1 + kRiseShare), *before + kRisePoints);
    if (!error || *error > most) {
      table.rows.push_back({group[0], group[1], group[2], percent(before), percent(error)});
    }
  }
  return table;
}

}  // namespace costwright::study
