#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/command.h"
#include "core/table/split.h"
#include "core/table/wrapped.h"
#include "study/inputs/catalog_view.h"
#include "study/inputs/inputs.h"

namespace costwright::cli {
namespace {

// Columns of the terminal that stdout is; 0 when it is none (a pipe gets every cell whole).
std::size_t terminal_width() {
  winsize size{};
  return ::isatty(STDOUT_FILENO) != 0 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0
             ? size.ws_col
             : 0;
}

std::string whole(const Table& table) {
  return to_text_split(table, kTextWidth);
}

std::string fitted(const Table& table) {
  const std::size_t width = terminal_width();
  return width > 0 ? to_text_within(table, width) : to_text(table);
}

std::string json(const Table& table) {
  return to_json(table) + "\n";
}

int finish(const std::optional<Table>& table,
           const Diagnostics& diagnostics,
           std::string (*written)(const Table&)) {
  std::fputs(diagnostics.text().c_str(), stderr);
  if (!table) {
    return kWrongInput;
  }
  std::fputs(written(*table).c_str(), stdout);
  return kDone;
}

}  // namespace

int catalog(const Options& options) {
  Diagnostics diagnostics;
  if (options.table.empty()) {
    return finish(study::catalog_overview(), diagnostics, whole);
  }
  if (options.columns) {
    return finish(study::catalog_columns(options.table, diagnostics), diagnostics, whole);
  }
  const std::string folder = study::find_data_folder(options.program);
  const auto table = study::catalog_table(folder, options.catalog_files, options.table,
                                          options.filter, diagnostics);
  return finish(table, diagnostics, fitted);
}

int trace(const Options& options) {
  Diagnostics diagnostics;
  const auto table = study::trace_table(options.file, options.reading, diagnostics);
  return finish(table, diagnostics, options.json ? json : whole);
}

}  // namespace costwright::cli
