// Runs every suite, prints Google Benchmark's table, and with --json FILE writes the key figures.
// All ratios come from one run on one machine.
#include <cstdio>
#include <fstream>
#include <map>
#include <string>

#include <benchmark/benchmark.h>

#include "bench/suites.h"

namespace costwright::bench {
namespace {

// The table, and each benchmark's requests/s (or milliseconds) by name.
class Recorder final : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      const auto rate = run.counters.find("items_per_second");
      if (rate != run.counters.end()) {
        rates_[run.benchmark_name()] = rate->second.value;
      }
      if (const auto share = run.counters.find("own_share"); share != run.counters.end()) {
        own_shares_[run.benchmark_name()] = share->second.value;
      }
      milliseconds_[run.benchmark_name()] = run.GetAdjustedCPUTime();
    }
    ConsoleReporter::ReportRuns(runs);
  }
  const std::map<std::string, double>& rates() const { return rates_; }
  const std::map<std::string, double>& own_shares() const { return own_shares_; }
  const std::map<std::string, double>& milliseconds() const { return milliseconds_; }

 private:
  std::map<std::string, double> rates_, own_shares_, milliseconds_;
};

struct Memory {
  double repeated_mb = -1, file_mb = -1;
};

constexpr const char* kWholeSearch = "search_optimize_chat/iterations:1/process_time";

using Figures = std::map<std::string, double>;

// Adds `name` where the benchmark was run and measured something.
void add(Figures& figures, const char* name, const Figures& measured, const char* benchmark) {
  if (const auto found = measured.find(benchmark); found != measured.end()) {
    figures[name] = found->second;
  }
}

void add_ratio(Figures& figures, const char* name, const char* above, const char* below) {
  if (figures.contains(above) && figures.contains(below)) {
    figures[name] = figures[above] / figures[below];
  }
}

// What this run measured: with --filter perhaps not all.
Figures key_figures(const Recorder& recorder, const Memory& memory) {
  Figures figures = recorder.rates();
  const auto& rates = recorder.rates();
  add(figures, "replay_jump_requests_per_s", rates, "replay/round_robin/medium/1");
  add(figures, "replay_step_requests_per_s", rates, "replay_step_requests_per_s/medium/1");
  add(figures, "replay_least_outstanding_64_requests_per_s", rates,
      "replay/least_outstanding/medium/64");
  add(figures, "replay_prefixes_requests_per_s", rates, "replay_prefixes/cached");
  add(figures, "oracle_requests_per_s", rates, "azure_2000/oracle");
  add(figures, "reprice_ms", recorder.milliseconds(), "reprice_support_chat_36_months");
  add(figures, "evaluate_remembered_plan_ms", recorder.milliseconds(),
      "evaluate_remembered_plan/iterations:500");
  add(figures, "evaluate_remembered_simulations_ms", recorder.milliseconds(),
      "evaluate_remembered_simulations/iterations:500");
  add(figures, "evaluate_small_scenario_ms", recorder.milliseconds(),
      "evaluate_small_scenarios/iterations:100");
  add(figures, "plan_ms", recorder.milliseconds(), "plan_support_chat");
  add(figures, "search_repriced_per_s", rates, "search_repriced");
  add(figures, "search_remembered_per_s", rates, "search_remembered");
  add(figures, "search_bounds_per_s", rates, "search_bounds");
  add(figures, "search_quick_per_s", rates, "search_quick/iterations:12");
  add(figures, "search_standard_per_s", rates, "search_standard/iterations:6");
  add(figures, "search_own_share", recorder.own_shares(), kWholeSearch);
  add(figures, "search_cpu_ms", recorder.milliseconds(), kWholeSearch);
  figures["stream_10m_peak_rss_mb"] = memory.repeated_mb;
  figures["stream_10m_file_peak_rss_mb"] = memory.file_mb;
  add_ratio(figures, "jump_over_step", "replay_jump_requests_per_s", "replay_step_requests_per_s");
  add_ratio(figures, "jump_over_oracle_azure_2000", "azure_2000/jump", "azure_2000/oracle");
  add_ratio(figures, "uncached_over_cached_prefixes", "replay_prefixes/uncached",
            "replay_prefixes/cached");
  if (figures.contains("replay_jump_requests_per_s")) {
    figures["replay_jump_ns_per_request"] = 1e9 / figures["replay_jump_requests_per_s"];
  }
  return figures;
}

bool write_json(const std::string& path, const Figures& figures) {
  std::ofstream out(path);
  out << "{\n";
  bool first = true;
  for (const auto& [name, value] : figures) {
    char number[40];
    std::snprintf(number, sizeof number, "%.6g", value);
    out << (first ? "" : ",\n") << "  \"" << name << "\": " << number;
    first = false;
  }
  out << "\n}\n";
  out.close();
  return static_cast<bool>(out);
}

// Takes `--json FILE` out of the arguments.
std::string take_json(int& argc, char** argv) {
  std::string path;
  int kept = 1;
  for (int i = 1; i < argc; ++i) {
    if (std::string(argv[i]) == "--json" && i + 1 < argc) {
      path = argv[++i];
    } else {
      argv[kept++] = argv[i];
    }
  }
  argc = kept;
  return path;
}

int run(int argc, char** argv) {
  const std::string json = take_json(argc, argv);
  Memory memory;
  if (!json.empty()) {  // first, while this process is still small
    memory = {stream_10m_peak_rss_mb(), stream_10m_file_peak_rss_mb()};
    std::printf(
        "peak memory of 10 M requests streamed: %.1f MB from a repeated trace, %.1f MB from a CSV "
        "file\n",
        memory.repeated_mb, memory.file_mb);
    if (memory.repeated_mb < 0 || memory.file_mb < 0) {
      std::fprintf(stderr, "a stream of 10 M requests failed; nothing was written\n");
      return 1;
    }
  }
  register_serving();
  register_oracle();
  register_money();
  register_plan();
  register_search();
  benchmark::Initialize(&argc, argv);
  Recorder recorder;
  benchmark::RunSpecifiedBenchmarks(&recorder);
  return json.empty() || write_json(json, key_figures(recorder, memory)) ? 0 : 1;
}

}  // namespace
}  // namespace costwright::bench

int main(int argc, char** argv) {
  return costwright::bench::run(argc, argv);
}
