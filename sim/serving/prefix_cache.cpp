#include "sim/serving/prefix_cache.h"

#include <algorithm>

namespace costwright::sim {

PrefixCache::Chain PrefixCache::chain(const PrefixRef& prefix, std::int64_t input) {
  chain_.clear();
  const std::int64_t most = (input - 1) / block_.tokens();
  PrefixRuns::Spot spot = prefix.node < 0 ? PrefixRuns::Spot{} : runs_->spot_of(prefix.node);
  while (spot.place != PrefixRuns::kNone) {
    const PrefixRuns::Run& run = runs_->run(spot.run);
    while (spot.place >= run.first && runs_->blocks_to_end(spot.place) > most) {
      --spot.place;
    }
    if (spot.place >= run.first) {
      chain_.push_back({run.first, spot.place + 1});
    }
    spot = run.above;
  }
  const std::int64_t blocks = chain_.empty() ? 0 : runs_->blocks_to_end(chain_.front().end - 1);
  std::reverse(chain_.begin(), chain_.end());
  return {chain_, prefix.space, blocks * block_.tokens()};
}

PrefixCache::Hit PrefixCache::look_up(const Chain& chain) const {
  const std::int64_t blocks = chain.tokens / block_.tokens();
  std::int64_t cached = 0;
  std::int64_t pinned = 0;
  for (const PrefixRuns::Range& run : chain.runs) {
    for (Place place = run.begin; place < run.end;) {
      const Index index = find(chain.space, place);
      if (index == kNone) {
        return {cached * block_.tokens(), blocks - pinned};
      }
      place = std::min(segment(index).range.end, run.end);
      cached = runs_->blocks_to_end(place - 1);
      pinned = segment(index).pins > 0 ? cached : pinned;
    }
  }
  return {cached * block_.tokens(), blocks - pinned};
}

PrefixCache::Pin PrefixCache::pin(const Chain& chain) {
  Index deepest = kNone;
  for (const PrefixRuns::Range& run : chain.runs) {
    for (Place place = run.begin; place < run.end; place = segment(deepest).range.end) {
      const Index index = find(chain.space, place);
      deepest = index == kNone ? pin_new(chain.space, {place, run.end}, deepest)
                               : pin_until(index, run.end);
    }
  }
  return deepest;
}

PrefixCache::Index PrefixCache::pin_new(std::uint32_t space,
                                        const PrefixRuns::Range& range,
                                        Index parent) {
  const Index index = create(space, range, parent);
  segment(index).pins = 1;
  pinned_blocks_ += segment(index).blocks;
  return index;
}

PrefixCache::Index PrefixCache::pin_until(Index index, Place end) {
  index = segment(index).range.end > end ? split(index, end) : index;
  Segment& pinned = segment(index);
  if (pinned.pins == 0) {
    unlink_idle(index);
    pinned_blocks_ += pinned.blocks;
  }
  ++pinned.pins;
  return index;
}

void PrefixCache::unpin(Pin deepest, std::int64_t reached) {
  const std::int64_t reached_blocks = reached / block_.tokens();
  for (Index index = deepest; index != kNone;) {
    const Index parent = segment(index).parent;
    unpin_one(index, reached_blocks);
    index = parent;
  }
}

void PrefixCache::unpin_one(Index index, std::int64_t reached_blocks) {
  Segment& unpinned = segment(index);
  if (--unpinned.pins > 0) {
    return;
  }
  pinned_blocks_ -= unpinned.blocks;
  Place end = unpinned.range.end;
  while (end > unpinned.range.begin && runs_->blocks_to_end(end - 1) > reached_blocks) {
    --end;
  }
  set_end(unpinned, end);
  if (unpinned.range.empty()) {
    remove(index);
  } else {
    link_idle(index, kNone);
  }
}

PrefixCache::Index PrefixCache::find(std::uint32_t space, Place begin) const {
  const auto found = cached_.find(key_of(space, begin));
  return found == cached_.end() ? kNone : found->second;
}

PrefixCache::Index PrefixCache::create(std::uint32_t space,
                                       const PrefixRuns::Range& range,
                                       Index parent) {
  Index index = static_cast<Index>(segments_.size());
  if (free_segments_.empty()) {
    segments_.emplace_back();
  } else {
    index = free_segments_.back();
    free_segments_.pop_back();
  }
  const std::int64_t above = parent == kNone ? 0 : segment(parent).above + segment(parent).blocks;
  segment(index) = {.space = space, .range = range, .above = above, .parent = parent};
  set_end(segment(index), range.end);
  cached_[key_of(space, range.begin)] = index;
  return index;
}

void PrefixCache::remove(Index index) {
  cached_.erase(key_of(segment(index).space, segment(index).range.begin));
  free_segments_.push_back(index);
}

// What lies before `at` becomes a segment of its own, which has been idle for as long but goes
// later. The rest stays what it was to those that have pinned it and to its children.
PrefixCache::Index PrefixCache::split(Index index, Place at) {
  const PrefixRuns::Range range{segment(index).range.begin, at};
  const Index head = create(segment(index).space, range, segment(index).parent);
  Segment& rest = segment(index);
  segment(head).pins = rest.pins;
  rest.parent = head;
  rest.range.begin = at;
  rest.above += segment(head).blocks;
  rest.blocks -= segment(head).blocks;
  cached_[key_of(rest.space, at)] = index;
  if (rest.pins == 0) {
    idle_blocks_ -= segment(head).blocks;
    link_idle(head, rest.after);
  }
  return head;
}

void PrefixCache::set_end(Segment& segment, Place end) const {
  segment.range.end = end;
  segment.blocks = segment.range.empty() ? 0 : runs_->blocks_to_end(end - 1) - segment.above;
}

void PrefixCache::evict_one() {
  Segment& oldest = segment(oldest_idle_);
  idle_blocks_ -= oldest.blocks;
  set_end(oldest, oldest.range.end - 1);
  idle_blocks_ += oldest.blocks;
  if (oldest.range.empty()) {
    const Index index = oldest_idle_;
    unlink_idle(index);
    remove(index);
  }
}

// As the one that has been idle a little longer than `after`; kNone: as the newest.
void PrefixCache::link_idle(Index index, Index after) {
  Segment& linked = segment(index);
  linked.after = after;
  Index& older = after == kNone ? newest_idle_ : segment(after).before;
  linked.before = older;
  (older == kNone ? oldest_idle_ : segment(older).after) = index;
  older = index;
  idle_blocks_ += linked.blocks;
}

void PrefixCache::unlink_idle(Index index) {
  const Segment& linked = segment(index);
  (linked.before == kNone ? oldest_idle_ : segment(linked.before).after) = linked.after;
  (linked.after == kNone ? newest_idle_ : segment(linked.after).before) = linked.before;
  idle_blocks_ -= linked.blocks;
}

}  // namespace costwright::sim
