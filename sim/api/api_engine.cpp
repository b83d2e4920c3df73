#include "sim/api/api_engine.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include <queue>

#include "core/diagnostics.h"
#include "sim/api/allowance.h"
#include "sim/api/provider_cache.h"
#include "sim/clock/event.h"
#include "sim/clock/random.h"
#include "sim/meters/meters.h"
#include "sim/requests/outcome_forwarder.h"
#include "sim/serving/departures.h"
#include "sim/serving/response_cache.h"

namespace costwright::sim {
namespace {

constexpr Ps kLongest = Ps{1} << 61;
constexpr double kLongestDraw = 3600e12;    // ps: a lognormal has no end
constexpr Ps kLongestAnswer = Ps{1} << 60;  // 13 days

void check(const ApiPlan& plan) {
  for (const LatencyDraw& latency : {plan.ttft, plan.tpot}) {
    require(latency.median >= 1 && latency.sigma >= 0,
            "a latency of median {} ps and sigma {}, must be positive", latency.median,
            latency.sigma);
  }
  require(plan.request_interval >= 0 && plan.token_interval >= 0,
          "intervals of {} and {} ps, must not be negative", plan.request_interval,
          plan.token_interval);
  require(plan.client_timeout > 0 && plan.client_timeout <= kLongest,
          "client_timeout = {} ps, must lie in 1..2^61", plan.client_timeout);
  require(!plan.classes.empty(), "the plan has no class");
}

Ps drawn(const LatencyDraw& latency, std::uint64_t seed, Purpose purpose, std::int64_t id) {
  const double z = draw_normal(seed, purpose, static_cast<std::uint64_t>(id));
  const double ps = static_cast<double>(latency.median) * portable_exp(latency.sigma * z);
  return std::max<Ps>(1, static_cast<Ps>(std::min(ps, kLongestDraw)));
}

// A request on its way: answered at `at`, or given up then.
struct UnderWay {
  Ps at{};
  bool gives_up = false;
  Request request;
  ClassDay* day{};
  Ps first_arrival{}, first_token{}, gap{};
  ProviderCache::Use cache;

  friend bool operator>(const UnderWay& a, const UnderWay& b) {
    return std::tie(a.at, a.request.id) > std::tie(b.at, b.request.id);
  }
};

class Api {
 public:
  Api(const ApiPlan& plan, ArrivalSource& arrivals, const RunControl& options)
      : plan_(plan),
        meters_(plan.meter, 0, plan.classes),
        feed_(arrivals, plan.classes.size(), meters_.window_end(), options),
        outcome_forwarder_(options.records, arrivals, feed_),
        origins_(arrivals.origins()),
        departures_({plan.classes, {}, 0, plan.seed}, origins_, meters_, options.passed_on),
        response_cache_(plan.classes, plan.seed, meters_, &outcome_forwarder_),
        requests_(plan.request_interval),
        tokens_(plan.token_interval),
        cache_(arrivals.prefixes(), plan.cache_lifetime, plan.cache_minimum) {
    require(!arrivals.reacts() || (!departures_.any() && origins_.of.empty()),
            "clients that wait for answers, and requests that are passed on");
  }

  PoolUsage run() {
    while (step()) {
    }
    outcome_forwarder_.sort_records();
    departures_.sort();
    return meters_.take();
  }

 private:
  bool step() {
    const Request* const next = feed_.peek();
    if (next != nullptr && (under_way_.empty() || next->arrival < under_way_.top().at)) {
      const Request request = *next;
      feed_.take();
      arrive(request);
      return true;
    }
    if (under_way_.empty()) {
      return false;
    }
    const UnderWay gone = under_way_.top();
    under_way_.pop();
    gone.gives_up ? give_up(gone) : answer(gone);
    return true;
  }

  void arrive(const Request& request) {
    const Origin* const origin = origins_.find(request.id);
    if (origin == nullptr && response_cache_.answers(request)) {
      return;
    }
    UnderWay one{
        .request = request,
        .day = origin != nullptr ? meters_.taken_over(request, *origin) : meters_.arrived(request),
        .first_arrival = origin != nullptr ? origin->arrival : request.arrival,
        .cache = {}};
    const std::int64_t length = std::int64_t{request.input} + request.output;
    const Ps sent =
        std::max(requests_.there(1, request.arrival), tokens_.there(length, request.arrival));
    const bool is_too_long = plan_.max_context > 0 && length > plan_.max_context;
    if (is_too_long || (plan_.refuses && sent > request.arrival)) {
      drop(one);
    } else if (sent - request.arrival > plan_.client_timeout) {
      one.gives_up = true;
      one.at = request.arrival + plan_.client_timeout;
      wait(one.at, request.arrival);
      under_way_.push(one);
    } else {
      wait(sent, request.arrival);
      send(one, length, sent);
    }
  }

  // Counts those that wait at `now`; what is sent at once never did.
  void wait(Ps until, Ps now) {
    while (!waiting_.empty() && waiting_.top() <= now) {
      waiting_.pop();
    }
    if (until > now) {
      waiting_.push(until);
      meters_.queued(static_cast<std::int64_t>(waiting_.size()), now);
    }
  }

  void send(UnderWay& one, std::int64_t length, Ps sent) {
    const Request& request = one.request;
    requests_.take(1, sent);
    tokens_.take(length, sent);
    one.cache = cache_.use(request, sent);
    UsageBucket& bucket = meters_.bucket(meters_.bucket_index(sent));
    bucket.cached_tokens += one.cache.read;
    bucket.prefill_tokens += request.input - one.cache.read;
    one.first_token = sent + drawn(plan_.ttft, plan_.seed, Purpose::kApiTtft, request.id);
    one.gap = std::min(drawn(plan_.tpot, plan_.seed, Purpose::kApiTpot, request.id),
                       kLongestAnswer / request.output);
    one.at = one.first_token + (request.output - 1) * one.gap;
    under_way_.push(one);
  }

  void drop(const UnderWay& one) {
    if (departures_.takes_dropped(one.request, one.day, one.request.arrival)) {
      return;
    }
    meters_.dropped(one.day, one.request.arrival);
    tell(one, RequestFate::kDropped, one.request.arrival);
  }

  void give_up(const UnderWay& one) {
    meters_.timed_out(one.day, one.at);
    tell(one, RequestFate::kTimedOut, one.at);
  }

  void answer(const UnderWay& one) {
    count(one);
    if (departures_.takes_completed(one.request, one.day, one.at)) {
      return;
    }
    meters_.completed({.arrival = one.first_arrival,
                       .first_token = one.first_token,
                       .finish = one.at,
                       .input = one.request.input,
                       .output = one.request.output,
                       .klass = one.request.klass,
                       .gaps = one.request.output - 1,
                       .day = one.day});
    tell(one, RequestFate::kCompleted, one.at);
  }

  void count(const UnderWay& one) {
    const Request& request = one.request;
    UsageBucket& bucket = meters_.bucket(meters_.bucket_index(one.at));
    ++bucket.iterations;
    bucket.decode_tokens += request.output;
    const std::int32_t today = meters_.day_of_bucket(meters_.bucket_index(one.at));
    if (today >= 0 && request.output > 1) {
      meters_.class_day(static_cast<std::size_t>(request.klass), today)
          .latency.itl.add(one.gap, static_cast<std::uint64_t>(request.output - 1));
    }
    if (one.day != nullptr) {
      ++one.day->answered;
      one.day->prompt_tokens += request.input;
      one.day->read_tokens += one.cache.read;
      one.day->written_tokens += one.cache.written;
      one.day->answer_tokens += request.output;
    }
  }

  void tell(const UnderWay& one, RequestFate fate, Ps at) {
    const RequestOutcome outcome{one.request,
                                 {.id = one.request.id,
                                  .fate = fate,
                                  .replica = -1,
                                  .first_token = one.first_token,
                                  .finish = at}};
    outcome_forwarder_.on_outcomes({&outcome, 1});
  }

  const ApiPlan& plan_;
  Meters meters_;
  ArrivalFeed feed_;
  OutcomeForwarder outcome_forwarder_;
  Origins origins_;
  Departures departures_;
  ResponseCache response_cache_;
  Allowance requests_, tokens_;
  ProviderCache cache_;
  std::priority_queue<Ps, std::vector<Ps>, std::greater<>> waiting_;  // when each leaves
  std::priority_queue<UnderWay, std::vector<UnderWay>, std::greater<>> under_way_;
};

}  // namespace

PoolUsage simulate_api(const ApiPlan& plan, ArrivalSource& arrivals, const RunControl& options) {
  check(plan);
  return Api(plan, arrivals, options).run();
}

}  // namespace costwright::sim
