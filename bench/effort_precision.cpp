// How well each effort keeps what it promises: its figures at seed 1 against the mean of `full`
// over several seeds, on the shipped scenarios and on random ones (tests/study/effort). What was
// measured of a scenario is kept in a folder (effort_rows.h), so that it can be done in parts; the
// tables are made of all that is there. See tools/effort_precision.sh.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "core/files.h"
#include "core/scenario/loaded.h"
#include "study/study.h"
#include "tests/study/effort/random_scenarios.h"

#include "bench/effort_rows.h"

namespace costwright::bench {
namespace {

using study::Evaluation;
using study::Inputs;
using testing::Figure;
using testing::FigureKind;
using testing::Judged;
using testing::Reference;

struct PrecisionOptions {
  std::string folder;
  std::string only;  // the scenario of that name
  bool shipped_only = false;
  int random = 50;
  int seeds = 8;
  int threads = 0;
  bool keep_references = false;
  bool tables = false;
};

struct NamedScenario {
  std::string name, family, path;
};

// Of the shipped folder, and of the random ones as files beside what is measured of them.
std::vector<NamedScenario> scenarios(const PrecisionOptions& options, Diagnostics& diagnostics) {
  std::vector<NamedScenario> all;
  for (const auto& entry : std::filesystem::directory_iterator(COSTWRIGHT_SCENARIOS)) {
    const auto path = entry.path() / "scenario.yaml";
    if (std::filesystem::exists(path)) {
      all.push_back({entry.path().filename().string(), "shipped", path.string()});
    }
  }
  for (int n = 0; n < (options.shipped_only ? 0 : options.random); ++n) {
    const auto one = testing::random_scenario(static_cast<std::uint64_t>(n),
                                              {.data_folder = COSTWRIGHT_DATA_FOLDER});
    const std::string folder = fmt::format("{}/scenarios/{}", options.folder, one.name);
    const std::string path = folder + "/scenario.yaml";
    write_file(path, one.text, diagnostics);
    if (!one.trace.empty()) {
      write_file(fmt::format("{}/{}", folder, testing::kRandomTrace), one.trace, diagnostics);
    }
    all.push_back({one.name, one.family, path});
  }
  std::erase_if(all, [&](const NamedScenario& one) {
    return !options.only.empty() && one.name != options.only;
  });
  return all;
}

class Measurement {
 public:
  Measurement(const Inputs& inputs,
              const PrecisionOptions& options,
              const NamedScenario& scenario,
              Diagnostics& diagnostics)
      : inputs_(inputs), options_(options), scenario_(scenario), diagnostics_(diagnostics) {}

  // False when the scenario has errors.
  bool run() {
    loaded_ = study::read_scenario({scenario_.path}, diagnostics_);
    if (!loaded_) {
      return false;
    }
    if (!options_.keep_references || !read_references()) {
      measure_references();
    }
    for (const Effort effort : {Effort::kStandard, Effort::kQuick}) {
      measure(effort);
    }
    return !diagnostics_.has_errors();
  }

 private:
  // `full` tells the figures of the predicted speed only, which is all that is compared.
  std::optional<Evaluation> evaluated(Effort effort, std::int64_t seed) {
    LoadedScenario scenario = *loaded_;
    scenario.scenario.seed = seed;
    scenario.scenario.simulation.effort = effort;
    if (effort == Effort::kFull) {
      scenario.scenario.simulation.error_range = false;
      scenario.scenario.simulation.compression_bracket = false;
    }
    return evaluate(inputs_, std::move(scenario), {.threads = options_.threads}, diagnostics_);
  }

  bool read_references() {
    const auto known =
        read_effort_rows(effort_file(options_.folder, scenario_.name, Effort::kFull));
    for (std::size_t i = 0; known && i < known->rows.size(); ++i) {
      references_.push_back(known->rows[i].reference);
    }
    return known.has_value();
  }

  void measure_references() {
    std::vector<std::vector<Figure>> by_seed;
    for (int seed = 1; seed <= options_.seeds; ++seed) {
      if (const auto evaluation = evaluated(Effort::kFull, seed)) {
        by_seed.push_back(testing::figures_of(*evaluation));
      }
    }
    if (!by_seed.empty()) {
      references_ = testing::references_of(by_seed);
      keep(Effort::kFull, by_seed.front(), {});
    }
  }

  void measure(Effort effort) {
    if (const auto evaluation = evaluated(effort, 1)) {
      const auto share = testing::simulated_share(*evaluation);
      const Judged requests{
          effort, {{}, FigureKind::kRequests, "simulated", share.simulated}, {share.of_full, 0}};
      keep(effort, testing::figures_of(*evaluation), {requests});
    }
  }

  void keep(Effort effort, const std::vector<Figure>& figures, std::vector<Judged> rows) {
    const auto more = testing::judged(effort, figures, references_);
    rows.insert(rows.end(), more.begin(), more.end());
    write_effort_rows(options_.folder, {scenario_.family, scenario_.name, effort, rows},
                      diagnostics_);
    testing::Tally tally;
    for (const Judged& row : rows) {
      if (row.figure.kind != FigureKind::kRequests) {
        tally.add(row, scenario_.name);
      }
    }
    fmt::print("{} {}: {} figures and {} uncertain, {:.1f} % within, worst {:.1f} x: {}\n",
               scenario_.name, to_string(effort), tally.certain(), tally.uncertain(),
               100 * tally.share_within(), tally.worst(), tally.worst_figure());
    std::fflush(stdout);
  }

  const Inputs& inputs_;
  const PrecisionOptions& options_;
  const NamedScenario& scenario_;
  Diagnostics& diagnostics_;
  std::optional<LoadedScenario> loaded_;
  std::vector<Reference> references_;
};

int measure_all(const PrecisionOptions& options) {
  Diagnostics diagnostics;
  const Inputs inputs(COSTWRIGHT_DATA_FOLDER);
  bool is_good = true;
  for (const NamedScenario& scenario : scenarios(options, diagnostics)) {
    Diagnostics told;  // warnings of scenarios are not what is asked
    if (!Measurement(inputs, options, scenario, told).run()) {
      fmt::print(stderr, "{}", told.text());
      is_good = false;
    }
  }
  return is_good && !diagnostics.has_errors() ? 0 : 1;
}

int run(int argc, char** argv) {
  PrecisionOptions options;
  CLI::App app{"How well each effort keeps what it promises"};
  app.add_option("folder", options.folder, "What was measured, a CSV by scenario and effort")
      ->required();
  app.add_option("--only", options.only, "Only the scenario of that name");
  app.add_flag("--shipped-only", options.shipped_only, "No random scenarios");
  app.add_option("--random", options.random, "How many random scenarios");
  app.add_option("--seeds", options.seeds, "Of the reference")->check(CLI::Range(2, 100));
  app.add_option("--threads", options.threads, "Worker threads (default: one per core)");
  app.add_flag("--keep-references", options.keep_references,
               "Do not simulate in full what has been: when only the efforts have changed");
  app.add_flag("--tables", options.tables, "Print the tables of what has been measured, only");
  CLI11_PARSE(app, argc, argv);
  if (options.tables) {
    fmt::print("{}", effort_tables(read_all_effort_rows(options.folder)));
    return 0;
  }
  return measure_all(options);
}

}  // namespace
}  // namespace costwright::bench

int main(int argc, char** argv) {
  return costwright::bench::run(argc, argv);
}
