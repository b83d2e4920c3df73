#pragma once
// Beginnings of prompts whose KV cache a replica keeps, in nodes of the stream's tree
// (docs/serving-engine.md, "Prefix cache"). A node is pinned as long as a running request has it in
// its chain; idle ones are kept until their blocks are wanted, the longest idle going first. With a
// node its ancestors are cached, and no ancestor goes before it: it was pinned as long as they
// were, and became idle before them.
//
// Nodes of a run (PrefixRuns) that have always been pinned and idle together are one segment, which
// is split where a chain ends in it and gives way node by node from its end. Cost: O(runs of the
// chain) for each operation, and for each chain that ended elsewhere in them.
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "sim/serving/kv_blocks.h"
#include "sim/serving/plan.h"
#include "sim/serving/prefix_runs.h"

namespace costwright::sim {

// Of one replica.
class PrefixCache {
 public:
  PrefixCache(const PrefixRuns& runs, const BlockSize& block) : runs_(&runs), block_(block) {}

  // The chain of a request from the root on, and the tokens that it holds together. Valid until the
  // next call.
  struct Chain {
    std::span<const PrefixRuns::Range> runs;
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

  // The deepest segment of a pinned chain; none of an empty one.
  using Pin = std::int32_t;
  static constexpr Pin kNone = -1;
  Pin pin(const Chain& chain);
  // The chain that gave the pin, deepest node first. Nodes that nobody else pins and that end
  // beyond `reached` tokens leave the cache, the others become idle.
  void unpin(Pin deepest, std::int64_t reached);
  // The longest idle leave until those left have at most `blocks` blocks.
  void shrink_idle_to(std::int64_t blocks) {
    while (idle_blocks_ > blocks) {
      evict_one();
    }
  }

  std::int64_t pinned_blocks() const { return pinned_blocks_; }
  std::int64_t idle_blocks() const { return idle_blocks_; }
  std::int64_t pinned_tokens() const { return pinned_blocks_ * block_.tokens(); }

 private:
  using Place = PrefixRuns::Place;
  using Index = std::int32_t;
  struct Segment {
    std::uint32_t space{};
    PrefixRuns::Range range;
    std::int64_t above{};  // blocks from the root to its beginning
    std::int64_t blocks{};
    std::int64_t pins{};
    Index parent = kNone;                 // the segment that it follows; cached as long as it is
    Index before = kNone, after = kNone;  // neighbours among the idle, the longest idle first
  };

  Segment& segment(Index index) { return segments_[static_cast<std::size_t>(index)]; }
  const Segment& segment(Index index) const { return segments_[static_cast<std::size_t>(index)]; }
  static std::uint64_t key_of(std::uint32_t space, Place begin) {
    return std::uint64_t{space} << 32U | static_cast<std::uint32_t>(begin);
  }
  Index find(std::uint32_t space, Place begin) const;
  Index create(std::uint32_t space, const PrefixRuns::Range& range, Index parent);
  void remove(Index index);
  Index split(Index index, Place at);  // returns what lies before `at`
  Index pin_new(std::uint32_t space, const PrefixRuns::Range& range, Index parent);
  Index pin_until(Index index, Place end);
  void unpin_one(Index index, std::int64_t reached_blocks);
  void set_end(Segment& segment, Place end) const;
  void evict_one();
  void link_idle(Index index, Index after);
  void unlink_idle(Index index);

  const PrefixRuns* runs_;
  BlockSize block_;
  std::vector<PrefixRuns::Range> chain_;
  std::unordered_map<std::uint64_t, Index> cached_;  // by where they begin
  std::vector<Segment> segments_;
  std::vector<Index> free_segments_;
  Index oldest_idle_ = kNone, newest_idle_ = kNone;
  std::int64_t pinned_blocks_ = 0, idle_blocks_ = 0;
};

}  // namespace costwright::sim
