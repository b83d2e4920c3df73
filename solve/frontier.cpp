#include "solve/frontier.h"

#include <algorithm>

#include "solve/front.h"

namespace costwright::solve {

bool Frontier::covers(std::span<const double> objectives) const {
  return std::any_of(members_.begin(), members_.end(), [&](const Member& member) {
    return std::equal(objectives.begin(), objectives.end(), member.objectives.begin(),
                      [](double asked, double reached) {
                        return reached <= asked;
                      });
  });
}

void Frontier::add(std::vector<double> objectives, std::size_t id) {
  if (covers(objectives)) {
    return;
  }
  std::erase_if(members_, [&](const Member& member) {
    return dominates(objectives, member.objectives);
  });
  members_.push_back({std::move(objectives), id});
}

std::vector<Frontier::Member> Frontier::sorted() const {
  std::vector<Member> sorted = members_;
  std::sort(sorted.begin(), sorted.end(), [](const Member& a, const Member& b) {
    return a.objectives < b.objectives;
  });
  return sorted;
}

}  // namespace costwright::solve
