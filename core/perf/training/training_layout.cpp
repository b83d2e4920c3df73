#include "core/perf/training/training_layout.h"

#include <algorithm>
#include <vector>

namespace costwright::perf {
namespace {

std::vector<int> doublings(int from, int to) {
  std::vector<int> values;
  for (int v = from; v <= to; v *= 2) {
    values.push_back(v);
  }
  return values;
}

std::vector<int> pipelines(const ModelShape& model, int devices) {
  std::vector<int> values;
  // The embedding and the head may count as a layer each: 126 layers in 8 stages of 16.
  for (int p = 1; p <= std::min(model.layers, 64); ++p) {
    if ((model.layers % p == 0 || (model.layers + 2) % p == 0) && devices % p == 0) {
      values.push_back(p);
    }
  }
  return values;
}

std::vector<int> interleaves(const ModelShape& model, int pipeline) {
  const int chunk = (model.layers % pipeline == 0 ? model.layers : model.layers + 2) / pipeline;
  std::vector<int> values{1};
  for (const int layers : {2, 1}) {
    if (pipeline > 1 && chunk % layers == 0 && chunk / layers > 1) {
      values.push_back(chunk / layers);
    }
  }
  return values;
}

class Search {
 public:
  Search(const TrainingJob& job, int devices, const TrainingEfficiency& efficiency)
      : job_(job), devices_(devices), efficiency_(efficiency) {}

  std::optional<TrainingJob> run() {
    for (const int tensor : doublings(1, std::min(devices_, job_.fabric.devices_per_node))) {
      for (const int pipeline : pipelines(job_.model, devices_)) {
        for (const int context : doublings(1, 8)) {
          split(tensor, pipeline, context);
        }
      }
    }
    return best_;
  }

 private:
  void split(int tensor, int pipeline, int context) {
    if (devices_ % (tensor * pipeline * context) != 0) {
      return;
    }
    TrainingLayout layout = job_.layout;
    layout.tensor = tensor;
    layout.pipeline = pipeline;
    layout.context = context;
    layout.data = devices_ / (tensor * pipeline * context);
    layout.sequence_parallel = tensor > 1;
    for (const int interleave : interleaves(job_.model, pipeline)) {
      layout.interleave = interleave;
      for (const int expert : doublings(1, job_.model.experts > 0 ? 64 : 1)) {
        layout.expert = expert;
        for (const int zero : {1, 3}) {
          layout.zero_stage = zero;
          batches(layout);
        }
      }
    }
  }

  void batches(const TrainingLayout& layout) {
    TrainingJob job = job_;
    job.layout = layout;
    for (const int micro : {1, 2, 4, 8}) {
      job.micro_batch = micro;
      for (const Recompute recompute :
           {Recompute::kNone, Recompute::kSelective, Recompute::kFull}) {
        job.recompute = recompute;
        consider(job);
      }
    }
  }

  void consider(const TrainingJob& job) {
    Diagnostics ignored;
    const int group = job.layout.data * job.micro_batch;
    if (group > job.global_batch || job.global_batch % group != 0 ||
        !check_training_job(job, ignored) || !training_memory(job).fits) {
      return;
    }
    const double seconds = training_step(job, efficiency_).step_s;
    if (!best_ || seconds < best_s_) {
      best_ = job;
      best_s_ = seconds;
    }
  }

  const TrainingJob& job_;
  int devices_;
  const TrainingEfficiency& efficiency_;
  std::optional<TrainingJob> best_;
  double best_s_{};
};

}  // namespace

std::optional<TrainingJob> fastest_layout(const TrainingJob& job,
                                          int devices,
                                          const TrainingEfficiency& efficiency) {
  require(devices >= 1, "{} devices", devices);
  return Search(job, devices, efficiency).run();
}

}  // namespace costwright::perf
