#pragma once
// Latencies as people read them: over the horizon, with the ranges of two percentiles.
#include <functional>
#include <string>

#include "core/table/table.h"

namespace costwright::study {

struct Evaluation;

// The range of a metric's figure, as text.
using RangeOf = std::function<std::string(const std::string& metric, const std::string& key)>;
Table latency_text_table(const Evaluation& evaluation, const RangeOf& range_of);

}  // namespace costwright::study
