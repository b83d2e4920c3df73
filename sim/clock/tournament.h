#pragma once
// The smallest of n keys that change one at a time; among equals the lowest index. A complete
// binary tree of minima: a change climbs only as far as a minimum changes.
#include <algorithm>
#include <bit>
#include <cstddef>
#include <limits>
#include <vector>

namespace costwright::sim {

template <class Key>
class Tournament {
 public:
  // `never`: a key that none exceeds.
  Tournament(std::size_t size, Key initial, Key never = std::numeric_limits<Key>::max())
      : leaves_(std::bit_ceil(size)), keys_(2 * leaves_, never) {
    for (std::size_t i = 0; i < size; ++i) {
      set(i, initial);
    }
  }

  Key smallest() const { return keys_[1]; }

  std::size_t winner() const {
    std::size_t node = 1;
    while (node < leaves_) {
      node = 2 * node + (keys_[2 * node] == keys_[1] ? 0 : 1);
    }
    return node - leaves_;
  }

  // The lowest index with a key below `limit`; the winner when there is none.
  std::size_t first_below(Key limit) const {
    if (!(keys_[1] < limit)) {
      return winner();
    }
    std::size_t node = 1;
    while (node < leaves_) {
      node = 2 * node + (keys_[2 * node] < limit ? 0 : 1);
    }
    return node - leaves_;
  }

  void set(std::size_t index, Key key) {
    std::size_t node = leaves_ + index;
    keys_[node] = key;
    while (node > 1) {
      node /= 2;
      const Key least = std::min(keys_[2 * node], keys_[2 * node + 1]);
      if (keys_[node] == least) {
        return;
      }
      keys_[node] = least;
    }
  }

 private:
  std::size_t leaves_;     // a power of two
  std::vector<Key> keys_;  // node 1 is the root, node i has children 2i and 2i + 1
};

}  // namespace costwright::sim
