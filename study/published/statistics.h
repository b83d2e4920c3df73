#pragma once
// Statistics of published rows.
#include <vector>

namespace costwright::study {

// The value below which the share `q` of them lies: the ceil(q n)-th smallest. Not empty.
double quantile(std::vector<double> values, double q);

}  // namespace costwright::study
