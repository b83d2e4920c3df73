#pragma once
// data/ as it ships, loaded once.
#include "core/catalog/catalog.h"
#include "study/published/published.h"

namespace costwright::testing {
using namespace study;

inline const Catalog& shipped_catalog() {
  static const Catalog loaded = [] {
    Diagnostics diagnostics;
    Catalog made = Catalog::load(SOURCE_DIR "/data", diagnostics);
    require(!diagnostics.has_errors(), "{}", diagnostics.text());
    return made;
  }();
  return loaded;
}

inline const ReferenceBook& shipped_book() {
  static const ReferenceBook loaded = [] {
    Diagnostics diagnostics;
    return ReferenceBook::load(SOURCE_DIR "/data/reference", diagnostics).value();
  }();
  return loaded;
}

}  // namespace costwright::testing
