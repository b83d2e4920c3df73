#include "study/plan/streams.h"

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "study/plan/quantise.h"

namespace costwright::study {
namespace {

constexpr std::int32_t kPrefixTokens = 16;  // StreamPlan::shared_prefix: whole blocks

class StreamBuilder {
 public:
  StreamBuilder(const PlanSources& from, const std::string& name)
      : from_(from), path_("workloads." + name + ".arrivals.") {}

  WorkloadStream stream(const Arrivals& arrivals) {
    if (arrivals.trace) {
      return trace(*arrivals.trace);
    }
    if (arrivals.synthetic) {
      return synthetic(*arrivals.synthetic);
    }
    if (arrivals.servegen) {
      return servegen(*arrivals.servegen);
    }
    return arrivals.closed ? closed(*arrivals.closed) : WorkloadStream{};
  }

 private:
  WorkloadStream trace(const TraceArrivals& arrivals) {
    WorkloadStream result;
    const sim::TraceOptions options{arrivals.format, arrivals.bad_row_tolerance};
    result.trace = open(arrivals.file, options);
    sim::TraceStream stream;
    if (result.trace) {
      result.classes = result.trace->classes.size();
      stream.trace = result.trace;
      stream.compress = arrivals.scaling == TraceScaling::kCompress;
      stream.class_of.resize(result.classes);
      std::iota(stream.class_of.begin(), stream.class_of.end(), 0);
      if (arrivals.session_clients && !result.trace->has_sessions) {
        from_.diagnostics.error(
            from_.at(path_ + "trace.session_clients"),
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
    sim::SyntheticStream stream;
    stream.interarrival_cv = arrivals.interarrival_cv;
    stream.input = lengths(arrivals.input_tokens, "synthetic.input_tokens");
    stream.output = lengths(arrivals.output_tokens, "synthetic.output_tokens");
    WorkloadStream result;
    result.stream.shape = std::move(stream);
    return result;
  }

  WorkloadStream servegen(const ServegenArrivals& arrivals) {
    WorkloadStream result;
    result.stream.shape =
        *from_.inputs.servegen(resolve_path(from_.loaded, arrivals.folder), from_.diagnostics);
    return result;
  }

  WorkloadStream closed(const ClosedArrivals& arrivals) {
    sim::ClosedStream stream;
    stream.clients = arrivals.clients;
    stream.think_mean = to_ps(arrivals.think_time);
    stream.input = lengths(arrivals.input_tokens, "closed.input_tokens");
    stream.output = lengths(arrivals.output_tokens, "closed.output_tokens");
    WorkloadStream result;
    result.stream.shape = std::move(stream);
    return result;
  }

  std::shared_ptr<const sim::Trace> open(const std::string& file,
                                         const sim::TraceOptions& options) {
    const std::string path = resolve_path(from_.loaded, file);
    if (!std::filesystem::is_regular_file(path)) {
      from_.diagnostics.error(from_.at(path_ + "trace.file"),
                              fmt::format("there is no trace file '{}'", path),
                              "paths are relative to the scenario's folder");
      return nullptr;
    }
    return from_.inputs.trace(path, options, from_.diagnostics);
  }

  sim::LengthPlan lengths(const LengthDistribution& distribution, const std::string& field) {
    sim::LengthPlan plan;
    plan.max = static_cast<std::int32_t>(distribution.max.base());
    if (distribution.histogram) {
      plan.kind = sim::LengthPlan::Kind::kEmpirical;
      read_histogram(plan, *distribution.histogram, field);
    } else if (distribution.fixed) {
      plan.mean = distribution.fixed->base();
    } else if (distribution.mean && distribution.p50) {
      plan.kind = sim::LengthPlan::Kind::kLognormal;
      plan.mean = distribution.mean->base();
      plan.p50 = distribution.p50->base();
    }
    return plan;
  }

  void read_histogram(sim::LengthPlan& plan, const std::string& file, const std::string& field) {
    const auto bars =
        from_.inputs.weighted({resolve_path(from_.loaded, file), "tokens", 1, 2e9, true},
                              from_.at(path_ + field + ".histogram"), from_.diagnostics);
    for (const double tokens : bars->values) {
      plan.values.push_back(static_cast<std::int32_t>(tokens));
    }
    plan.cumulative = bars->cumulative;
  }

  const PlanSources& from_;
  std::string path_;
};

}  // namespace

WorkloadStream workload_stream(const PlanSources& from,
                               const std::string& name,
                               const Workload& workload) {
  if (!workload.arrivals) {
    return {};
  }
  WorkloadStream result = StreamBuilder(from, name).stream(*workload.arrivals);
  const auto prefix = static_cast<std::int32_t>(workload.shared_prefix.base());
  if (prefix > 0 && result.trace && !result.trace->prefixes.empty()) {
    from.diagnostics.error(
        from.at("workloads." + name + ".shared_prefix"),
        fmt::format("'{}' says itself what its prompts begin with", result.trace->path),
        "leave shared_prefix out");
  } else {
    result.stream.shared_prefix = prefix / kPrefixTokens * kPrefixTokens;
  }
  return result;
}

sim::StreamPlan stream_of(const WorkloadStream& workload,
                          std::int32_t first_class,
                          const std::vector<double>& rates,
                          bool compress) {
  sim::StreamPlan stream = workload.stream;
  if (auto* trace = std::get_if<sim::TraceStream>(&stream.shape)) {
    trace->compress = trace->compress || compress;
    for (auto& klass : trace->class_of) {
      klass += first_class;
    }
  }
  std::visit(
      [&](auto& shape) {
        if constexpr (requires { shape.klass; }) {
          shape.klass = first_class;
        }
      },
      stream.shape);
  stream.rate_per_hour = rates;
  return stream;
}

}  // namespace costwright::study
