#pragma once
// How a simulation is watched and stopped from outside; nothing here changes a figure.
#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "sim/clock/clock.h"

namespace costwright::sim {

struct PassedOn;
struct RequestRecord;

struct RunControl {
  std::vector<RequestRecord>* records = nullptr;  // filled in order of id when given
  // Filled in order of (arrival, id); a plan that passes requests on needs it.
  std::vector<PassedOn>* passed_on = nullptr;
  std::stop_token stop{};  // polled now and then; throws Cancelled
  std::function<void(Ps reached)>
      progress{};  // called now and then with the simulated time reached
  // Decode iterations that the serving engine plans at once. 1 holds it back to one at a time
  // (still O(1) each): what jumping is measured against.
  std::int64_t longest_run = INT64_MAX;
};

struct Cancelled {};  // thrown once `stop` has been requested

}  // namespace costwright::sim
