#pragma once
// Published measurements as their files give them, and the small tables that say how to read them:
// data/reference/names.csv (what a source means by a name; names that mean the same everywhere are
// in data/aliases.csv), sources.csv (how each source loaded its machine; a new source is one row
// there) and releases.csv (which release of an engine ran on a day).
#include <optional>
#include <string>
#include <vector>

#include "core/catalog/catalog.h"
#include "core/catalog/spelling.h"
#include "core/table/csv.h"

namespace costwright::study {

// A CSV with a header, by column name. Cells that are absent read as "".
class ReferenceTable {
 public:
  // Errors: unreadable file, bad CSV, every column of `required` that is missing, every number
  // outside its column's range.
  static std::optional<ReferenceTable> load(const std::string& path,
                                            const std::vector<std::string>& required,
                                            Diagnostics& diagnostics);
  bool has(std::string_view column) const;
  std::size_t size() const { return records_.size(); }
  int line(std::size_t row) const { return records_[row].line; }
  const std::string& text(std::size_t row, std::string_view column) const;
  // Nothing when blank or no number ("69 tokens").
  std::optional<double> number(std::size_t row, std::string_view column) const;

 private:
  bool check_ranges(const std::vector<CsvRecord>& records,
                    const std::string& path,
                    Diagnostics& diagnostics) const;
  struct Record {
    int line{};
    std::vector<std::string> cells;
  };
  std::vector<std::string> columns_;
  std::vector<Record> records_;
};

// The cell `value`; an error at the row unless it is a number above 0.
std::optional<double> positive_value(const ReferenceTable& table,
                                     std::size_t row,
                                     const std::string& path,
                                     Diagnostics& diagnostics);

enum class LoadKind {
  kOffline,  // all requests present at once
  kStatic,   // one batch of `load` requests, all present at once
  kOpen,     // Poisson arrivals at `load` requests/s
  kClosed    // `load` clients, each sends when its answer is there
};

// Of a row that says itself how its machine was loaded, instead of its source's protocol.
struct StatedLoad {
  LoadKind kind = LoadKind::kClosed;
  double requests{};                       // in all
  double length_low = 1, length_high = 1;  // uniform share of the nominal lengths
};

// One row of inference_throughput.csv, or an LLM row of energy.csv.
struct PublishedServing {
  int line{};
  std::string model, precision, gpu, metric, engine, version, source, note;
  int n_gpu{}, tp{}, pp{};     // 0: not stated
  double input{}, output{};    // tokens; 0: not stated
  std::optional<double> load;  // concurrency, batch or requests/s
  std::optional<StatedLoad> stated;
  double value{};
};
// What InferenceX writes into the note of a run: "date=2026-05-27; spec=mtp; disagg=False; ...;
// decode tp8 ep8 dpattn=True x8 GPU".
struct NotedRun {
  std::string date;               // "" = not stated
  bool speculative = false;       // drafts of the model's own multi-token head
  bool separate_prefill = false;  // prefill and decode on devices of their own
  bool split_attention = false;   // data-parallel attention
  int experts_over = 0;           // devices that share the experts whole; 0 = not stated
  friend bool operator==(const NotedRun&, const NotedRun&) = default;
};
NotedRun noted_run(const std::string& note);

std::vector<PublishedServing> read_published_serving(const std::string& path,
                                                     Diagnostics& diagnostics);

inline constexpr std::string_view kLlmEnergyCategory = "llm_inference_measured";
// Rows of that category of energy.csv (vLLM; load = batch_or_conc).
std::vector<PublishedServing> read_published_energy(const std::string& path,
                                                    Diagnostics& diagnostics);

// How a source loaded its machine.
struct SourceProtocol {
  std::string prefix;  // of the `source` column; "" = any
  LoadKind kind = LoadKind::kClosed;
  double requests{};                       // offline, open; closed: per client
  double length_low = 1, length_high = 1;  // uniform share of the nominal lengths
  double input{};                          // where the row has none; 0 = then not predicted
  int max_batch = 1024, token_budget = 8192;
  std::string kv_cache;   // "16bit" or "weights": as the weights, of 8 bits at least
  std::string precision;  // where the row has none: "best" = lowest that the part computes in
  std::string engine;     // where it overrules the row's
  bool moe_attention_dp = false;  // MoE models ran with data-parallel attention
  // KV cache: this share of what weights and activations leave free; 0 = 0.9 of all memory is
  // theirs and the cache's.
  double free_memory_share{};
  bool admits_whole = false;  // a request waits until its whole answer's KV has room
  bool tool_limits = false;   // max_batch and token_budget are trtllm-bench's choice
  // MLPerf's Server scenario: the throughput at which it meets its deadlines, as a share of the
  // offline one; 0 = such rows are not predicted.
  double server_share{};
  int draft_tokens = 3;  // of runs that speculate: proposals a step, and the share accepted
  double acceptance = 0.7;
  std::string assumption;  // what is assumed where nothing is published (ServingCase)
  std::string excluded;    // why its rows are not predicted; "" = they are
};

class ReferenceBook {
 public:
  static std::optional<ReferenceBook> load(const std::string& folder, Diagnostics& diagnostics);
  // What names.csv lists for a published name, of this source or of any; nothing when it does not.
  // Case, blanks, punctuation and a vendor's name in front do not count.
  std::optional<std::string> listed(std::string_view kind,
                                    std::string_view published,
                                    std::string_view source) const;
  // The same as a number; nothing when it is none.
  std::optional<double> listed_number(std::string_view kind,
                                      const std::string& published,
                                      const std::string& source) const;
  // The catalogue's row of a published model or accelerator: the listed key, else the row that the
  // catalogue knows by that name (Catalog::named). Null when there is none.
  const Row* row(const Catalog& catalog,
                 std::string_view table,
                 std::string_view published,
                 std::string_view source) const;
  // The key of the engine's release that ran on a day (YYYY-MM-DD); the engine itself, its newest,
  // on days after all that are listed or when the day is not known.
  std::string release_of(const std::string& engine, const std::string& date) const;
  // The longest prefix that fits; the last row has none and fits all.
  const SourceProtocol& protocol(std::string_view source) const;

 private:
  struct Name {
    std::string kind, published, source, key;
  };
  struct Release {
    std::string engine, until, key;  // in ascending order of `until`
  };
  std::vector<Name> names_;
  std::vector<Release> releases_;
  std::vector<SourceProtocol> protocols_;
};

}  // namespace costwright::study
