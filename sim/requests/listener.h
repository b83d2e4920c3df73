#pragma once
// Who wants to know what became of each single request: the records of a test or export, and
// clients that react.
#include <span>

#include "sim/requests/request.h"

namespace costwright::sim {

// A request and what became of it.
struct RequestOutcome {
  Request request;
  RequestRecord record;
};

// Told, never asked: it steers nothing.
class Listener {
 public:
  virtual ~Listener() = default;
  // The outcomes of one event (one replica, one instant, one kind), in order of request id.
  virtual void on_outcomes(std::span<const RequestOutcome> outcomes) = 0;
};

}  // namespace costwright::sim
