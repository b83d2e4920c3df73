#include "sim/serving/prefix_cache.h"

#include <algorithm>

namespace costwright::sim {

PrefixCache::Chain PrefixCache::chain(const PrefixRef& prefix, std::int64_t input) {
  path_.clear();
  std::int64_t tokens = 0;
  for (std::int32_t node = prefix.node; node >= 0;
       node = tree_[static_cast<std::size_t>(node)].parent) {
    path_.push_back(node);
    tokens += tree_[static_cast<std::size_t>(node)].tokens;
  }
  auto deepest = path_.begin();
  for (; tokens > input - 1; ++deepest) {
    tokens -= tree_[static_cast<std::size_t>(*deepest)].tokens;
  }
  path_.erase(path_.begin(), deepest);
  std::reverse(path_.begin(), path_.end());
  return {path_, prefix.space, tokens};
}

PrefixCache::Hit PrefixCache::look_up(const Chain& chain) const {
  Hit hit;
  bool cached = true;
  for (const std::int32_t node : chain.nodes) {
    const Index index = cached ? find(key_of(chain.space, node)) : kNone;
    cached = index != kNone;
    const std::int64_t blocks = blocks_of(node);
    hit.tokens += cached ? blocks * block_.tokens() : 0;
    const bool pinned = cached && entries_[static_cast<std::size_t>(index)].pins > 0;
    hit.new_blocks += pinned ? 0 : blocks;
  }
  return hit;
}

void PrefixCache::pin(const Chain& chain) {
  for (const std::int32_t node : chain.nodes) {
    const std::uint64_t key = key_of(chain.space, node);
    Index index = find(key);
    if (index == kNone) {
      index = create(key, blocks_of(node));
    } else if (entries_[static_cast<std::size_t>(index)].pins == 0) {
      unlink_idle(index);
    }
    Entry& entry = entries_[static_cast<std::size_t>(index)];
    pinned_blocks_ += entry.pins++ == 0 ? entry.blocks : 0;
  }
}

void PrefixCache::unpin(const Chain& chain, std::int64_t reached) {
  std::int64_t end = chain.tokens;
  for (auto node = chain.nodes.rbegin(); node != chain.nodes.rend(); ++node) {
    const Index index = find(key_of(chain.space, *node));
    Entry& entry = entries_[static_cast<std::size_t>(index)];
    if (--entry.pins == 0) {
      pinned_blocks_ -= entry.blocks;
      if (end > reached) {
        remove(index);
      } else {
        link_idle(index);
      }
    }
    end -= entry.blocks * block_.tokens();
  }
}

std::int64_t PrefixCache::blocks_of(std::int32_t node) const {
  return tree_[static_cast<std::size_t>(node)].tokens / block_.tokens();
}

PrefixCache::Index PrefixCache::find(std::uint64_t key) const {
  const auto found = cached_.find(key);
  return found == cached_.end() ? kNone : found->second;
}

PrefixCache::Index PrefixCache::create(std::uint64_t key, std::int64_t blocks) {
  Index index = static_cast<Index>(entries_.size());
  if (free_entries_.empty()) {
    entries_.emplace_back();
  } else {
    index = free_entries_.back();
    free_entries_.pop_back();
  }
  entries_[static_cast<std::size_t>(index)] = {.key = key, .blocks = blocks};
  cached_.emplace(key, index);
  return index;
}

void PrefixCache::remove(Index index) {
  cached_.erase(entries_[static_cast<std::size_t>(index)].key);
  free_entries_.push_back(index);
}

void PrefixCache::evict(Index index) {
  unlink_idle(index);
  remove(index);
}

void PrefixCache::link_idle(Index index) {
  Entry& entry = entries_[static_cast<std::size_t>(index)];
  entry.before = newest_idle_;
  entry.after = kNone;
  (newest_idle_ == kNone ? oldest_idle_ : entries_[static_cast<std::size_t>(newest_idle_)].after) =
      index;
  newest_idle_ = index;
  idle_blocks_ += entry.blocks;
}

void PrefixCache::unlink_idle(Index index) {
  const Entry& entry = entries_[static_cast<std::size_t>(index)];
  (entry.before == kNone ? oldest_idle_ : entries_[static_cast<std::size_t>(entry.before)].after) =
      entry.after;
  (entry.after == kNone ? newest_idle_ : entries_[static_cast<std::size_t>(entry.after)].before) =
      entry.before;
  idle_blocks_ -= entry.blocks;
}

}  // namespace costwright::sim
