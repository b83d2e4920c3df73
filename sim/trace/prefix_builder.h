#pragma once
// The tree of what a trace's prompts begin with, and the families of rows that share a beginning.
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "sim/trace/trace.h"

namespace costwright::sim {

// Tokens of a prompt that a cache of blocks may hold for it: whole blocks of 16
// (ReplicaPlan::block_tokens), without the last token, whose answer is the first one asked for.
// Worked: of 1,024 tokens that are all shared, 1,008.
std::int32_t shareable_tokens(std::int32_t shared, std::int32_t input);

class PrefixBuilder {
 public:
  // Notes the beginning of the row just read.
  void add(const TraceReader& reader, TraceRow& row);
  // Gives the trace its tree, cut wherever some row's beginning ends, its rows their last node, and
  // its families.
  void plant(Trace& trace) const;

 private:
  struct Node {
    std::int32_t parent = -1;
    std::int32_t tokens{};  // that the longest row shares
  };
  std::vector<std::int32_t> families(const Trace& trace) const;

  std::vector<Node> nodes_;
  std::vector<std::int32_t> ends_;  // by row: tokens of its last node that it shares
  std::map<std::pair<std::int32_t, std::int64_t>, std::int32_t> known_;  // (parent, block) -> node
};

}  // namespace costwright::sim
