#include "study/plan/traffic.h"

#include <algorithm>

#include "core/scenario/scenario.h"
#include "study/plan/lengths.h"

namespace costwright::study {
namespace {

// What a trace can be scaled to: so many copies, or so much compression, and no more. One of bursts
// needs more copies than its mean rate says.
double most_copies(const std::shared_ptr<const sim::Trace>& trace) {
  const double sure = surely_superposed_per_hour(trace) / trace_rate_per_hour(*trace);
  return std::clamp(sure, 0.0, 0.9 * sim::kMostTraceCopies);
}

void check_scale(const PlanSources& from,
                 const std::string& workload,
                 const WorkloadStream& arrivals,
                 double scale) {
  const auto* stream = std::get_if<sim::TraceStream>(&arrivals.stream.shape);
  const bool compress = stream != nullptr && stream->compress;
  const double most = compress ? sim::kMostTraceCompression : most_copies(arrivals.trace);
  if (scale > most) {
    from.diagnostics.error(
        from.at("workloads." + workload + ".demand"),
        fmt::format(
            "the busiest hour asks for {:.0f} times the trace's own rate; {} reaches {:.0f}", scale,
            compress ? "time compression" : "superposition", most),
        "check the declared volume and its growth, or bring a trace of a busier service");
  }
}

// A cut that takes more than this of the declared tokens is told.
constexpr double kTellingCut = 0.001;

// Of the lengths of an arrival process that draws them.
void add_cuts(const PlanSources& from, const sim::StreamPlan& stream, WorkloadBasis& basis) {
  if (from.diagnostics.has_errors()) {
    return;
  }
  std::visit(
      [&](const auto& shape) {
        if constexpr (requires { shape.output; }) {
          const LengthCut input = cut_of(shape.input);
          const LengthCut output = cut_of(shape.output);
          basis.input_cut = input.share > kTellingCut ? input.share : 0;
          basis.output_cut = output.share > kTellingCut ? output.share : 0;
          basis.input_left = input.left;
          basis.output_left = output.left;
        }
      },
      stream.shape);
  basis.without_shared_prefix = stream.shared_prefix.empty() ? 0 : shorter_than_prefix(stream);
}

std::vector<double> peak_scales(const WorkloadDemand& demand, const sim::Trace& trace) {
  std::vector<double> scales;
  for (const std::vector<double>& rates : demand.rates) {
    scales.push_back(*std::max_element(rates.begin(), rates.end()) / trace_rate_per_hour(trace));
  }
  return scales;
}

// Share of a prompt's tokens that the deployment is sent.
double kept_by(const Scenario& scenario, const std::string& deployment) {
  const Deployment* found = find_named(scenario.serving, deployment);
  return found != nullptr && found->compress_by ? 1 / found->compress_by->ratio : 1;
}

}  // namespace

Traffic traffic_of(const PlanSources& from) {
  const Scenario& scenario = from.scenario();
  WeekShape week = week_shape(scenario);
  auto demand = monthly_demand(scenario, week);
  Traffic traffic{std::move(week), std::move(demand), {}, {}, Relays(scenario)};
  for (const auto& [name, workload] : scenario.workloads) {
    traffic.streams.push_back(workload_stream(from, name, workload));
    traffic.loads.push_back(decode_load(traffic.streams.back().stream));
  }
  return traffic;
}

std::vector<WorkloadBasis> bases_of(const PlanSources& from, const Traffic& traffic) {
  std::vector<WorkloadBasis> bases;
  for (std::size_t w = 0; w < traffic.streams.size(); ++w) {
    WorkloadBasis basis;
    basis.workload = w;
    basis.requests_per_month = traffic.demand[w].requests;
    if (const auto& slo = from.scenario().workloads[w].second.slo) {
      basis.slo_target = slo->target.value;
    }
    add_cuts(from, traffic.streams[w].stream, basis);
    const auto& served_by = from.scenario().workloads[w].second.served_by;
    basis.kept = served_by ? kept_by(from.scenario(), *served_by) : 1;
    const DecodeLoad& load = traffic.loads[w];
    basis.mean_input = basis.input_left > 0 ? basis.input_left : load.prompt_tokens;
    basis.mean_output = basis.output_left > 0 ? basis.output_left : load.tokens;
    basis.accepted_input = basis.mean_input;
    basis.accepted_output = basis.mean_output;
    basis.mean_reads = load.prompt_reads;
    if (const auto& trace = traffic.streams[w].trace) {
      basis.trace_window_s = static_cast<double>(trace->window) * 1e-12;
      basis.trace_from_s = static_cast<double>(trace->from_s);
      basis.trace_rows = static_cast<std::int64_t>(trace->rows.size());
      basis.bad_rows = trace->bad_rows;
      basis.peak_scale = peak_scales(traffic.demand[w], *trace);
    }
    if (!basis.peak_scale.empty()) {
      check_scale(from, from.scenario().workloads[w].first, traffic.streams[w],
                  *std::max_element(basis.peak_scale.begin(), basis.peak_scale.end()));
    }
    bases.push_back(std::move(basis));
  }
  return bases;
}

double mean_context(const Scenario& scenario,
                    const Traffic& traffic,
                    const std::string& deployment) {
  const double left_out = 1 - kept_by(scenario, deployment);
  std::vector<std::size_t> reaching;
  for (std::size_t w = 0; w < traffic.streams.size(); ++w) {
    if (traffic.relays.reaches(w, deployment)) {
      reaching.push_back(w);
    }
  }
  const bool stated = std::all_of(reaching.begin(), reaching.end(), [&](std::size_t w) {
    return !traffic.demand[w].requests.empty();
  });
  DecodeLoad sum;
  for (const std::size_t w : reaching) {
    const double requests = stated ? traffic.demand[w].requests.front() : 1;
    sum.tokens += requests * traffic.loads[w].tokens;
    sum.context_tokens +=
        requests * (traffic.loads[w].context_tokens - left_out * traffic.loads[w].prompt_reads);
  }
  return sum.mean_context();
}

}  // namespace costwright::study
