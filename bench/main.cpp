// Runs every suite, prints Google Benchmark's table, and with --json FILE writes the key figures.
// All ratios come from one run on one machine.
#include <cstdio>
#include <fstream>
#include <map>
#include <string>

#include <benchmark/benchmark.h>

#include "bench/suites.h"

namespace costwright {
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
      milliseconds_[run.benchmark_name()] = run.GetAdjustedCPUTime();
    }
    ConsoleReporter::ReportRuns(runs);
  }
  double rate(const std::string& name) const { return value(rates_, name); }
  double milliseconds(const std::string& name) const { return value(milliseconds_, name); }
  const std::map<std::string, double>& rates() const { return rates_; }

 private:
  static double value(const std::map<std::string, double>& figures, const std::string& name) {
    const auto found = figures.find(name);
    return found == figures.end() ? -1 : found->second;  // -1: not measured in this run
  }
  std::map<std::string, double> rates_, milliseconds_;
};

struct Memory {
  double repeated_mb = -1, file_mb = -1;
};

std::map<std::string, double> key_figures(const Recorder& recorder, const Memory& memory) {
  std::map<std::string, double> figures{
      {"replay_jump_requests_per_s", recorder.rate("replay/round_robin/medium/1")},
      {"replay_step_requests_per_s", recorder.rate("replay_step_requests_per_s/medium/1")},
      {"replay_least_outstanding_64_requests_per_s",
       recorder.rate("replay/least_outstanding/medium/64")},
      {"oracle_requests_per_s", recorder.rate("azure_2000/oracle")},
      {"reprice_ms", recorder.milliseconds("reprice_support_chat_36_months")},
      {"stream_10m_peak_rss_mb", memory.repeated_mb},
      {"stream_10m_file_peak_rss_mb", memory.file_mb}};
  figures["replay_jump_ns_per_request"] = 1e9 / figures["replay_jump_requests_per_s"];
  figures["jump_over_step"] =
      figures["replay_jump_requests_per_s"] / figures["replay_step_requests_per_s"];
  figures["jump_over_oracle_azure_2000"] =
      recorder.rate("azure_2000/jump") / recorder.rate("azure_2000/oracle");
  for (const auto& [name, rate] : recorder.rates()) {
    figures[name] = rate;
  }
  return figures;
}

bool write_json(const std::string& path, const std::map<std::string, double>& figures) {
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
  }
  register_serving();
  register_oracle();
  register_money();
  benchmark::Initialize(&argc, argv);
  Recorder recorder;
  benchmark::RunSpecifiedBenchmarks(&recorder);
  return json.empty() || write_json(json, key_figures(recorder, memory)) ? 0 : 1;
}

}  // namespace
}  // namespace costwright

int main(int argc, char** argv) {
  return costwright::run(argc, argv);
}
