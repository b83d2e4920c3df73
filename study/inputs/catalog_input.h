#pragma once
#include <cstdint>

#include "core/catalog/catalog.h"

namespace costwright::study {

// A catalogue with its digest: hashing all of it takes longer than pricing.
struct CatalogInput {
  Catalog catalog;
  std::uint64_t digest{};
};

}  // namespace costwright::study
