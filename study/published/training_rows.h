#pragma once
// The rows of training_cost.csv against core/perf/training/training_step.h, in tokens per second
// and device. Model, accelerator, parallelism, batch and recomputation are read from the columns
// and the note; what neither states is assumed as follows, and said in the row's reason:
//   no micro-batch        1
//   no layout             the fastest one that fits the memory
//   (core/perf/training/training_layout.h) network               25 GB/s a device for A100, 12.5
//   for V100, 50 for others attention             fused, except Megatron-LM's rows of 2021 and 2022
//   (scores in memory)
// Published: the row's tokens/s; else tokens / GPU-hours (restarts included); else TFLOP/s of
// Megatron's convention with recomputation, 96 l h^2 (1 + s/6h + V/16lh) a token.
// A row without any of them, of another kind of model or of hardware whose interconnect is not
// modelled is returned with the reason and no prediction; so are MLPerf's fine-tuning runs of
// minutes, of which evaluation and start-up are a large part.
#include <filesystem>
#include <optional>
#include <vector>

#include "core/calibration/training_calibration.h"
#include "core/perf/training/training_step.h"
#include "study/published/published.h"
#include "study/published/scored_row.h"

namespace costwright::study {

struct TrainingCase {
  ScoredRow row;                         // without prediction; its table is the file's name
  std::optional<perf::TrainingJob> job;  // valid; absent when row.reason says why
  TrainingCalibration calibration;       // of a job
  std::string release;                   // of its software, where older than the newest; see .cpp
};
// Errors: an unreadable file, missing columns.
std::vector<TrainingCase> training_cases(const std::filesystem::path& training_cost_csv,
                                         const ReferenceBook& book,
                                         const Catalog& catalog,
                                         Diagnostics& diagnostics);

// The cases, each with its calibration.
std::vector<ScoredRow> predict_training(const std::filesystem::path& training_cost_csv,
                                        const ReferenceBook& book,
                                        const Catalog& catalog,
                                        Diagnostics& diagnostics);

}  // namespace costwright::study
