// KV blocks, and the nodes of prompt beginnings that a replica holds in them.
#include <algorithm>

#include "core/diagnostics.h"
#include "tests/sim/oracle/state.h"

namespace costwright::testing::oracle {
using namespace sim;
namespace {

std::vector<CachedNode>::const_iterator find(const Replica& r, const NodeKey& key) {
  return std::find_if(r.cache.begin(), r.cache.end(), [&](const CachedNode& node) {
    return node.key == key;
  });
}

bool cached(const Replica& r, const NodeKey& key) {
  return find(r, key) != r.cache.end();
}

}  // namespace

// From the root to the node named.
std::vector<NodeKey> Oracle::ancestry(const PrefixRef& prefix) const {
  std::vector<NodeKey> path;
  for (auto n = prefix.node; n >= 0; n = tree_[static_cast<std::size_t>(n)].parent) {
    path.insert(path.begin(), {prefix.space, n});
  }
  return path;
}

std::vector<NodeKey> Oracle::chain_of(const Request& request) const {
  if (!plan_.replica.prefix_cache) {
    return {};
  }
  auto chain = ancestry(request.prefix);
  const auto limit = request.input - (is(Mutation::kChainFillsPrompt) ? 2 : 1);
  while (!chain.empty() && tokens_of(chain) > limit) {
    chain.pop_back();
  }
  for (NodeKey& key : chain) {
    key.space = is(Mutation::kHitIgnoresSpace) ? 0 : key.space;
  }
  return chain;
}

std::int64_t Oracle::tokens_of(const std::vector<NodeKey>& chain) const {
  std::int64_t tokens = 0;
  for (const NodeKey& key : chain) {
    tokens += tree_[static_cast<std::size_t>(key.node)].tokens;
  }
  return tokens;
}

std::int64_t Oracle::blocks_for(std::int64_t tokens) const {
  return (tokens + plan_.replica.block_tokens - 1) / plan_.replica.block_tokens;
}

std::int64_t Oracle::own_blocks(const Job& job) const {
  return blocks_for(job.context()) - tokens_of(job.chain) / plan_.replica.block_tokens;
}

// ---------------------------------------------------------------- counts

std::set<NodeKey> Oracle::pinned_nodes(const Replica& r) const {
  std::set<NodeKey> pinned;
  for (const Job* job : r.running) {
    pinned.insert(job->chain.begin(), job->chain.end());
  }
  return pinned;
}

std::int64_t Oracle::free_blocks(const Replica& r) const {
  auto free = std::ssize(r.free_blocks);
  const auto pinned = pinned_nodes(r);
  for (const CachedNode& node : r.cache) {
    free += pinned.contains(node.key) ? 0 : std::ssize(node.blocks);
  }
  return free;
}

std::int64_t Oracle::needed_blocks(const Replica& r, const Job& job) const {
  auto needed = own_blocks(job);
  const auto pinned = pinned_nodes(r);
  for (const NodeKey& key : job.chain) {
    if (!pinned.contains(key) || is(Mutation::kPinnedTwice)) {
      needed += blocks_for(tree_[static_cast<std::size_t>(key.node)].tokens);
    }
  }
  return needed;
}

std::int64_t Oracle::hit_tokens(const Replica& r, const Job& job) const {
  std::int64_t tokens = 0;
  for (const NodeKey& key : job.chain) {
    if (!cached(r, key)) {
      break;
    }
    tokens += tree_[static_cast<std::size_t>(key.node)].tokens;
  }
  return tokens;
}

std::int64_t Oracle::resident_tokens(const Replica& r) const {
  std::int64_t tokens = 0;
  for (const Job* job : r.running) {
    const bool forgotten = !job->decoding && is(Mutation::kResidentDecodesOnly);
    tokens += forgotten ? 0 : job->context();
    tokens -= forgotten || is(Mutation::kResidentTwice) ? 0 : tokens_of(job->chain);
  }
  if (is(Mutation::kResidentTwice)) {
    return tokens;
  }
  const auto pinned = pinned_nodes(r);
  return tokens + tokens_of({pinned.begin(), pinned.end()});
}

// ---------------------------------------------------------------- coming and going

void Oracle::note_hit(const Replica& r, const Job& job) {
  const auto pinned = pinned_nodes(r);
  bool shared = false;
  for (const NodeKey& key : job.chain) {
    shared = shared || pinned.contains(key);
    seen().pinned_again += cached(r, key) && !pinned.contains(key) ? 1 : 0;
  }
  seen().shared_pins += shared ? 1 : 0;
  seen().whole_hits += job.hit > 0 && job.hit == tokens_of(job.chain) ? 1 : 0;
  seen().partial_hits += job.hit > 0 && job.hit < tokens_of(job.chain) ? 1 : 0;
  const bool cut = job.chain.size() < ancestry(job.request.prefix).size();
  seen().short_chains += plan_.replica.prefix_cache && cut ? 1 : 0;
}

// Running from now on, so its chain is pinned and cannot be evicted to make room for itself.
void Oracle::enter(Replica& r, Job& job) {
  r.running.push_back(&job);
  for (const NodeKey& key : job.chain) {
    if (!cached(r, key)) {
      CachedNode node;
      node.key = key;
      take_blocks(r, node.blocks, blocks_for(tree_[static_cast<std::size_t>(key.node)].tokens));
      r.cache.push_back(std::move(node));
    }
  }
  take_blocks(r, job.blocks, own_blocks(job));
}

// No longer running: its own blocks and those of the nodes that only it has pinned.
void Oracle::release(Replica& r, Job& job) {
  r.free_blocks.insert(r.free_blocks.end(), job.blocks.begin(), job.blocks.end());
  job.blocks.clear();
  const auto pinned = pinned_nodes(r);
  auto chain = job.chain;
  std::vector<NodeKey> order(chain.rbegin(), chain.rend());
  if (is(Mutation::kParentIdleFirst)) {
    order = chain;
  }
  for (const NodeKey& key : order) {
    const auto until = std::find(job.chain.begin(), job.chain.end(), key) + 1;
    const auto end = tokens_of({job.chain.begin(), until});
    if (pinned.contains(key)) {
      continue;
    }
    if (job.decoding || end <= job.prefilled || is(Mutation::kUnreachedStay)) {
      r.cache[static_cast<std::size_t>(find(r, key) - r.cache.begin())].idle_order = ++r.idle_count;
    } else {
      drop_node(r, key);
      seen().unreached += 1;
    }
  }
}

// Idle nodes leave only when their blocks are needed: that is when they exceed the free ones.
void Oracle::take_blocks(Replica& r, std::vector<std::int32_t>& into, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    if (r.free_blocks.empty()) {
      evict(r);
    }
    into.push_back(r.free_blocks.back());
    r.free_blocks.pop_back();
  }
}

void Oracle::evict(Replica& r) {
  const auto pinned = pinned_nodes(r);
  const CachedNode* victim = nullptr;
  for (const CachedNode& node : r.cache) {
    if (pinned.contains(node.key)) {
      continue;
    }
    const bool older = victim == nullptr || node.idle_order < victim->idle_order;
    const bool newer = victim == nullptr || node.idle_order > victim->idle_order;
    victim = (is(Mutation::kEvictsNewest) ? newer : older) ? &node : victim;
  }
  require(victim != nullptr, "replica {} has no free block at {}", r.index, now_);
  drop_node(r, victim->key);
  seen().evictions += 1;
}

void Oracle::drop_node(Replica& r, const NodeKey& key) {
  const auto node = find(r, key);
  require(node != r.cache.end(), "node {} is not cached at {}", key.node, now_);
  r.free_blocks.insert(r.free_blocks.end(), node->blocks.begin(), node->blocks.end());
  r.cache.erase(node);
}

void Oracle::clear_cache(Replica& r) {
  while (!r.cache.empty()) {
    drop_node(r, NodeKey(r.cache.back().key));
  }
}

}  // namespace costwright::testing::oracle
