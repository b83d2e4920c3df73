#pragma once
// Distributions that a user brings as a file.
#include "study/inputs/inputs.h"

namespace costwright::study {

// A file that is not there is an error at `place`, a faulty one at its own lines.
WeightedValues read_weighted(const WeightedFile& file,
                             const Place& place,
                             Diagnostics& diagnostics);

}  // namespace costwright::study
