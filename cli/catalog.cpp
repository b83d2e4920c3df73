#include <cstdio>

#include "cli/command.h"
#include "study/catalog_view.h"
#include "study/run.h"

namespace costwright::cli {
namespace {

int finish(const std::optional<Table>& table, bool json, const Diagnostics& diagnostics) {
  std::fputs(diagnostics.text().c_str(), stderr);
  if (!table) {
    return kWrongInput;
  }
  std::fputs(json ? (to_json(*table) + "\n").c_str() : to_text(*table).c_str(), stdout);
  return kDone;
}

}  // namespace

int catalog(const Options& options) {
  Diagnostics diagnostics;
  if (options.table.empty()) {
    return finish(catalog_overview(), false, diagnostics);
  }
  if (options.columns) {
    return finish(catalog_columns(options.table, diagnostics), false, diagnostics);
  }
  const std::string folder = find_data_folder(options.program);
  return finish(
      catalog_table(folder, options.catalog_files, options.table, options.filter, diagnostics),
      false, diagnostics);
}

int trace(const Options& options) {
  Diagnostics diagnostics;
  return finish(trace_table(options.file, options.format, options.tolerate, diagnostics),
                options.json, diagnostics);
}

}  // namespace costwright::cli
