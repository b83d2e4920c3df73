#include "study/compare/compare.h"

#include <cstdio>
#include <filesystem>

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/shared.h"
#include "core/scenario/loaded.h"
#include "study/compare/bridge.h"
#include "study/compare/tables.h"

namespace costwright::cli {
namespace {

using study::BridgeEnd;

// Files that are called scenario.yaml are told apart by their folders.
std::string column_name(const std::string& file) {
  const std::filesystem::path path(file);
  const std::string folder = path.parent_path().filename().string();
  return path.stem() == "scenario" && !folder.empty() ? folder : path.stem().string();
}

void make_unique(std::vector<BridgeEnd>& columns) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const std::string name = columns[c].name;
    int count = 1;
    for (std::size_t before = 0; before < c; ++before) {
      if (columns[before].name == columns[c].name) {
        columns[c].name = fmt::format("{} ({})", name, ++count);
        before = static_cast<std::size_t>(-1);
      }
    }
  }
}

// The base of a file and its variants, or those that the options name.
std::vector<BridgeEnd> columns_of_file(const Options& options, Diagnostics& diagnostics) {
  const std::string& file = options.scenarios.front();
  std::vector<std::string> names = options.variants;
  if (names.empty()) {
    const auto loaded = study::read_scenario({file}, diagnostics);
    names = loaded ? loaded->variants : names;
    names.insert(names.begin(), "base");
  }
  std::vector<BridgeEnd> columns;
  for (const std::string& name : names) {
    columns.push_back({name, {file, {}, {}, name}});
  }
  if (columns.size() < 2 && !diagnostics.has_errors()) {
    diagnostics.error({file}, "there is nothing to compare it with",
                      "name a second file, or write 'variants' into this one");
  }
  return columns;
}

std::vector<BridgeEnd> columns_of(const Options& options, Diagnostics& diagnostics) {
  std::vector<BridgeEnd> columns;
  if (options.scenarios.size() == 1) {
    columns = columns_of_file(options, diagnostics);
  } else if (!options.variants.empty()) {
    diagnostics.error({}, "--variants are those of one file", "name one file");
  } else {
    for (const std::string& file : options.scenarios) {
      columns.push_back({column_name(file), {file}});
    }
  }
  make_unique(columns);
  return columns;
}

// "rent:fleet.h100.cloud.count=3": the column's name or number, and the rest. Nullopt: no column.
struct ColumnSet {
  std::string column, text;
};
std::optional<ColumnSet> set_of_column(const std::string& text) {
  const auto colon = text.find(':');
  return colon < text.find('=')
             ? std::optional(ColumnSet{text.substr(0, colon), text.substr(colon + 1)})
             : std::nullopt;
}

bool is_column(const std::string& wanted, std::size_t index, const BridgeEnd& column) {
  return wanted == column.name || wanted == std::to_string(index + 1);
}

void no_such_column(const std::string& text,
                    const std::string& wanted,
                    const std::vector<BridgeEnd>& columns,
                    Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const BridgeEnd& column : columns) {
    names.push_back(column.name);
  }
  diagnostics.error({fmt::format("--set {}", text)}, fmt::format("there is no column '{}'", wanted),
                    fmt::format("columns: {}", fmt::join(names, ", ")));
}

// Of one column where it names one, else of all.
void add_set(const std::string& text, std::vector<BridgeEnd>& columns, Diagnostics& diagnostics) {
  const auto of_one = set_of_column(text);
  const auto parsed = parse_override(of_one ? of_one->text : text, diagnostics);
  bool found = false;
  for (std::size_t c = 0; c < columns.size() && parsed; ++c) {
    if (!of_one || is_column(of_one->column, c, columns[c])) {
      columns[c].source.overrides.push_back(*parsed);
      found = true;
    }
  }
  if (parsed && !found) {
    no_such_column(text, of_one->column, columns, diagnostics);
  }
}

void add_sets(const Options& options, std::vector<BridgeEnd>& columns, Diagnostics& diagnostics) {
  for (const std::string& text : options.set) {
    add_set(text, columns, diagnostics);
  }
  for (BridgeEnd& column : columns) {
    if (options.seed) {
      column.source.overrides.push_back({"seed", std::to_string(*options.seed)});
    }
    if (options.effort) {
      column.source.overrides.push_back({"simulation.effort", *options.effort});
    }
  }
}

class Compare {
 public:
  Compare(const Options& options, const std::string& data)
      : options_(options),
        inputs_(data),
        cache_(options.no_cache ? "" : study::UsageCache::default_folder()) {}

  int run() {
    columns_ = columns_of(options_, diagnostics_);
    add_sets(options_, columns_, diagnostics_);
    const auto metric = options_.bridge.empty()
                            ? std::optional<study::MetricName>()
                            : study::parse_metric(options_.bridge, diagnostics_);
    if (diagnostics_.has_errors() || !evaluate_all() || (metric && !bridge_all(*metric))) {
      print_diagnostics(diagnostics_);
      return kWrongInput;
    }
    return print();
  }

 private:
  bool evaluate_all() {
    for (const auto& [name, source] : columns_) {
      Diagnostics told;  // what is wrong with all columns shows at once
      auto loaded = study::read_scenario(source, told);
      auto answer = loaded ? evaluated(name, std::move(*loaded), told) : std::nullopt;
      add(told, diagnostics_);
      if (answer) {
        simulated_ += answer->simulated;
        remembered_ += answer->from_cache;
        alternatives_.push_back({name, std::move(*answer)});
      }
    }
    return !diagnostics_.has_errors();
  }

  std::optional<study::Evaluation> evaluated(const std::string& name,
                                             LoadedScenario loaded,
                                             Diagnostics& told) {
    ProgressBar bar("simulating " + name);
    auto options = how();
    options.progress = [&](double share) {
      bar.show(share);
    };
    return study::evaluate(inputs_, std::move(loaded), options, told);
  }

  study::EvaluateOptions how() const {
    study::EvaluateOptions options;
    options.known = alternatives_.empty() ? nullptr : &alternatives_.front().evaluation;
    options.remembered = &cache_;
    options.threads = options_.threads;
    return options;
  }

  bool bridge_all(const study::MetricName& metric) {
    const study::BridgeRequest request{metric, options_.shapley, options_.groups};
    for (std::size_t c = 1; c < columns_.size(); ++c) {
      auto made =
          study::bridge(inputs_, columns_.front(), columns_[c], request, how(), diagnostics_);
      if (!made) {
        return false;
      }
      bridges_.push_back(std::move(*made));
    }
    return true;
  }

  int print() {
    const study::Comparison comparison = study::compare(alternatives_);
    const bool written =
        !options_.output || study::write_comparison(comparison, bridges_, *options_.output,
                                                    diagnostics_, dialect_of(options_));
    std::fputs(diagnostics_.text().c_str(), stderr);
    if (options_.json) {
      std::fputs(study::comparison_json(comparison, bridges_).c_str(), stdout);
    } else {
      std::fputs(study::comparison_text(comparison).c_str(), stdout);
      for (const study::Bridge& bridge : bridges_) {
        std::fputs(study::bridge_text(bridge, comparison.currency).c_str(), stdout);
      }
    }
    std::fflush(stdout);
    std::fprintf(stderr, "%d simulated, %d remembered%s\n", simulated_, remembered_,
                 !options_.output ? ""
                 : written        ? ("; tables in " + *options_.output).c_str()
                                  : "; the tables were not written");
    return written ? kDone : kFailed;
  }

  const Options& options_;
  study::Inputs inputs_;
  study::Memory cache_;
  Diagnostics diagnostics_;
  std::vector<BridgeEnd> columns_;
  std::vector<study::Alternative> alternatives_;
  std::vector<study::Bridge> bridges_;
  int simulated_ = 0, remembered_ = 0;
};

}  // namespace

int compare(const Options& options) {
  const auto data = data_folder(options);
  return data ? Compare(options, *data).run() : kFailed;
}

}  // namespace costwright::cli
