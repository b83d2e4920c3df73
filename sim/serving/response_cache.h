#pragma once
// The application answers some requests itself: a share of each class, by a draw keyed to the
// request. What share is the user's figure; which requests repeat each other is not modelled.
#include <algorithm>
#include <vector>

#include "sim/clock/random.h"
#include "sim/meters/meters.h"
#include "sim/requests/listener.h"
#include "sim/requests/request.h"

namespace costwright::sim {

// In front of the pool's router.
class ResponseCache {
 public:
  // The classes live longer; `listener` may be null.
  ResponseCache(const std::vector<ClassPlan>& classes,
                std::uint64_t seed,
                Meters& meters,
                Listener* listener)
      : classes_(&classes), seed_(seed), meters_(&meters), listener_(listener) {
    in_use_ = std::any_of(classes.begin(), classes.end(), [](const ClassPlan& klass) {
      return klass.response_cache_share > 0;
    });
  }

  bool in_use() const { return in_use_; }

  // Whether the request, which arrives, is answered and so never reaches a replica.
  bool answers(const Request& request) {
    const auto id = static_cast<std::uint64_t>(request.id);
    const auto klass = static_cast<std::size_t>(request.klass);
    if (!in_use_ ||
        !happens((*classes_)[klass].response_cache_share, seed_, Purpose::kResponseCache, id)) {
      return false;
    }
    meters_->answered_from_cache(request);
    if (listener_ != nullptr) {
      const RequestOutcome outcome{request,
                                   {.id = request.id,
                                    .fate = RequestFate::kCompleted,
                                    .replica = -1,
                                    .first_token = request.arrival,
                                    .finish = request.arrival}};
      listener_->on_outcomes({&outcome, 1});
    }
    return true;
  }

 private:
  const std::vector<ClassPlan>* classes_;
  std::uint64_t seed_;
  Meters* meters_;
  Listener* listener_;
  bool in_use_;
};

}  // namespace costwright::sim
