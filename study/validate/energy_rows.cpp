#include "study/validate/energy_rows.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <string_view>
#include <tuple>

#include "core/catalog/csv.h"
#include "core/catalog/specs.h"
#include "core/perf/compute_path.h"
#include "core/perf/power.h"

namespace costwright {
namespace {

constexpr std::string_view kCapCategory = "power_cap_training_measured";
constexpr std::string_view kLlmCategory = "llm_inference_measured";

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return out;
}

std::optional<double> number(std::string_view cell) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  const bool whole = error == std::errc() && end == cell.data() + cell.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

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

using Cells = std::map<std::string, std::string, std::less<>>;
struct Record {
  int line{};
  Cells cells;
  double value{};
  const std::string& text(std::string_view column) const {
    static const std::string kNone;
    const auto at = cells.find(column);
    return at == cells.end() ? kNone : at->second;
  }
  int whole(std::string_view column) const {
    return static_cast<int>(number(text(column)).value_or(0));
  }
};

// Rows whose value is no number above 0 are errors; every other is returned.
std::vector<Record> read_records(const std::filesystem::path& path,
                                 const std::vector<std::string>& required,
                                 Diagnostics& diagnostics) {
  std::vector<Record> records;
  const auto content = read_file(path.string(), diagnostics);
  const auto rows =
      content ? parse_csv(*content, path.string(), diagnostics) : std::vector<CsvRecord>();
  if (rows.empty()) {
    return records;
  }
  const auto& header = rows.front().cells;
  for (const std::string& column : required) {
    if (std::ranges::find(header, column) == header.end()) {
      diagnostics.error({path.string(), rows.front().line, 0},
                        fmt::format("no column '{}'", column),
                        "the first line must name the columns as data/reference does");
      return records;
    }
  }
  for (std::size_t i = 1; i < rows.size(); ++i) {
    Record record{rows[i].line, {}, 0};
    for (std::size_t c = 0; c < std::min(header.size(), rows[i].cells.size()); ++c) {
      record.cells[header[c]] = rows[i].cells[c];
    }
    const auto value = number(record.text("value"));
    if (!value || *value <= 0) {
      diagnostics.error({path.string(), record.line, 0},
                        fmt::format("value '{}' is not a number above 0", record.text("value")));
      continue;
    }
    record.value = *value;
    records.push_back(std::move(record));
  }
  return records;
}

std::vector<Record> read_energy(const std::filesystem::path& path, Diagnostics& diagnostics) {
  return read_records(
      path, {"category", "subject", "gpu", "batch_or_conc", "setting", "metric", "value", "source"},
      diagnostics);
}

ScoredRow unscored(const Record& record, const std::filesystem::path& path) {
  ScoredRow row;
  row.table = path.stem().string();
  row.source = record.text("source");
  row.line = record.line;
  row.model = record.text("subject");
  row.accelerator = record.text("gpu");
  row.precision = record.text("precision");
  row.metric = record.text("metric");
  row.unit = record.text("unit");
  row.published = record.value;
  return row;
}

struct PublishedName {
  std::string_view published, key;
};
// Zeus caps its V100 and P100 at 250 W, the limit of the PCIe parts.
constexpr std::array<PublishedName, 4> kAccelerators{{{"v100", "v100-pcie-16"},
                                                      {"p100", "p100-pcie-16"},
                                                      {"h100", "h100-sxm"},
                                                      {"a100", "a100-sxm-80"}}};

struct FoundAccelerator {
  std::optional<AcceleratorSpec> spec;
  std::string reason;
};

FoundAccelerator find_accelerator(const std::string& published, const Catalog& catalog) {
  std::string key = lower(published);
  const auto* named = std::ranges::find(kAccelerators, key, &PublishedName::published);
  if (named != kAccelerators.end()) {
    key = named->key;
  }
  Diagnostics ignored;
  FactLog facts;
  const Row* row = catalog.find("accelerators", key, {}, ignored);
  if (row == nullptr) {
    return {std::nullopt, fmt::format("accelerator '{}' is not in the catalogue", published)};
  }
  auto spec = accelerator_spec(*row, facts, ignored);
  if (!spec || spec->tdp_w <= spec->idle_w || spec->idle_w <= 0) {
    return {std::nullopt, fmt::format("the catalogue lacks the idle power or TDP of '{}'", key)};
  }
  return {std::move(spec), ""};
}

bool fitted(const AcceleratorSpec& accelerator) {
  return std::ranges::any_of(std::array{"v100", "p100", "h100"}, [&](std::string_view prefix) {
    return accelerator.key.starts_with(prefix);
  });
}

// ---- power caps

using JobKey = std::tuple<std::string, std::string, std::string, std::string>;

double cap_of(const Record& record) {
  std::string_view cap = after(record.text("setting"), "power_limit=");
  if (cap.ends_with('W')) {
    cap.remove_suffix(1);
  }
  return number(cap).value_or(0);
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

std::map<JobKey, Reference> references(const std::vector<Record>& records) {
  std::map<JobKey, Reference> found;
  for (const Record& record : records) {
    if (record.text("category") != kCapCategory) {
      continue;
    }
    Reference& job = found[job_of(record)];
    const double cap_w = cap_of(record);
    if (cap_w > job.cap_w) {
      job = Reference{cap_w, 0, 0, 0};
    }
    if (cap_w == job.cap_w) {
      const std::string& metric = record.text("metric");
      double& figure = metric == "avg_power"        ? job.power_w
                       : metric == "time_per_epoch" ? job.seconds
                                                    : job.joules;
      figure = record.value;
    }
  }
  return found;
}

void predict_cap(ScoredRow& row,
                 const Record& record,
                 const Reference& job,
                 const Catalog& catalog) {
  const double cap_w = cap_of(record);
  const auto [spec, reason] = find_accelerator(row.accelerator, catalog);
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
  const DevicePower device = device_power(*spec);
  const Activity activity = activity_of(device, job.power_w, job.cap_w);
  const OperatingPoint from = run_under_cap(device, activity, job.cap_w);
  const OperatingPoint to = run_under_cap(device, activity, cap_w);
  if (row.metric == "avg_power") {
    row.predicted = job.power_w * to.power_w / from.power_w;
  } else if (row.metric == "time_per_epoch" && job.seconds > 0) {
    row.predicted = job.seconds * to.seconds / from.seconds;
  } else if (row.metric == "energy_per_epoch" && job.joules > 0) {
    row.predicted = job.joules * to.joules / from.joules;
  } else {
    row.reason = fmt::format("the job's '{}' at its highest cap is not published", row.metric);
  }
  row.extrapolated = row.predicted.has_value() && !fitted(*spec);
}

}  // namespace

std::vector<ScoredRow> predict_power_caps(const std::filesystem::path& energy_csv,
                                          const Catalog& catalog,
                                          Diagnostics& diagnostics) {
  const auto records = read_energy(energy_csv, diagnostics);
  const auto jobs = references(records);
  std::vector<ScoredRow> rows;
  for (const Record& record : records) {
    if (record.text("category") == kCapCategory) {
      rows.push_back(unscored(record, energy_csv));
      predict_cap(rows.back(), record, jobs.at(job_of(record)), catalog);
    }
  }
  return rows;
}

std::vector<ScoredRow> other_energy_rows(const std::filesystem::path& energy_csv,
                                         Diagnostics& diagnostics) {
  std::vector<ScoredRow> rows;
  for (const Record& record : read_energy(energy_csv, diagnostics)) {
    const std::string& category = record.text("category");
    if (category == kCapCategory || category == kLlmCategory) {
      continue;
    }
    rows.push_back(unscored(record, energy_csv));
    rows.back().reason = category == "diffusion_inference_measured"
                             ? "diffusion models are not modelled"
                             : "a figure of a part or a site, not a measured run";
  }
  return rows;
}

}  // namespace costwright
