#pragma once
// What earlier evaluations leave for later ones: their simulations, in memory and in a folder
// (study/simulate/usage_cache.h), and the months of the last few plans, so that going back to one
// of them is pricing it. Losing any of it only costs time; no figure depends on it. Safe from any
// thread.
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "study/simulate/usage_cache.h"

namespace costwright::study {

struct Evaluation;

class Memory {
 public:
  static constexpr int kMostPlans = 8;

  // `folder` empty: in memory only.
  explicit Memory(std::string folder) : usages_(std::move(folder)) {}

  const UsageCache& usages() const { return usages_; }
  // One that simulated the same for the same calendar, without its money; null: none of the last
  // few. A search leaves out what others find (EvaluateOptions::is_search), so it has its own.
  std::shared_ptr<const Evaluation> like(const Evaluation& planned, bool is_search) const;
  void keep(const Evaluation& evaluated, bool is_search) const;

 private:
  struct Kept {
    std::shared_ptr<const Evaluation> months;
    bool is_search;
  };
  UsageCache usages_;
  mutable std::mutex mutex_;
  mutable std::deque<Kept> kept_;  // the last used at the end
};

}  // namespace costwright::study
