#include "study/published/energy_rows.h"

#include <map>
#include <string_view>
#include <tuple>

#include "core/catalog/views.h"
#include "core/perf/power/power.h"
#include "core/units/parse.h"

namespace costwright::study {
namespace {

constexpr std::string_view kCapCategory = "power_cap_training_measured";

// What follows `label` up to a separator: after("max_num_seqs=8 avg_batch=7.5;", "avg_batch=") is
// "7.5".
std::string_view after(std::string_view text, std::string_view label) {
  const auto at = text.find(label);
  if (at == std::string_view::npos) {
    return {};
  }
  text.remove_prefix(at + label.size());
  return text.substr(0, text.find_first_of(" ;,"));
}

// A row of energy.csv whose value is a number above 0.
class Record {
 public:
  Record(const ReferenceTable& table, std::size_t row, double value)
      : table_(table), row_(row), value_(value) {}
  int line() const { return table_.line(row_); }
  double value() const { return value_; }
  const std::string& text(std::string_view column) const { return table_.text(row_, column); }

 private:
  const ReferenceTable& table_;
  std::size_t row_;
  double value_;
};

std::optional<ReferenceTable> load(const std::filesystem::path& path, Diagnostics& diagnostics) {
  return ReferenceTable::load(
      path.string(),
      {"category", "subject", "gpu", "batch_or_conc", "setting", "metric", "value", "source"},
      diagnostics);
}

// Rows of the categories that `wanted` accepts; one whose value is no number above 0 is an error.
template <class Wanted>
std::vector<Record> records_of(const ReferenceTable& table,
                               const std::filesystem::path& path,
                               Wanted wanted,
                               Diagnostics& diagnostics) {
  std::vector<Record> records;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (!wanted(table.text(i, "category"))) {
      continue;
    }
    const auto value = positive_value(table, i, path.string(), diagnostics);
    if (value) {
      records.emplace_back(table, i, *value);
    }
  }
  return records;
}

ScoredRow unscored(const Record& record, const std::filesystem::path& path) {
  ScoredRow row;
  row.table = path.stem().string();
  row.source = record.text("source");
  row.line = record.line();
  row.model = record.text("subject");
  row.accelerator = record.text("gpu");
  row.precision = record.text("precision");
  row.metric = record.text("metric");
  row.unit = record.text("unit");
  row.published = record.value();
  return row;
}

struct FoundAccelerator {
  std::optional<AcceleratorSpec> spec;
  std::string reason;
};

FoundAccelerator find_accelerator(const ScoredRow& published,
                                  const ReferenceBook& book,
                                  const Catalog& catalog) {
  Diagnostics ignored;
  FactLog facts;
  const Row* row = book.row(catalog, "accelerators", published.accelerator, published.source);
  if (row == nullptr) {
    return {std::nullopt,
            fmt::format("accelerator '{}' is not in the catalogue", published.accelerator)};
  }
  auto spec = accelerator_spec(*row, catalog, facts, ignored);
  if (!spec || spec->tdp_w <= spec->idle_w || spec->idle_w <= 0) {
    return {std::nullopt,
            fmt::format("the catalogue lacks the idle power or TDP of '{}'", row->key())};
  }
  return {std::move(spec), ""};
}

// To the sweeps of these data/calibration/power.csv was fitted.
bool fitted(const AcceleratorSpec& accelerator) {
  const std::string& a = accelerator.architecture;
  return a == "volta" || a == "pascal" || a == "ampere";
}

// ---- power caps

using JobKey = std::tuple<std::string, std::string, std::string, std::string>;

// 0: none, or one that is no number.
double cap_of(const Record& record) {
  std::string_view cap = after(record.text("setting"), "power_limit=");
  if (cap.ends_with('W')) {
    cap.remove_suffix(1);
  }
  const auto watts = parse_number(cap);
  return std::holds_alternative<double>(watts) ? std::get<double>(watts) : 0;
}

JobKey job_of(const Record& record) {
  return {record.text("gpu"), record.text("subject"), record.text("batch_or_conc"),
          std::string(after(record.text("setting"), "optimizer="))};
}

struct Reference {  // the job's row at its highest cap
  double cap_w{};
  double power_w{};  // 0: not published
  double seconds{};
  double joules{};
};

// Null for a metric that nothing is predicted from.
double* figure_of(Reference& job, std::string_view metric) {
  return metric == "avg_power"          ? &job.power_w
         : metric == "time_per_epoch"   ? &job.seconds
         : metric == "energy_per_epoch" ? &job.joules
                                        : nullptr;
}

std::map<JobKey, Reference> references(const std::vector<Record>& records) {
  std::map<JobKey, Reference> found;
  for (const Record& record : records) {
    Reference& job = found[job_of(record)];
    const double cap_w = cap_of(record);
    if (cap_w > job.cap_w) {
      job = Reference{cap_w, 0, 0, 0};
    }
    double* const figure = figure_of(job, record.text("metric"));
    if (cap_w == job.cap_w && figure != nullptr) {
      *figure = record.value();
    }
  }
  return found;
}

void predict_cap(ScoredRow& row,
                 const Record& record,
                 const Reference& job,
                 const FoundAccelerator& found,
                 const PowerOf& power_of) {
  const double cap_w = cap_of(record);
  const auto& [spec, reason] = found;
  row.reason = reason;
  if (cap_w <= 0) {
    row.reason = "no power limit in its setting";
  } else if (cap_w >= job.cap_w) {
    row.reason = "the job's row at its highest cap, from which the others are predicted";
  } else if (job.power_w <= 0) {
    row.reason = "the job's mean power at its highest cap is not published";
  }
  if (!row.reason.empty()) {
    return;
  }
  CappedJob capped{row.model, *spec, job.cap_w, job.power_w, {}};
  if (power_of) {
    capped.accelerator.power = power_of(*spec, row.model);
  }
  const CappedRun run = capped_run(capped, cap_w);
  if (row.metric == "avg_power") {
    row.predicted = job.power_w * run.power_ratio;
  } else if (row.metric == "time_per_epoch" && job.seconds > 0) {
    row.predicted = job.seconds * run.time_ratio;
  } else if (row.metric == "energy_per_epoch" && job.joules > 0) {
    row.predicted = job.joules * run.energy_ratio;
  } else {
    row.reason = fmt::format("the job's '{}' at its highest cap is not published", row.metric);
  }
  row.extrapolated = row.predicted.has_value() && !fitted(*spec);
}

bool is_cap(std::string_view category) {
  return category == kCapCategory;
}

// The sweeps of one energy.csv.
struct Sweeps {
  std::vector<Record> records;
  std::map<JobKey, Reference> jobs;
};

std::vector<ScoredRow> predict_all(const Sweeps& sweeps,
                                   const std::filesystem::path& energy_csv,
                                   const ReferenceBook& book,
                                   const Catalog& catalog,
                                   const PowerOf& power_of) {
  std::vector<ScoredRow> rows;
  for (const Record& record : sweeps.records) {
    rows.push_back(unscored(record, energy_csv));
    const auto found = find_accelerator(rows.back(), book, catalog);
    predict_cap(rows.back(), record, sweeps.jobs.at(job_of(record)), found, power_of);
  }
  return rows;
}

std::vector<CappedJob> jobs_of(const Sweeps& sweeps,
                               const std::filesystem::path& energy_csv,
                               const ReferenceBook& book,
                               const Catalog& catalog) {
  std::map<JobKey, CappedJob> found;
  for (const Record& record : sweeps.records) {
    const Reference& reference = sweeps.jobs.at(job_of(record));
    const double cap_w = cap_of(record);
    const ScoredRow row = unscored(record, energy_csv);
    const auto [spec, reason] = find_accelerator(row, book, catalog);
    if (!spec || cap_w <= 0 || cap_w >= reference.cap_w || reference.power_w <= 0) {
      continue;
    }
    CappedJob& job = found[job_of(record)];
    job.model = row.model;
    job.accelerator = *spec;
    job.cap_w = reference.cap_w;
    job.power_w = reference.power_w;
    if (row.metric == "time_per_epoch" && reference.seconds > 0) {
      job.points.push_back({cap_w, row.published / reference.seconds, 0});
    } else if (row.metric == "energy_per_epoch" && reference.joules > 0) {
      job.points.push_back({cap_w, 0, row.published / reference.joules});
    }
  }
  std::vector<CappedJob> jobs;
  for (auto& [key, job] : found) {
    jobs.push_back(std::move(job));
  }
  return jobs;
}

Sweeps load_sweeps(const std::filesystem::path& energy_csv,
                   const ReferenceTable& table,
                   Diagnostics& diagnostics) {
  Sweeps sweeps{records_of(table, energy_csv, is_cap, diagnostics), {}};
  sweeps.jobs = references(sweeps.records);
  return sweeps;
}

}  // namespace

std::vector<ScoredRow> predict_power_caps(const std::filesystem::path& energy_csv,
                                          const ReferenceBook& book,
                                          const Catalog& catalog,
                                          Diagnostics& diagnostics,
                                          const PowerOf& power_of) {
  const auto table = load(energy_csv, diagnostics);
  if (!table) {
    return {};
  }
  const Sweeps sweeps = load_sweeps(energy_csv, *table, diagnostics);
  return predict_all(sweeps, energy_csv, book, catalog, power_of);
}

std::vector<CappedJob> capped_jobs(const std::filesystem::path& energy_csv,
                                   const ReferenceBook& book,
                                   const Catalog& catalog,
                                   Diagnostics& diagnostics) {
  const auto table = load(energy_csv, diagnostics);
  return table ? jobs_of(load_sweeps(energy_csv, *table, diagnostics), energy_csv, book, catalog)
               : std::vector<CappedJob>{};
}

std::vector<ScoredRow> other_energy_rows(const std::filesystem::path& energy_csv,
                                         Diagnostics& diagnostics) {
  std::vector<ScoredRow> rows;
  const auto table = load(energy_csv, diagnostics);
  if (!table) {
    return rows;
  }
  const auto is_other = [](std::string_view category) {
    return category != kCapCategory && category != kLlmEnergyCategory;
  };
  for (const Record& record : records_of(*table, energy_csv, is_other, diagnostics)) {
    rows.push_back(unscored(record, energy_csv));
    rows.back().reason = record.text("category") == "diffusion_inference_measured"
                             ? "diffusion models are not modelled"
                             : "a figure of a part or a site, not a measured run";
  }
  return rows;
}

}  // namespace costwright::study
