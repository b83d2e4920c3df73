#include "sim/api/provider_cache.h"

#include <algorithm>

namespace costwright::sim {

ProviderCache::Use ProviderCache::use(const Request& request, Ps at) {
  path_.clear();
  std::int64_t beginning = 0;
  for (std::int32_t node = request.prefix.node; node >= 0;
       node = tree_[static_cast<std::size_t>(node)].parent) {
    path_.push_back(node);
    beginning += tree_[static_cast<std::size_t>(node)].tokens;
  }
  if (path_.empty() || beginning < minimum_) {
    return {};
  }
  const std::uint64_t space = std::uint64_t{request.prefix.space} << 32U;
  std::int64_t there = 0;
  bool is_there = true;
  for (auto node = path_.rbegin(); node != path_.rend(); ++node) {
    const auto [found, is_new] = used_.try_emplace(space | static_cast<std::uint32_t>(*node), at);
    is_there = is_there && !is_new && found->second + lifetime_ >= at;
    there += is_there ? tree_[static_cast<std::size_t>(*node)].tokens : 0;
    found->second = at;
  }
  const std::int64_t kept = std::min<std::int64_t>(beginning, request.input);
  const std::int64_t read = there >= minimum_ ? std::min(there, kept) : 0;
  return {read, kept - read};
}

}  // namespace costwright::sim
