#include "core/scenario/sections/sites.h"

#include <algorithm>

namespace costwright {

bool includes(const Site& site, ColocationService service) {
  if (!site.colocation) {
    return false;
  }
  const auto& list = site.colocation->includes;
  return std::find(list.begin(), list.end(), service) != list.end();
}

}  // namespace costwright
