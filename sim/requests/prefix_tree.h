#pragma once
// What prompts begin with: system prompts, documents, conversations so far. A tree of pieces; a
// request names the last piece of its beginning, and so all pieces on the way there.
#include <cstdint>
#include <span>

namespace costwright::sim {

// A piece of a prompt's beginning.
struct PrefixNode {
  std::int32_t parent = -1;  // an earlier node; -1: a beginning
  std::int32_t tokens{};     // a multiple of the replica's block_tokens, > 0
  friend bool operator==(const PrefixNode&, const PrefixNode&) = default;
};
using PrefixTree = std::span<const PrefixNode>;

// What a prompt begins with.
struct PrefixRef {
  std::int32_t node = -1;   // -1: shares nothing
  std::uint32_t space = 0;  // requests of different spaces share nothing (copies of a trace)
  friend bool operator==(const PrefixRef&, const PrefixRef&) = default;
};

}  // namespace costwright::sim
