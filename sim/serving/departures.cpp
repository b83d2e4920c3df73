#include "sim/serving/departures.h"

#include <algorithm>
#include <tuple>

#include "core/diagnostics.h"
#include "sim/clock/random.h"

namespace costwright::sim {

Departures::Departures(const WaysOn& ways,
                       Origins origins,
                       Meters& meters,
                       std::vector<PassedOn>* list)
    : ways_(ways), origins_(origins), meters_(meters), list_(list) {
  any_ = ways.handover ||
         std::any_of(ways.classes.begin(), ways.classes.end(), [](const ClassPlan& klass) {
           return klass.cascade_share > 0 || klass.overflows;
         });
  require(!any_ || list != nullptr, "the plan passes requests on: options.passed_on takes them");
}

bool Departures::takes_completed(const Request& request, ClassDay* day, Ps at) {
  if (ways_.handover && (request.output > 1 || ways_.handover->kept > 0)) {
    hand_over(request, day, at);
    return true;
  }
  const auto share = ways_.classes[static_cast<std::size_t>(request.klass)].cascade_share;
  const auto id = static_cast<std::uint64_t>(request.id);
  if (share == 0 || !happens(share, ways_.seed, Purpose::kCascade, id)) {
    return false;
  }
  add(RelayKind::kCascaded, request, at + ways_.front_end, at);
  meters_.passed_on(day, std::int64_t{request.input} + request.output, at);
  return true;
}

void Departures::hand_over(const Request& request, ClassDay* day, Ps at) {
  const auto [latency, per_token, kept] = *ways_.handover;
  const Ps arrival = at + latency + per_token * request.input;
  if (kept > 0) {
    Request shortened = request;
    shortened.input = kept_tokens(kept, request.input);
    add(RelayKind::kCompressed, shortened, arrival, at);
    meters_.passed_on(day, request.input, at);
  } else {
    add(RelayKind::kPrefilled, request, arrival, at);
    meters_.passed_on(day, request.input + 1, at);
  }
}

bool Departures::takes_dropped(const Request& request, ClassDay* day, Ps at) {
  if (!ways_.classes[static_cast<std::size_t>(request.klass)].overflows) {
    return false;
  }
  add(RelayKind::kOverflowed, request, at, at);
  meters_.passed_on(day, 0, at);
  return true;
}

Ps Departures::first_arrival(const Request& request) const {
  const Origin* const origin = origins_.find(request.id);
  return origin != nullptr ? origin->arrival : request.arrival;
}

void Departures::add(RelayKind kind, const Request& request, Ps arrival, Ps left_at) {
  const bool resumes = kind == RelayKind::kPrefilled;
  PassedOn& passed = list_->emplace_back();
  passed.request = request;
  passed.request.arrival = arrival;
  passed.request.replica = -1;
  if (resumes || kind == RelayKind::kCompressed) {
    passed.request.prefix = {};  // all of its KV cache comes with it; or none, of another prompt
  }
  passed.origin = {first_arrival(request), resumes ? left_at : 0, resumes};
  passed.kind = kind;
}

void Departures::sort() {
  if (any_) {
    std::sort(list_->begin(), list_->end(), [](const PassedOn& a, const PassedOn& b) {
      return std::tie(a.request.arrival, a.request.id) < std::tie(b.request.arrival, b.request.id);
    });
  }
}

}  // namespace costwright::sim
