#include "study/inputs/inputs.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "core/catalog/catalog.h"
#include "core/files.h"
#include "core/scenario/loaded.h"
#include "core/scenario/reader.h"
#include "sim/arrivals/arrivals.h"
#include "sim/trace/trace.h"
#include "study/inputs/catalog_input.h"
#include "study/inputs/trace_reading.h"
#include "study/inputs/weighted_values.h"

namespace costwright::study {
namespace {

namespace fs = std::filesystem;

// Size and time of the last change, of a folder those of its files; "" when there is nothing.
std::string stamp_of(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(path, error)) {
      if (entry.is_regular_file(error)) {
        files.push_back(entry.path().string());
      }
    }
    std::sort(files.begin(), files.end());
    std::string stamps;
    for (const std::string& file : files) {
      stamps += fmt::format("{} {}\n", file, stamp_of(file));
    }
    return stamps;
  }
  const auto changed = fs::last_write_time(path, error);
  return error
             ? ""
             : fmt::format("{} {}", fs::file_size(path, error), changed.time_since_epoch().count());
}

std::vector<std::string> catalog_files(const std::string& folder) {
  std::vector<std::string> files;
  for (const TableSpec& table : catalog_tables()) {
    files.push_back(fmt::format(
        "{}/{}", folder, table.file.empty() ? fmt::format("{}.csv", table.name) : table.file));
  }
  return files;
}

}  // namespace

template <class T>
T Inputs::once(const std::string& key,
               const std::vector<std::string>& files,
               const std::function<T(Diagnostics&)>& read,
               Diagnostics& diagnostics) const {
  std::shared_ptr<Entry> entry;
  {
    const std::lock_guard lock(mutex_);
    auto& known = entries_[key];
    known = known != nullptr ? known : std::make_shared<Entry>();
    entry = known;
  }
  std::call_once(entry->once, [&] {
    {
      const std::lock_guard lock(mutex_);
      for (const std::string& file : files) {
        stamps_.emplace(file, stamp_of(file));  // before it is read: a change meanwhile shows
      }
    }
    Diagnostics said;
    entry->value = read(said);
    entry->said = said.all();
  });
  for (const Diagnostic& d : entry->said) {
    d.severity == Severity::kError ? diagnostics.error(d.place, d.message, d.hint)
                                   : diagnostics.warning(d.place, d.message, d.hint);
  }
  return std::any_cast<T>(entry->value);
}

std::shared_ptr<const CatalogInput> Inputs::catalog(const LoadedScenario& scenario,
                                                    Diagnostics& diagnostics) const {
  std::string key = "catalog";
  std::vector<std::string> files = catalog_files(data_folder_);
  std::vector<std::string> own;
  for (std::size_t i = 0; i < scenario.scenario.catalog.size(); ++i) {
    const std::string path = resolve_path(scenario, scenario.scenario.catalog[i]);
    if (const std::string why = why_no_file(path); !why.empty()) {
      diagnostics.error(place_of(scenario, fmt::format("catalog.{}", i)), why,
                        "paths are relative to the scenario's folder");
      continue;
    }
    own.push_back(path);
    files.push_back(path);
    key += "\n" + path;
  }
  using Result = std::shared_ptr<const CatalogInput>;
  const auto read = [&](Diagnostics& said) -> Result {
    auto made = std::make_shared<CatalogInput>();
    made->catalog = Catalog::load(data_folder_, said);
    for (const std::string& path : own) {
      made->catalog.add(path, said);
    }
    made->digest = made->catalog.digest();
    return made;
  };
  return once<Result>(key, files, read, diagnostics);
}

std::shared_ptr<const sim::Trace> Inputs::trace(const std::string& path,
                                                const sim::TraceOptions& options,
                                                Diagnostics& diagnostics) const {
  using Result = std::shared_ptr<const sim::Trace>;
  const auto read = [&](Diagnostics& said) -> Result {
    return sim::load_trace(path, options, said);
  };
  return once<Result>(fmt::format("trace\n{}\n{}", path, key_of(options)), {path}, read,
                      diagnostics);
}

std::shared_ptr<const sim::ServeGenStream> Inputs::servegen(const std::string& folder,
                                                            Diagnostics& diagnostics) const {
  using Result = std::shared_ptr<const sim::ServeGenStream>;
  const auto read = [&](Diagnostics& said) -> Result {
    return std::make_shared<const sim::ServeGenStream>(sim::load_servegen(folder, said));
  };
  return once<Result>("servegen\n" + folder, {folder}, read, diagnostics);
}

std::shared_ptr<const WeightedValues> Inputs::weighted(const WeightedFile& file,
                                                       const Place& place,
                                                       Diagnostics& diagnostics) const {
  using Result = std::shared_ptr<const WeightedValues>;
  const auto read = [&](Diagnostics& said) -> Result {
    return std::make_shared<const WeightedValues>(read_weighted(file, place, said));
  };
  return once<Result>(fmt::format("weighted\n{}\n{}\n{}\n{}\n{}:{}:{}", file.path, file.column,
                                  file.least, file.most, place.file, place.line, place.column),
                      {file.path}, read, diagnostics);
}

bool Inputs::is_current() const {
  const std::lock_guard lock(mutex_);
  return std::all_of(stamps_.begin(), stamps_.end(), [](const auto& entry) {
    return stamp_of(entry.first) == entry.second;
  });
}

int Inputs::files_read() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(stamps_.size());
}

std::string resolve_path(const LoadedScenario& loaded, const std::string& file) {
  const fs::path path(file);
  return path.is_absolute() || loaded.folder.empty()
             ? file
             : (fs::path(loaded.folder) / path).lexically_normal().string();
}

std::string find_data_folder(const std::string& program_path) {
  if (const char* named = std::getenv("COSTWRIGHT_DATA"); named != nullptr && *named != '\0') {
    return named;
  }
  std::error_code error;
  auto folder = fs::canonical(program_path, error).parent_path();
  if (error) {
    return "";
  }
  for (int up = 0; up < 5 && !folder.empty(); ++up, folder = folder.parent_path()) {
    for (const char* name : {"data", "share/costwright/data"}) {
      std::error_code absent;
      if (fs::is_regular_file(folder / name / "accelerators.csv", absent)) {
        return (folder / name).string();
      }
    }
  }
  return "";
}

}  // namespace costwright::study
