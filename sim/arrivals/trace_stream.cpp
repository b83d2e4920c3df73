// Trace streams: superposed copies, thinned by nested keyed draws, and one copy with its time
// compressed.
#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/arrivals/hours.h"
#include "sim/arrivals/lengths.h"
#include "sim/arrivals/merge_heap.h"
#include "sim/arrivals/sessions.h"
#include "sim/arrivals/stream.h"
#include "sim/clock/random.h"

namespace costwright::sim {
namespace {

__extension__ using Wide = unsigned __int128;

// What both ways have in common: rows to requests, and the turns of session clients.
class TraceRows : public RequestStream {
 public:
  TraceRows(const TraceStream& shape, const StreamPlan& plan, const StreamClock& clock)
      : index_(shape.trace),
        clock_(clock),
        hours_(plan.rate_per_hour, clock.warm_up, clock.hour),
        class_of_(shape.class_of),
        clients_(plan.session_clients),
        think_mean_(plan.think_mean),
        think_exponential_(plan.think_exponential) {
    require(class_of_.size() >= trace().classes.size(), "class_of maps {} of {} trace classes",
            class_of_.size(), trace().classes.size());
    require(!clients_ || trace().has_sessions,
            "session_clients needs a trace with sessions; it has {} rows, none",
            trace().rows.size());
    require(think_mean_ >= 0, "think_mean = {} ps, must not be negative", think_mean_);
  }
  bool reacts() const final { return clients_; }
  std::optional<Request> follow_up(std::int64_t tag, const Request&, Ps at) final {
    const auto rows = static_cast<std::int64_t>(trace().rows.size());
    const auto row = static_cast<std::size_t>(tag % rows);
    const std::size_t next = index_.next(row);
    if (next == SessionIndex::kNone) {
      return std::nullopt;
    }
    const std::int64_t copy = tag / rows % copies_in_tag_;
    const std::int64_t repetition = tag / rows / copies_in_tag_;
    const Ps think = draw_think(think_mean_, think_exponential_, copy_seed(copy),
                                static_cast<std::uint64_t>(repetition), row);
    if (think >= clock_.end - at) {
      return std::nullopt;
    }
    return request(next, at + think,
                   tag - static_cast<std::int64_t>(row) + static_cast<std::int64_t>(next),
                   space_of(copy, repetition));
  }

 protected:
  const Trace& trace() const { return index_.trace(); }
  std::uint64_t copy_seed(std::int64_t copy) const {
    return clock_.seed + static_cast<std::uint64_t>(copy) * 0x9e3779b97f4a7c15ULL;
  }
  // (repetition, copy, row) of a session client's request as one number. How many copies there are
  // follows from the rates, so no draw may depend on a tag.
  std::int64_t tag_of(std::int64_t repetition, std::int64_t copy, std::size_t row) const {
    const auto rows = static_cast<std::int64_t>(trace().rows.size());
    return (repetition * copies_in_tag_ + copy) * rows + static_cast<std::int64_t>(row);
  }
  // `space`: of copy and repetition; prompts of different ones share nothing.
  Request request(std::size_t row, Ps arrival, std::int64_t tag, std::int64_t space) const {
    const TraceRow& r = index_.trace().rows[row];
    const PrefixRef prefix =
        r.prefix < 0 ? PrefixRef{} : PrefixRef{r.prefix, static_cast<std::uint32_t>(space)};
    const std::int32_t klass = class_of_[static_cast<std::size_t>(r.klass)];
    return {arrival, tag, r.input, r.output, klass, -1, prefix};
  }
  static std::int64_t space_of(std::int64_t copy, std::int64_t repetition) {
    return repetition * kMostTraceCopies + copy;
  }

  SessionIndex index_;
  StreamClock clock_;
  Hours hours_;
  std::vector<std::int32_t> class_of_;
  bool clients_;
  std::int64_t copies_in_tag_ = 1;

 private:
  Ps think_mean_;
  bool think_exponential_;
};

// One rotated copy, walking its repetitions.
struct Copy {
  std::int64_t number{};
  Ps shift{};
  std::int64_t repetition{};
  Ps base{};  // simulated time of the repetition's start
  std::size_t row{};
  Ps time{};                                     // of the row
  Ps hour_end = std::numeric_limits<Ps>::min();  // up to which `scale` holds
  double scale{};
};

class Superposed final : public TraceRows {
 public:
  Superposed(const TraceStream& shape, const StreamPlan& plan, const StreamClock& clock)
      : TraceRows(shape, plan, clock),
        first_repetition_(floor_div(-clock.warm_up, trace().window) - 1),
        first_hour_(hours_.hour_of(index_.has_groups() ? -trace().window : 0)) {
    find_scales();
    open_copies();
  }

  std::size_t fill(std::span<Request> out) override {
    std::size_t n = 0;
    if (copies_.size() == 1) {
      for (Copy& copy = copies_.front(); n < out.size() && !heap_.empty();) {
        out[n++] = request(copy.row, copy.time, tag(copy), space(copy));
        if (!advance(copy)) {
          heap_.pop();
        }
      }
      return n;
    }
    while (n < out.size() && !heap_.empty()) {
      Copy& copy = copies_[heap_.top().index];
      out[n++] = request(copy.row, copy.time, tag(copy), space(copy));
      advance(copy) ? heap_.replace_top(copy.time) : heap_.pop();
    }
    return n;
  }

 private:
  std::int64_t tag(const Copy& copy) const {
    return clients_ ? tag_of(copy.repetition - first_repetition_, copy.number, copy.row) : 0;
  }

  std::int64_t space(const Copy& copy) const {
    return space_of(copy.number, copy.repetition - first_repetition_);
  }

  Ps shift_of(std::int64_t copy) const {
    if (copy == 0) {
      return 0;
    }
    const auto bits = draw_bits(clock_.seed, Purpose::kShift, static_cast<std::uint64_t>(copy));
    return static_cast<Ps>((Wide{bits} * static_cast<std::uint64_t>(trace().window)) >> 64);
  }

  // Scales of all hours in which a session may start that has a request before the plan's end.
  void find_scales() {
    copies_.resize(1);
    if (!hours_.has_rates()) {
      return;
    }
    shifts_.push_back(0);
    double most = 1;
    for (std::int64_t hour = first_hour_; hours_.start(hour) < clock_.end; ++hour) {
      scales_.push_back(scale_for(hour, hours_.rate(hour)));
      most = std::max(most, scales_.back());
    }
    copies_.resize(static_cast<std::size_t>(std::ceil(most)));
  }

  // Of the whole hour that begins there: one that is simulated shorter keeps what its minutes
  // have more or less than others.
  double scale_for(std::int64_t hour, double rate) {
    if (rate == 0) {
      return 0;
    }
    const Ps start = hours_.start(hour) - clock_.warm_up;
    double reached = 0;
    for (std::int64_t copy = 0; copy < kMostTraceCopies; ++copy) {
      if (static_cast<std::size_t>(copy) == shifts_.size()) {
        shifts_.push_back(shift_of(copy));
      }
      const Ps own = start - shifts_[static_cast<std::size_t>(copy)];
      const auto requests = static_cast<double>(index_.requests_started_before(own + kPsPerHour) -
                                                index_.requests_started_before(own));
      if (reached + requests >= rate) {
        return static_cast<double>(copy) + (rate - reached) / requests;
      }
      reached += requests;
    }
    require(false,
            "rate_per_hour = {} needs more than {} copies of a trace with {} requests an hour",
            rate, kMostTraceCopies, trace_rate_per_hour(trace()));
    return 0;
  }

  void open_copies() {
    copies_in_tag_ = static_cast<std::int64_t>(copies_.size());
    for (std::size_t i = 0; i < copies_.size(); ++i) {
      Copy& copy = copies_[i];
      copy.number = static_cast<std::int64_t>(i);
      copy.shift = shift_of(copy.number);
      seek(copy, 0);
      if (settle(copy)) {
        heap_.push({copy.time, static_cast<std::uint32_t>(i)});
      }
    }
    shifts_.clear();
    const Wide tags =
        Wide(static_cast<std::uint64_t>(clock_.end / trace().window + 3 - first_repetition_)) *
        copies_.size() * trace().rows.size();
    require(!clients_ || tags < (Wide{1} << 48),
            "{} rows repeated until {} ps make too many requests to number", trace().rows.size(),
            clock_.end);
  }

  // To the first row at or after time t.
  void seek(Copy& copy, Ps t) {
    const Ps own = t - clock_.warm_up - copy.shift;
    copy.repetition = floor_div(own, trace().window);
    copy.base = t - own + copy.repetition * trace().window;
    copy.row = index_.row_at(t - copy.base);
  }

  bool advance(Copy& copy) {
    ++copy.row;
    return settle(copy);
  }

  // To the next row that is kept, from this one on; false when the plan's end comes first.
  bool settle(Copy& copy) {
    const auto& rows = trace().rows;
    for (;; ++copy.row) {
      if (copy.row == rows.size()) {
        copy.row = 0;
        ++copy.repetition;
        copy.base += trace().window;
      }
      copy.time = copy.base + rows[copy.row].at;
      if (copy.time >= clock_.end) {
        return false;
      }
      if (!index_.has_groups() && copy.time >= copy.hour_end && !enter_hour(copy)) {
        continue;
      }
      if (kept(copy)) {
        return true;
      }
    }
  }

  // False when the copy has no part in the hour; it then stands before the hour's end.
  bool enter_hour(Copy& copy) {
    const std::int64_t hour = hours_.hour_of(copy.time);
    copy.hour_end = hours_.start(hour + 1);
    copy.scale = scale_at(hour);
    if (copy.scale > static_cast<double>(copy.number)) {
      return true;
    }
    seek(copy, copy.hour_end);
    if (copy.row == 0) {  // settle() steps over one row
      --copy.repetition;
      copy.base -= trace().window;
      copy.row = trace().rows.size();
    }
    --copy.row;
    return false;
  }

  double scale_at(std::int64_t hour) const {
    return scales_.empty() ? 1 : scales_[static_cast<std::size_t>(hour - first_hour_)];
  }

  bool kept(const Copy& copy) const {
    double scale = copy.scale;
    std::size_t first = copy.row;
    if (index_.has_groups()) {
      first = index_.first(copy.row);
      if (clients_ && first != copy.row) {
        return false;
      }
      scale = scale_at(hours_.hour_of(copy.base + trace().rows[first].at));
    }
    const double part = scale - static_cast<double>(copy.number);
    return part >= 1 ||
           (part > 0 && draw_uniform(copy_seed(copy.number), Purpose::kThin,
                                     static_cast<std::uint64_t>(copy.repetition), first) < part);
  }

  std::int64_t first_repetition_;
  std::int64_t first_hour_;
  std::vector<Ps> shifts_;      // while scales are found
  std::vector<double> scales_;  // from first_hour_ on; empty = 1
  std::vector<Copy> copies_;
  MergeHeap heap_;
};

// Operational time: in an hour of simulated time the trace moves on by rate / own rate hours. Trace
// time counts from the start of the repetition under way, so that it can't overflow.
class Compressed final : public TraceRows {
 public:
  Compressed(const TraceStream& shape, const StreamPlan& plan, const StreamClock& clock)
      : TraceRows(shape, plan, clock), hour_(hours_.hour_of(0)) {
    const Ps window = trace().window;
    for (std::int64_t h = hour_; h < 0; ++h) {
      hour_start_ -= span(h);
      hour_start_ -= floor_div(hour_start_, window) * window;
    }
    row_ = index_.row_at(hour_start_);
    open_hour();
  }

  std::size_t fill(std::span<Request> out) override {
    std::size_t n = 0;
    for (; n < out.size(); ++row_) {
      if (row_ == trace().rows.size()) {
        row_ = 0;
        ++repetition_;
        hour_start_ -= trace().window;
      }
      const Ps arrival = simulated(trace().rows[row_].at);
      if (arrival >= clock_.end) {
        return n;
      }
      if (arrival >= 0 && (!clients_ || index_.is_first(row_))) {
        out[n++] = request(row_, arrival, tag_of(repetition_, 0, row_), space_of(0, repetition_));
      }
    }
    return n;
  }

 private:
  // Trace time that passes in an hour.
  Ps span(std::int64_t hour) const {
    if (!hours_.has_rates()) {
      return hours_.length();
    }
    const double scale = hours_.rate(hour) / trace_rate_per_hour(trace());
    require(scale <= kMostTraceCompression,
            "rate_per_hour = {} is more than {} times the trace's {}; superpose instead",
            hours_.rate(hour), kMostTraceCompression, trace_rate_per_hour(trace()));
    return static_cast<Ps>(std::floor(scale * static_cast<double>(hours_.length()) + 0.5));
  }
  void open_hour() {
    span_ = span(hour_);
    stretch_ = span_ == 0 ? 0 : static_cast<double>(hours_.length()) / static_cast<double>(span_);
  }
  // The instant at which the trace has reached trace time t; the plan's end when it never does.
  Ps simulated(Ps t) {
    while (t - hour_start_ >= span_) {
      if (hours_.start(hour_ + 1) >= clock_.end) {
        return clock_.end;
      }
      hour_start_ += span_;
      ++hour_;
      open_hour();
    }
    const auto within = static_cast<Ps>(static_cast<double>(t - hour_start_) * stretch_);
    return hours_.start(hour_) + std::min(within, hours_.length() - 1);
  }

  std::int64_t hour_;
  Ps hour_start_ = 0;  // trace time at the hour's start; 0 at hour 0
  Ps span_ = 0;
  double stretch_ = 0;
  std::int64_t repetition_ = 0;  // since time 0
  std::size_t row_ = 0;
};

}  // namespace

double trace_rate_per_hour(const Trace& trace) {
  return static_cast<double>(trace.rows.size()) / (static_cast<double>(trace.window) / kPsPerHour);
}

double surely_superposed_per_hour(const std::shared_ptr<const Trace>& trace) {
  const SessionIndex index(trace);
  constexpr Ps kStep = kPsPerHour / 4;
  double squares = 0;
  double steps = 0;
  for (Ps at = 0; at < trace->window; at += kStep, ++steps) {
    // Any hour that starts within this step lies within these five quarters.
    const auto requests = static_cast<double>(
        index.requests_started_before(at + kStep + kPsPerHour) - index.requests_started_before(at));
    squares += requests * requests;
  }
  constexpr double kDeviations = 6;
  return kMostTraceCopies * trace_rate_per_hour(*trace) -
         kDeviations * std::sqrt(kMostTraceCopies * squares / steps);
}

std::unique_ptr<RequestStream> make_superposed(const TraceStream& shape,
                                               const StreamPlan& plan,
                                               const StreamClock& clock) {
  return std::make_unique<Superposed>(shape, plan, clock);
}

std::unique_ptr<RequestStream> make_compressed(const TraceStream& shape,
                                               const StreamPlan& plan,
                                               const StreamClock& clock) {
  return std::make_unique<Compressed>(shape, plan, clock);
}

}  // namespace costwright::sim
