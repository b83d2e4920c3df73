#pragma once
// Which replica a request goes to (docs/serving-engine.md, "Routers"). The routers are a line of
// COSTWRIGHT_ROUTERS in core/policies.h and a file in sim/routing/routers/ each, which holds a
// class over RoutingPolicy and make_<name>.
#include <cstdint>
#include <memory>
#include <optional>

#include "core/policies.h"
#include "sim/requests/request.h"
#include "sim/routing/pool_view.h"

namespace costwright::sim {

// Asked once for every request, in the order of their arrival.
class RoutingPolicy {
 public:
  virtual ~RoutingPolicy() = default;
  // None: nobody accepts.
  std::optional<std::size_t> choose(const Request& request, const PoolView& pool) {
    ++asked_;
    return pool.accepting().empty() ? std::nullopt : std::optional(choose_one(request, pool));
  }

 protected:
  // Of the accepting ones, of which there is one.
  virtual std::size_t choose_one(const Request& request, const PoolView& pool) = 0;
  std::size_t asked_ = 0;  // the request at hand included
};

// What a router may depend on beside the requests and the view.
struct RouterSettings {
  Router router = Router::kRoundRobin;
  std::uint64_t seed{};         // of its draws
  PrefixTree prefixes{};        // what the requests' prefixes refer to
  std::int64_t pack_limit = 1;  // requests that a replica takes before the next one gets any
};
std::unique_ptr<RoutingPolicy> make_router(const RouterSettings& settings);

namespace routers {
#define COSTWRIGHT_MAKER(enumerator, name, doc) \
  std::unique_ptr<RoutingPolicy> make_##name(const RouterSettings& settings);
COSTWRIGHT_ROUTERS(COSTWRIGHT_MAKER)
#undef COSTWRIGHT_MAKER
}  // namespace routers

}  // namespace costwright::sim
