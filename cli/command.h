#pragma once
// The verbs of the command line. Each takes parsed options and returns the exit code: 0 done, 1
// failed, 2 the input is wrong. Results go to stdout, everything else to stderr.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "study/inputs/catalog_view.h"
#include "study/published/client_files.h"

namespace costwright::cli {

inline constexpr int kDone = 0, kFailed = 1, kWrongInput = 2;

struct Options {
  std::string program;                // argv[0], to find data/
  std::string scenario;               // run, check
  std::string variant;                // run, check --variant
  std::optional<std::string> output;  // run -o
  std::string csv_dialect = "plain";  // run, compare --csv-dialect
  std::vector<std::string> set;       // path=value
  std::optional<std::int64_t> seed;
  std::optional<std::string> effort;
  int threads = 0;
  int points = 0;  // goalseek --points
  // optimize, purchase --minimize; --maximize: true
  std::vector<std::pair<std::string, bool>> objectives;
  std::vector<std::string> limits;     // optimize --subject-to
  std::string solver = "auto";         // optimize --solver
  std::int64_t search_seed = 1;        // optimize --search-seed
  std::int64_t evaluations = 0;        // optimize --evaluations
  std::string axis;                    // purchase --axis
  std::vector<std::string> most;       // purchase --most: option=machines
  std::string budget;                  // purchase --budget
  std::vector<std::string> kilowatts;  // purchase --power: site=limit
  std::vector<std::string> scenarios;  // compare
  std::vector<std::string> variants;   // compare --variants
  std::string bridge;                  // compare --bridge: a metric
  std::vector<std::string> groups;     // compare --group
  std::string vary;                    // goalseek, size --vary: a path
  std::string so_that;                 // goalseek --so-that: "tco = 3 M USD"
  std::string against;                 // goalseek --against: a variant; validate: a file of scores
  std::string from, to;                // goalseek, size
  std::string table;                   // catalog
  std::string filter;                  // catalog --filter
  std::vector<std::string> catalog_files;  // catalog --add
  std::string file;                        // trace
  std::vector<std::string> files;          // calibrate
  study::MeasuredSystem measured;          // calibrate --model ...
  study::TraceReading reading;             // trace --format ...
  std::string data;                        // validate --data
  bool json = false;
  bool any_slo = false;           // optimize --any-slo
  bool no_baselines = false;      // optimize --no-baselines
  bool explain_defaults = false;  // check
  bool no_cache = false;          // run
  bool shapley = false;           // compare --shapley
  bool columns = false;           // catalog --columns
  bool reference = false;         // schema --reference
  bool leave_one_out = false;     // validate --leave-one-out
};

int run(const Options& options);
int check(const Options& options);
int compare(const Options& options);
int goalseek(const Options& options);
int size(const Options& options);
int optimize(const Options& options);
int purchase(const Options& options);
int schema(const Options& options);
int catalog(const Options& options);
int trace(const Options& options);
int validate(const Options& options);
int calibrate(const Options& options);

}  // namespace costwright::cli
