// The cache of segments against one that keeps each node for itself.
#include "sim/serving/prefix_cache.h"

#include <algorithm>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace costwright::testing {
using namespace sim;
namespace {

constexpr std::int64_t kBlock = 16;

// The rules of docs/serving-engine.md, "Prefix cache", a node at a time.
class NaiveCache {
 public:
  using Key = std::pair<std::uint32_t, std::int32_t>;  // space, node
  explicit NaiveCache(const std::vector<PrefixNode>& tree) : tree_(tree) {}

  std::vector<Key> chain(const PrefixRef& prefix, std::int64_t input) const {
    std::vector<Key> chain;
    std::int64_t tokens = 0;
    for (std::int32_t n = prefix.node; n >= 0; n = node(n).parent) {
      chain.emplace_back(prefix.space, n);
      tokens += node(n).tokens;
    }
    for (; tokens > input - 1; chain.erase(chain.begin())) {
      tokens -= node(chain.front().second).tokens;
    }
    std::reverse(chain.begin(), chain.end());
    return chain;
  }
  PrefixCache::Hit look_up(const std::vector<Key>& chain) const {
    PrefixCache::Hit hit;
    bool leading = true;
    for (const Key& key : chain) {
      leading = leading && pins_.contains(key);
      hit.tokens += leading ? node(key.second).tokens : 0;
      hit.new_blocks += leading && pins_.at(key) > 0 ? 0 : blocks(key);
    }
    return hit;
  }
  void pin(const std::vector<Key>& chain) {
    for (const Key& key : chain) {
      ++pins_[key];
      std::erase(idle_, key);
    }
  }
  void unpin(const std::vector<Key>& chain, std::int64_t reached) {
    std::int64_t end = tokens_of(chain);
    for (auto key = chain.rbegin(); key != chain.rend(); ++key) {
      if (--pins_[*key] == 0) {
        if (end > reached) {
          pins_.erase(*key);
        } else {
          idle_.push_back(*key);
        }
      }
      end -= node(key->second).tokens;
    }
  }
  void shrink_idle_to(std::int64_t most) {
    while (idle_blocks() > most) {
      pins_.erase(idle_.front());
      idle_.erase(idle_.begin());
    }
  }
  std::int64_t tokens_of(const std::vector<Key>& chain) const {
    std::int64_t tokens = 0;
    for (const Key& key : chain) {
      tokens += node(key.second).tokens;
    }
    return tokens;
  }
  std::int64_t idle_blocks() const {
    std::int64_t sum = 0;
    for (const Key& key : idle_) {
      sum += blocks(key);
    }
    return sum;
  }
  std::int64_t pinned_blocks() const {
    std::int64_t sum = 0;
    for (const auto& [key, pins] : pins_) {
      sum += pins > 0 ? blocks(key) : 0;
    }
    return sum;
  }

 private:
  const PrefixNode& node(std::int32_t n) const { return tree_[static_cast<std::size_t>(n)]; }
  std::int64_t blocks(const Key& key) const { return node(key.second).tokens / kBlock; }

  std::vector<PrefixNode> tree_;
  std::map<Key, int> pins_;  // of all that are cached
  std::vector<Key> idle_;    // the longest idle first
};

// Long runs, now and then a branch or another root.
std::vector<PrefixNode> random_tree(std::mt19937_64& random) {
  std::vector<PrefixNode> tree;
  for (std::int32_t i = 0; i < 40; ++i) {
    std::int32_t parent = i - 1;
    if (random() % 6 == 0) {
      parent = static_cast<std::int32_t>(random() % (static_cast<std::size_t>(i) + 1)) - 1;
    }
    tree.push_back(
        {parent, static_cast<std::int32_t>(kBlock) * (1 + static_cast<int>(random() % 3))});
  }
  return tree;
}

struct Held {
  PrefixRef prefix;
  std::int64_t input{};
  PrefixCache::Pin pin{};
};

void play(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const std::vector<PrefixNode> tree = random_tree(random);
  const PrefixRuns runs(tree, BlockSize(kBlock));
  PrefixCache cache(runs, BlockSize(kBlock));
  NaiveCache naive(tree);
  std::vector<Held> running;
  for (int step = 0; step < 300; ++step) {
    const auto dice = random() % 8;
    if (dice < 4) {
      Held held{{static_cast<std::int32_t>(random() % tree.size()),
                 static_cast<std::uint32_t>(random() % 2)},
                1 + static_cast<std::int64_t>(random() % 2000)};
      const auto expected = naive.chain(held.prefix, held.input);
      const PrefixCache::Chain chain = cache.chain(held.prefix, held.input);
      ASSERT_EQ(chain.tokens, naive.tokens_of(expected)) << seed << " " << step;
      const PrefixCache::Hit hit = cache.look_up(chain);
      ASSERT_EQ(hit.tokens, naive.look_up(expected).tokens) << seed << " " << step;
      ASSERT_EQ(hit.new_blocks, naive.look_up(expected).new_blocks) << seed << " " << step;
      held.pin = cache.pin(chain);
      naive.pin(expected);
      running.push_back(held);
      if (random() % 4 == 0) {  // its prefill ends at once, somewhere behind the hit
        const auto reached = hit.tokens + static_cast<std::int64_t>(random() % 300);
        cache.unpin(held.pin, reached);
        naive.unpin(expected, reached);
        running.pop_back();
      }
    } else if (dice < 6 && !running.empty()) {
      const auto gone = running.begin() + static_cast<std::ptrdiff_t>(random() % running.size());
      cache.unpin(gone->pin, INT32_MAX);
      naive.unpin(naive.chain(gone->prefix, gone->input), INT32_MAX);
      running.erase(gone);
    } else {
      const auto most =
          std::max<std::int64_t>(0, naive.idle_blocks() - static_cast<std::int64_t>(random() % 6));
      cache.shrink_idle_to(most);
      naive.shrink_idle_to(most);
    }
    ASSERT_EQ(cache.idle_blocks(), naive.idle_blocks()) << seed << " " << step;
    ASSERT_EQ(cache.pinned_blocks(), naive.pinned_blocks()) << seed << " " << step;
  }
}

TEST(PrefixCache, SegmentsDoWhatSingleNodesWould) {
  for (std::uint64_t seed = 1; seed <= 300 && !HasFatalFailure(); ++seed) {
    play(seed);
  }
}

}  // namespace
}  // namespace costwright::testing
