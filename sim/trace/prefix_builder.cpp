#include "sim/trace/prefix_builder.h"

#include <algorithm>
#include <set>

namespace costwright::sim {
namespace {

constexpr std::int32_t kUnit = 16;  // ReplicaPlan::block_tokens
// A beginning that more of the rows share is a system prompt, not a conversation.
constexpr double kMostOfAFamily = 0.05;

}  // namespace

std::int32_t shareable_tokens(std::int32_t shared, std::int32_t input) {
  return std::max(0, std::min(shared, input - 1)) / kUnit * kUnit;
}

void PrefixBuilder::add(const TraceReader& reader, TraceRow& row) {
  std::int32_t left = shareable_tokens(reader.prefix_tokens(), row.input);
  std::int32_t end = 0;
  for (const std::int64_t block : reader.prefix_blocks()) {
    if (left == 0) {
      break;
    }
    end = std::min(left, reader.prefix_block_tokens());
    left -= end;
    const auto next = static_cast<std::int32_t>(nodes_.size());
    const auto [found, is_new] = known_.emplace(std::pair(row.prefix, block), next);
    if (is_new) {
      nodes_.push_back({row.prefix, end});
    }
    row.prefix = found->second;
    Node& node = nodes_[static_cast<std::size_t>(row.prefix)];
    node.tokens = std::max(node.tokens, end);
  }
  ends_.push_back(end);
}

void PrefixBuilder::plant(Trace& trace) const {
  trace.families = families(trace);
  std::vector<std::set<std::int32_t>> cuts(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    cuts[i].insert(nodes_[i].tokens);
  }
  for (std::size_t r = 0; r < trace.rows.size(); ++r) {
    if (trace.rows[r].prefix >= 0) {
      cuts[static_cast<std::size_t>(trace.rows[r].prefix)].insert(ends_[r]);
    }
  }
  std::vector<std::int32_t> first(nodes_.size());  // piece of each node
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    first[i] = static_cast<std::int32_t>(trace.prefixes.size());
    std::int32_t parent = -1;
    if (nodes_[i].parent >= 0) {
      const auto above = static_cast<std::size_t>(nodes_[i].parent);
      parent = first[above] + static_cast<std::int32_t>(cuts[above].size()) - 1;
    }
    std::int32_t begin = 0;
    for (const std::int32_t cut : cuts[i]) {
      trace.prefixes.push_back({parent, cut - begin});
      parent = static_cast<std::int32_t>(trace.prefixes.size()) - 1;
      begin = cut;
    }
  }
  for (std::size_t r = 0; r < trace.rows.size(); ++r) {
    if (std::int32_t& node = trace.rows[r].prefix; node >= 0) {
      const auto whole = static_cast<std::size_t>(node);
      const auto piece = std::distance(cuts[whole].begin(), cuts[whole].find(ends_[r]));
      node = first[whole] + static_cast<std::int32_t>(piece);
    }
  }
}

// A family is the rows below the first node, seen from the root, that few share.
std::vector<std::int32_t> PrefixBuilder::families(const Trace& trace) const {
  std::vector<std::int64_t> rows_below(nodes_.size());
  for (const TraceRow& row : trace.rows) {
    if (row.prefix >= 0) {
      ++rows_below[static_cast<std::size_t>(row.prefix)];
    }
  }
  for (std::size_t i = nodes_.size(); i-- > 0;) {
    if (nodes_[i].parent >= 0) {
      rows_below[static_cast<std::size_t>(nodes_[i].parent)] += rows_below[i];
    }
  }
  const double most = kMostOfAFamily * static_cast<double>(trace.rows.size());
  bool some = false;
  std::vector<std::int32_t> family_of(nodes_.size(), -1);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const std::int32_t parent = nodes_[i].parent;
    const std::int32_t above = parent >= 0 ? family_of[static_cast<std::size_t>(parent)] : -1;
    if (static_cast<double>(rows_below[i]) <= most) {
      family_of[i] = above >= 0 ? above : static_cast<std::int32_t>(i);
      some = some || rows_below[i] > 1;
    }
  }
  if (!some) {
    return {};
  }
  std::vector<std::int32_t> families;
  auto alone = static_cast<std::int32_t>(nodes_.size());
  for (const TraceRow& row : trace.rows) {
    const std::int32_t family =
        row.prefix >= 0 ? family_of[static_cast<std::size_t>(row.prefix)] : -1;
    families.push_back(family >= 0 ? family : alone++);
  }
  return families;
}

}  // namespace costwright::sim
