#include "sim/serving/prefix_runs.h"

#include <algorithm>

namespace costwright::sim {
namespace {

constexpr std::int32_t kNoChild = -1, kSeveral = -2;

// By node: its child, kNoChild or kSeveral.
std::vector<std::int32_t> only_children(PrefixTree tree) {
  std::vector<std::int32_t> child(tree.size(), kNoChild);
  for (std::size_t i = 0; i < tree.size(); ++i) {
    if (tree[i].parent >= 0) {
      std::int32_t& known = child[static_cast<std::size_t>(tree[i].parent)];
      known = known == kNoChild ? static_cast<std::int32_t>(i) : kSeveral;
    }
  }
  return child;
}

}  // namespace

PrefixRuns::PrefixRuns(PrefixTree tree, const BlockSize& block) : spots_(tree.size()) {
  const std::vector<std::int32_t> only_child = only_children(tree);
  for (std::size_t i = 0; i < tree.size(); ++i) {
    if (spots_[i].place != kNone) {
      continue;
    }
    // A run begins; its ancestors have been laid out.
    const Spot above = tree[i].parent < 0 ? Spot{} : spot_of(tree[i].parent);
    runs_.push_back({.first = static_cast<Place>(blocks_to_end_.size()), .above = above});
    std::int64_t blocks = above.place == kNone ? 0 : blocks_to_end(above.place);
    for (auto node = static_cast<std::int32_t>(i); node >= 0;
         node = only_child[static_cast<std::size_t>(node)]) {
      blocks += tree[static_cast<std::size_t>(node)].tokens / block.tokens();
      lay_out(node, blocks);
    }
  }
}

void PrefixRuns::lay_out(std::int32_t node, std::int64_t blocks_to_end) {
  spots_[static_cast<std::size_t>(node)] = {static_cast<Place>(blocks_to_end_.size()),
                                            static_cast<std::int32_t>(runs_.size()) - 1};
  blocks_to_end_.push_back(
      static_cast<std::int32_t>(std::min<std::int64_t>(blocks_to_end, INT32_MAX)));
}

}  // namespace costwright::sim
