#pragma once
// The rows of provenance.csv, and which of them a set of origins of the ledger means.
#include <map>
#include <string>
#include <vector>

#include "core/catalog/facts.h"
#include "core/ledger/origins.h"
#include "study/outcome/evaluation.h"

namespace costwright::study {

// A figure of the catalogue, or a field that the scenario writes.
struct ProvenanceRow {
  std::string id;  // seven letters, made of the origin alone: the same in every run
  LineOrigin origin;
  std::optional<Fact> fact;
  std::string text;  // of a field: its value as written; "" of several
  Place place;
  bool is_of_catalogue() const { return fact.has_value(); }
  std::string name() const;  // the field's path, or table, key and column
};

class ProvenanceRows {
 public:
  explicit ProvenanceRows(const Evaluation& evaluation);

  const std::vector<ProvenanceRow>& all() const { return rows_; }
  // In the order of `origins`, each once: the figure or field, and for a field that holds several
  // values (a price by month) the rows of these. A field left to its default has none.
  std::vector<const ProvenanceRow*> of(const std::vector<LineOrigin>& origins) const;

 private:
  using Rows = std::vector<const ProvenanceRow*>;
  void add(const LineOrigin& origin, std::optional<Fact> fact, std::string text, Place place);
  void add_values(const std::string& path, Rows& rows) const;
  std::vector<ProvenanceRow> rows_;
  std::map<LineOrigin, std::size_t> index_;
};

}  // namespace costwright::study
