#include "solve/problem.h"

namespace costwright::solve {

std::optional<std::uint64_t> count_of_points(const Problem& problem) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 63U;
  std::uint64_t count = 1;
  for (const Decision& decision : problem.decisions) {
    const auto choices = static_cast<std::uint64_t>(decision.choices);
    if (decision.choices <= 0 || count >= kMost / choices) {
      return std::nullopt;
    }
    count *= choices;
  }
  return count;
}

}  // namespace costwright::solve
