#include "study/published/batch_rows.h"

#include <algorithm>
#include <cmath>

#include "core/catalog/views.h"
#include "core/perf/batch_inference.h"
#include "core/units/parse.h"
#include "study/published/serving_case.h"

namespace costwright::study {
namespace {

constexpr int kOfflineBatch = 256;
constexpr int kFpgaBatch = 32;
constexpr int kMultiStreamBatch = 8;

bool says(const PublishedServing& row, std::string_view words) {
  return row.note.find(words) != std::string::npos;
}

// 0 when it is none.
double number_in(std::string_view text) {
  const auto number = parse_number(text);
  return std::holds_alternative<double>(number) ? std::get<double>(number) : 0;
}

// The number before " GOPs/frame" in the note.
std::optional<double> noted_gflops(const std::string& note) {
  const auto end = note.find(" GOPs/frame");
  if (end == std::string::npos || end == 0) {
    return std::nullopt;
  }
  const auto blank = note.rfind(' ', end - 1);
  const std::size_t first = blank == std::string::npos ? 0 : blank + 1;
  const double value = number_in(std::string_view(note).substr(first, end - first));
  return value > 0 ? std::optional(value) : std::nullopt;
}

// Of a network that no catalogue has; the DPU keeps its weights.
ModelShape noted_shape(const PublishedServing& row, double gflops) {
  ModelShape shape;
  shape.key = row.model;
  shape.kind = ModelKind::kCnn;
  shape.parameters = shape.active_parameters = 1;
  shape.flops_per_item = gflops * 1e9;
  return shape;
}

std::optional<ModelShape> shape_of(const PublishedServing& row,
                                   const ReferenceBook& book,
                                   const Catalog& catalog) {
  const Row* model = book.row(catalog, "models", row.model, row.source);
  if (model == nullptr) {
    const auto gflops = noted_gflops(row.note);
    return gflops ? std::optional(noted_shape(row, *gflops)) : std::nullopt;
  }
  FactLog facts;
  Diagnostics found;
  auto shape = model_shape(*model, facts, found);
  if (shape && shape->kind == ModelKind::kEncoder) {
    const double tokens =
        row.input > 0 ? row.input
                      : book.listed_number("item_tokens", row.model, row.source).value_or(0);
    if (tokens > 0) {
      shape->context_tokens = static_cast<std::int64_t>(tokens);
      shape->flops_per_item = 0;
    }
  }
  return shape;
}

int batch_of(const PublishedServing& row, const AcceleratorSpec& accelerator) {
  if (row.load) {
    return static_cast<int>(std::clamp(*row.load, 1.0, 65536.0));
  }
  if (row.metric == "latency_ms") {
    return says(row, "MultiStream") ? kMultiStreamBatch : 1;
  }
  return accelerator.kind == "fpga" ? kFpgaBatch : kOfflineBatch;
}

// What the constants of core/perf/batch_inference.cpp were set from.
bool is_extrapolated(const PublishedServing& row, const AcceleratorSpec& accelerator) {
  if (accelerator.kind == "fpga") {
    return accelerator.key != "vck190";
  }
  return accelerator.kind != "cpu" && row.engine.find("TensorRT") == std::string::npos;
}

std::string reason_against(const PublishedServing& row, const AcceleratorSpec* accelerator) {
  if (says(row, " Server;")) {
    return "MLPerf's Server scenario: the offered rate is not in the file";
  }
  if (says(row, "single thread")) {
    return "one thread of the host feeds the device: the host is not modelled";
  }
  if (row.metric != "samples_per_s" && row.metric != "latency_ms" && row.metric != "e2e_ms") {
    return "unknown metric '" + row.metric + "'";
  }
  return accelerator == nullptr ? fmt::format("accelerator '{}' is not in the catalogue", row.gpu)
                                : "";
}

}  // namespace

bool is_single_shot(const PublishedServing& row,
                    const ReferenceBook& book,
                    const Catalog& catalog) {
  const Row* model = book.row(catalog, "models", row.model, row.source);
  if (model == nullptr) {
    return noted_gflops(row.note).has_value();
  }
  const auto kind = model_kind(*model);
  return !kind || !is_llm(*kind);
}

void predict_single_shot(const PublishedServing& row,
                         const ReferenceBook& book,
                         const Catalog& catalog,
                         ScoredRow& out) {
  FactLog facts;
  Diagnostics found;
  const Row* part = book.row(catalog, "accelerators", row.gpu, row.source);
  const auto accelerator =
      part != nullptr ? accelerator_spec(*part, catalog, facts, found) : std::nullopt;
  out.reason = reason_against(row, accelerator ? &*accelerator : nullptr);
  const auto precision = accelerator ? published_precision(row, book, *accelerator) : std::nullopt;
  if (out.reason.empty() && !precision) {
    out.reason = row.precision.empty() ? "precision not stated"
                                       : fmt::format("unknown precision '{}'", row.precision);
  }
  const auto shape = shape_of(row, book, catalog);
  if (!out.reason.empty() || !shape) {
    return;
  }
  const int batch = batch_of(row, *accelerator);
  const bool eager = accelerator->kind == "gpu" && row.engine.starts_with("PyTorch");
  const auto times =
      perf::batch_times(*shape, *accelerator, *precision, batch, found,
                        eager ? perf::BatchSoftware::kEager : perf::BatchSoftware::kCompiled);
  if (!times) {
    out.reason = found.all().front().message;
    return;
  }
  const double seconds = times->batch_s.back();
  out.predicted =
      row.metric == "samples_per_s" ? std::max(1, row.n_gpu) * batch / seconds : 1e3 * seconds;
  out.extrapolated = is_extrapolated(row, *accelerator);
  if (out.extrapolated) {
    out.reason = "no row of this engine or FPGA had a part in the efficiencies";
  }
}

}  // namespace costwright::study
