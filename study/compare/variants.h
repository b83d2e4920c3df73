#pragma once
// Many variants as columns: what they change, and what comes of it.
#include "core/table/table.h"
#include "study/compare/bridge.h"
#include "study/compare/compare.h"

namespace costwright::study {

// The file as written, called "base", and each of its variants. Only the first when it has errors.
std::vector<BridgeEnd> variants_of(const ScenarioSource& source);

// field, then a column for each end: every value in which one of them differs from the first, as
// written, of a section that only some have each of its values; blank = not written. Errors: an end
// that cannot be read.
Table changed_fields(const std::vector<BridgeEnd>& ends, Diagnostics& diagnostics);

// figure, of, unit, better ("lower", "higher" or blank), then a column for each alternative: every
// metric that one of them has.
Table figures_by_column(const Comparison& comparison);

// changed_fields() above figures_by_column(), with the columns of the latter.
Table variant_columns(const std::vector<BridgeEnd>& ends,
                      const Comparison& comparison,
                      Diagnostics& diagnostics);

// month, then a column for each alternative: cash paid by the end of the month, since the first
// start. A month before a scenario's start or after its horizon is blank.
Table cumulative_cash(const std::vector<Alternative>& alternatives);

}  // namespace costwright::study
