#include "sim/routing/router.h"

namespace costwright::sim {

std::unique_ptr<RoutingPolicy> make_router(const RouterSettings& settings) {
  switch (settings.router) {
#define COSTWRIGHT_CASE(enumerator, name, doc) \
  case Router::enumerator:                     \
    return routers::make_##name(settings);
    COSTWRIGHT_ROUTERS(COSTWRIGHT_CASE)
#undef COSTWRIGHT_CASE
  }
  return nullptr;
}

}  // namespace costwright::sim
