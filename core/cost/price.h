#pragma once
// price: Physical x Scenario x Catalog -> Ledger. One file per category beside this one; each rule carries its
// source. Pure: the same inputs give the same lines, and nothing here simulates.
// A catalogue figure that is used is entered in `facts`; a missing one is an error at the scenario's line.
#include "core/catalog/catalog.h"
#include "core/cost/ledger.h"
#include "core/physical.h"
#include "core/scenario/reader.h"

namespace costwright {

// Catalogue lookups done once; a change of a scalar price only repeats price().
Ledger price(const LoadedScenario& loaded,
             const Catalog& catalog,
             const Physical& physical,
             FactLog& facts,
             Diagnostics& diagnostics);

}  // namespace costwright
