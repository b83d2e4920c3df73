// An ArrivalPlan's streams, merged and numbered.
#include <algorithm>
#include <unordered_map>

#include "sim/arrivals/merge_heap.h"
#include "sim/arrivals/stream.h"
#include "sim/clock/random.h"

namespace costwright::sim {
namespace {

constexpr int kTagBits = 48;
constexpr Ps kLatestEnd = Ps{40} * 24 * kPsPerHour;

std::unique_ptr<RequestStream> make_stream(const StreamPlan& plan, const StreamClock& clock) {
  struct Make {
    const StreamPlan& plan;
    const StreamClock& clock;
    std::unique_ptr<RequestStream> operator()(const TraceStream& s) const {
      return s.compress ? make_compressed(s, plan, clock) : make_superposed(s, plan, clock);
    }
    std::unique_ptr<RequestStream> operator()(const SyntheticStream& s) const {
      return make_synthetic(s, plan, clock);
    }
    std::unique_ptr<RequestStream> operator()(const ServeGenStream& s) const {
      return make_servegen(s, plan, clock);
    }
    std::unique_ptr<RequestStream> operator()(const ClosedStream& s) const {
      return make_closed(s, clock);
    }
  };
  require(!plan.session_clients || std::holds_alternative<TraceStream>(plan.shape),
          "session_clients needs a trace stream; this one is of kind {}", plan.shape.index());
  return std::visit(Make{plan, clock}, plan.shape);
}

// A stream and what has been fetched from it but not yet handed out.
struct Lane {
  std::unique_ptr<RequestStream> stream;
  std::int32_t first_node = 0;              // of its own in the tree of all streams
  std::vector<std::int32_t> shared_ends{};  // of the pieces that all its prompts begin with
  std::vector<Request> fetched;
  std::size_t given = 0;

  bool refill() {
    constexpr std::size_t kBatch = 256;
    fetched.resize(kBatch);
    fetched.resize(stream->fill(fetched));
    given = 0;
    return !fetched.empty();
  }
};

class MergedSource final : public ArrivalSource {
 public:
  explicit MergedSource(const ArrivalPlan& plan) : end_(plan.end) {
    require(plan.warm_up >= 0 && plan.end >= 0 && plan.end <= kLatestEnd,
            "a plan with a warm-up of {} ps and its end at {} ps, must be in [0, 40 days]",
            plan.warm_up, plan.end);
    for (std::size_t i = 0; i < plan.streams.size(); ++i) {
      const std::uint64_t seed = mix64(plan.seed + 0x9e3779b97f4a7c15ULL * (i + 1));
      Lane& lane = lanes_.emplace_back();
      lane.stream = make_stream(plan.streams[i], {seed, plan.warm_up, plan.end, plan.hour});
      reacts_ = reacts_ || lane.stream->reacts();
      plant(plan.streams[i], lane);
    }
    for (std::size_t i = 0; lanes_.size() > 1 && i < lanes_.size(); ++i) {
      if (lanes_[i].refill()) {
        heap_.push({lanes_[i].fetched.front().arrival, static_cast<std::uint32_t>(i)});
      }
    }
  }

  std::size_t next(std::span<Request> out) override {
    if (lanes_.size() == 1) {
      const std::size_t n = lanes_[0].stream->fill(out);
      for (Request& request : out.first(n)) {
        number(request, 0);
      }
      return n;
    }
    std::size_t n = 0;
    while (n < out.size() && !heap_.empty()) {
      const std::uint32_t index = heap_.top().index;
      Lane& lane = lanes_[index];
      out[n] = lane.fetched[lane.given++];
      number(out[n++], index);
      if (lane.given < lane.fetched.size() || lane.refill()) {
        heap_.replace_top(lane.fetched[lane.given].arrival);
      } else {
        heap_.pop();
      }
    }
    return n;
  }

  bool reacts() const override { return reacts_; }
  PrefixTree prefixes() const override { return prefixes_; }

  std::optional<Request> follow_up(const Request& done, Ps at) override {
    std::uint64_t key = static_cast<std::uint64_t>(done.id);
    if (key >> kTagBits == 0) {
      const auto found = first_requests_.find(done.id);
      if (found == first_requests_.end()) {
        return std::nullopt;  // of an open stream
      }
      key = found->second;
      first_requests_.erase(found);
    }
    const auto lane = (key >> kTagBits) - 1;
    require(lane < lanes_.size(), "request {} is not of this source", done.id);
    auto next = lanes_[lane].stream->follow_up(static_cast<std::int64_t>(key & kTagMask), done, at);
    if (!next || next->arrival >= end_) {
      return std::nullopt;
    }
    next->id = static_cast<std::int64_t>(keyed(next->id, static_cast<std::uint32_t>(lane)));
    place(*next, lanes_[lane]);
    return next;
  }

 private:
  static constexpr std::uint64_t kTagMask = (std::uint64_t{1} << kTagBits) - 1;
  static std::uint64_t keyed(std::int64_t tag, std::uint32_t lane) {
    const auto bits = static_cast<std::uint64_t>(tag);
    require(bits <= kTagMask && lane < 16000, "request tag {} of stream {} is too large", tag,
            lane);
    return (std::uint64_t{lane} + 1) << kTagBits | bits;
  }
  void number(Request& request, std::uint32_t lane) {
    const std::int64_t id = next_id_++;
    if (reacts_ && lanes_[lane].stream->reacts()) {
      first_requests_.emplace(id, keyed(request.id, lane));
    }
    request.id = id;
    place(request, lanes_[lane]);
  }

  // The prefixes of a stream, behind those of the streams before it.
  void plant(const StreamPlan& plan, Lane& lane) {
    lane.first_node = static_cast<std::int32_t>(prefixes_.size());
    const auto* const shape = std::get_if<TraceStream>(&plan.shape);
    const bool knows = shape != nullptr && !shape->trace->prefixes.empty();
    require(plan.shared_prefix.empty() || !knows,
            "{} pieces of a shared prefix; a trace with prefixes has its own",
            plan.shared_prefix.size());
    if (knows) {
      for (const PrefixNode& node : shape->trace->prefixes) {
        const std::int32_t parent = node.parent < 0 ? -1 : node.parent + lane.first_node;
        prefixes_.push_back({parent, node.tokens});
      }
    }
    lane.shared_ends = plan.shared_prefix;
    std::int32_t begin = 0;
    for (const std::int32_t end : lane.shared_ends) {
      require(end > begin, "a piece of a shared prefix ends at {}, after {}", end, begin);
      const auto before = static_cast<std::int32_t>(prefixes_.size()) - 1;
      prefixes_.push_back({begin == 0 ? -1 : before, end - begin});
      begin = end;
    }
  }
  static void place(Request& request, const Lane& lane) {
    if (!lane.shared_ends.empty()) {
      const auto& ends = lane.shared_ends;
      const auto pieces = std::lower_bound(ends.begin(), ends.end(), request.input) - ends.begin();
      request.prefix = {pieces == 0 ? -1 : lane.first_node + static_cast<std::int32_t>(pieces) - 1,
                        0};
    } else if (request.prefix.node >= 0) {
      request.prefix.node += lane.first_node;
    }
  }

  Ps end_;
  std::vector<Lane> lanes_;
  std::vector<PrefixNode> prefixes_;
  MergeHeap heap_;
  bool reacts_ = false;
  std::int64_t next_id_ = 0;
  std::unordered_map<std::int64_t, std::uint64_t>
      first_requests_;  // under way, of reacting streams
};

class ListSource final : public ArrivalSource {
 public:
  explicit ListSource(std::span<const Request> requests) : requests_(requests) {}
  std::size_t next(std::span<Request> out) override {
    const std::size_t n = std::min(out.size(), requests_.size() - given_);
    std::copy_n(requests_.begin() + static_cast<std::ptrdiff_t>(given_), n, out.begin());
    given_ += n;
    return n;
  }

 private:
  std::span<const Request> requests_;
  std::size_t given_ = 0;
};

}  // namespace

std::unique_ptr<ArrivalSource> make_arrivals(const ArrivalPlan& plan) {
  return std::make_unique<MergedSource>(plan);
}

std::unique_ptr<ArrivalSource> list_arrivals(std::span<const Request> requests) {
  return std::make_unique<ListSource>(requests);
}

}  // namespace costwright::sim
