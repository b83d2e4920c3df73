#pragma once
// Measurements of one's own beside the catalogue's calibrations: they start from what the catalogue
// knows, and say what they add to it.
#include "study/calibrate/calibrate.h"

namespace costwright::study {

// The catalogue's factors for what was measured, exact or pooled: a few runs of one's own must not
// push what they do not speak about back to the defaults.
std::function<perf::LlmEfficiency(const Measurement&)> catalogue_prior(const Catalog& catalog);

// In a table of factors fitted so, models, accelerators and sizes of the catalogue's row of the
// same key join those measured: its factors speak for both.
void join_catalogue(Table& factors, const Catalog& catalog);

// Per group, before (the catalogue's calibration) and after: median error on the measurements, and
// the 90 % range of a deployment like the first of them.
Table learned_table(const std::vector<FittedGroup>& groups,
                    const Catalog& catalog,
                    Diagnostics& diagnostics);

}  // namespace costwright::study
