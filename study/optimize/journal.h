#pragma once
// The journal of a search: every choice that was evaluated, in an SQLite file that survives a kill
// (write-ahead log), so that the same search goes on where it ended and nothing is evaluated twice
// but what was under way. It can be read beside the search that writes it, and after it.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "study/optimize/choices.h"
#include "study/optimize/figures.h"

namespace costwright::study {

// How a choice is evaluated (evaluator.h).
enum class Trial { kQuick, kStandard, kReported };

class JournalFile;  // the open file

class Journal {
 public:
  // Opens or begins it. `stands_for`: all that the figures depend on; a journal of something else
  // is begun anew. Null with an error when the file cannot be used.
  static std::unique_ptr<Journal> open(const std::string& path,
                                       std::uint64_t stands_for,
                                       Diagnostics& diagnostics);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // Safe from any thread.
  std::optional<Tried> find(std::span<const int> choice, Trial how) const;
  // An evaluation begins. Throws as add().
  void begin(std::span<const int> choice, Trial how);
  // Throws std::runtime_error when the disk is full or the file went away.
  void add(std::span<const int> choice, Trial how, const Tried& tried);
  std::size_t size() const;
  // Evaluations, of this search and of those before it, that were begun and are not among the kept
  // ones: under way now or when one was killed or stopped. All that is ever evaluated twice.
  std::size_t cut_short() const;
  // What is to be known of the whole search, by name; the last one counts. Throws as add().
  void tell(const std::string& name, const std::string& value);

 private:
  explicit Journal(std::unique_ptr<JournalFile> file);
  std::unique_ptr<JournalFile> database_;
};

struct JournalRow {
  Choice choice;
  Trial how{};
  Tried tried;
};
struct JournalRows {
  std::map<std::string, std::string> about;  // Journal::tell
  std::vector<JournalRow> tried;             // by choice, then effort
};
// Changes nothing, and leaves out rows that it cannot read. Nullopt with an error when it is no
// journal.
std::optional<JournalRows> read_journal(const std::string& path, Diagnostics& diagnostics);

// For tests: what a row holds.
std::string encode(const Tried& tried);
std::optional<Tried> decode_tried(std::string_view text);

}  // namespace costwright::study
