#pragma once
// Everything that is read from files, each file once: the catalogue with the scenario's own CSVs,
// traces, ServeGen folders, distributions. One object serves any number of scenarios and threads;
// what it has handed out never changes. What reading a file had to say is said again to whoever
// asks for that file.
#include <any>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/diagnostics.h"

namespace costwright {
struct LoadedScenario;
}
namespace costwright::sim {
struct ServeGenStream;
struct Trace;
struct TraceOptions;
}  // namespace costwright::sim

namespace costwright::study {

struct CatalogInput;

// A CSV with the columns `column`,weight.
struct WeightedFile {
  std::string path, column;
  double least{}, most{};  // of the values
  bool whole = false;
};
struct WeightedValues {  // ascending, with cumulative weights in (0, 1]; empty after an error
  std::vector<double> values, cumulative;
};

class Inputs {
 public:
  // `data_folder`: the catalogue's, see find_data_folder().
  explicit Inputs(std::string data_folder) : data_folder_(std::move(data_folder)) {}
  const std::string& data_folder() const { return data_folder_; }

  // The shipped catalogue and, on top, the files that the scenario names under `catalog`; one that
  // is not there is an error at the scenario's line. Never null.
  std::shared_ptr<const CatalogInput> catalog(const LoadedScenario& scenario,
                                              Diagnostics& diagnostics) const;
  // Null, with errors, when the file is bad.
  std::shared_ptr<const sim::Trace> trace(const std::string& path,
                                          const sim::TraceOptions& options,
                                          Diagnostics& diagnostics) const;
  std::shared_ptr<const sim::ServeGenStream> servegen(const std::string& folder,
                                                      Diagnostics& diagnostics) const;
  // A file that is not there is an error at `place`.
  std::shared_ptr<const WeightedValues> weighted(const WeightedFile& file,
                                                 const Place& place,
                                                 Diagnostics& diagnostics) const;

  // Whether the files, and those of folders, are still as they were when they were read: size and
  // time of change.
  bool is_current() const;
  int files_read() const;  // so far: for tests and benchmarks

 private:
  struct Entry {
    std::once_flag once;
    std::any value;
    std::vector<Diagnostic> said;
  };
  template <class T>
  T once(const std::string& key,
         const std::vector<std::string>& files,
         const std::function<T(Diagnostics&)>& read,
         Diagnostics& diagnostics) const;

  std::string data_folder_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<Entry>> entries_;
  mutable std::map<std::string, std::string> stamps_;  // file -> what it was
};

// Path of a file that the scenario names, relative to the scenario's folder.
std::string resolve_path(const LoadedScenario& loaded, const std::string& file);

// The data/ folder: $COSTWRIGHT_DATA, else the first of data/ and share/costwright/data found from
// the program's folder upwards. Empty when there is none.
std::string find_data_folder(const std::string& program_path);

}  // namespace costwright::study
