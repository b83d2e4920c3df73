#include "sim/requests/arrival_feed.h"

#include <algorithm>
#include <tuple>

#include "core/diagnostics.h"
#include "sim/clock/event.h"

namespace costwright::sim {
namespace {

constexpr std::size_t kBatch = 4096;

bool later(const Request& a, const Request& b) {
  return std::tie(a.arrival, a.id) > std::tie(b.arrival, b.id);
}

}  // namespace

ArrivalFeed::ArrivalFeed(ArrivalSource& source,
                         std::size_t classes,
                         Ps end,
                         const RunControl& options)
    : source_(source),
      classes_(classes),
      prefixes_(std::ssize(source.prefixes())),
      options_(options),
      end_(source.origins().of.empty() ? end : kNever) {}

void ArrivalFeed::check(const Request& request) const {
  require(request.input >= 1 && request.output >= 1,
          "request {}: input = {}, output = {}; both must be at least 1", request.id, request.input,
          request.output);
  require(request.klass >= 0 && static_cast<std::size_t>(request.klass) < classes_,
          "request {}: class {} of {} classes", request.id, request.klass, classes_);
  require(request.prefix.node >= -1 && request.prefix.node < prefixes_,
          "request {}: prefix node {} of {} nodes", request.id, request.prefix.node, prefixes_);
}

void ArrivalFeed::report_progress(Ps reached) const {
  if (options_.stop.stop_requested()) {
    throw Cancelled{};
  }
  if (options_.progress) {
    options_.progress(reached);
  }
}

// Fills `out` as far as the stream goes.
std::size_t ArrivalFeed::pull(std::span<Request> out) {
  std::size_t filled = 0;
  while (!ended_ && filled < out.size()) {
    const std::size_t got = source_.next(out.subspan(filled));
    ended_ = got == 0;
    for (const std::size_t stop = filled + got; filled < stop; ++filled) {
      const Request& request = out[filled];
      if (request.arrival >= end_) {
        ended_ = true;
        break;
      }
      check(request);
      require(
          request.arrival > last_arrival_ ||
              (request.arrival == last_arrival_ && request.id > last_id_),
          "request {} at {} ps comes after request {} at {} ps, against the order (arrival, id)",
          request.id, request.arrival, last_id_, last_arrival_);
      last_arrival_ = request.arrival;
      last_id_ = request.id;
    }
  }
  if (filled > 0) {
    report_progress(last_arrival_);
  }
  return filled;
}

std::span<const Request> ArrivalFeed::next_block(std::span<Request> out) {
  return out.first(pull(out));
}

const Request* ArrivalFeed::peek_both() {
  if (position_ == filled_ && !ended_) {
    batch_.resize(kBatch);
    filled_ = pull(batch_);
    position_ = 0;
  }
  const Request* const open = position_ < filled_ ? &batch_[position_] : nullptr;
  if (follow_ups_.empty()) {
    return open;
  }
  return open == nullptr || later(*open, follow_ups_.front()) ? &follow_ups_.front() : open;
}

void ArrivalFeed::take() {
  if (position_ < filled_ && peek() == &batch_[position_]) {
    ++position_;
    return;
  }
  std::pop_heap(follow_ups_.begin(), follow_ups_.end(), later);
  if (++follow_ups_taken_ % kBatch == 0) {
    report_progress(follow_ups_.back().arrival);
  }
  follow_ups_.pop_back();
}

void ArrivalFeed::follow_up(const Request& request, Ps cause) {
  require(request.arrival >= cause, "follow-up {} arrives at {} ps, before its cause at {} ps",
          request.id, request.arrival, cause);
  if (request.arrival < end_) {
    check(request);
    follow_ups_.push_back(request);
    std::push_heap(follow_ups_.begin(), follow_ups_.end(), later);
  }
}

}  // namespace costwright::sim
