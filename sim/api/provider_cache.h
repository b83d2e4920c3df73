#pragma once
// A provider's cache of prompt beginnings: which pieces it keeps, by when each was used last. It
// has room for all; what is not used for its life time is gone.
#include <unordered_map>
#include <vector>

#include "sim/requests/request.h"

namespace costwright::sim {

class ProviderCache {
 public:
  // The tree lives longer.
  ProviderCache(PrefixTree tree, Ps lifetime, std::int32_t minimum)
      : tree_(tree), lifetime_(lifetime), minimum_(minimum) {}

  struct Use {
    std::int64_t read{}, written{};  // tokens; together at most the prompt's
  };
  // Of a prompt that is sent at `at`, not before those that were asked for earlier.
  Use use(const Request& request, Ps at);

 private:
  PrefixTree tree_;
  Ps lifetime_;
  std::int64_t minimum_;
  std::unordered_map<std::uint64_t, Ps> used_;  // (space, node) -> when last
  std::vector<std::int32_t> path_;              // of the prompt at hand, from its end
};

}  // namespace costwright::sim
