#pragma once
// What a search has evaluated, as one value: every choice with its figures, what is kept, the front
// and the knee. `optimize --json`, tables, pictures and the window's page are all made of it, so
// that they cannot differ. It is told while the search runs (TradeOffRecorder) and comes back from
// a journal without running anything (open_trade_off).
//   front, best   what the search says when it has ended; until then, and of a journal whose search
//                 was killed, what dominates of all that was evaluated at the scenario's own effort
//   ties          neighbours on the front whose order in some objective lies within error: of the
//                 models' speed, which both have in common, or of an accuracy. What sampling adds
//                 is in the ranges, not here
// Figures stand in columns: 50,000 choices of 120 figures are 50 MB.
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>

#include "core/table/table.h"
#include "study/optimize/journal.h"
#include "study/optimize/search_problem.h"

namespace costwright::study {

inline constexpr double kNoFigureThere = std::numeric_limits<double>::quiet_NaN();

// What can be chosen on an axis, without what it changes.
struct TradeOffAxis {
  std::string name;
  std::vector<std::string> options;
};

// By point; NaN: none.
struct TradeOffRanges {
  std::vector<double> low, high;
};

struct TradeOff {
  ScenarioSource source;  // with the variant and overrides made: what a point is made of
  std::string title, currency;
  Aim aim;  // limits' values filled in
  std::vector<TradeOffAxis> axes;

  // By point.
  std::vector<Choice> choices;
  std::vector<Trial> effort;  // of its figures: the best that is known
  std::vector<char> is_kept;
  std::vector<double> months_missed;
  std::map<std::string, std::vector<double>, std::less<>> figures;  // by name; NaN: none
  std::map<std::string, TradeOffRanges> ranges;   // of those that rest on no simulation
  std::map<std::size_t, Tried> reported;          // of those that were evaluated as `run` would
  std::map<std::size_t, std::string> impossible;  // why

  std::optional<std::size_t> today;
  std::vector<std::size_t> front;  // ascending in the first objective
  std::optional<std::size_t> best;
  std::string status;  // of a search that has ended: "proven: ..."

  std::size_t size() const { return choices.size(); }
};

// Collects what is evaluated. Safe from any thread.
class TradeOffRecorder {
 public:
  // `begun`: without points.
  explicit TradeOffRecorder(TradeOff begun);

  void add(const Choice& choice, Trial how, const Tried& tried);
  TradeOff so_far() const;  // with its front and best
  // The same with those of a search that has ended.
  TradeOff finished(const std::vector<Choice>& front,
                    const std::optional<Choice>& best,
                    std::string status) const;

 private:
  std::size_t point_of(const Choice& choice);
  void set(std::size_t point, const Tried& tried);
  void set_ranges(std::size_t point, const Tried& tried);

  mutable std::mutex mutex_;
  TradeOff record_;
  std::map<Choice, std::size_t> points_;
};

// What a search is of, before anything is evaluated.
TradeOff begun(const Choices& choices, const Aim& aim);

// In a journal: what it is of, and how it ended.
void keep_begun(Journal& journal, const TradeOff& begun);
void keep_end(Journal& journal, const TradeOff& finished);
// Reads a journal, also one that a search writes to. Nullopt with an error when it is none.
std::optional<TradeOff> open_trade_off(const std::string& path, Diagnostics& diagnostics);

// By point, NaN where it has none; without a key the worst of all keys, as value_of().
std::vector<double> values_of(const TradeOff& record, const MetricName& metric);
// With its range, where the point was evaluated with it. Nullopt: no such figure.
std::optional<study::Figure> figure_at(const TradeOff& record,
                                       std::size_t point,
                                       const MetricName& metric);
// Those of which some point has a figure, in the order of summary.csv. Of a metric with several
// keys also the worst; with one key, without it.
std::vector<MetricName> metrics_in(const TradeOff& record);
std::string label_of(const TradeOff& record, std::size_t point);  // "servers 3, precision fp8"

// Under further limits.
struct Narrowed {
  std::vector<char> is_kept;
  std::size_t kept = 0;
  std::vector<std::size_t> front;
  std::optional<std::size_t> best;
};
Narrowed narrowed(const TradeOff& record, const std::vector<Limit>& limits);

std::vector<std::pair<std::size_t, std::size_t>> ties(const TradeOff& record,
                                                      const std::vector<std::size_t>& front);

// Why a point of the front is the compromise, in one sentence: against the cheapest of the front
// and against today, as far as it is neither; which limits it keeps, and with how much room.
std::string reason(const TradeOff& record,
                   const std::vector<std::size_t>& front,
                   std::size_t point);

// Points as a table: the option of each axis, the objectives, what is kept.
Table points_table(const TradeOff& record, const std::vector<std::size_t>& points);
// Every figure of a point beside another's.
Table difference_table(const TradeOff& record, std::size_t point, std::size_t other);

// What could be chosen, to make points of it again. Nullopt with an error when the scenario, or
// what it names, has changed so that its strategies are others than those of the record.
std::optional<Choices> choices_of(const Inputs& inputs,
                                  const TradeOff& record,
                                  Diagnostics& diagnostics);
// The scenario of a point as a file in `folder`; as an entry of the file's `variants`, added to
// `text`. "" with an error when there is none any more.
std::string point_text(const Inputs& inputs,
                       const TradeOff& record,
                       std::size_t point,
                       const std::string& folder,
                       Diagnostics& diagnostics);
std::string with_point_as_variant(const Inputs& inputs,
                                  const TradeOff& record,
                                  std::size_t point,
                                  const std::string& name,
                                  const std::string& text,
                                  Diagnostics& diagnostics);

}  // namespace costwright::study
