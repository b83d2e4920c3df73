#pragma once
// The sequences of a replica that decode: how many, with how much context, who completes when, and
// which blocks of KV memory they need. An iteration adds one token to each, so everything about k
// iterations follows from a few sums.
#include <cstdint>
#include <span>
#include <vector>

#include "sim/serving/completion_ring.h"
#include "sim/serving/kv_blocks.h"
#include "sim/serving/sequence_pool.h"

namespace costwright::sim {

// Knows sums only; the sequences live in the SequencePool.
class DecodeBatch {
 public:
  DecodeBatch(const BlockSize& block, std::size_t classes)
      : block_(block), class_count_(classes), blocks_(block) {}

  std::int64_t count() const { return count_; }
  // Summed over the sequences, in the iteration under way or about to start.
  std::int64_t contexts() const { return contexts_; }
  std::int64_t shared() const { return shared_; }  // of them in nodes of the prefix cache
  // By class, how many have this iteration as the gap between two of their tokens.
  std::span<const std::int64_t> by_class() const { return class_count_; }
  // Number of that iteration, from 0.
  std::int64_t iteration() const { return iteration_; }

  // Sequence `slot` takes part from the iteration about to start on.
  void add(SequencePool& pool, SlotIndex slot) {
    Sequence& sequence = pool[slot];
    sequence.completes_at = iteration_ + (sequence.output - sequence.generated) - 1;
    ring_.add(pool, slot, iteration_);
    count_one(sequence, sequence.context(), 1);
    blocks_.add(sequence.context(), phase_);
  }

  // Whether the tokens of the class's sequences count one gap more or less than there are
  // sequences.
  void count_gap(std::uint16_t klass, std::int64_t sign) { class_count_[klass] += sign; }

  // Takes it out before it has completed and gives it the tokens that it has generated.
  void remove(SequencePool& pool, SlotIndex slot) {
    Sequence& sequence = pool[slot];
    sequence.generated =
        static_cast<std::int32_t>(sequence.output - (sequence.completes_at - iteration_ + 1));
    ring_.remove(pool, slot);
    take_out(sequence, sequence.context());
  }

  // Takes out those that complete with the iteration before this one; calls complete(slot).
  template <class Complete>
  void end_iteration(SequencePool& pool, Complete complete) {
    for (SlotIndex slot = ring_.take(iteration_ - 1); slot != kNoSlot;) {
      const Sequence& sequence = pool[slot];
      const SlotIndex next = sequence.ring_next;
      if (sequence.completes_at >= iteration_) {
        ring_.add(pool, slot, iteration_);  // farther ahead than the ring reaches
      } else {
        take_out(sequence, sequence.full_context());
        complete(slot);
      }
      slot = next;
    }
  }

  // So many iterations have ended; nobody completed before the last of them.
  void advance(std::int64_t iterations) {
    contexts_ += count_ * iterations;
    iteration_ += iterations;
    phase_ = block_.mod(phase_ + iterations);
  }

  // Number of the first iteration that completes somebody, or a little before it; count() > 0.
  std::int64_t next_completion() const { return ring_.next(iteration_); }

  // Own blocks of the iteration about to start, and a bound of their tokens `iterations` later that
  // needs no walk.
  std::int64_t blocks_needed() const { return blocks_.needed(contexts_ - shared_, phase_); }
  std::int64_t most_tokens_after(std::int64_t iterations) const {
    return contexts_ - shared_ + count_ * (iterations + block_.tokens() - 1);
  }
  // How many iterations, the one about to start included, run on `free` more blocks.
  std::int64_t iterations_within(std::int64_t free) const {
    return blocks_.iterations_within(free, count_, phase_);
  }

 private:
  void count_one(const Sequence& sequence, std::int64_t context, std::int64_t sign) {
    count_ += sign;
    contexts_ += sign * context;
    shared_ += sign * sequence.shared;
    class_count_[sequence.klass] += sign;
  }
  void take_out(const Sequence& sequence, std::int64_t context) {
    count_one(sequence, context, -1);
    blocks_.remove(context, phase_);
  }

  BlockSize block_;
  std::int64_t count_ = 0, contexts_ = 0, shared_ = 0;
  std::int64_t iteration_ = 0;
  std::int64_t phase_ = 0;  // iteration_ modulo the block size
  std::vector<std::int64_t> class_count_;
  DecodeBlocks blocks_;
  CompletionRing ring_;
};

}  // namespace costwright::sim
