#pragma once
// Small scenarios for tests of whole runs: text and traces in a folder of their own, run without a
// cache.
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "core/table/csv.h"
#include "sim/trace/trace.h"
#include "study/inputs/catalog_input.h"
#include "study/plan/plan.h"
#include "study/reports/report.h"
#include "study/study.h"

namespace costwright::testing {
using namespace study;

class Folder {
 public:
  Folder() {
    static int count = 0;
    path_ = fmt::format("{}/study_test_{}_{}", BINARY_DIR, ::getpid(), ++count);
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }
  std::string write(const std::string& name, const std::string& text) const {
    const auto path = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

 private:
  std::string path_;
};

// What tests of several runs share: files of their own, inputs that are read once, what was
// simulated, in memory, and what was complained of.
class RunsOfOneTest : public ::testing::Test {
 protected:
  ScenarioSource written(const std::string& text, std::vector<Override> overrides = {}) const {
    return {folder_.write("scenario.yaml", text), {}, std::move(overrides)};
  }

  Folder folder_;
  Inputs inputs_{SOURCE_DIR "/data"};
  Memory cache_{""};
  Diagnostics diagnostics_;
};

// How a test runs a scenario: on one thread, nothing remembered, unless it says otherwise.
struct HowToRun {
  std::vector<Override> overrides = {};
  int threads = 1;
  std::string cache_folder = {};
  std::string data_folder = SOURCE_DIR "/data";
  std::optional<std::string> text = {};
};

// Files are read again when they have changed.
inline const Inputs& inputs_of(const std::string& data_folder) {
  static std::unique_ptr<Inputs> inputs;
  if (inputs == nullptr || inputs->data_folder() != data_folder || !inputs->is_current()) {
    inputs = std::make_unique<Inputs>(data_folder);
  }
  return *inputs;
}

inline std::optional<Evaluation> evaluated(const std::string& path,
                                           const HowToRun& how,
                                           Diagnostics& diagnostics) {
  const Memory cache(how.cache_folder);
  auto loaded = read_scenario({path, how.text, how.overrides}, diagnostics);
  return loaded ? evaluate(inputs_of(how.data_folder), std::move(*loaded),
                           {.remembered = &cache, .threads = how.threads}, diagnostics)
                : std::nullopt;
}
inline std::optional<Evaluation> checked(const std::string& path,
                                         const HowToRun& how,
                                         Diagnostics& diagnostics) {
  auto loaded = read_scenario({path, how.text, how.overrides}, diagnostics);
  return loaded ? check(inputs_of(how.data_folder), std::move(*loaded), diagnostics) : std::nullopt;
}
inline std::optional<Evaluation> evaluated(const std::string& path,
                                           const std::vector<Override>& overrides,
                                           Diagnostics& diagnostics) {
  return evaluated(path, HowToRun{overrides}, diagnostics);
}
inline std::optional<Evaluation> checked(const std::string& path,
                                         const std::vector<Override>& overrides,
                                         Diagnostics& diagnostics) {
  return checked(path, HowToRun{overrides}, diagnostics);
}

// Report name -> CSV text.
inline std::map<std::string, std::string> csv_tables(const Evaluation& evaluation) {
  std::map<std::string, std::string> tables;
  for (const Report& report : reports()) {
    tables[report.name] = to_csv(report.make(evaluation));
  }
  return tables;
}

// A report read back from its CSV text: rows of column name -> cell.
using CsvRow = std::map<std::string, std::string>;
inline std::vector<CsvRow> read_csv(const std::string& text) {
  Diagnostics diagnostics;
  const auto records = parse_csv(text, "report.csv", diagnostics);
  EXPECT_EQ(diagnostics.text(), "");
  std::vector<CsvRow> rows;
  for (std::size_t r = 1; r < records.size(); ++r) {
    EXPECT_EQ(records[r].cells.size(), records[0].cells.size());
    CsvRow& row = rows.emplace_back();
    for (std::size_t c = 0; c < records[0].cells.size(); ++c) {
      row[records[0].cells[c]] = records[r].cells[c];
    }
  }
  return rows;
}

// A trace of 12 sessions of 2 or 3 turns in two classes; 600 s long.
inline std::string session_trace(int extra_tokens = 0) {
  std::string text = "arrival_s,input_tokens,output_tokens,class,session\n";
  for (int i = 0; i < 30; ++i) {
    text += fmt::format("{}.5,{},{},{},s{}\n", 20 * i, 100 + 13 * (i % 7) + extra_tokens,
                        20 + 7 * (i % 5), i % 3 == 0 ? "long" : "short", i % 12);
  }
  return text;
}

// One of everything that is simulated: two deployments, two workloads, owned and rented machines.
inline constexpr const char* kServingScenario = R"(
name: serving
description: a language model on owned servers, another on rented ones
start: 2027-12
horizon: 2 months
seed: 5
simulation: {warm_up: 10 min}
sites:
  dc: {location: Virginia, pue: 1.4}
  colo:
    electricity: 0.1 USD/kWh
    pue: 1.3
    carbon: 300 g/kWh
    colocation: {price: 150 USD/kW/month}
fleet:
  gpus: {owned: {server: l40s-4, site: dc, count: 1}}
  spare: {owned: {server: l4-4, site: colo, count: 1}}
  rented: {cloud: {instance: AWS/us-east-1/g5.12xlarge, count: 1}}
models:
  small: {model: Llama-3.1-8B}
  tiny: {model: Llama-3.2-1B}
serving:
  chat: {model: small, fleet: gpus, replicas: 2, max_batch: 2, token_budget: 512}
  draft: {model: tiny, fleet: rented, replicas: 1, max_batch: 8}
workloads:
  chat:
    team: care
    served_by: chat
    arrivals: {trace: {file: trace.csv}}
    demand:
      requests: 200000 requests/month
      hour_of_day: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0.1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    slo: {ttft: 200 ms}
  draft:
    served_by: draft
    arrivals: {synthetic: {input_tokens: {fixed: 100 tokens}, output_tokens: {fixed: 20 tokens}}}
    demand: {population: {users: 100 users}}
)";

// A single-shot model on rented machines.
inline constexpr const char* kVisionScenario = R"(
name: vision
start: 2027-12
horizon: 1 months
fleet:
  rented: {cloud: {instance: AWS/us-east-1/g5.xlarge}}
models: {eye: {model: ResNet-50, weights: int8}}
serving:
  images: {model: eye, fleet: rented, max_batch: 4}
workloads:
  images:
    served_by: images
    arrivals: {synthetic: {input_tokens: {fixed: 1 tokens}, output_tokens: {fixed: 1 tokens}}}
    demand: {requests: 100000 requests/month}
)";

inline void write_traces(const Folder& folder) {
  folder.write("trace.csv", session_trace());
  folder.write("other.csv", session_trace(50));
}

}  // namespace costwright::testing
