#pragma once
// The sequences that live on a replica (running or preempted), in slots that are used again, and
// the list of the running ones in order of admission. Never more than max_batch slots: nobody fresh
// is admitted while a preempted sequence waits.
#include <cstdint>
#include <vector>

#include "sim/meters/usage.h"
#include "sim/requests/request.h"

namespace costwright::sim {

using SlotIndex = std::int32_t;
inline constexpr SlotIndex kNoSlot = -1;

// A request on a replica, from its admission until it leaves: what every iteration looks at, in one
// cache line.
struct alignas(64) Sequence {
  Ps arrival{};
  Ps first_token{};
  std::int64_t completes_at{};  // decoding: the iteration whose end completes it
  ClassDay* day{};              // day of arrival; null outside the window
  std::int32_t input{}, output{};
  std::int32_t generated{};  // prefilling or preempted: tokens it has; decoding: stale
  std::int32_t shared{};     // tokens of its chain in the prefix cache
  std::uint16_t klass{};
  std::uint16_t ring_place{};
  SlotIndex older = kNoSlot, newer = kNoSlot;  // neighbours in the running list; `older` also links
                                               // free and preempted slots
  SlotIndex ring_next = kNoSlot;

  std::int64_t context() const { return std::int64_t{input} + generated; }
  std::int64_t full_context() const { return std::int64_t{input} + output; }
};

// The rest of it, which is seldom needed.
struct SequenceNote {
  std::int64_t id{};
  Ps last_token{};  // of a preempted sequence that has tokens: when the latest one appeared
  std::int32_t preemptions{};
  std::int32_t whole_output{};  // what its client asks for; `output` is what it gets here
  PrefixRef prefix{};
  std::int32_t pin{};  // PrefixCache::Pin of one that runs and shares
};

// Slots are found by index; references do not outlive take().
class SequencePool {
 public:
  Sequence& operator[](SlotIndex slot) { return slots_[static_cast<std::size_t>(slot)]; }
  const Sequence& operator[](SlotIndex slot) const {
    return slots_[static_cast<std::size_t>(slot)];
  }
  SequenceNote& note(SlotIndex slot) { return notes_[static_cast<std::size_t>(slot)]; }
  std::int64_t live() const { return live_; }  // slots in use
  std::int64_t running() const { return running_; }
  SlotIndex newest() const { return newest_; }  // of the running ones

  // A slot that is not running yet.
  SlotIndex take() {
    ++live_;
    if (free_ == kNoSlot) {
      slots_.emplace_back();
      notes_.emplace_back();
      return static_cast<SlotIndex>(slots_.size() - 1);
    }
    const SlotIndex slot = free_;
    free_ = (*this)[slot].older;
    return slot;
  }
  void give_back(SlotIndex slot) {  // one that does not run
    --live_;
    (*this)[slot].older = free_;
    free_ = slot;
  }

  void start_running(SlotIndex slot) {  // as the newest
    ++running_;
    (*this)[slot].older = newest_;
    (*this)[slot].newer = kNoSlot;
    if (newest_ != kNoSlot) {
      (*this)[newest_].newer = slot;
    }
    newest_ = slot;
  }
  void stop_running(SlotIndex slot) {  // preempted or about to leave
    --running_;
    const Sequence& sequence = (*this)[slot];
    if (sequence.older != kNoSlot) {
      (*this)[sequence.older].newer = sequence.newer;
    }
    if (sequence.newer != kNoSlot) {
      (*this)[sequence.newer].older = sequence.older;
    } else {
      newest_ = sequence.older;
    }
  }

 private:
  std::vector<Sequence> slots_;
  std::vector<SequenceNote> notes_;
  SlotIndex free_ = kNoSlot, newest_ = kNoSlot;
  std::int64_t live_ = 0, running_ = 0;
};

}  // namespace costwright::sim
