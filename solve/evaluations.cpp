#include "solve/evaluations.h"

#include <algorithm>
#include <bit>

#include "core/diagnostics.h"
#include "solve/front.h"

namespace costwright::solve {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::size_t index_of(Fidelity fidelity) {
  return fidelity == Fidelity::kQuick ? 0 : 1;
}

std::uint64_t& of(Count& count, Fidelity fidelity) {
  return fidelity == Fidelity::kQuick ? count.quick : count.standard;
}

}  // namespace

std::size_t Evaluations::HashPoint::operator()(const Point& point) const {
  std::uint64_t hash = 0;
  for (const double value : point) {
    // + 0: so that -0 is 0.
    hash = (std::rotl(hash, 29) ^ std::bit_cast<std::uint64_t>(value + 0.0)) * 0x9E3779B97F4A7C15U;
  }
  return hash ^ (hash >> 32U);
}

Evaluations::Evaluations(const Problem& problem, const Options& options, std::uint64_t most)
    : problem_(problem),
      options_(options),
      left_(options.most_evaluations > 0 ? options.most_evaluations : most),
      worst_(problem.objectives, -std::numeric_limits<double>::infinity()) {
  require(options.batch > 0, "a batch has no points");
  for (const Point& point : options.start) {
    require(point.size() == problem.decisions.size(), "a start decides {} of {} decisions",
            point.size(), problem.decisions.size());
  }
  summary_.seed = options.seed;
}

bool Evaluations::ask(std::span<const Point> points, Fidelity fidelity) {
  std::vector<Point> batch = unknown(points, fidelity);
  if (options_.stop.stop_requested()) {
    stop();
  }
  if (has_ended_ || batch.empty()) {
    return !has_ended_;
  }
  if (batch.size() > left_) {
    batch.resize(left_);
    has_ended_ = true;
  }
  std::vector<Answer> answers = evaluated(batch, fidelity);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    remember(batch[i], std::move(answers[i]), fidelity);
  }
  report();
  return !has_ended_;
}

void Evaluations::stop() {
  is_stopped_ = has_ended_ = true;
}

void Evaluations::lift_limit() {
  left_ = std::numeric_limits<std::uint64_t>::max();
  has_ended_ = is_stopped_;
}

bool Evaluations::ask_in_batches(std::span<const Point> points, Fidelity fidelity) {
  for (std::size_t i = 0; i < points.size() && !has_ended_; i += options_.batch) {
    ask(points.subspan(i, std::min(options_.batch, points.size() - i)), fidelity);
  }
  return !has_ended_;
}

// Each once.
std::vector<Point> Evaluations::unknown(std::span<const Point> points, Fidelity fidelity) {
  std::unordered_set<Point, HashPoint> met;
  std::vector<Point> found;
  for (const Point& point : points) {
    if (answer(point, fidelity) == nullptr && met.insert(point).second) {
      found.push_back(point);
    }
  }
  summary_.remembered += points.size() - found.size();
  return found;
}

// None when the caller stopped: then the search has ended.
std::vector<Answer> Evaluations::evaluated(std::span<const Point> points, Fidelity fidelity) {
  if (points.empty()) {
    return {};
  }
  const Clock::time_point begin = Clock::now();
  std::vector<Answer> answers;
  try {
    answers = problem_.evaluate(points, fidelity);
    require(answers.size() == points.size(), "{} points have {} answers", points.size(),
            answers.size());
  } catch (const Stopped&) {
    stop();
  }
  summary_.evaluating_seconds += seconds_since(begin);
  return answers;
}

void Evaluations::remember(const Point& point, Answer answer, Fidelity fidelity) {
  require(answer.objectives.size() == problem_.objectives &&
              answer.excess.size() == problem_.constraints,
          "an answer has {} objectives and {} constraints", answer.objectives.size(),
          answer.excess.size());
  for (const Range& objective : answer.objectives) {
    require(!std::isnan(objective.value), "an objective is not a number");
  }
  const std::size_t id = all_.size();
  const std::uint64_t work = problem_.work ? problem_.work(point) : id;
  of(summary_.works, fidelity) += works_[index_of(fidelity)].insert(work).second ? 1 : 0;
  of(summary_.evaluations, fidelity) += 1;
  --left_;
  expected_ = std::max(expected_ - 1, 0.0);
  if (fidelity == Fidelity::kStandard && is_feasible(answer)) {
    frontier_.add(values_of(answer.objectives), id);
  }
  widen_reference(answer);
  known_[index_of(fidelity)].emplace(point, id);
  all_.push_back({.point = point, .answer = std::move(answer), .fidelity = fidelity});
}

const Answer* Evaluations::answer(const Point& point, Fidelity fidelity) const {
  const auto& known = known_[index_of(fidelity)];
  const auto found = known.find(point);
  return found == known.end() ? nullptr : &all_[found->second].answer;
}

void Evaluations::report() {
  if (options_.progress) {
    describe_front();
    const double left = std::min(expected_, static_cast<double>(left_));
    constexpr double kUnlimited = 1e18;
    const bool is_known = left < kUnlimited;
    summary_.left = is_known ? std::optional(left) : std::nullopt;
    options_.progress(summary_);
  }
}

void Evaluations::describe_front() {
  std::vector<std::vector<double>> objectives;
  summary_.front.clear();
  for (const Frontier::Member& member : frontier_.sorted()) {
    summary_.front.push_back(all_[member.id]);
    objectives.push_back(member.objectives);
  }
  if (!summary_.front.empty()) {
    summary_.best = summary_.front[knee_of(summary_.front)];
    summary_.reference = options_.reference.empty() ? worst_ : options_.reference;
    summary_.hypervolume = hypervolume(objectives, summary_.reference);
  }
  summary_.seconds = seconds_since(begin_);
}

void Evaluations::widen_reference(const Answer& answer) {
  for (std::size_t i = 0; i < worst_.size(); ++i) {
    const double value = answer.objectives[i].value;
    worst_[i] = std::isfinite(value) ? std::max(worst_[i], value) : worst_[i];
  }
}

Summary Evaluations::finished(Status status) {
  describe_front();
  summary_.status = status;
  return std::move(summary_);
}

Summary Evaluations::finished_proof() {
  if (has_ended_) {
    return finished(Status::kStopped);
  }
  if (frontier_.members().empty()) {
    return finished(Status::kInfeasible);
  }
  summary_.gap = 0;
  if (problem_.objectives == 1) {
    summary_.bound = frontier_.members().front().objectives.front();
  }
  return finished(summary_.eliminated_by_error > 0 ? Status::kOptimalWithinError : Status::kProven);
}

void require_whole(const Problem& problem, std::string_view solver) {
  for (const Decision& decision : problem.decisions) {
    require(decision.choices > 0, "{} decides whole choices only, and '{}' is a real number",
            solver, decision.name);
  }
}

}  // namespace costwright::solve
