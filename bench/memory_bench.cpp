#include <cstdio>
#include <filesystem>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/diagnostics.h"
#include "sim/arrivals/arrivals.h"
#include "sim/serving/engine.h"
#include "sim/trace/trace.h"

#include "bench/plans.h"
#include "bench/suites.h"

namespace costwright::bench {
using namespace sim;
namespace {

constexpr std::int64_t kRequests = 10'000'000;

// Runs `work` in a child and returns the child's peak resident memory in MB; -1 when it failed.
template <class Work>
double peak_rss_mb(Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      work();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      ::_exit(1);
    }
    ::_exit(0);
  }
  int status = 0;
  rusage usage{};
  const bool waited = ::wait4(child, &status, 0, &usage) == child;
  return waited && WIFEXITED(status) && WEXITSTATUS(status) == 0
             ? static_cast<double>(usage.ru_maxrss) * 1024 / 1e6
             : -1;
}

void replay(ArrivalSource& source) {
  ServingPlan plan = llama_8b_on_h100(1, Router::kRoundRobin);
  plan.meter.buckets = 4 * 24 * 40;  // beyond the last arrival; a window ends within 53 days
  simulate_serving(plan, source);
}

void repeated_trace() {
  const auto trace = azure_trace();
  ArrivalPlan plan;
  StreamPlan stream;
  stream.shape = TraceStream{trace, false, {0}};
  plan.streams.push_back(std::move(stream));
  plan.end =
      static_cast<Ps>(static_cast<double>(kRequests) / static_cast<double>(trace->rows.size()) *
                      static_cast<double>(trace->window));
  const auto source = make_arrivals(plan);
  replay(*source);
}

void from_file(const std::string& path) {
  Diagnostics diagnostics;
  auto reader = open_trace(path, {}, diagnostics);
  require(reader != nullptr, "{}", diagnostics.text());
  const auto source = stream_trace(std::move(reader));
  replay(*source);
}

bool write_rows(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  if (file == nullptr) {
    return false;
  }
  std::fputs("arrival_s,input_tokens,output_tokens\n", file);
  for (std::int64_t i = 0; i < kRequests; ++i) {
    std::fprintf(file, "%lld.%02d,%d,%d\n", static_cast<long long>(i / 4),
                 static_cast<int>(i % 4) * 25, static_cast<int>(200 + i % 1900),
                 static_cast<int>(1 + i % 400));
  }
  return std::fclose(file) == 0;
}

}  // namespace

double stream_10m_peak_rss_mb() {
  return peak_rss_mb(&repeated_trace);
}

double stream_10m_file_peak_rss_mb() {
  const std::string path = (std::filesystem::temp_directory_path() /
                            ("costwright-10m-" + std::to_string(::getpid()) + ".csv"))
                               .string();
  const double peak = write_rows(path) ? peak_rss_mb([&] {
    from_file(path);
  })
                                       : -1;
  std::filesystem::remove(path);
  return peak;
}

}  // namespace costwright::bench
