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

}  // namespace costwright::solve
