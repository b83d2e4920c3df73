#include "study/validate/validate.h"

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "cli/command.h"
#include "cli/progress.h"
#include "core/table/split.h"
#include "core/table/wrapped.h"
#include "study/calibrate/calibrate_file.h"
#include "study/inputs/inputs.h"
#include "study/validate/gate.h"
#include "study/validate/score.h"

namespace costwright::cli {
namespace {

void print(const std::vector<Table>& tables, bool json) {
  std::string out = json ? "{" : "";
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (!json && tables[i].rows.empty()) {
      continue;
    }
    out += !json ? to_text_split(tables[i], kTextWidth) + "\n"
                 : fmt::format("{}\n{}: {}", i == 0 ? "" : ",", json_string(tables[i].name),
                               to_json(tables[i]));
  }
  std::fputs((out + (json ? "\n}\n" : "")).c_str(), stdout);
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  char text[sizeof "2026-01-01"];
  std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now));
  return text;
}

// The data folder, or "" after saying that there is none.
std::string data_folder(const Options& options) {
  std::string folder = study::find_data_folder(options.program);
  if (folder.empty()) {
    std::fputs("costwright: the folder `data` was not found; set COSTWRIGHT_DATA\n", stderr);
  }
  return folder;
}

// Says what became worse than in the committed file.
bool has_held(const std::vector<study::ScoredRow>& rows,
              const std::string& committed,
              Diagnostics& diagnostics) {
  const Table worse = study::risen(score_table(rows), committed, diagnostics);
  if (!worse.rows.empty()) {
    std::fputs(to_text_split(worse, kTextWidth).c_str(), stderr);
  }
  return worse.rows.empty();
}

}  // namespace

int validate(const Options& options) {
  Diagnostics diagnostics;
  study::ValidateOptions wanted{data_folder(options),  options.data,    options.table,
                                options.leave_one_out, options.threads, nullptr};
  if (wanted.data_folder.empty()) {
    return kFailed;
  }
  std::vector<study::ScoredRow> rows;
  {
    ProgressBar bar("fitting");
    wanted.progress = [&](double share) {
      bar.show(share);
    };
    rows = validate(wanted, diagnostics);
  }
  std::fputs(diagnostics.text().c_str(), stderr);
  if (diagnostics.has_errors()) {
    return kWrongInput;
  }
  print({score_table(rows), coverage_table(rows), worst_table(rows, 3), reason_table(rows)},
        options.json);
  const bool written = !options.output || write_validation(rows, *options.output, diagnostics);
  const bool held = options.against.empty() || has_held(rows, options.against, diagnostics);
  std::fputs(diagnostics.text().c_str(), stderr);
  return diagnostics.has_errors() ? kWrongInput : written && held ? kDone : kFailed;
}

int calibrate(const Options& options) {
  Diagnostics diagnostics;
  const std::string folder = data_folder(options);
  if (folder.empty()) {
    return kFailed;
  }
  std::optional<study::CalibrationTables> tables;
  {
    ProgressBar bar("fitting");
    study::CalibrateOptions how;
    how.threads = options.threads;
    how.progress = [&](double share) {
      bar.show(share);
    };
    tables = calibrate_files(options.files, options.measured, folder, today(), how, diagnostics);
  }
  if (!tables) {
    std::fputs(diagnostics.text().c_str(), stderr);
    return kWrongInput;
  }
  print({options.json ? tables->factors : tables->summary, tables->learned, tables->errors},
        options.json);
  const bool written = !options.output || write_calibration(*tables, *options.output, diagnostics);
  std::fputs(diagnostics.text().c_str(), stderr);
  if (options.output && written) {
    std::fprintf(stderr, "to use it in a scenario: catalog: [%s/%s.csv]\n", options.output->c_str(),
                 tables->factors.name.c_str());
  }
  return written ? kDone : kFailed;
}

}  // namespace costwright::cli
