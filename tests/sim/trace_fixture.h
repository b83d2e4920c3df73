#pragma once
// Small trace files and traces for tests; files live in the build folder and go with the fixture.
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

#include "core/policies.h"
#include "sim/trace/trace.h"

namespace costwright::testing {
using namespace sim;

// A file with the given bytes, removed at the end.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& bytes, const std::string& suffix = ".csv") {
    static int count = 0;
    path_ = fmt::format("{}/trace_test_{}_{}{}", BINARY_DIR, ::getpid(), ++count, suffix);
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct ReadResult {
  std::vector<TraceRow> rows;
  std::vector<std::string> classes;
  std::int64_t bad_rows = -1;  // -1: not opened
  TraceFormat format{};
  Diagnostics diagnostics;
};

inline ReadResult read_text(const std::string& bytes, TraceOptions options = {}) {
  const TemporaryFile file(bytes);
  ReadResult result;
  const auto reader = open_trace(file.path(), options, result.diagnostics);
  if (reader) {
    for (TraceRow row; reader->next(row);) {
      result.rows.push_back(row);
    }
    result.classes = reader->classes();
    result.bad_rows = reader->bad_rows();
    result.format = reader->format();
  }
  return result;
}

inline std::shared_ptr<const Trace> trace_of(const std::string& bytes) {
  const TemporaryFile file(bytes);
  Diagnostics diagnostics;
  auto trace = load_trace(file.path(), {}, diagnostics);
  EXPECT_TRUE(trace) << diagnostics.text();
  return trace;
}

inline std::shared_ptr<const Trace> shipped_trace(const std::string& name) {
  Diagnostics diagnostics;
  auto trace = load_trace(fmt::format("{}/data/traces/{}", SOURCE_DIR, name), {}, diagnostics);
  EXPECT_TRUE(trace) << diagnostics.text();
  return trace;
}

}  // namespace costwright::testing
