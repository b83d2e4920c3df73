#pragma once
// Vectors of objectives of which none dominates another: what a search knows to be reached, asked
// of every bound and every answer.
#include <span>
#include <vector>

namespace costwright::solve {

class Frontier {
 public:
  struct Member {
    std::vector<double> objectives;
    std::size_t id;
  };

  // Some member is no worse anywhere: nothing that has at least these objectives is new.
  bool covers(std::span<const double> objectives) const;
  // Unless it is covered; what it dominates goes.
  void add(std::vector<double> objectives, std::size_t id);
  const std::vector<Member>& members() const { return members_; }
  // Ascending in the first objective, then the next.
  std::vector<Member> sorted() const;

 private:
  std::vector<Member> members_;
};

}  // namespace costwright::solve
