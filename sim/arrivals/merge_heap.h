#pragma once
// A binary heap of (time, index) for k-way merges: the least time first, the lower index at ties.
// Replacing the top is one sift, which is what a merge does.
#include <cstdint>
#include <vector>

#include "sim/requests/request.h"

namespace costwright::sim {

class MergeHeap {
 public:
  struct Entry {
    Ps time{};
    std::uint32_t index{};
  };
  bool empty() const { return entries_.empty(); }
  const Entry& top() const { return entries_.front(); }

  void push(Entry entry) {
    entries_.push_back(entry);
    std::size_t at = entries_.size() - 1;
    for (; at > 0 && before(entry, entries_[(at - 1) / 2]); at = (at - 1) / 2) {
      entries_[at] = entries_[(at - 1) / 2];
    }
    entries_[at] = entry;
  }
  void replace_top(Ps time) { sift({time, entries_.front().index}); }
  void pop() {
    const Entry last = entries_.back();
    entries_.pop_back();
    if (!entries_.empty()) {
      sift(last);
    }
  }

 private:
  static bool before(const Entry& a, const Entry& b) {
    return a.time != b.time ? a.time < b.time : a.index < b.index;
  }
  void sift(Entry entry) {
    std::size_t at = 0;
    for (std::size_t child = 1; child < entries_.size(); child = 2 * at + 1) {
      if (child + 1 < entries_.size() && before(entries_[child + 1], entries_[child])) {
        ++child;
      }
      if (!before(entries_[child], entry)) {
        break;
      }
      entries_[at] = entries_[child];
      at = child;
    }
    entries_[at] = entry;
  }
  std::vector<Entry> entries_;
};

}  // namespace costwright::sim
