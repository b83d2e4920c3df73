// Training runs on rented GPUs: declared GPU-hours, or model and tokens through 6 N D and a stated
// MFU.
#include "core/scenario/sections/training.h"

#include "core/catalog/views.h"
#include "core/cost/price.h"
#include "core/cost/rules.h"
#include "core/scenario/sections/models.h"

namespace costwright::cost {
namespace {

class Training {
 public:
  Training(CostRun& run,
           const std::string& name,
           const TrainingRun& training,
           const Named<Model>& models)
      : run_(run), name_(name), training_(training), models_(models), path_("training." + name) {}

  void price() {
    if (training_.instance && !read_instance()) {
      return;
    }
    const auto hours = gpu_hours();
    const auto price = gpu_hour_price();
    if (hours && price) {
      post(*hours, *price);
    }
  }

 private:
  bool read_instance() {
    row_ = run_.find("cloud_instances", *training_.instance, path_ + ".instance");
    if (row_ == nullptr) {
      return false;
    }
    instance_ = cloud_instance_spec(*row_, run_.catalog(), run_.facts(), run_.diagnostics());
    if (instance_ && instance_->accelerators <= 0) {
      run_.error(path_ + ".instance",
                 fmt::format("'{}' has no accelerators to train on", row_->key()));
      return false;
    }
    return instance_.has_value();
  }

  std::optional<double> gpu_hours() {
    if (training_.gpu_hours) {
      return training_.gpu_hours->base() / hour.base();
    }
    require(training_.tokens && training_.model && instance_,
            "{} has neither gpu_hours nor tokens, model and instance", path_);
    const auto parameters = active_parameters();
    const auto peak = peak_flops();
    if (!parameters || !peak) {
      return std::nullopt;
    }
    return training_gpu_hours(*parameters, training_.tokens->base(), *peak, training_.mfu.value);
  }

  std::optional<double> active_parameters() {
    const Model* model = find_named(models_, *training_.model);
    require(model != nullptr, "there is no model '{}'", *training_.model);
    const Row* row = run_.find("models", model->model, "models." + *training_.model + ".model");
    const auto shape =
        row != nullptr ? model_shape(*row, run_.facts(), run_.diagnostics()) : std::nullopt;
    if (!shape) {
      return std::nullopt;
    }
    add_origins(*row, {"params_total_b", "params_active_b"});
    return shape->active_parameters > 0 ? shape->active_parameters : shape->parameters;
  }

  std::optional<double> peak_flops() {
    const Row* row = run_.find("accelerators", instance_->accelerator, path_ + ".instance");
    const auto spec = row != nullptr
                          ? accelerator_spec(*row, run_.catalog(), run_.facts(), run_.diagnostics())
                          : std::nullopt;
    if (!spec) {
      return std::nullopt;
    }
    const double peak = spec->peak(Precision::kBf16);
    if (peak <= 0) {
      run_.error(path_ + ".instance",
                 fmt::format("the catalogue has no 16-bit peak of '{}'", spec->key),
                 fmt::format("state {}.gpu_hours instead of tokens", path_));
      return std::nullopt;
    }
    add_origins(*row, {"bf16_tflops_dense", "fp16_tflops_dense"});
    return peak;
  }

  // Those figures that the row has.
  void add_origins(const Row& row, std::initializer_list<std::string_view> columns) {
    for (const std::string_view column : columns) {
      if (const auto fact = row.fact(column)) {
        of_hours_.push_back(origin_of(*fact));
      }
    }
  }

  std::optional<Price> gpu_hour_price() {
    if (training_.price) {
      const auto per_hour = *stated_in(training_.price, DeviceTimePrice(1 / hour.base()));
      if (instance_) {
        run_.compare_with_catalogue(
            per_hour, path_ + ".price",
            {"cloud_instances", *training_.instance, "on_demand_usd_per_hour", path_ + ".instance",
             1.0 / instance_->accelerators});
      }
      return stated_price(per_hour, path_ + ".price");
    }
    require(instance_.has_value(), "{} has neither a price nor an instance", path_);
    auto price = run_.money(*row_, "on_demand_usd_per_hour", path_ + ".price");
    if (price) {
      price->value = price->value.first() / instance_->accelerators;
      price->origins.push_back(run_.used(*row_, "accel_count"));
    }
    return price;
  }

  void post(double hours, const Price& price) {
    Posting line;
    line.component = Component::kTraining;
    line.category = Category::kCloud;
    line.team = training_.team;
    line.item = name_ + ": GPU hours";
    line.unit = "GPU-h";
    line.source =
        (training_.gpu_hours ? "declared GPU-hours x price; " : "6 N D / (peak x MFU) x price; ") +
        price.source;
    std::vector<LineOrigin> origins = price.origins;
    origins.insert(origins.end(), of_hours_.begin(), of_hours_.end());
    line.origins =
        run_.origins(std::move(origins), path_,
                     {"gpu_hours", "tokens", "mfu", "escalation", "escalates", "price_as_of"});
    const int first = training_.month ? run_.index(*training_.month) : 0;
    const int step = training_.repeat ? training_.repeat->count : run_.months();
    for (int m = first; m < run_.months(); m += step) {
      run_.post_usage(m, line, hours, run_.price_in(price, training_.escalation, first, m));
    }
  }

  CostRun& run_;
  const std::string& name_;
  const TrainingRun& training_;
  const Named<Model>& models_;
  std::string path_;
  const Row* row_ = nullptr;
  std::optional<CloudInstanceSpec> instance_;
  std::vector<LineOrigin> of_hours_;
};

}  // namespace

double training_gpu_hours(double parameters, double tokens, double peak_flops, double mfu) {
  require(peak_flops > 0 && mfu > 0, "peak_flops = {}, mfu = {}, must be positive", peak_flops,
          mfu);
  return 6 * parameters * tokens / (peak_flops * mfu) / 3600;
}

void price_training(CostRun& run, const Named<TrainingRun>& training, const Named<Model>& models) {
  for (const auto& [name, trained] : training) {
    Training(run, name, trained, models).price();
  }
}

}  // namespace costwright::cost
