#pragma once
// A tree of prompt beginnings laid out by runs: pieces that follow one another without a branch
// have consecutive places, so what a prompt begins with is a few ranges of places, however many
// pieces it has. Worked: in the shipped Mooncake trace 24 hashed blocks a prompt in 3.1 runs.
#include <cstdint>
#include <vector>

#include "sim/requests/prefix_tree.h"
#include "sim/serving/kv_blocks.h"

namespace costwright::sim {

// Of one simulation; the replicas share it. 12 bytes a node and a run.
class PrefixRuns {
 public:
  using Place = std::int32_t;
  static constexpr Place kNone = -1;
  // A piece, and the number of the run that it lies in.
  struct Spot {
    Place place = kNone;
    std::int32_t run{};
  };
  struct Run {
    Place first{};  // its first piece
    Spot above{};   // the piece that it follows; kNone at a root
  };
  // Pieces of one run, from `begin` to before `end`.
  struct Range {
    Place begin{}, end{};
    bool empty() const { return begin == end; }
  };

  // Every node holds whole blocks. O(nodes).
  PrefixRuns(PrefixTree tree, const BlockSize& block);

  const Spot& spot_of(std::int32_t node) const { return spots_[static_cast<std::size_t>(node)]; }
  const Run& run(std::int32_t number) const { return runs_[static_cast<std::size_t>(number)]; }
  // From the root to the piece's end; what no prompt reaches ends at 2^31 - 1.
  std::int64_t blocks_to_end(Place place) const {
    return blocks_to_end_[static_cast<std::size_t>(place)];
  }

 private:
  // Gives it the next place of the newest run.
  void lay_out(std::int32_t node, std::int64_t blocks_to_end);

  std::vector<Spot> spots_;  // by node
  std::vector<Run> runs_;
  std::vector<std::int32_t> blocks_to_end_;  // by place
};

}  // namespace costwright::sim
