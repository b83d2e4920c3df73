#pragma once
// What a row of training_cost.csv says about how it was run, in its columns and in the words of its
// note; one reader per family of sources.
#include <string>
#include <string_view>

#include "core/perf/training/training_job.h"
#include "study/published/published.h"

namespace costwright::study {

// One row, with what its note says in words.
class TrainingCells {
 public:
  TrainingCells(const ReferenceTable& table, std::size_t row) : table_(table), row_(row) {}
  int line() const { return table_.line(row_); }
  const std::string& text(std::string_view column) const { return table_.text(row_, column); }
  double number(std::string_view column) const;  // 0 where blank or no number
  int count(std::string_view column) const;
  // The whole number after a word of the note: "microbatch 8 accum 4"; 0 without one.
  int noted(std::string_view word) const;
  bool mentions(std::string_view word) const;  // in the note or the model's name

 private:
  const ReferenceTable& table_;
  std::size_t row_;
};

// Sets everything but data, tensor and pipeline parallelism, which are columns: micro-batch,
// recomputation, ZeRO stage, context and expert parallelism, interleaving, kernels, overlap.
void read_settings(std::string_view engine, const TrainingCells& cells, perf::TrainingJob& job);

// Tokens per second and device: as published, else from TFLOP/s, else from GPU-hours; 0: none.
double published_tokens_per_s(const TrainingCells& cells, const ModelShape& model);

}  // namespace costwright::study
