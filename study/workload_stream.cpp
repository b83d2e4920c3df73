#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>

#include "core/catalog/csv.h"
#include "core/units/parse.h"
#include "study/plan_parts.h"

namespace costwright {
namespace {

TraceFormat format_of(TraceFileFormat format) {
  switch (format) {
    case TraceFileFormat::kAzure:
      return TraceFormat::kAzure;
    case TraceFileFormat::kGeneric:
      return TraceFormat::kGeneric;
    case TraceFileFormat::kMooncake:
      return TraceFormat::kMooncake;
    case TraceFileFormat::kAuto:
      break;
  }
  return TraceFormat::kAuto;
}

class StreamBuilder {
 public:
  StreamBuilder(const LoadedScenario& loaded, const std::string& name, Diagnostics& diagnostics)
      : loaded_(loaded), path_("workloads." + name + ".arrivals."), diagnostics_(diagnostics) {}

  WorkloadStream trace(const TraceArrivals& arrivals) {
    WorkloadStream result;
    const TraceOptions options{format_of(arrivals.format), arrivals.bad_row_tolerance};
    result.trace = open(arrivals.file, options);
    TraceStream stream;
    if (result.trace) {
      result.classes = result.trace->classes.size();
      stream.trace = result.trace;
      stream.compress = arrivals.scaling == TraceScaling::kCompress;
      stream.class_of.resize(result.classes);
      std::iota(stream.class_of.begin(), stream.class_of.end(), 0);
      if (arrivals.session_clients && !result.trace->has_sessions) {
        diagnostics_.error(
            place_of(loaded_, path_ + "trace.session_clients"),
            fmt::format("'{}' has no session column, so session_clients has nothing to follow",
                        arrivals.file));
      }
    }
    result.stream.shape = std::move(stream);
    result.stream.session_clients = arrivals.session_clients;
    result.stream.think_mean = to_ps(arrivals.think_time);
    return result;
  }

  WorkloadStream synthetic(const SyntheticArrivals& arrivals) {
    SyntheticStream stream;
    stream.interarrival_cv = arrivals.interarrival_cv;
    stream.input = lengths(arrivals.input_tokens, "synthetic.input_tokens");
    stream.output = lengths(arrivals.output_tokens, "synthetic.output_tokens");
    WorkloadStream result;
    result.stream.shape = std::move(stream);
    return result;
  }

  WorkloadStream servegen(const ServegenArrivals& arrivals) {
    WorkloadStream result;
    result.stream.shape = load_servegen(resolve_path(loaded_, arrivals.folder), diagnostics_);
    return result;
  }

  WorkloadStream closed(const ClosedArrivals& arrivals) {
    ClosedStream stream;
    stream.clients = arrivals.clients;
    stream.think_mean = to_ps(arrivals.think_time);
    stream.input = lengths(arrivals.input_tokens, "closed.input_tokens");
    stream.output = lengths(arrivals.output_tokens, "closed.output_tokens");
    WorkloadStream result;
    result.stream.shape = std::move(stream);
    return result;
  }

 private:
  std::shared_ptr<const Trace> open(const std::string& file, const TraceOptions& options) {
    const std::string path = resolve_path(loaded_, file);
    if (!std::filesystem::is_regular_file(path)) {
      diagnostics_.error(place_of(loaded_, path_ + "trace.file"),
                         fmt::format("there is no trace file '{}'", path),
                         "paths are relative to the scenario's folder");
      return nullptr;
    }
    return load_trace(path, options, diagnostics_);
  }

  LengthPlan lengths(const LengthDistribution& distribution, const std::string& field) {
    LengthPlan plan;
    plan.max = static_cast<std::int32_t>(distribution.max.base());
    if (distribution.histogram) {
      plan.kind = LengthPlan::Kind::kEmpirical;
      read_histogram(plan, *distribution.histogram, field);
    } else if (distribution.fixed) {
      plan.mean = distribution.fixed->base();
    } else if (distribution.mean && distribution.p50) {
      plan.kind = LengthPlan::Kind::kLognormal;
      plan.mean = distribution.mean->base();
      plan.p50 = distribution.p50->base();
    }
    return plan;
  }

  void read_histogram(LengthPlan& plan, const std::string& file, const std::string& field) {
    const std::string path = resolve_path(loaded_, file);
    if (!std::filesystem::is_regular_file(path)) {
      diagnostics_.error(place_of(loaded_, path_ + field + ".histogram"),
                         fmt::format("there is no histogram file '{}'", path));
      return;
    }
    const auto text = read_file(path, diagnostics_);
    const auto records = text ? parse_csv(*text, path, diagnostics_) : std::vector<CsvRecord>{};
    if (records.empty() || records[0].cells != std::vector<std::string>{"tokens", "weight"}) {
      diagnostics_.error({path, 1, 1}, "a length histogram has the header `tokens,weight`");
      return;
    }
    std::vector<std::pair<std::int32_t, double>> bars;
    for (std::size_t i = 1; i < records.size(); ++i) {
      add_bar(bars, records[i], path);
    }
    accumulate(plan, std::move(bars), path);
  }

  void add_bar(std::vector<std::pair<std::int32_t, double>>& bars,
               const CsvRecord& record,
               const std::string& path) {
    const auto number = [&](std::size_t i) {
      const auto parsed =
          i < record.cells.size() ? parse_number(record.cells[i]) : Parsed<double>(std::string());
      return std::holds_alternative<double>(parsed) ? std::get<double>(parsed) : -1.0;
    };
    const double tokens = number(0);
    const double weight = number(1);
    if (record.cells.size() != 2 || tokens < 1 || tokens > 2e9 || tokens != std::floor(tokens) ||
        weight < 0) {
      diagnostics_.error({path, record.line, 1},
                         "needs a whole token count of at least 1 and a weight of at least 0");
      return;
    }
    bars.emplace_back(static_cast<std::int32_t>(tokens), weight);
  }

  void accumulate(LengthPlan& plan,
                  std::vector<std::pair<std::int32_t, double>> bars,
                  const std::string& path) {
    std::sort(bars.begin(), bars.end());
    double total = 0;
    for (const auto& bar : bars) {
      total += bar.second;
    }
    if (total <= 0) {
      diagnostics_.error({path, 0, 0}, "the histogram's weights add up to nothing");
      return;
    }
    double sum = 0;
    for (const auto& [tokens, weight] : bars) {
      sum += weight;
      plan.values.push_back(tokens);
      plan.cumulative.push_back(sum / total);
    }
    plan.cumulative.back() = 1;
  }

  const LoadedScenario& loaded_;
  std::string path_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::string resolve_path(const LoadedScenario& loaded, const std::string& file) {
  const std::filesystem::path path(file);
  return path.is_absolute() || loaded.folder.empty()
             ? file
             : (std::filesystem::path(loaded.folder) / path).lexically_normal().string();
}

WorkloadStream workload_stream(const LoadedScenario& loaded,
                               const std::string& name,
                               const Arrivals& arrivals,
                               Diagnostics& diagnostics) {
  StreamBuilder builder(loaded, name, diagnostics);
  if (arrivals.trace) {
    return builder.trace(*arrivals.trace);
  }
  if (arrivals.synthetic) {
    return builder.synthetic(*arrivals.synthetic);
  }
  if (arrivals.servegen) {
    return builder.servegen(*arrivals.servegen);
  }
  return arrivals.closed ? builder.closed(*arrivals.closed) : WorkloadStream{};
}

}  // namespace costwright
