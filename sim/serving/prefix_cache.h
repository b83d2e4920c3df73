#pragma once
// Beginnings of prompts whose KV cache a replica keeps, in nodes of the stream's tree
// (docs/serving-engine.md, "Prefix cache"). A node is pinned as long as a running request has it in
// its chain; idle ones are kept until their blocks are wanted, the longest idle going first. With a
// node its ancestors are cached, and no ancestor goes before it: it was pinned as long as they
// were, and became idle before them. Cost: O(nodes of the chain) for each operation.
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "sim/requests/prefix_tree.h"
#include "sim/serving/kv_blocks.h"
#include "sim/serving/plan.h"

namespace costwright::sim {

// Of one replica.
class PrefixCache {
 public:
  PrefixCache(PrefixTree tree, const BlockSize& block) : tree_(tree), block_(block) {}

  // The chain of a request from the root on, and the tokens that it holds together. Valid until the
  // next call.
  struct Chain {
    std::span<const std::int32_t> nodes;
    std::uint32_t space{};
    std::int64_t tokens{};
  };
  Chain chain(const PrefixRef& prefix, std::int64_t input);

  // What of a chain is there.
  struct Hit {
    std::int64_t tokens{};      // of the leading part that is cached
    std::int64_t new_blocks{};  // of nodes that are not pinned
  };
  Hit look_up(const Chain& chain) const;

  void pin(const Chain& chain);
  // Deepest node first. Nodes that nobody else pins and that end beyond `reached` tokens leave the
  // cache, the others become idle.
  void unpin(const Chain& chain, std::int64_t reached);
  // The longest idle leave until those left have at most `blocks` blocks.
  void shrink_idle_to(std::int64_t blocks) {
    while (idle_blocks_ > blocks) {
      evict(oldest_idle_);
    }
  }

  std::int64_t pinned_blocks() const { return pinned_blocks_; }
  std::int64_t idle_blocks() const { return idle_blocks_; }
  std::int64_t pinned_tokens() const { return pinned_blocks_ * block_.tokens(); }

 private:
  using Index = std::int32_t;
  static constexpr Index kNone = -1;
  struct Entry {
    std::uint64_t key{};
    std::int64_t blocks{};
    std::int64_t pins{};
    Index before = kNone, after = kNone;  // neighbours among the idle
  };

  static std::uint64_t key_of(std::uint32_t space, std::int32_t node) {
    return std::uint64_t{space} << 32U | static_cast<std::uint32_t>(node);
  }
  std::int64_t blocks_of(std::int32_t node) const;
  Index find(std::uint64_t key) const;
  Index create(std::uint64_t key, std::int64_t blocks);
  void remove(Index index);
  void evict(Index index);
  void link_idle(Index index);
  void unlink_idle(Index index);

  PrefixTree tree_;
  BlockSize block_;
  std::vector<std::int32_t> path_;
  std::unordered_map<std::uint64_t, Index> cached_;
  std::vector<Entry> entries_;
  std::vector<Index> free_entries_;
  Index oldest_idle_ = kNone, newest_idle_ = kNone;
  std::int64_t pinned_blocks_ = 0, idle_blocks_ = 0;
};

}  // namespace costwright::sim
