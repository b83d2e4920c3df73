#pragma once
// Why requests of a workload were dropped: "queue full, or no replica there".
#include <cstddef>
#include <string>

namespace costwright::study {

struct Evaluation;
struct Figures;

// Of the workload with index `w`, some of which were dropped, at the speed of `figures`.
std::string drop_reason(const Evaluation& evaluation, const Figures& figures, std::size_t w);

}  // namespace costwright::study
