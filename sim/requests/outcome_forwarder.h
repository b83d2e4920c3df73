#pragma once
// Passes what became of each request on to the records of a test or export, and to clients that
// react: their follow-ups enter the feed.
#include <algorithm>
#include <vector>

#include "sim/requests/arrival_feed.h"
#include "sim/requests/listener.h"

namespace costwright::sim {

class OutcomeForwarder final : public Listener {
 public:
  // `records` may be null.
  OutcomeForwarder(std::vector<RequestRecord>* records, ArrivalSource& source, ArrivalFeed& feed)
      : records_(records), source_(source), feed_(feed), reacts_(source.reacts()) {}
  // Whether anybody wants to know.
  bool needed() const { return records_ != nullptr || reacts_; }

  void on_outcomes(std::span<const RequestOutcome> outcomes) override {
    for (const RequestOutcome& outcome : outcomes) {
      if (records_ != nullptr) {
        records_->push_back(outcome.record);
      }
      if (reacts_) {
        if (const auto next = source_.follow_up(outcome.request, outcome.record.finish)) {
          feed_.follow_up(*next, outcome.record.finish);
        }
      }
    }
  }

  void sort_records() {  // by id, when all have been told
    if (records_ != nullptr) {
      std::sort(records_->begin(), records_->end(),
                [](const RequestRecord& a, const RequestRecord& b) {
                  return a.id < b.id;
                });
    }
  }

 private:
  std::vector<RequestRecord>* records_;
  ArrivalSource& source_;
  ArrivalFeed& feed_;
  bool reacts_;
};

}  // namespace costwright::sim
