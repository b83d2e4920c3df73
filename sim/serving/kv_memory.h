#pragma once
// The KV memory of one replica: whether what runs fits, and for how long. Blocks are held by
// decodes (DecodeBatch knows how many), by prefills and by pinned nodes of the prefix cache; idle
// nodes give way to all of them.
#include <algorithm>
#include <cstdint>
#include <optional>

#include "sim/serving/decode_batch.h"
#include "sim/serving/prefix_cache.h"

namespace costwright::sim {

// Asked at every start of an iteration.
class KvMemory {
 public:
  // `prefixes` may be null: nothing is shared.
  KvMemory(const ReplicaPlan& plan, const PrefixRuns* prefixes)
      : block_(plan.block_tokens),
        blocks_(plan.kv_blocks),
        tokens_(std::min(blocks_, (INT64_MAX >> 2) / plan.block_tokens) * plan.block_tokens) {
    if (prefixes != nullptr) {
      cache_.emplace(*prefixes, block_);
    }
  }

  const BlockSize& block() const { return block_; }
  // Whether a request of so many tokens fits when nobody else is there.
  bool can_hold(std::int64_t tokens) const { return block_.blocks(tokens) <= blocks_; }
  // Whether there is a prefix cache.
  bool shares() const { return cache_.has_value(); }

  // Whether the decodes of the iteration about to start, the prefills and `more` blocks fit.
  bool fits(const DecodeBatch& decodes, std::int64_t more) const {
    return surely_fits(decodes, more) || decodes.blocks_needed() + held() + more <= blocks_;
  }
  // Nothing prefills: of `most` iterations, how many run before one lacks a block.
  std::int64_t iterations_that_fit(const DecodeBatch& decodes, std::int64_t most) const {
    if (decodes.most_tokens_after(most - 1) + held() * block_.tokens() <= tokens_) {
      return most;
    }
    return std::min(most, decodes.iterations_within(blocks_ - held() - decodes.blocks_needed()));
  }

  // What the admission of a request takes.
  struct Share {
    std::int64_t own_blocks{}, new_blocks{};  // its own; of nodes that nobody pins
    std::int64_t hit{};                       // tokens that need not be computed
    std::int64_t shared{};                    // tokens of its chain
    std::int64_t blocks() const { return own_blocks + new_blocks; }
  };
  Share share_of(const PrefixRef& prefix, std::int64_t input, std::int64_t context) {
    Share share{.own_blocks = block_.blocks(context)};
    if (shares() && prefix.node >= 0) {
      const PrefixCache::Chain chain = cache_->chain(prefix, input);
      const PrefixCache::Hit hit = cache_->look_up(chain);
      share.own_blocks -= chain.tokens / block_.tokens();
      share.new_blocks = hit.new_blocks;
      share.hit = hit.tokens;
      share.shared = chain.tokens;
    }
    return share;
  }
  // Returns its pins.
  PrefixCache::Pin admit(const Share& share, const PrefixRef& prefix, std::int64_t input) {
    prefill_blocks_ += share.own_blocks;
    prefill_shared_ += share.shared;
    return share.shared > 0 ? cache_->pin(cache_->chain(prefix, input)) : PrefixCache::kNone;
  }
  // When it leaves; its prefill has reached so many tokens.
  void unpin(PrefixCache::Pin pin, std::int64_t reached) { cache_->unpin(pin, reached); }
  // Idle nodes leave until the rest fits beside the iteration about to start.
  void make_room(const DecodeBatch& decodes) {
    if (shares() && !surely_fits(decodes, cache_->idle_blocks())) {
      cache_->shrink_idle_to(blocks_ - held() - decodes.blocks_needed());
    }
  }

  // All prefills that were admitted have ended or gone but one, or none.
  void only_prefill(std::int64_t context, std::int64_t shared) {
    prefill_blocks_ = block_.blocks(context) - shared / block_.tokens();
    prefill_shared_ = shared;
  }
  void no_prefill() { prefill_blocks_ = prefill_shared_ = 0; }

  // Tokens saved by sharing prefixes: those of the contexts that the cache holds once for several.
  std::int64_t saved_tokens(const DecodeBatch& decodes) const {
    return shares() ? decodes.shared() + prefill_shared_ - cache_->pinned_tokens() : 0;
  }

 private:
  // By a bound that needs no walk.
  bool surely_fits(const DecodeBatch& decodes, std::int64_t more) const {
    return decodes.most_tokens_after(0) + (held() + more) * block_.tokens() <= tokens_;
  }
  std::int64_t held() const { return prefill_blocks_ + (shares() ? cache_->pinned_blocks() : 0); }

  BlockSize block_;
  std::int64_t blocks_, tokens_;
  std::int64_t prefill_blocks_ = 0, prefill_shared_ = 0;  // of all prefilling sequences
  std::optional<PrefixCache> cache_;
};

}  // namespace costwright::sim
