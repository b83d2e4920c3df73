#pragma once
// What a row of training_cost.csv says about how it was run, in its columns and in the words of its
// note; one reader per family of sources.
#include <map>
#include <string>
#include <string_view>

#include "core/catalog/csv.h"
#include "core/perf/training_job.h"

namespace costwright {

// Cells of a record by the header's names; the columns must exist.
class TrainingCells {
 public:
  TrainingCells(const std::map<std::string, std::size_t>& columns, const CsvRecord& record)
      : columns_(columns), record_(record) {}
  std::string text(const std::string& column) const;
  double number(const std::string& column) const;  // 0 where blank or no number
  int count(const std::string& column) const;
  // The whole number after a word of the note: "microbatch 8 accum 4"; 0 without one.
  int noted(std::string_view word) const;
  bool mentions(std::string_view word) const;  // in the note or the model's name

 private:
  const std::map<std::string, std::size_t>& columns_;
  const CsvRecord& record_;
};

// Sets everything but data, tensor and pipeline parallelism, which are columns: micro-batch,
// recomputation, ZeRO stage, context and expert parallelism, interleaving, kernels, overlap.
void read_settings(std::string_view engine, const TrainingCells& cells, TrainingJob& job);

// Tokens per second and device: as published, else from TFLOP/s, else from GPU-hours; 0: none.
double published_tokens_per_s(const TrainingCells& cells, const ModelShape& model);

}  // namespace costwright
