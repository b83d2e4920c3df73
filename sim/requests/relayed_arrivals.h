#pragma once
// The stream of a pool that other pools pass requests on to: theirs and those of its own clients,
// merged by time. Requests that came from elsewhere get new ids, from kFirstRelayedId on in the
// order of their arrival here, so that at one instant own clients come first. Memory: 64 bytes for
// each request passed on.
#include <memory>
#include <vector>

#include "sim/requests/request.h"

namespace costwright::sim {

inline constexpr std::int64_t kFirstRelayedId = std::int64_t{1} << 48;

// What one pool has passed on in one way. Requests that arrive at one instant come in the order of
// these lists.
struct RelayedList {
  std::span<const PassedOn> requests;  // of which those of `kind`
  RelayKind kind{};
  std::vector<std::int32_t> class_of;  // class there -> class here, -1: not for this pool
  PrefixTree tree;                     // what their prefixes refer to
};

class RelayedArrivals final : public ArrivalSource {
 public:
  // `own` may be null; it must not react (std::logic_error), and ends at the first request at or
  // after `end`. The lists are copied.
  RelayedArrivals(std::unique_ptr<ArrivalSource> own,
                  Ps end,
                  const std::vector<RelayedList>& lists);

  std::size_t next(std::span<Request> out) override;
  PrefixTree prefixes() const override { return tree_; }
  Origins origins() const override { return {kFirstRelayedId, origins_}; }

 private:
  void add(const RelayedList& list);
  void sort();
  const Request* own_head();

  std::unique_ptr<ArrivalSource> own_;
  Ps end_;
  std::vector<Request> batch_;  // of own_
  std::size_t position_ = 0, filled_ = 0;
  bool own_ended_;
  std::vector<Request> relayed_;
  std::vector<Origin> origins_;  // of relayed_
  std::size_t taken_ = 0;
  std::vector<PrefixNode> tree_;
};

}  // namespace costwright::sim
