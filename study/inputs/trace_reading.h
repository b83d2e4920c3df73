#pragma once
// How a scenario says a trace is to be read, for its reader.
#include <string>

#include "core/scenario/sections/workloads.h"
#include "sim/trace/trace.h"

namespace costwright::study {

sim::Ps ps_of(TimestampUnit unit);
sim::TraceColumns columns_of(const TraceColumnNames& names);
sim::TraceWindow window_of(const TraceExcerpt& excerpt);
// Options that read a file alike have one text.
std::string key_of(const sim::TraceOptions& options);

}  // namespace costwright::study
