#include <algorithm>
#include <array>

#include "core/catalog/views.h"
#include "core/perf/compute_path.h"
#include "core/perf/training/training_layout.h"
#include "study/published/training_rows.h"
#include "study/published/training_settings.h"

namespace costwright::study {
namespace {

const std::vector<std::string> kColumns = {"model",
                                           "gpu",
                                           "n_gpu",
                                           "precision",
                                           "dp",
                                           "tp",
                                           "pp",
                                           "tokens_b",
                                           "gpu_hours",
                                           "tflops_per_gpu",
                                           "tokens_per_s_per_gpu",
                                           "seq_len",
                                           "global_batch",
                                           "source",
                                           "note"};

// The name without what describes the run.
std::string model_in(std::string_view name) {
  std::string plain = plain_name(name);
  for (const std::string_view words :
       {"mlperf", "pretraining", "sft", "lora", "fullrecompute",
        "sequenceparallelselectiverecompute", "megatronseqparallelselectiverecompute"}) {
    if (const auto at = plain.find(words); at != std::string::npos) {
      plain.erase(at, words.size());
    }
  }
  return plain;
}

std::string engine_of(const std::string& source) {
  for (const auto& [part, name] : {std::pair{"llm-foundry", "llm-foundry"},
                                   {"Megatron-Bridge", "Megatron-Bridge"},
                                   {"mlcommons", "MLPerf"},
                                   {"DeepLearningExamples", "DeepLearningExamples"},
                                   {"facebookresearch", "Meta"},
                                   {"bigscience", "Megatron-DeepSpeed"},
                                   {"Korthikanti", "Megatron-LM"},
                                   {"Megatron-LM", "Megatron-LM"}}) {
    if (source.find(part) != std::string::npos) {
      return name;
    }
  }
  return {};
}

std::optional<Precision> precision_of(const std::string& text) {
  const std::string plain = plain_name(text);
  for (const auto& [name, precision] : {std::pair{"bf16", Precision::kBf16},
                                        {"fp16", Precision::kFp16},
                                        {"fp8", Precision::kFp8},
                                        {"fp4", Precision::kFp4},
                                        {"fp32", Precision::kFp32}}) {
    if (plain.find(name) != std::string::npos) {
      return precision;
    }
  }
  return std::nullopt;
}

// MLPerf's result files do not state it: NVIDIA's submissions on Hopper and later train in FP8.
std::optional<Precision> assumed_precision(const ScoredRow& row, const AcceleratorSpec& a) {
  return row.engine == "MLPerf" && a.peak(Precision::kFp8) > 0 ? Precision::kFp8
         : row.engine == "MLPerf"                              ? Precision::kBf16
                                                               : std::optional<Precision>();
}

// Megatron-Bridge's releases up to 26.04 launch the kernels of experts one by one; 26.06 runs whole
// iterations as CUDA graphs, which took a third to a half off its MoE models on GB200.
std::string older_release(const std::string& source) {
  constexpr std::string_view kLabel = ", release ";
  const auto at = source.find(kLabel);
  const std::string release = at == source.npos ? "" : source.substr(at + kLabel.size(), 5);
  return !release.empty() && release < "26.05" ? "26.04" : "";
}

double network_bandwidth(const AcceleratorSpec& a) {
  const auto starts = [&](std::string_view with) {
    return a.key.rfind(with, 0) == 0;
  };
  return starts("v100") ? 12.5e9 : starts("a100") ? 25e9 : 50e9;
}

class CaseBuilder {
 public:
  CaseBuilder(const ReferenceBook& book,
              const Catalog& catalog,
              const TrainingCells& cells,
              TrainingCase& made)
      : book_(book), catalog_(catalog), cells_(cells), made_(made) {}

  void build() {
    perf::TrainingJob job;
    if (!hardware_and_model(job) || !numbers(job) || !layout(job)) {
      return;
    }
    Diagnostics found;
    if (!check_training_job(job, found)) {
      made_.row.reason = found.all().front().message;
      return;
    }
    made_.job = job;
  }

 private:
  bool refuse(const std::string& why) {
    made_.row.reason = why;
    return false;
  }

  bool hardware_and_model(perf::TrainingJob& job) {
    const Row* model = book_.row(catalog_, "models", model_in(made_.row.model), made_.row.source);
    if (made_.row.engine == "MLPerf" && cells_.mentions("lora")) {
      return refuse(
          "its time includes evaluations and start-up, which last as long as the training");
    }
    if (model == nullptr) {
      return refuse("its model is not in the catalogue");
    }
    if (const auto kind = model_kind(*model); !kind || !is_llm(*kind)) {
      return refuse(
          fmt::format("training of a model of kind {} is not modelled", model->text("kind")));
    }
    if (model->key().find("Nemotron-3") != std::string::npos) {
      return refuse("state-space layers are not modelled");
    }
    const Row* accelerator =
        book_.row(catalog_, "accelerators", made_.row.accelerator, made_.row.source);
    if (accelerator == nullptr) {
      return refuse("its accelerator is not in the catalogue");
    }
    FactLog facts;
    Diagnostics found;
    const auto shape = model_shape(*model, facts, found);
    const auto spec = accelerator_spec(*accelerator, catalog_, facts, found);
    if (!shape || !spec) {
      return refuse(found.all().front().message);
    }
    job.model = *shape;
    job.accelerator = *spec;
    if (spec->key.rfind("tpu", 0) == 0) {
      return refuse("interconnects other than nodes of a network are not modelled");
    }
    return true;
  }

  bool numbers(perf::TrainingJob& job) {
    made_.row.published = published_tokens_per_s(cells_, job.model);
    made_.release = older_release(made_.row.source);
    if (made_.row.published <= 0) {
      return refuse("the row states no tokens/s, GPU-hours or TFLOP/s with recomputation");
    }
    const bool stated = !cells_.text("precision").empty();
    const auto precision = stated ? precision_of(cells_.text("precision"))
                                  : assumed_precision(made_.row, job.accelerator);
    if (!precision) {
      return refuse(stated ? "its precision is not modelled" : "the row states no precision");
    }
    FactLog facts;
    Diagnostics found;
    const auto calibration =
        training_calibration(catalog_, job.accelerator, *precision, made_.release, facts, found);
    if (!calibration) {
      return refuse(found.text());
    }
    made_.calibration = *calibration;
    if (!calibration->key.ends_with("/" + made_.release)) {
      made_.release.clear();  // no difference was measured on this architecture
    }
    job.precision = *precision;
    made_.row.precision = to_string(*precision);
    job.sequence_tokens = cells_.count("seq_len");
    job.global_batch = cells_.count("global_batch");
    job.fabric.network_bandwidth = network_bandwidth(job.accelerator);
    job.fabric.devices_per_node = job.accelerator.key.rfind("gb", 0) == 0 ? 72 : 8;  // NVL72
    return true;
  }

  bool layout(perf::TrainingJob& job) {
    if (cells_.count("dp") == 0 || cells_.count("tp") == 0 || cells_.count("pp") == 0) {
      return search(job);
    }
    job.layout.data = cells_.count("dp");
    job.layout.tensor = cells_.count("tp");
    job.layout.pipeline = cells_.count("pp");
    read_settings(made_.row.engine, cells_, job);
    return batch(job);
  }

  // Bridge's dp leaves context parallelism out of the product in some releases.
  bool batch(perf::TrainingJob& job) {
    const int devices = cells_.count("n_gpu");
    if (job.layout.devices() != devices) {
      const int rest = job.layout.tensor * job.layout.pipeline * job.layout.context;
      if (devices % rest != 0 || devices == 0) {
        return refuse("dp x tp x pp x cp is not the number of devices");
      }
      job.layout.data = devices / rest;
    }
    return true;
  }

  bool search(perf::TrainingJob& job) {
    const int devices = cells_.count("n_gpu");
    if (devices == 0 || job.global_batch == 0 || job.sequence_tokens == 0) {
      return refuse("the row states neither devices, batch nor layout");
    }
    job.frozen_base = cells_.mentions("lora");
    const auto found = fastest_layout(job, devices, made_.calibration.factors);
    if (!found) {
      return refuse("no layout fits the memory");
    }
    job = *found;
    made_.row.extrapolated = true;
    const perf::TrainingLayout& l = job.layout;
    made_.row.reason = fmt::format(
        "layout not stated; assumed the fastest that fits: dp {} tp {} pp {} x {} cp {} ZeRO {} "
        "micro-batch {}",
        l.data, l.tensor, l.pipeline, l.interleave, l.context, l.zero_stage, job.micro_batch);
    return true;
  }

  const ReferenceBook& book_;
  const Catalog& catalog_;
  const TrainingCells& cells_;
  TrainingCase& made_;
};

ScoredRow row_of(const TrainingCells& cells, std::string table) {
  ScoredRow row;
  row.table = std::move(table);
  row.source = cells.text("source");
  row.line = cells.line();
  row.model = cells.text("model");
  row.accelerator = cells.text("gpu");
  row.engine = engine_of(row.source);
  row.precision = cells.text("precision");
  row.metric = "training throughput per device";
  row.unit = "tokens/s";
  return row;
}

}  // namespace

std::vector<TrainingCase> training_cases(const std::filesystem::path& training_cost_csv,
                                         const ReferenceBook& book,
                                         const Catalog& catalog,
                                         Diagnostics& diagnostics) {
  std::vector<TrainingCase> cases;
  const auto table = ReferenceTable::load(training_cost_csv.string(), kColumns, diagnostics);
  for (std::size_t i = 0; table && i < table->size(); ++i) {
    const TrainingCells cells(*table, i);
    TrainingCase& made = cases.emplace_back();
    made.row = row_of(cells, training_cost_csv.stem().string());
    CaseBuilder(book, catalog, cells, made).build();
  }
  return cases;
}

}  // namespace costwright::study
