#include "study/plan/streams.h"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <set>

#include "sim/trace/prefix_builder.h"
#include "study/inputs/trace_reading.h"
#include "study/plan/lengths.h"
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
    result.trace = open(arrivals.file, options_of(arrivals));
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

  sim::TraceOptions options_of(const TraceArrivals& arrivals) {
    sim::TraceOptions options{.format = arrivals.format,
                              .bad_row_tolerance = arrivals.bad_row_tolerance};
    if (arrivals.prompt_above) {
      options.prompt_above = static_cast<std::int64_t>(arrivals.prompt_above->base());
    }
    if (arrivals.prompt_up_to) {
      options.prompt_up_to = static_cast<std::int64_t>(arrivals.prompt_up_to->base());
    }
    if (arrivals.timestamps) {
      options.timestamp_unit = ps_of(*arrivals.timestamps);
    }
    if (arrivals.columns) {
      options.columns = columns_of(*arrivals.columns);
    }
    if (arrivals.window) {
      options.window = window_of(*arrivals.window);
    }
    if (arrivals.block_tokens) {
      options.block_tokens = static_cast<std::int32_t>(arrivals.block_tokens->base());
      if (options.block_tokens % kPrefixTokens != 0) {
        from_.diagnostics.error(from_.at(path_ + "trace.block_tokens"),
                                fmt::format("blocks of {} tokens, must be a multiple of {}",
                                            options.block_tokens, kPrefixTokens));
        options.block_tokens = 0;
      }
    }
    return options;
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
    if (distribution.max) {
      plan.max = static_cast<std::int32_t>(distribution.max->base());
    }
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
    const auto bars = from_.inputs.weighted(
        {resolve_path(from_.loaded, file), "tokens", 1, sim::kLongestLength, true},
        from_.at(path_ + field + ".histogram"), from_.diagnostics);
    for (const double tokens : bars->values) {
      plan.values.push_back(static_cast<std::int32_t>(tokens));
    }
    plan.cumulative = bars->cumulative;
  }

  const PlanSources& from_;
  std::string path_;
};

// Where the pieces of a prefix end that prompts share as far as they go: those that are shorter
// than it are put into a few classes by their lengths, since every piece costs time.
std::vector<std::int32_t> pieces_of(const sim::StreamPlan& stream, std::int32_t prefix) {
  constexpr std::size_t kMostPieces = 8;
  std::vector<std::int32_t> shared;  // by the prompts that do not have all of it
  mean_over_requests(stream, [&](std::int32_t input, std::int32_t) {
    if (input <= prefix) {
      shared.push_back(sim::shareable_tokens(prefix, input));
    }
    return 0.0;
  });
  std::sort(shared.begin(), shared.end());
  std::set<std::int32_t> ends{prefix};
  for (std::size_t i = 0; i < kMostPieces && !shared.empty(); ++i) {
    ends.insert(shared[i * shared.size() / kMostPieces]);
  }
  ends.erase(0);
  return {ends.begin(), ends.end()};
}

void add_shared_prefix(const PlanSources& from,
                       const std::string& name,
                       std::int32_t prefix,
                       sim::StreamPlan& stream) {
  if (prefix == 0 || from.diagnostics.has_errors()) {
    return;
  }
  stream.shared_prefix = pieces_of(stream, prefix);
  const double shorter = shorter_than_prefix(stream);
  const Place place = from.at("workloads." + name + ".shared_prefix");
  if (shorter >= 1) {
    from.diagnostics.error(
        place, fmt::format("all prompts are shorter than the shared prefix of {} tokens", prefix),
        "the prompts' lengths count it; state them with it, or a shorter prefix");
  } else if (shorter > 0) {
    from.diagnostics.warning(
        place,
        fmt::format("{:.2g} % of the prompts are shorter than the shared prefix of {} tokens: they "
                    "share what they have",
                    100 * shorter, prefix),
        "the prompts' lengths count it");
  }
}

}  // namespace

double shorter_than_prefix(const sim::StreamPlan& stream) {
  return mean_over_requests(stream, [&](std::int32_t input, std::int32_t) {
    return input < stream.shared_prefix.back() ? 1 : 0;
  });
}

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
    add_shared_prefix(from, name, prefix / kPrefixTokens * kPrefixTokens, result.stream);
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
