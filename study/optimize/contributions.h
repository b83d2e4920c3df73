#pragma once
// What each strategy of a choice brings to an objective, alone and together.
//   alone         today with it alone, less today
//   together      Shapley value (study/compare/shapley.h): exact up to kExactMoney strategies that
//                 change money only or kExactPhysics others, else from sampled orders; the sum is
//                 the whole difference to the last digit
//   interaction   of two: what they bring together less what each brings alone
// Where some set of them cannot be (an unquantised model that does not fit the smaller machine),
// orders count in which every step can be; a strategy that cannot stand alone has no `alone`.
#include "study/optimize/evaluator.h"
#include "study/optimize/objective.h"

namespace costwright::study {

inline constexpr std::size_t kExactMoney = 12, kExactPhysics = 6;

struct Contribution {
  std::string axis, option;
  std::optional<double> alone;
  double together{};
  double standard_error{};  // of `together`; 0: exact
};
struct Interaction {
  std::string one, other;
  double more{};
};
struct Explanation {
  std::vector<Contribution> contributions;
  std::vector<Interaction> interactions;
  std::string how;  // "exact", "from 64 orders", "...; at effort quick"; why there is none
};

Explanation explain_choice(const Choices& choices,
                           Evaluator& evaluator,
                           const std::vector<bool>& axes_of_money,
                           const Objective& objective,
                           const Choice& choice);

}  // namespace costwright::study
