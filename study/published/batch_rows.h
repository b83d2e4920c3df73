#pragma once
// Published rows of single-shot networks (images, texts, detections a second; latencies) against
// core/perf/batch_inference.h. What a row does not state is assumed as follows:
//   no batch            256 items a device offline (MLPerf); latencies of SingleStream 1, of
//                       MultiStream 8; FPGA rows with all threads 32
//   no precision        the narrowest that the part computes in (MLPerf)
//   length of a text    names.csv, kind item_tokens; then FLOPs follow from the shape
//   networks that no catalogue has: the GOPs of a frame in the note; their weights take no time
// Not predicted: rows of one thread of a host, MLPerf's Server scenario, networks without either.
// PyTorch on a GPU counts as eager. Efficiencies were set from TensorRT, CPU and VCK190 rows
// (core/perf/batch_inference.cpp): rows of other engines and FPGAs are extrapolated.
#include <optional>
#include <string>

#include "study/published/published.h"
#include "study/published/scored_row.h"

namespace costwright::study {

// True where the row's network is a single-shot one of the catalogue, or its note tells its GOPs.
bool is_single_shot(const PublishedServing& row, const ReferenceBook& book, const Catalog& catalog);

// Sets `predicted`, `extrapolated` and `reason` of the scored row.
void predict_single_shot(const PublishedServing& row,
                         const ReferenceBook& book,
                         const Catalog& catalog,
                         ScoredRow& out);

}  // namespace costwright::study
