#include "solve/summary.h"

namespace costwright::solve {

std::string_view name_of(Status status) {
  switch (status) {
    case Status::kProven:
      return "proven";
    case Status::kOptimalWithinError:
      return "optimal within error";
    case Status::kInfeasible:
      return "infeasible";
    case Status::kStopped:
      return "stopped";
    case Status::kBest:
      return "best met";
  }
  return "";
}

std::optional<double> seconds_left(const Summary& so_far) {
  const auto evaluated =
      static_cast<double>(so_far.evaluations.quick + so_far.evaluations.standard);
  return so_far.left && evaluated > 0 ? std::optional(*so_far.left * so_far.seconds / evaluated)
                                      : std::nullopt;
}

}  // namespace costwright::solve
