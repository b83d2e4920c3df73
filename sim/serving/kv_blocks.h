#pragma once
// KV memory in blocks without a list of blocks. A decoding sequence of context x needs ceil(x /
// block) blocks, so all of them together need (sum of x + sum of padding) / block, padding = -x mod
// block. Every iteration adds one token to each, so sequences whose x - iteration agree modulo the
// block stay together for ever: one count for each such residue is enough, and is never re-keyed. A
// bound that needs no walk (padding < block) is tried first; the walk over the residues happens
// only when memory is nearly full.
#include <cstdint>
#include <vector>

namespace costwright::sim {

__extension__ typedef unsigned __int128 UInt128;

// Division by a block size fixed for the run: one multiplication. Exact for 0 <= x < 2^33, tokens <
// 2^31.
class BlockSize {
 public:
  explicit BlockSize(std::int32_t tokens)
      : tokens_(tokens), factor_(UINT64_MAX / static_cast<std::uint64_t>(tokens)) {}
  std::int64_t tokens() const { return tokens_; }
  std::int64_t blocks(std::int64_t context) const {
    return floor_div(context + tokens_ - 1);
  }  // ceil
  std::int64_t mod(std::int64_t x) const { return x - floor_div(x) * tokens_; }

 private:
  std::int64_t floor_div(std::int64_t x) const {
    return static_cast<std::int64_t>((static_cast<UInt128>(x + 1) * factor_) >> 64);
  }
  std::int64_t tokens_;
  std::uint64_t factor_;
};

// The decoding sequences of a replica. `phase` = number of the iteration about to start, modulo the
// block size; contexts are those of that iteration.
class DecodeBlocks {
 public:
  explicit DecodeBlocks(const BlockSize& size)
      : size_(size), count_(static_cast<std::size_t>(size.tokens())) {}

  void add(std::int64_t context, std::int64_t phase) { ++count_[residue(context, phase)]; }
  void remove(std::int64_t context, std::int64_t phase) { --count_[residue(context, phase)]; }

  // Blocks that the iteration about to start needs; `contexts` = sum of contexts.
  std::int64_t needed(std::int64_t contexts, std::int64_t phase) const;

  // The iteration about to start has its blocks and `free` are left (they do not last for ever:
  // decodes >= 1): how many iterations, this one included, run before one lacks a block.
  std::int64_t iterations_within(std::int64_t free, std::int64_t decodes, std::int64_t phase) const;

 private:
  std::size_t residue(std::int64_t context, std::int64_t phase) const {
    return static_cast<std::size_t>(size_.mod(context + size_.tokens() - phase));
  }
  BlockSize size_;
  std::vector<std::int32_t> count_;  // sequences by (context - iteration) mod block
};

}  // namespace costwright::sim
