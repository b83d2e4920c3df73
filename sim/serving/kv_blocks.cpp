#include "sim/serving/kv_blocks.h"

namespace costwright::sim {

std::int64_t DecodeBlocks::needed(std::int64_t contexts, std::int64_t phase) const {
  std::int64_t tokens = contexts;
  std::int64_t filled = phase;  // tokens in the last block of residue 0, modulo the block
  for (const std::int32_t count : count_) {
    tokens += filled == 0 ? 0 : count * (size_.tokens() - filled);
    filled = filled + 1 == size_.tokens() ? 0 : filled + 1;
  }
  return tokens / size_.tokens();
}

std::int64_t DecodeBlocks::iterations_within(std::int64_t free,
                                             std::int64_t decodes,
                                             std::int64_t phase) const {
  const std::int64_t rounds = free / decodes;  // in `tokens` iterations everybody takes one block
  std::int64_t left = free % decodes;
  std::int64_t iterations = 1 + rounds * size_.tokens();
  auto residue = static_cast<std::size_t>(phase == 0 ? 0 : size_.tokens() - phase);
  // A sequence takes a block when it had a whole number of them filled: context = 1 mod block in
  // the next iteration, that is context = 0 in this one; the iteration after that serves the
  // residue below, and so on.
  while (count_[residue] <= left) {
    left -= count_[residue];
    residue = (residue == 0 ? count_.size() : residue) - 1;
    ++iterations;
  }
  return iterations;
}

}  // namespace costwright::sim
