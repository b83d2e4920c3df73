#pragma once
// Which sequence completes at the end of which iteration. A ring over iteration numbers modulo 4096
// with a two-level bitmap: adding, removing and finding the next are O(1). A sequence that
// completes farther ahead is filed at the ring's far end and filed again when its turn comes: a run
// that ends there changes nothing.
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "sim/serving/sequence_pool.h"

namespace costwright::sim {

// Of one replica; the entries are linked through the sequences.
class CompletionRing {
 public:
  static constexpr std::int64_t kSize = 4096;

  // Files sequence `slot` under its completes_at, at most kSize - 1 iterations after
  // `next_iteration`.
  void add(SequencePool& pool, SlotIndex slot, std::int64_t next_iteration) {
    Sequence& sequence = pool[slot];
    const std::int64_t at = std::min(sequence.completes_at, next_iteration + kSize - 1);
    const std::size_t place = place_of(at);
    sequence.ring_place = static_cast<std::uint16_t>(place);
    sequence.ring_next = has(place) ? heads_[place] : kNoSlot;
    heads_[place] = slot;
    mark(place);
  }

  void remove(SequencePool& pool, SlotIndex slot) {
    const std::size_t place = pool[slot].ring_place;
    SlotIndex* link = &heads_[place];
    while (*link != slot) {
      link = &pool[*link].ring_next;
    }
    *link = pool[slot].ring_next;
    if (heads_[place] == kNoSlot) {
      clear(place);
    }
  }

  // Empties the place of `iteration`; the sequences are linked by ring_next.
  SlotIndex take(std::int64_t iteration) {
    const std::size_t place = place_of(iteration);
    if (!has(place)) {
      return kNoSlot;
    }
    clear(place);
    return heads_[place];
  }

  // The first iteration >= `from` with an entry; the ring must not be empty.
  std::int64_t next(std::int64_t from) const {
    const std::size_t place = place_of(from);
    const std::uint64_t here = words_[place / 64] >> (place % 64);
    if (here != 0) {
      return from + std::countr_zero(here);
    }
    const std::size_t start = place / 64 + 1;  // whole words after this one, around the ring
    const auto skip = std::countr_zero(std::rotr(summary_, static_cast<int>(start % 64)));
    const std::size_t word = (start + static_cast<std::size_t>(skip)) % 64;
    const std::size_t found = word * 64 + static_cast<std::size_t>(std::countr_zero(words_[word]));
    return from + static_cast<std::int64_t>((found - place) % kSize);
  }

 private:
  static std::size_t place_of(std::int64_t iteration) {
    return static_cast<std::size_t>(iteration) % static_cast<std::size_t>(kSize);
  }
  bool has(std::size_t place) const { return ((words_[place / 64] >> (place % 64)) & 1) != 0; }
  void mark(std::size_t place) {
    words_[place / 64] |= std::uint64_t{1} << (place % 64);
    summary_ |= std::uint64_t{1} << (place / 64);
  }
  void clear(std::size_t place) {
    words_[place / 64] &= ~(std::uint64_t{1} << (place % 64));
    if (words_[place / 64] == 0) {
      summary_ &= ~(std::uint64_t{1} << (place / 64));
    }
  }

  std::uint64_t summary_ = 0;              // bit w: words_[w] is not zero
  std::array<std::uint64_t, 64> words_{};  // bit p: place p has entries
  std::array<SlotIndex, kSize> heads_{};   // valid where the bit is set
};

}  // namespace costwright::sim
