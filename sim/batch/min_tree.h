#pragma once
// A tournament over a fixed number of slots: which slot holds the smallest key, the lowest index
// among equals. update: O(log n); best: O(1). Empty slots hold a key that the owner gives as
// "never".
#include <cstddef>
#include <vector>

namespace costwright {

template <class Key>
class MinTree {
 public:
  MinTree(std::size_t slots, Key initial) {
    while (leaves_ < slots) {
      leaves_ *= 2;
    }
    slots_ = slots;
    keys_.assign(slots, initial);
    winner_.resize(2 * leaves_);
    for (std::size_t i = 0; i < leaves_; ++i) {
      winner_[leaves_ + i] = i;
    }
    for (std::size_t node = leaves_ - 1; node >= 1; --node) {
      winner_[node] = better(winner_[2 * node], winner_[2 * node + 1]);
    }
  }

  void update(std::size_t slot, const Key& key) {
    keys_[slot] = key;
    for (std::size_t node = (leaves_ + slot) / 2; node >= 1; node /= 2) {
      winner_[node] = better(winner_[2 * node], winner_[2 * node + 1]);
    }
  }

  std::size_t best() const { return winner_[1]; }
  const Key& key(std::size_t slot) const { return keys_[slot]; }

 private:
  std::size_t better(std::size_t left, std::size_t right) const {
    return right < slots_ && keys_[right] < keys_[left] ? right : left;
  }

  std::size_t leaves_ = 1;
  std::size_t slots_ = 0;
  std::vector<Key> keys_;
  std::vector<std::size_t> winner_;
};

}  // namespace costwright
